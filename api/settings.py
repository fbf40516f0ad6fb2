"""What the operator chose: environment variables, outranked by flags of the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.errors import InvalidInput

PREFIX = "BELLWETHER_"
DATABASE_FILE = "bellwether.db"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
HIGHEST_PORT = 65535
NO_FLAGS: Mapping[str, str | None] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every field is an environment variable: `port` is BELLWETHER_PORT."""

    port: int = 8000
    "0 takes a free one."
    data: Path = Path("data")
    log_level: str = "INFO"
    viewer: str | None = None
    "The email address of the user behind `mine: true`."
    time_zone: str = "UTC"
    "Where the viewer's days begin."
    demonstration: bool = True
    "Fill a new database with the demonstration portfolio."

    @property
    def database_file(self) -> Path:
        """The SQLite file; its lock and its journal stand beside it."""
        return self.data / DATABASE_FILE


def port_number(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT:
        return int(text)
    raise InvalidInput(f"a port is a number from 0 to {HIGHEST_PORT}")


def directory(text: str) -> Path:
    path = Path(text)
    if not text.strip() or (path.exists() and not path.is_dir()):
        raise InvalidInput("the data lives in a directory, and this is none")
    return path


def log_level(text: str) -> str:
    if text.upper() in LOG_LEVELS:
        return text.upper()
    raise InvalidInput(f"choose one of {', '.join(LOG_LEVELS)}")


def email(text: str) -> str:
    if "@" in text.strip("@ "):
        return text
    raise InvalidInput("a viewer is named by an email address")


def zone_name(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError, ValueError) as error:
        raise InvalidInput("no such IANA time zone; a good one is Europe/Berlin") from error


def on_or_off(text: str) -> bool:
    if text.lower() in {"on", "off"}:
        return text.lower() == "on"
    raise InvalidInput("say on or off")


READERS: Mapping[str, Callable[[str], object]] = {
    "port": port_number,
    "data": directory,
    "log_level": log_level,
    "viewer": email,
    "time_zone": zone_name,
    "demonstration": on_or_off,
}


def read_settings(
    environment: Mapping[str, str], flags: Mapping[str, str | None] = NO_FLAGS
) -> Settings:
    """The settings; InvalidInput names the variable or flag that is wrong, and what it said."""
    chosen: dict[str, Any] = {}
    for name, text in environment.items():
        if name.startswith(PREFIX):
            field = name.removeprefix(PREFIX).lower()
            chosen[field] = read_one(field, text, said_as=name)
    for field, text in flags.items():
        if text is not None:
            chosen[field] = read_one(field, text, said_as=f"--{field.replace('_', '-')}")
    return Settings(**chosen)


def read_one(field: str, text: str, *, said_as: str) -> object:
    if field not in READERS:
        known = ", ".join(PREFIX + f.name.upper() for f in fields(Settings))
        raise InvalidInput(f"{said_as}: no such setting; there are {known}")
    try:
        return READERS[field](text)
    except InvalidInput as error:
        raise InvalidInput(f"{said_as}={text}: {error}") from error
