"""The scalars of the contract; one spelling for each value, whichever executor writes it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from domain.errors import DomainError, quoted
from domain.period import Period
from domain.texts import CurrencyCode, Duration, LocalTime, TimeZone, YearMonth
from domain.wall_time import write_instant

T = TypeVar("T")

YEARS = range(1900, 2201)  # far around any contract; further out, clocks and calendars overflow
IN_YEARS = f"in the years {YEARS[0]} to {YEARS[-1]}"
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
RFC_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)
"And without seconds, as people write it. Python's own reading takes more, and more each year."
DECIMAL = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:E[+-]?\d{1,2})?", re.ASCII)
"Written out it is short: an exponent of nine digits would be an answer of a gigabyte."


def read_instant(value: Any) -> datetime:
    """Refuses a time without a zone: nobody can say when that is.

    And one with seconds in its offset, which RFC 3339 does not know.
    """
    what = f"instant such as 2024-10-25T14:00:00Z, {IN_YEARS}, with a time zone of whole minutes"
    return _read(value, what, _instant)


def _instant(text: str) -> datetime:
    spelt = text.upper()
    if not RFC_INSTANT.fullmatch(spelt):
        raise ValueError(text)
    at = datetime.fromisoformat(spelt).astimezone(UTC)
    if at.year not in YEARS:
        raise ValueError(text)
    return at


def read_date(value: Any) -> date:
    return _read(value, f"date such as 2024-10-25, {IN_YEARS}", _date)


def _date(text: str) -> date:
    if not ISO_DATE.fullmatch(text):  # fromisoformat reads weeks and dates without hyphens too
        raise ValueError(text)
    read = date.fromisoformat(text)
    if read.year not in YEARS:
        raise ValueError(text)
    return read


def read_decimal(value: Any) -> Decimal:
    """From text: a number of JSON has already been through binary."""
    return _read(value, 'exact number as a string, such as "1250.00"', _decimal)


def _decimal(text: str) -> Decimal:
    if not DECIMAL.fullmatch(text.upper()):
        raise ValueError(text)
    return Decimal(text)


def write_decimal(value: Decimal) -> str:
    """Never with an exponent; to ask for that takes three times as long as to see there is none."""
    text = str(value)
    return f"{value:f}" if "E" in text else text


def write_duration(value: timedelta | Period) -> str:
    """PT4H, PT1H30M, P60D or P3M: hours stay hours, calendar periods stay periods."""
    if isinstance(value, Period):
        return str(value)
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (left, "S")) if n]
    return ("-" if seconds < 0 else "") + "PT" + ("".join(parts) or "0S")


def read_duration(value: Any) -> timedelta | Period:
    """Hours and smaller give a timedelta; days, weeks, months and years a calendar period."""
    return _read(value, "ISO 8601 duration such as PT4H or P60D", _duration)


def _duration(text: str) -> timedelta | Period:
    found = ISO_DURATION.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        return Period.parse(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def read_text(value: Any) -> str:
    return _read(value, "text", str)


def _read(value: Any, what: str, read: Callable[[str], T]) -> T:
    try:
        if isinstance(value, str):
            return read(value)
    except (ArithmeticError, DomainError, ValueError):
        pass  # told below, in the words of the contract
    raise GraphQLError(f"{quoted(value)} is no {what}")


def literally(read: Callable[[Any], T]) -> Callable[[ValueNode, Any], T]:
    """How a literal is read: one that is refused has a place in the document."""

    def parse(node: ValueNode, variables: Any = None) -> T:
        try:
            return read(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None

    return parse


def _scalar(
    name: str, description: str, write: Callable[[Any], str], read: Callable[[Any], object]
) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        serialize=write,
        parse_value=read,
        parse_literal=literally(read),
    )


SCALARS: dict[object, ScalarDefinition] = {
    datetime: _scalar(
        "DateTime",
        "RFC 3339 instant, always written in UTC with Z.",
        write_instant,
        read_instant,
    ),
    date: _scalar(
        "Date",
        "Calendar date, no zone.",
        date.isoformat,
        read_date,
    ),
    Decimal: _scalar(
        "Decimal",
        "Exact base-10 number as a string.",
        write_decimal,
        read_decimal,
    ),
    Duration: _scalar(
        "Duration",
        "ISO 8601 duration, PT4H.",
        write_duration,
        read_duration,
    ),
    CurrencyCode: _scalar("CurrencyCode", "ISO 4217 code.", str, read_text),
    TimeZone: _scalar("TimeZone", "IANA zone name.", str, read_text),
    YearMonth: _scalar("YearMonth", "2024-11", str, read_text),
    LocalTime: _scalar("LocalTime", "Wall time, 09:30", str, read_text),
}
