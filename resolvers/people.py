"""Who was there: contacts of the customer and users of ours."""

from dataclasses import dataclass

from domain.vocabulary import AttendeeRole, RecordType
from engine.fields import Typed
from engine.reads import Ask, Key, Keys, Reads, batch
from models.account import Contact
from models.meeting import Attendance
from resolvers.context import Context
from resolvers.listing import children
from resolvers.paging import By
from resolvers.records import TABLES, named

contacts_of_accounts = children(Contact, order=(By("name"),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """Somebody invited, as the person they are."""

    person: Typed | None
    role: AttendeeRole | None
    attended: bool | None


@batch(types=TABLES)
def attendance(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, list[Attending]]]:
    """Everybody each (account id, attendance) names, in that order."""
    names = {person_key(account, one): None for account, invited in keys for one in invited}
    found = yield from named.read(list(names), ask, context)
    return {
        (account, invited): [
            Attending(
                person=found.get(person_key(account, one)), role=one.role, attended=one.attended
            )
            for one in invited
        ]
        for account, invited in keys
    }


def person_key(account_id: str, one: Attendance) -> tuple[str, RecordType, str]:
    """How the person is named among all records."""
    kind = RecordType.CONTACT if one.is_contact else RecordType.USER
    return (account_id, kind, one.person_id)
