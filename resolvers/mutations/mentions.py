"""Records an input names beside the one it is about."""

from collections.abc import Mapping, Sequence

from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from models.account import Contact
from models.activity import type_of
from models.base import Base
from models.commitment import ActionItem, Commitment
from models.incident import Incident, IncidentEvent
from models.meeting import Meeting, Review
from models.voice import Concern, Feedback
from resolvers.ids import parsed
from resolvers.mutations.writing import Writing, told_at

KINDS: Mapping[RecordType, type[Base]] = {
    type_of(kind): kind
    for kind in (
        ActionItem,
        Commitment,
        Concern,
        Contact,
        Feedback,
        Incident,
        IncidentEvent,
        Meeting,
        Review,
    )
}
SOURCES = (Meeting, Review, Incident, Feedback, Concern)
"Where something is said."
DEEDS = (ActionItem, Commitment, Meeting, Review, Incident, IncidentEvent)
"What can keep a promise."
MOST_NAMED = 100
"Records in one list: more than a meeting has people, or a task things to wait for."


async def mentioned(
    writing: Writing, id_: str | None, *kinds: type[Base], at: str
) -> tuple[RecordType, str] | tuple[None, None]:
    """Type and own id of a record of the account; raises InvalidId or NotFound."""
    if id_ is None:
        return None, None
    with told_at(at):
        key = parsed(id_, *map(type_of, kinds))
    await writing.one(KINDS[key.type], id_, at=at)
    return key.type, key.id


async def all_mentioned(
    writing: Writing, ids: Sequence[str] | None, *kinds: type[Base], at: str
) -> tuple[str, ...]:
    """Own ids of several, each once, in the order given."""
    if ids and len(ids) > MOST_NAMED:
        raise InvalidInput(f"These are {len(ids):,}; {MOST_NAMED} at most", at=(at,))
    with told_at(at):
        found = [
            await mentioned(writing, id_, *kinds, at=str(place))
            for place, id_ in enumerate(ids or ())
        ]
    return tuple(dict.fromkeys(own for _, own in found if own is not None))
