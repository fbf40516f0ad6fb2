"""A meeting note, what was read from it, and where a record's words stand."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.vocabulary import Basis, NoteDraftState
from models.base import DIRECTORY, Base, Numbered, owned
from models.columns import json, words


class Note(Numbered, Base):
    """A note and its draft; before it is applied it belongs to no account, so it is a directory."""

    __tablename__ = "note"
    __table_args__ = (Index(None, "sha256"), DIRECTORY)

    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    importer_version: Mapped[str]
    text: Mapped[str]
    time_zone: Mapped[str | None]
    currency_code: Mapped[str | None]
    answers: Mapped[dict[str, str]] = mapped_column(json(dict[str, str]), default=dict)
    state: Mapped[NoteDraftState] = mapped_column(words(NoteDraftState))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    targets: Mapped[dict[str, tuple[str, str]]] = mapped_column(
        json(dict[str, tuple[str, str]]), default=dict
    )
    "Draft record key -> (record type, record id), once applied."
    created_at: Mapped[datetime]
    created_by: Mapped[str | None]
    "As logs name them: while it is of no account, it is theirs."
    applied_at: Mapped[datetime | None]


class SourceSpan(Base):
    """Where the words of one field of a record stand."""

    __tablename__ = "source_span"
    __table_args__ = owned()

    account_id: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("note.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str]
    quote: Mapped[str]
    first_line: Mapped[int]
    last_line: Mapped[int]
    basis: Mapped[Basis] = mapped_column(words(Basis))
    rule: Mapped[str]
    assumption: Mapped[str | None]
