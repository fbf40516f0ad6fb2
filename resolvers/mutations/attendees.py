"""Who is invited: contacts of the account and users of ours, by their global ids."""

from collections.abc import Iterable, Sequence

from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from engine.given import ID
from models.account import Contact, User
from models.meeting import Attendance
from resolvers.ids import parsed
from resolvers.mutations.writing import Writing, told_at

MOST_INVITED = 100
"As on a page; more people hear a talk, and their names tell nothing of engagement."


async def invited(writing: Writing, ids: Sequence[ID], *, at: str) -> tuple[Attendance, ...]:
    """Each person once; raises InvalidId, NotFound, and InvalidInput for too many."""
    with told_at(at):
        if len(ids) > MOST_INVITED:
            raise InvalidInput(f"{len(ids)} people are invited; {MOST_INVITED} at most")
        people = [await person(writing, one, at=str(place)) for place, one in enumerate(ids)]
    return each_once(people)


async def person(writing: Writing, id_: str, *, at: str) -> Attendance:
    """Somebody to be invited; raises InvalidId or NotFound."""
    with told_at(at):
        is_contact = parsed(id_, RecordType.CONTACT, RecordType.USER).type is RecordType.CONTACT
    found = await writing.one(Contact if is_contact else User, id_, at=at)
    return Attendance(person_id=found.id, is_contact=is_contact)


def each_once(people: Iterable[Attendance]) -> tuple[Attendance, ...]:
    """In the order in which they were first named."""
    return tuple({one.person_id: one for one in people}.values())
