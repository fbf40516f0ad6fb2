"""What somebody is to do: noted, changed, done, taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, type_coerce

from domain.actions import STEPS, refuse_circle
from domain.errors import InvalidInput
from domain.steps import taken
from domain.vocabulary import ActionOrigin, ActionStatus, Audience, Basis, Horizon, RecordType
from engine.given import ID, LEFT_OUT
from models.commitment import ActionItem, Commitment
from models.incident import Incident
from resolvers.accounts import AccountRefInput
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.mentions import SOURCES, all_mentioned, mentioned
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, required, told_at

NEVER_NULL = ("text", "origin", "audience", "status")
SOURCES_OF_TASKS = (*SOURCES, Commitment)


@dataclass(kw_only=True)
class ActionItemCreateInput(MutationInput):
    """`known_at` is when we knew of it already: an import may say so."""

    account: AccountRefInput
    text: str
    origin: ActionOrigin
    audience: Audience = Audience.INTERNAL
    owner: ID | None = None
    due_on: date | None = None
    event_on: date | None = None
    horizon: Horizon | None = None
    status: ActionStatus = ActionStatus.OPEN
    done_at: datetime | None = LEFT_OUT
    depends_on: list[ID] | None = None
    incident: ID | None = None
    source: ID | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class ActionItemUpdateInput(UpdateInput):
    id: ID
    text: str | None = LEFT_OUT
    origin: ActionOrigin | None = LEFT_OUT
    audience: Audience | None = LEFT_OUT
    owner: ID | None = LEFT_OUT
    due_on: date | None = LEFT_OUT
    event_on: date | None = LEFT_OUT
    horizon: Horizon | None = LEFT_OUT
    status: ActionStatus | None = LEFT_OUT
    done_at: datetime | None = LEFT_OUT
    depends_on: list[ID] | None = LEFT_OUT
    incident: ID | None = LEFT_OUT
    source: ID | None = LEFT_OUT


async def create(writing: Writing, asked: ActionItemCreateInput) -> None:
    known_at = writing.known_since(asked.known_at, happened=asked.done_at)
    item = ActionItem(text=asked.text, origin=asked.origin, audience=asked.audience)
    await set_fields(writing, writing.add(item, known_at=known_at), asked)
    if item.stated_at is not None:
        item.stated_at = known_at or writing.now


async def update(writing: Writing, asked: ActionItemUpdateInput) -> None:
    item = await writing.about(ActionItem, asked.id, at="id")
    for name in NEVER_NULL:
        required(getattr(asked, name), at=name)
    await set_fields(writing, item, asked)


async def set_fields(
    writing: Writing, item: ActionItem, asked: ActionItemCreateInput | ActionItemUpdateInput
) -> None:
    """What both may say."""
    change_due(item, asked.due_on)
    change_status(writing, item, asked.status, asked.done_at)
    change(
        item,
        {
            "text": asked.text,
            "origin": asked.origin,
            "audience": asked.audience,
            "owner_id": await writing.user(asked.owner, at="owner"),
            "event_on": asked.event_on,
            "horizon": asked.horizon,
            "incident_id": await writing.of_account(Incident, asked.incident, at="incident"),
            "depends_on": await waits_for(writing, item, asked.depends_on),
        },
    )
    if asked.source is not LEFT_OUT:
        kind, own = await mentioned(writing, asked.source, *SOURCES_OF_TASKS, at="source")
        change(item, {"source_type": kind, "source_id": own})


def change_due(item: ActionItem, due_on: date | None) -> None:
    """A day somebody enters settles what the words may have meant."""
    if due_on is LEFT_OUT or due_on == item.due_on:
        return
    change(
        item,
        {"due_on": due_on, "due_basis": due_on and Basis.ENTERED, "due_candidates": ()},
    )


def change_status(
    writing: Writing, item: ActionItem, status: ActionStatus | None, done_at: datetime | None
) -> None:
    """Done at a time, or at one nobody has recorded: then it counts from when that was said."""
    writing.past(done_at, at="done_at")
    if status and status is not item.status:
        with told_at("status"):
            change(item, {"status": taken(status, STEPS, current=item.status)})
        is_done = status is ActionStatus.DONE
        change(item, {"done_at": None, "stated_at": writing.now if is_done else None})
    if done_at is not LEFT_OUT and done_at is not None and item.status is not ActionStatus.DONE:
        raise InvalidInput("It is not done", at=("done_at",))
    change(item, {"done_at": done_at})


async def waits_for(writing: Writing, item: ActionItem, ids: Sequence[str] | None) -> Any:  # noqa: ANN401 - or left out
    """Own ids of what has to be there first; raises InvalidInput for the item itself among them."""
    if ids is LEFT_OUT:
        return ids
    found = await all_mentioned(writing, ids, ActionItem, Commitment, at="depends_on")
    waiting = await writing.unit.find(
        ActionItem, type_coerce(ActionItem.depends_on, Text()) != "[]"
    )
    with told_at("depends_on"):
        refuse_circle(item.id, found, {other.id: other.depends_on for other in waiting})
    return found


CREATE = Mutation(
    name="actionItemCreate",
    asked=ActionItemCreateInput,
    of="account",
    about=RecordType.ACTION_ITEM,
    body=create,
)
UPDATE = Mutation(
    name="actionItemUpdate",
    asked=ActionItemUpdateInput,
    of="id",
    about=RecordType.ACTION_ITEM,
    body=update,
    told="What is over may be taken up again. Doing a task keeps no promise, also none it is linked"
    " to as the same: commitmentKeep does.",
)
ALL = (CREATE, UPDATE)
