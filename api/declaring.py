"""How a setting is declared: once, with what it may be, its default, what it is for and why."""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field
from functools import partial
from ipaddress import ip_address
from math import isfinite
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from api.outside import host_of, is_here
from domain.wall_time import zone_of

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
T_co = TypeVar("T_co", covariant=True)
DECLARATION = "declaration"
PAGE = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9.\[\]:-]+")
"What browsers say of a page's origin: no path, no name, no capital letter."


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """What a text may be, in words that follow "should be", and how it is read.

    `read` raises ValueError, KeyError, OSError or InvalidInput for any other text.
    """

    may_be: str
    read: Callable[[str], T_co]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What stands in the table of settings, beside name and default."""

    kind: Kind[Any]
    told: str
    "What it is for."
    because: str
    "Why the default is what it is."
    is_secret: bool


def setting(
    default: T, kind: Kind[T], told: str, *, because: str = "", is_secret: bool = False
) -> T:
    """A field of Settings; a secret is shown nowhere, not even where it is wrong."""
    declared = Declaration(kind=kind, told=told, because=because, is_secret=is_secret)
    own: Any = field(default=default, repr=not is_secret, metadata={DECLARATION: declared})
    return own


def declaration(own: Field[Any]) -> Declaration:
    """What was declared of a field."""
    return own.metadata[DECLARATION]


def whole(least: int, most: int, unit: str = "") -> Kind[int]:
    """A whole number, of bytes, say."""
    of = f" of {unit}" if unit else ""
    return Kind(
        f"a whole number{of} from {least} to {most}", partial(read_whole, least=least, most=most)
    )


def number(least: float, most: float, unit: str) -> Kind[float]:
    """A number that need not be whole, of seconds, say."""
    return Kind(
        f"a number of {unit} from {least:g} to {most:g}",
        partial(read_number, least=least, most=most),
    )


def choice(*words: Word) -> Kind[Word]:
    """One of these words; how they are capitalised does not matter."""
    by_lower = {word.lower(): word for word in words}
    return Kind(f"one of {', '.join(words)}", lambda text: by_lower[text.lower()])


def listed(one: Kind[T]) -> Kind[tuple[T, ...]]:
    """Any number of them, with commas between; nothing is none."""
    return Kind(f"a list with commas, each {one.may_be}", partial(read_list, one=one))


def read_whole(text: str, *, least: int, most: int) -> int:
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    raise ValueError(text)


def read_number(text: str, *, least: float, most: float) -> float:
    found = float(text)
    if isfinite(found) and least <= found <= most:
        return found
    raise ValueError(text)


def read_list(text: str, *, one: Kind[T]) -> tuple[T, ...]:
    return tuple(one.read(part.strip()) for part in text.split(",") if part.strip())


def read_directory(text: str) -> Path:
    path = Path(text)
    if text.strip() and (path.is_dir() or not path.exists()):
        return path
    raise ValueError(text)


def read_existing(text: str) -> Path:
    path = Path(text)
    if text.strip() and path.exists():
        return path
    raise ValueError(text)


def read_origin(text: str) -> str:
    if PAGE.fullmatch(text):
        return text
    raise ValueError(text)


def read_email(text: str) -> str:
    if "@" in text.strip("@ "):
        return text
    raise ValueError(text)


def read_host(text: str) -> str:
    return text if text == "localhost" else str(ip_address(text))


def read_issuer(text: str) -> str:
    """In between nobody may read or change what it says, so elsewhere it is https."""
    if text.startswith("https://") or (text.startswith("http://") and is_here(host_of(text))):
        return text
    raise ValueError(text)


def read_word(text: str) -> str:
    if text.split() == [text]:
        return text
    raise ValueError(text)


ON_OFF: Mapping[str, bool] = {"on": True, "off": False}
SWITCH = Kind("on or off", lambda text: ON_OFF[text.lower()])
DIRECTORY = Kind("a directory, or the name of a new one", read_directory)
EXISTING = Kind("a file or a directory that is there", read_existing)
ORIGIN = Kind("an origin as browsers say it, such as https://app.example", read_origin)
EMAIL = Kind("an email address", read_email)
HOST = Kind("an address of this machine, such as 127.0.0.1 or 0.0.0.0", read_host)
ISSUER = Kind("an address that begins with https://", read_issuer)
WORD = Kind("one word", read_word)
TIME_ZONE = Kind("an IANA time zone, such as Europe/Berlin", lambda text: zone_of(text).key)


def spelt(value: object) -> str:
    """A value as an operator writes it; nothing where there is none."""
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case tuple():
            return ",".join(spelt(part) for part in cast("tuple[object, ...]", value))
        case float():
            return f"{value:g}"
        case _:
            return str(value)
