"""Our own people."""

import strawberry

from domain.vocabulary import RecordType
from schema.node import Node, id_of


@strawberry.type(description="One of our staff; the same person on every account.")
class User(Node):
    id: strawberry.ID = id_of(RecordType.USER)
    name: str
    title: str | None
    email: str | None
    active: bool
