"""What every table shares: its kind, its keys, its version."""

from datetime import datetime
from typing import Any, ClassVar, cast

import uuid_utils
from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.columns import TYPES

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
DIRECTORY: dict[str, Any] = {"sqlite_strict": True}
"A directory table: looked up by a key of its own, owned by no account."
OWNED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"Rows lie in the order of the primary key, so those of one account lie together."
LONG: dict[str, Any] = {"sqlite_strict": True}
"Rows with a long text: in key order, SQLite would copy the whole text for every comparison."


class Base(DeclarativeBase):
    """The tables' metadata."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = TYPES


class Owned:
    """A record of one account; its key starts with the account's."""

    # First in the table as in the key: else the integrity check of SQLite 3.40 sees nulls.
    account_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-2)
    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-1)


class Numbered:
    """Anything a client may edit concurrently: every change gives it the next number."""

    version: Mapped[int] = mapped_column(default=1)


class Versioned(Numbered):
    """The same, with when it was made and last changed."""

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


def owned(*constraints: Any, kind: dict[str, Any] = OWNED) -> tuple[Any, ...]:
    """Table arguments of an account's record: its account must exist."""
    return (ForeignKeyConstraint(["account_id"], ["account.id"]), *constraints, kind)


def within(column: str, target: str) -> ForeignKeyConstraint:
    """A reference to another record of the same account."""
    return ForeignKeyConstraint(["account_id", column], [f"{target}.account_id", f"{target}.id"])


def table_of(record: type[Base]) -> Table:
    """The table of a record class, for statements that read rows."""
    return cast("Table", record.__table__)


def new_id() -> str:
    """An id made here, later ones sorting later (UUIDv7)."""
    return str(uuid_utils.uuid7())
