"""The customer, its names in other systems, and the people on both sides."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.access import UserRole
from domain.vocabulary import Influence
from models.base import DIRECTORY, Base, Owned, Versioned, owned
from models.columns import json, words


class User(Base):
    """One of our staff; the same person on every account."""

    __tablename__ = "user"
    __table_args__ = (Index(None, "email", unique=True), DIRECTORY)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    title: Mapped[str | None]
    email: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    role: Mapped[UserRole] = mapped_column(words(UserRole), default=UserRole.MEMBER)
    lead_id: Mapped[str | None]
    "The user whose team this one is in; added later, when SQLite lets no table gain references."


class Account(Versioned, Base):
    """A customer we have promised something to."""

    __tablename__ = "account"
    __table_args__ = (
        Index(None, "name"),
        Index(None, "owner_id"),
        Index(None, "csm_id"),
        DIRECTORY,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    segment: Mapped[str | None]
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    csm_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    sponsor_id: Mapped[str | None]  # a contact; without a constraint, which would be a ring
    time_zone: Mapped[str | None]
    currency_code: Mapped[str | None]
    tracked_from: Mapped[datetime]
    incidents_observed_from: Mapped[datetime | None]
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class AccountRef(Base):
    """What another system calls the account."""

    __tablename__ = "account_ref"
    __table_args__ = (Index(None, "account_id"), DIRECTORY)

    system: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))


class AccountAlias(Base):
    """The id of an account that was merged into another; it still resolves."""

    __tablename__ = "account_alias"
    __table_args__ = (DIRECTORY,)

    alias_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))


class Contact(Owned, Versioned, Base):
    """Somebody at the customer."""

    __tablename__ = "contact"
    __table_args__ = owned()

    name: Mapped[str]
    aliases: Mapped[tuple[str, ...]] = mapped_column(json(tuple[str, ...]), default=())
    title: Mapped[str | None]
    email: Mapped[str | None]
    influence: Mapped[Influence | None] = mapped_column(words(Influence))
    champion: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
