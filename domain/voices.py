"""What may be done with concerns, signals and overrides, and which numbers they may carry."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.errors import InvalidInput
from domain.vocabulary import SignalKind
from domain.wall_time import write_instant


class ConcernState(StrEnum):
    RAISED = "RAISED"
    SETTLED = "SETTLED"


class ConcernStep(StrEnum):
    SETTLE = "SETTLE"
    REOPEN = "REOPEN"


CONCERN_STEPS: Mapping[ConcernState, Mapping[ConcernStep, ConcernState]] = {
    ConcernState.RAISED: {ConcernStep.SETTLE: ConcernState.SETTLED},
    ConcernState.SETTLED: {ConcernStep.REOPEN: ConcernState.RAISED},
}


class SignalState(StrEnum):
    OBSERVED = "OBSERVED"
    CLEARED = "CLEARED"


class SignalStep(StrEnum):
    CLEAR = "CLEAR"
    REOPEN = "REOPEN"


SIGNAL_STEPS: Mapping[SignalState, Mapping[SignalStep, SignalState]] = {
    SignalState.OBSERVED: {SignalStep.CLEAR: SignalState.CLEARED},
    SignalState.CLEARED: {SignalStep.REOPEN: SignalState.OBSERVED},
}


class OverrideState(StrEnum):
    """Of an account: at most one override is in force."""

    NONE = "NONE"
    IN_FORCE = "IN_FORCE"


class OverrideStep(StrEnum):
    SET = "SET"
    CLEAR = "CLEAR"


OVERRIDE_STEPS: Mapping[OverrideState, Mapping[OverrideStep, OverrideState]] = {
    OverrideState.NONE: {OverrideStep.SET: OverrideState.IN_FORCE},
    OverrideState.IN_FORCE: {
        OverrideStep.SET: OverrideState.IN_FORCE,
        OverrideStep.CLEAR: OverrideState.NONE,
    },
}

MOST_USAGE = 100
"Usage a hundred times what it was is a percentage by mistake."
HIGHEST_HEALTH = 100
LONGEST_OVERRIDE = timedelta(days=90)
"What nobody has looked at for a quarter is no judgement any more."


def refuse_value(kind: SignalKind, value: Decimal | None) -> None:
    """Only a usage trend has a value, usage now over usage before; raises InvalidInput."""
    if kind is not SignalKind.USAGE_TREND:
        if value is not None:
            raise InvalidInput(f"{kind} has no value")
    elif value is None or not 0 <= value <= MOST_USAGE:
        said = "" if value is None else f", not {value}"
        raise InvalidInput(
            f"{kind} takes usage now over usage before, from 0 to {MOST_USAGE}{said}"
        )


def refuse_polarity(polarity: float) -> None:
    """Raises InvalidInput for less than all bad and more than all good."""
    if not -1 <= polarity <= 1:
        raise InvalidInput(f"A polarity lies between -1 and 1, and {polarity} does not")


def refuse_health(value: float) -> None:
    """Raises InvalidInput for a value that no health can have."""
    if not 0 <= value <= HIGHEST_HEALTH:
        raise InvalidInput(f"A health lies between 0 and {HIGHEST_HEALTH}, and {value} does not")


def refuse_expiry(expires_at: datetime, *, now: datetime) -> None:
    """Raises InvalidInput for an override that ends before it begins, or lasts too long."""
    if not now < expires_at <= now + LONGEST_OVERRIDE:
        raise InvalidInput(
            f"An override ends within {LONGEST_OVERRIDE.days} days from now,"
            f" not at {write_instant(expires_at)}"
        )
