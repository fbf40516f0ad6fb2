"""The scalars of the contract; one spelling for each value, whichever executor writes it."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from domain.period import Period

CurrencyCode = NewType("CurrencyCode", str)
TimeZone = NewType("TimeZone", str)
Duration = NewType("Duration", object)
"A timedelta, or a Period of days and calendar months."
YearMonth = NewType("YearMonth", str)
LocalTime = NewType("LocalTime", str)

ISO_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def write_instant(value: datetime) -> str:
    """In UTC with Z; a fraction of a second only where there is one."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_instant(value: Any) -> datetime:
    """Refuses a time without a zone: nobody can say when that is."""
    read = _text(value, "an RFC 3339 instant such as 2024-10-25T14:00:00Z", datetime.fromisoformat)
    if read.tzinfo is None:
        raise GraphQLError(f"{value!r} has no time zone; write Z or an offset")
    return read.astimezone(UTC)


def read_date(value: Any) -> date:
    if not isinstance(value, str) or len(value) != len("2024-10-25"):
        raise GraphQLError(f"{value!r} is no date such as 2024-10-25")
    return _text(value, "a date such as 2024-10-25", date.fromisoformat)


def read_decimal(value: Any) -> Decimal:
    """From text: a number of JSON has already been through binary."""
    try:
        read = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        read = None
    if read is None or not read.is_finite():
        raise GraphQLError(f'{value!r} is no exact number as a string, such as "1250.00"')
    return read


def write_decimal(value: Decimal) -> str:
    """Never with an exponent."""
    return f"{value:f}"


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
    found = ISO_DURATION.fullmatch(value) if isinstance(value, str) and "T" in value else None
    if found is None:
        return _text(value, "an ISO 8601 duration such as PT4H or P60D", Period.parse)
    if not any(found.groups()):
        raise GraphQLError(f"{value!r} is no ISO 8601 duration such as PT4H or P60D")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _text(value: Any, what: str, read: Any) -> Any:
    try:
        if isinstance(value, str):
            return read(value)
    except (ValueError, OverflowError):
        pass
    raise GraphQLError(f"{value!r} is no {what.removeprefix('an ').removeprefix('a ')}")


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"{value!r} is no text")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="RFC 3339 instant, always written in UTC with Z.",
        serialize=write_instant,
        parse_value=read_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="Calendar date, no zone.",
        serialize=date.isoformat,
        parse_value=read_date,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="Exact base-10 number as a string.",
        serialize=write_decimal,
        parse_value=read_decimal,
    ),
    Duration: strawberry.scalar(
        name="Duration",
        description="ISO 8601 duration, PT4H.",
        serialize=write_duration,
        parse_value=read_duration,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode", description="ISO 4217 code.", serialize=str, parse_value=_word
    ),
    TimeZone: strawberry.scalar(
        name="TimeZone", description="IANA zone name.", serialize=str, parse_value=_word
    ),
    YearMonth: strawberry.scalar(
        name="YearMonth", description="2024-11", serialize=str, parse_value=_word
    ),
    LocalTime: strawberry.scalar(
        name="LocalTime", description="Wall time, 09:30", serialize=str, parse_value=_word
    ),
}
