"""What every request leaves behind: a line in the log, and itself in the counts."""

import logging
import re

from api.exchange import Exchange
from api.logs import Line
from models.timings import Timings
from resolvers.context import Context

MS = 1000
SLOW = 1.0  # seconds; a page that is looked at takes a hundredth
LONGEST_PATH = 200  # characters
MOST_NAMES = 100  # operations counted by name: each takes some twenty lines of /metrics
LONGEST_NAME = 64  # characters
OTHER = "other"
"Operations without a name, of documents that are not valid, or of one name too many."
BEFORE_SECRETS = "/calendar/"
"What follows it in an address opens a calendar, and is nobody's to read in a log."
CALLERS_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
LINE = "id=%s method=%s path=%a status=%d ms=%.1f"
OF_OPERATION = f"{LINE} operation=%s by=%a"

log = logging.getLogger("bellwether.request")


class Served:
    """Requests for one operation."""

    __slots__ = ("answered", "timings")

    def __init__(self) -> None:
        self.answered = [0] * 6
        "By the first digit of the status; 0: without any answer."
        self.timings = Timings()


class Requests:
    """All that were made of this process; noted in the loop."""

    def __init__(self) -> None:
        self.served: dict[str, Served] = {}
        "By operation; requests for other pages have the empty name."

    def note(self, exchange: Exchange, seconds: float) -> None:
        """Count it and log it: no variables, no query, no secret."""
        context = exchange.context
        name = "" if context is None else name_of(context)
        served = self.served.get(name) or self._begun(name)
        served.answered[exchange.status // 100] += 1
        served.timings.add(seconds)
        path = without_secret(exchange.scope["path"])[:LONGEST_PATH]
        said = (exchange.id, exchange.method, path, exchange.status, seconds * MS)
        line = LINE
        if context is not None:
            line, said = OF_OPERATION, (*said, name[:LONGEST_NAME], context.viewer.actor)
        if b"x-request-id" in exchange.headers or seconds > SLOW:
            line, said = remarks(exchange, seconds, line, said)
        level = logging.WARNING if seconds > SLOW else logging.INFO
        if log.isEnabledFor(level):
            log.handle(Line(log.name, level, line, said))

    def _begun(self, name: str) -> Served:
        if len(name) > LONGEST_NAME or (len(self.served) >= MOST_NAMES and name):
            name = OTHER
        return self.served.setdefault(name, Served())


def name_of(context: Context) -> str:
    """The operation's; what customers call theirs takes no place from ours."""
    return OTHER if context.viewer.is_customer else context.operation or OTHER


def remarks(
    exchange: Exchange, seconds: float, line: str, said: tuple[object, ...]
) -> tuple[str, tuple[object, ...]]:
    """The line with the caller's own id, where it is one, and with a word about a slow request."""
    callers = exchange.headers.get(b"x-request-id", b"").decode("latin-1")
    if CALLERS_ID.fullmatch(callers):
        line, said = f"{line} caller=%s", (*said, callers)
    if seconds > SLOW:
        line, said = f"{line} slow=%s", (*said, "yes")
    return line, said


def without_secret(path: str) -> str:
    """The path as the log may hold it, however it was spelt."""
    if len(path) <= len(BEFORE_SECRETS):
        return path
    place = path.lower().find(BEFORE_SECRETS)
    return path if place < 0 else f"{path[: place + len(BEFORE_SECRETS)]}*"
