"""Taking back what never was, and saying that two records are the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import InvalidInput
from domain.evidence.linked import groups, may_be_same
from domain.vocabulary import RecordType
from engine.given import ID
from models.activity import TOLD, type_of
from models.base import Base
from models.commitment import ActionItem, Commitment
from models.incident import Incident, IncidentEvent
from models.mentions import retract_whole
from resolvers.ids import DIRECTORY, parsed
from resolvers.mutations.inputs import UpdateInput
from resolvers.mutations.perform import Mutation
from resolvers.mutations.writing import Writing, change, told_at

R = TypeVar("R", bound=Base)

OWNED: Mapping[RecordType, type[Base]] = {
    told: kind for kind, (told, key, _, _) in TOLD.items() if told not in DIRECTORY and key == "id"
}
"Records of an account that have a name outside."
Linkable = Incident | Commitment | ActionItem
LINKABLE: Mapping[RecordType, type[Linkable]] = {
    RecordType.INCIDENT: Incident,
    RecordType.COMMITMENT: Commitment,
    RecordType.ACTION_ITEM: ActionItem,
}


@dataclass(kw_only=True)
class RecordRetractInput(UpdateInput):
    id: ID
    reason: str


@dataclass(kw_only=True)
class RecordLinkInput(UpdateInput):
    id: ID
    same_as: ID


@dataclass(kw_only=True)
class RecordUnlinkInput(UpdateInput):
    id: ID
    same_as: ID


async def retract(writing: Writing, asked: RecordRetractInput) -> None:
    record = writing.subject = await one_of(writing, OWNED, asked.id, at="id")
    if isinstance(record, IncidentEvent) and record.retracted_at is not None:
        return
    writing.unit.explain(asked.reason)
    await retract_whole(writing.unit, record)


async def link(writing: Writing, asked: RecordLinkInput) -> None:
    one = writing.subject = await one_of(writing, LINKABLE, asked.id, at="id")
    other = await one_of(writing, LINKABLE, asked.same_as, at="same_as")
    if one is other:
        raise InvalidInput("It is the same record, not another one", at=("same_as",))
    if not may_be_same(type_of(type(one)), type_of(type(other))):
        kinds = f"{type_of(type(one))} and {type_of(type(other))}"
        raise InvalidInput(f"{kinds} are never the same thing", at=("same_as",))
    if not is_linked(one, other):
        change(one, {"same_as": (*one.same_as, other.id)})


async def unlink(writing: Writing, asked: RecordUnlinkInput) -> None:
    one = writing.subject = await one_of(writing, LINKABLE, asked.id, at="id")
    other = await one_of(writing, LINKABLE, asked.same_as, at="same_as")
    for this, that in ((one, other), (other, one)):
        change(this, {"same_as": tuple(id_ for id_ in this.same_as if id_ != that.id)})
    kinds = {kind for told, kind in LINKABLE.items() if may_be_same(told, type_of(type(one)))}
    rows = [row for kind in kinds for row in await writing.unit.find(kind)]
    between = groups((row.id, row.same_as) for row in rows).get(one.id, set())
    if other.id in between - {one.id}:
        raise InvalidInput("Both are linked with a third record: unlink that", at=("same_as",))


async def one_of(
    writing: Writing,
    kinds: Mapping[RecordType, type[R]],
    id_: str,
    *,
    at: str,
) -> R:
    """The account's record of one of these kinds; raises InvalidId or NotFound."""
    with told_at(at):
        key = parsed(id_, *kinds)
    return await writing.one(kinds[key.type], id_, at=at)


def is_linked(one: Linkable, other: Linkable) -> bool:
    """In either direction; it counts the same."""
    return other.id in one.same_as or one.id in other.same_as


RETRACT = Mutation(
    name="recordRetract",
    asked=RecordRetractInput,
    of="id",
    about=None,
    body=retract,
    told="It was never so: what was known of it ends now, with its parts, and whatever named it"
    " lives on without. History keeps it. Of a timeline entry the record stays and says so.",
)
LINK = Mutation(
    name="recordLink",
    asked=RecordLinkInput,
    of="id",
    about=None,
    body=link,
    told="Both are the same thing, entered twice: only the one with the strictest date counts."
    " Incidents with incidents; commitments and action items with one another.",
)
UNLINK = Mutation(
    name="recordUnlink",
    asked=RecordUnlinkInput,
    of="id",
    about=None,
    body=unlink,
)
ALL = (LINK, UNLINK)
