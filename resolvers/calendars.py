"""Working calendars in the version a clock was started with."""

from collections.abc import Mapping

from domain.working_time import Calendar
from engine.reads import Ask, Reads
from models.calendars import EVERY_VERSION, calendar_of

Versions = Mapping[str, Mapping[int, Calendar]]


def versions(names: list[str]) -> Reads[Versions]:
    """The calendars of these names, by version, the oldest first; nothing is asked for no name."""
    found: dict[str, dict[int, Calendar]] = {name: {} for name in names}
    for row in (yield Ask(()).values(EVERY_VERSION, keys=names)) if names else []:
        found[row.key][row.version] = calendar_of(row)
    return found


def in_force(known: Versions, version: int | None) -> Mapping[str, Calendar]:
    """Each calendar in that version; where there is none such, in its latest."""
    return {
        name: every.get(version or 0) or every[max(every)] for name, every in known.items() if every
    }
