"""Whether a promise, as it stands, may become what is said of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.promise_steps import SAID, STEPS, PromiseStep, refuse_before
from domain.steps import taken
from domain.vocabulary import CommitmentStatus
from models.base import Base
from models.commitment import Commitment
from resolvers.commitments import status_at
from resolvers.mutations.writing import Writing, told_at


def refuse_step(
    commitment: Commitment,
    step: PromiseStep,
    *,
    status: CommitmentStatus,
    on: date,
    at: str,
    day_at: str | None = None,
) -> None:
    """Raises InvalidTransition when a promise of this status, or its slot, cannot take the step.

    `on`: the day it happened, said in the field `day_at` (else `at`); raises InvalidInput for one
    before the promise was made.
    """
    refuse_before(on, promised_on=commitment.promised_on, at=day_at or at)
    with told_at(at):
        taken(step, STEPS, current=SAID[status])


def status_of(writing: Writing, commitment: Commitment) -> CommitmentStatus:
    """Where it stands now, as clients are shown it."""
    return status_at(commitment.settled_status, commitment.overdue_after, writing.now)


def says(record: Base, said: Mapping[str, Any]) -> bool:
    """Whether the record holds all of this already; None says nothing."""
    return all(value is None or getattr(record, name) == value for name, value in said.items())
