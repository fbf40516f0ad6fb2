"""A draft as a script reads it: the words of the API, in camelCase, exact numbers as text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from domain.money import Money
from domain.notes.record import Record
from domain.period import Period
from schema.scalars import write_decimal, write_duration, write_instant

Plain = bool | int | float | str | list["Plain"] | dict[str, "Plain"] | None


def write_money(value: Money) -> dict[str, Plain]:
    return {"amount": write_decimal(value.amount), "currencyCode": value.currency_code}


WRITERS: Sequence[tuple[type, Callable[[Any], Plain]]] = (
    (Enum, lambda word: str(word.value)),
    (Money, write_money),
    (datetime, write_instant),  # a datetime is a date, too
    (date, date.isoformat),
    (time, time.isoformat),
    (timedelta, write_duration),
    (Period, write_duration),
    (Decimal, write_decimal),
)


def plain(value: object) -> Plain:
    """JSON for a value of the domain."""
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, tuple):
        return [plain(item) for item in cast("tuple[object, ...]", value)]
    if is_dataclass(value):
        return by_field(value)
    return cast("Plain", value)


def by_field(value: Any) -> dict[str, Plain]:  # noqa: ANN401 - any dataclass
    """A dataclass by its fields; a record says its kind first."""
    kind: dict[str, Plain] = {"kind": value.kind.value} if isinstance(value, Record) else {}
    return kind | {camel(field.name): plain(getattr(value, field.name)) for field in fields(value)}


def camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
