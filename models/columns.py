"""Column types that mean the same on every database: exact, sortable, readable to an operator."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Boolean, Float, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles

from domain.period import Period

INSTANTS_KEPT = 64  # an operation asks most of its statements about one instant
TICK = timedelta(microseconds=1)
"The finest difference between two instants we store."


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def write_integer(*_: object, **__: object) -> str:
    """A STRICT table knows only SQLite's own types."""
    return "INTEGER"


@compiles(Float, "sqlite")
def write_real(*_: object, **__: object) -> str:
    """The same for numbers with a fraction."""
    return "REAL"


class AsText(TypeDecorator[Any]):
    """A value kept as text, by a pair of functions that are each other's inverse."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], str], read: Callable[[str], Any]) -> None:
        super().__init__()
        self.write = write
        self.read = read

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 - alike on every database
        """How it is written, null as null: one call, where SQLAlchemy's own road takes three."""
        write = self.write

        def stored(value: Any) -> str | None:  # noqa: ANN401 - any type
            return None if value is None else write(value)

        return stored

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002 - the same
        """How it is read back, in the same way."""
        read = self.read

        def value(stored: Any) -> Any:  # noqa: ANN401 - the same
            return None if stored is None else read(stored)

        return value


class AsInstant(AsText):
    """UTC in text of one width, so that text order is time order."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(write_instant, datetime.fromisoformat)

    @property
    def written_as(self) -> Mapping[str, Callable[[str | None], str | None] | None]:
        """How a client is shown the stored text, by scalar; so no instant is made of it."""
        return {"DateTime": shown_instant}


class AsDay(AsText):
    """A calendar date."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(date.isoformat, date.fromisoformat)

    @property
    def written_as(self) -> Mapping[str, None]:
        """A client is shown what is stored."""
        return {"Date": None}


class Seconds(TypeDecorator[timedelta]):
    """A duration in whole seconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - alike on every database
        """Write it; null stays null."""
        return None if value is None else round(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002 - the same
        """Read it back."""
        return None if value is None else timedelta(seconds=value)


def write_instant(value: datetime) -> str:
    """UTC in text of one width, so that text order is time order; a naive instant is refused."""
    if value.tzinfo is None:
        raise ValueError(f"naive instant {value!r}")
    return utc_text(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(maxsize=INSTANTS_KEPT)
def utc_text(value: datetime) -> str:
    """Of UTC alone: elsewhere the two instants of a repeated hour are equal, hash and all."""
    return value.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def shown_instant(stored: str | None) -> str | None:
    """A fraction of a second only where there is one."""
    if stored is None:
        return None
    return stored.replace(".000000Z", "Z")


class AsWord(AsText):
    """One word of a closed list, as the contract spells it."""

    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        self.kind = kind  # by its argument SQLAlchemy tells one such type from another
        self._words: dict[str | None, StrEnum | None] = {str(word): word for word in kind}
        super().__init__(str, self._words.__getitem__)
        self._words[None] = None

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002 - the same
        """How it is read back: looked up, and null with it, without a call of ours."""
        return self._words.__getitem__


def words(kind: type[StrEnum]) -> AsText:
    return AsWord(kind)


def json(kind: Any) -> AsText:  # noqa: ANN401 - a type, or an alias such as tuple[str, ...]
    """A value of this type as JSON, checked when read."""
    decoder = msgspec.json.Decoder(kind)
    return AsText(lambda value: msgspec.json.encode(value).decode(), decoder.decode)


TYPES: dict[Any, Any] = {
    str: Text(),
    int: BigInteger(),
    float: Float(),
    bool: Boolean(),
    datetime: AsInstant(),
    date: AsDay(),
    Decimal: AsText(str, Decimal),
    Period: AsText(str, Period.parse),
    timedelta: Seconds(),
}
