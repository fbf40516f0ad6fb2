"""What the account's log tells of a change: fields as they were and became, each of its record."""

from collections.abc import Mapping
from typing import Any

from domain.money import Money, money_of
from domain.period import Period
from models.account import AccountRef
from models.base import Base
from models.changes import Change
from models.commitment import Occurrence
from models.feeds import FeedToken
from models.names import RecordRef
from models.voice import HealthOverride

Told = dict[str, tuple[Any, Any]]
"Field -> (before, after)."
PARTS: Mapping[type[Base], tuple[str, str]] = {
    Occurrence: ("occurrences", "slot"),
    HealthOverride: ("healthOverrides", "id"),
    FeedToken: ("calendarFeeds", "id"),
}
"Records told of as parts of another: what they are called there, and what tells them apart."
AMOUNTS = {
    "annual_value_minor": "currency_code",
    "credit_minor": "credit_currency",
    "stated_loss_minor": "stated_loss_currency",
}
"Columns of an amount, and of its currency: one without the other cannot be read."


def told_of(change: Change) -> Told:
    """Its fields; those of a part begin with its place, a name elsewhere is added or removed."""
    record = change.record
    if isinstance(record, AccountRef | RecordRef):
        name = f"{record.system}: {record.key}"
        return {"external": (name, None) if change.is_gone else (None, name)}
    fields = {name: (told(old), told(new)) for name, (old, new) in with_amounts(change).items()}
    if type(record) not in PARTS:
        return fields
    place, key = PARTS[type(record)]
    return {f"{place}.{getattr(record, key)}.{name}": pair for name, pair in fields.items()}


def told(value: Any) -> Any:  # noqa: ANN401 - whatever type the column has
    """A period as people write it, P3M; the rest is fit for JSON."""
    return str(value) if isinstance(value, Period) else value


def with_amounts(change: Change) -> Told:
    """The fields, amounts with their currency: also of one whose currency alone is another."""
    fields = change.fields
    for minor, currency in AMOUNTS.items():
        if hasattr(change.record, minor) and {minor, currency} & fields.keys():
            before, after = (
                told_amount(pair(change, fields, minor)[side], pair(change, fields, currency)[side])
                for side in (0, 1)
            )
            fields.pop(minor, None)
            if before != after:
                fields[minor] = (before, after)
    return fields


def pair(change: Change, fields: Told, name: str) -> tuple[Any, Any]:
    """A field before and after, though it may not have changed."""
    now = getattr(change.record, name)
    return fields.get(name, (now, now))


def told_amount(minor: int | None, currency_code: str | None) -> str | None:
    """As in 6250.00 USD."""
    found: Money | None = money_of(minor, currency_code)
    return found and f"{found.amount:f} {found.currency_code}"
