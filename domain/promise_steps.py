"""What may be said of a promise once it was made, by where it stands."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from domain.errors import InvalidInput
from domain.vocabulary import CommitmentKind, CommitmentStatus


class PromiseState(StrEnum):
    """Where a promise stands by what was said of it; being late is only a matter of time."""

    OPEN = "OPEN"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    WAIVED = "WAIVED"
    WITHDRAWN = "WITHDRAWN"


class PromiseStep(StrEnum):
    """What somebody says became of it; MOVED: it has another due date, REOPENED: nothing did."""

    MOVED = "MOVED"
    REOPENED = "REOPENED"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    WAIVED = "WAIVED"
    WITHDRAWN = "WITHDRAWN"


STEPS: Mapping[PromiseState, Mapping[PromiseStep, PromiseState]] = {
    PromiseState.OPEN: {
        PromiseStep.MOVED: PromiseState.OPEN,
        PromiseStep.KEPT: PromiseState.KEPT,
        PromiseStep.BROKEN: PromiseState.BROKEN,
        PromiseStep.WAIVED: PromiseState.WAIVED,
        PromiseStep.WITHDRAWN: PromiseState.WITHDRAWN,
    },
    PromiseState.KEPT: {PromiseStep.REOPENED: PromiseState.OPEN},
    PromiseState.BROKEN: {  # it weighs until it is delivered late, or the customer lets it go
        PromiseStep.KEPT: PromiseState.KEPT,
        PromiseStep.WAIVED: PromiseState.WAIVED,
        PromiseStep.REOPENED: PromiseState.OPEN,
    },
    PromiseState.WAIVED: {PromiseStep.REOPENED: PromiseState.OPEN},
    PromiseState.WITHDRAWN: {
        PromiseStep.WAIVED: PromiseState.WAIVED,
        PromiseStep.REOPENED: PromiseState.OPEN,
    },
}
SAID: Mapping[CommitmentStatus, PromiseState] = {
    CommitmentStatus.OPEN: PromiseState.OPEN,
    CommitmentStatus.OVERDUE: PromiseState.OPEN,
    CommitmentStatus.KEPT: PromiseState.KEPT,
    CommitmentStatus.KEPT_LATE: PromiseState.KEPT,
    CommitmentStatus.BROKEN: PromiseState.BROKEN,
    CommitmentStatus.WAIVED: PromiseState.WAIVED,
    CommitmentStatus.WITHDRAWN: PromiseState.WITHDRAWN,
}
"What was said of a promise of this status."
TAKES: Mapping[CommitmentKind, frozenset[str]] = {
    CommitmentKind.ONE_OFF: frozenset({"due_on"}),
    CommitmentKind.RECURRING: frozenset({"recurrence"}),
    CommitmentKind.UNTIL_CONDITION: frozenset({"due_on", "condition"}),
    CommitmentKind.STANDING: frozenset(),
    CommitmentKind.CREDIT: frozenset({"due_on", "credit"}),
}
"What tells, of each kind, when it is kept."
NEEDS: Mapping[CommitmentKind, str] = {
    CommitmentKind.RECURRING: "recurrence",
    CommitmentKind.CREDIT: "credit",
}
"Without which it is none of its kind."


def refuse_unfit(kind: CommitmentKind, said: Mapping[str, object]) -> None:
    """Raises InvalidInput for the first of these fields that a promise of this kind has not."""
    for name, value in said.items():
        if value is not None and name not in TAKES[kind]:
            raise InvalidInput(f"A promise of kind {kind} has none", at=(name,))


def refuse_incomplete(kind: CommitmentKind, said: Mapping[str, object]) -> None:
    """Raises InvalidInput when the one thing is missing that the kind cannot be without."""
    name = NEEDS.get(kind)
    if name is not None and said.get(name) is None:
        raise InvalidInput(f"A promise of kind {kind} needs one", at=(name,))


def refuse_before(day: date | None, *, promised_on: date | None, at: str) -> None:
    """Raises InvalidInput for what is due, or happened to a promise, before the day it was made."""
    if day is not None and promised_on is not None and day < promised_on:
        raise InvalidInput(f"{day} is before the promise, of {promised_on}", at=(at,))
