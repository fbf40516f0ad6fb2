"""Setting a value beside the computed health, for a time and with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.steps import taken
from domain.vocabulary import RecordType
from domain.voices import (
    OVERRIDE_STEPS,
    OverrideState,
    OverrideStep,
    refuse_expiry,
    refuse_health,
)
from models.voice import HealthOverride
from resolvers.accounts import AccountRefInput
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, told_at


@dataclass(kw_only=True)
class HealthOverrideSetInput(UpdateInput):
    account: AccountRefInput
    value: float
    reason: str
    expires_at: datetime


@dataclass(kw_only=True)
class HealthOverrideClearInput(UpdateInput):
    account: AccountRefInput


async def set_override(writing: Writing, asked: HealthOverrideSetInput) -> None:
    """Those in force before end as this one begins."""
    writing.subject = writing.account
    with told_at("value"):
        refuse_health(asked.value)
    with told_at("expires_at"):
        refuse_expiry(asked.expires_at, now=writing.now)
    before = await in_force(writing)
    new = HealthOverride(
        value=asked.value,
        reason=asked.reason,
        author_id=writing.context.viewer.user_id,
        created_at=writing.now,
        expires_at=asked.expires_at,
    )
    if before and said(before[0]) == said(new):
        end(before[1:], writing)
        return
    taken(OverrideStep.SET, OVERRIDE_STEPS, current=state_of(before))
    end(before, writing)
    writing.add(new)


async def clear_override(writing: Writing, _: HealthOverrideClearInput) -> None:
    writing.subject = writing.account
    before = await in_force(writing)
    with told_at("account"):
        taken(OverrideStep.CLEAR, OVERRIDE_STEPS, current=state_of(before))
    end(before, writing)


async def in_force(writing: Writing) -> list[HealthOverride]:
    """The account's overrides neither cleared nor expired; the latest, which counts, is first.

    There is one at most, but for an account that took another one over.
    """
    found = await writing.unit.find(
        HealthOverride,
        HealthOverride.cleared_at.is_(None),
        HealthOverride.expires_at > writing.now,
    )
    return sorted(found, key=lambda override: override.created_at, reverse=True)


def end(overrides: Iterable[HealthOverride], writing: Writing) -> None:
    for override in overrides:
        override.cleared_at = writing.now


def state_of(overrides: Sequence[HealthOverride]) -> OverrideState:
    return OverrideState.IN_FORCE if overrides else OverrideState.NONE


def said(override: HealthOverride) -> tuple[object, ...]:
    return override.value, override.reason, override.author_id, override.expires_at


SET = Mutation(
    name="healthOverrideSet",
    asked=HealthOverrideSetInput,
    of="account",
    about=RecordType.ACCOUNT,
    body=set_override,
    told="Stands beside the computed value for at most 90 days; replaces the one in force.",
)
CLEAR = Mutation(
    name="healthOverrideClear",
    asked=HealthOverrideClearInput,
    of="account",
    about=RecordType.ACCOUNT,
    body=clear_override,
)
ALL = (SET, CLEAR)
