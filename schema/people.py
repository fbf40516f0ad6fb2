"""People at the customer, and everybody who was invited somewhere."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.vocabulary import AttendeeRole, Influence, RecordType
from engine.fields import answered_by
from resolvers import records
from schema.node import Node, SourceSpan, Versioned, id_of, sources_of
from schema.user import User

if TYPE_CHECKING:
    from schema.accounts import Account

strawberry.enum(Influence)
strawberry.enum(AttendeeRole)


@strawberry.type(description="Somebody at the customer; belongs to one account.")
class Contact(Node, Versioned):
    id: strawberry.ID = id_of(RecordType.CONTACT)
    account: Annotated["Account", strawberry.lazy("schema.accounts")] = answered_by(
        records.accounts, key="account_id"
    )
    name: str
    aliases: list[str]
    title: str | None
    email: str | None
    influence: Influence | None
    champion: bool
    left_on: date | None
    sources: list[SourceSpan] = sources_of()


Person = Annotated[User | Contact, strawberry.union("Person")]


@strawberry.type
class Attendance:
    person: Person
    role: AttendeeRole | None
    attended: bool | None = strawberry.field(description="Null while nobody has said.")
