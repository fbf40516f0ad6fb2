"""Lines of the log, on standard error: text or JSON, written together, none too long."""

import asyncio
import logging
import re
from io import TextIOWrapper
from threading import RLock
from time import gmtime, strftime
from typing import Any

import orjson

from api.clock import seconds

TOGETHER = 0.1  # seconds of lines are written at once: each write wakes whoever reads them
MOST_WAITING = 1_000  # lines, a KB each, of so busy a moment
STANDARD_ERROR = 2
LONGEST = 2_000  # characters of a message
LONGEST_TRACEBACK = 20_000
HOLE = re.compile(r"(?:(\w+)=)?%[^%]*?[a-z]")
TEXT, JSON = "text", "json"
LEVELS = {level: name for name, level in logging.getLevelNamesMapping().items()}


class Lines(logging.Formatter):
    """Our lines, `name=value`; the time is spelt once a second."""

    def __init__(self) -> None:
        super().__init__()
        self._second = 0
        self._spelt = ""

    def format(self, record: logging.LogRecord) -> str:
        """With its traceback after a failure. Ours are short; a library's may quote all it has."""
        said = shortened(record.getMessage())
        line = f"time={self.when(record)} level={record.levelname} logger={record.name} {said}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    def when(self, record: logging.LogRecord) -> str:
        second = int(record.created)
        if second != self._second:
            self._second, self._spelt = second, strftime("%Y-%m-%dT%H:%M:%S", gmtime(second))
        return f"{self._spelt}.{record.msecs:03.0f}Z"

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - its signature
        """The end says what happened; of a rule that calls itself the middle says nothing."""
        return shortened(super().formatException(ei), most=LONGEST_TRACEBACK)


class Objects(Lines):
    """The same as JSON, one object a line: what a message names is a field."""

    def format(self, record: logging.LogRecord) -> str:
        """With `message` and, after a failure, `traceback`."""
        said = {
            **named(record),
            "time": self.when(record),
            "level": record.levelname,
            "logger": record.name,
            "message": shortened(record.getMessage()),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(said, default=str).decode()


def named(record: logging.LogRecord) -> dict[str, object]:
    """What the message names, as in `status=%d`."""
    holes = HOLE.findall(record.msg)
    if not isinstance(record.args, tuple) or len(holes) != len(record.args):
        return {}
    pairs = zip(holes, record.args, strict=True)
    return {name: value for name, value in pairs if name}


def shortened(text: str, *, most: int = LONGEST) -> str:
    """The beginning and the end of a long text."""
    if len(text) <= most:
        return text
    return f"{text[: most // 2]} … {len(text) - most} more … {text[-most // 2 :]}"


class Line(logging.LogRecord):
    """What is said of every request: as logging makes it, but nothing has to be found out for it.

    That takes a tenth of the time. What none of our lines names is left empty.
    """

    def __init__(self, logger: str, level: int, said: str, args: tuple[object, ...]) -> None:
        self.name, self.msg, self.args = logger, said, args
        self.levelno, self.levelname = level, LEVELS[level]
        self.created = at = seconds()
        self.msecs = at % 1 * 1000 // 1
        self.pathname = self.filename = self.module = self.funcName = ""
        self.lineno = self.relativeCreated = 0
        self.exc_info = self.exc_text = self.stack_info = None
        self.process = self.processName = self.thread = self.threadName = None


class Together(logging.StreamHandler[TextIOWrapper]):
    """On standard error: what the loop says a moment later, a warning at once, all in order."""

    def __init__(self) -> None:
        out = open(STANDARD_ERROR, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - as long as the process
        super().__init__(out)
        self._alone = RLock()
        self._waiting: list[logging.LogRecord] = []
        self.lost = 0
        "Writings that failed, and lines that could not be written out."

    def handle(self, record: logging.LogRecord) -> bool:
        """All of them: nothing is filtered here."""
        with self._alone:
            self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        """Called while nobody else writes."""
        self._waiting.append(record)
        if record.levelno > logging.INFO or len(self._waiting) >= MOST_WAITING:
            self.flush()
        elif len(self._waiting) == 1:
            try:
                asyncio.get_running_loop().call_later(TOGETHER, self.flush)
            except RuntimeError:  # no loop runs here: a command, or another thread
                self.flush()

    def flush(self) -> None:
        """Write what waits; also called at the end of the process."""
        with self._alone:
            waiting, self._waiting = self._waiting, []
            try:
                self.stream.write("".join(map(self._line, waiting)))
                super().flush()
            except OSError:  # a full disk, or nobody reads any more; what waits is tried again
                self.lost += 1

    def _line(self, record: logging.LogRecord) -> str:
        try:
            return f"{self.format(record)}\n"
        except Exception:  # noqa: BLE001 - as handlers do
            self.lost += 1
            self.handleError(record)
            return ""


def lost() -> int:
    """How often the log could not be written."""
    return sum(out.lost for out in logging.getLogger().handlers if isinstance(out, Together))


def begin_logging(level: str, form: str = TEXT) -> None:
    """Set up logging for the process; `level` is one of Python's names, `form` TEXT or JSON."""
    out = Together()
    out.setFormatter(Objects() if form == JSON else Lines())
    logging.basicConfig(level=level, handlers=[out], force=True)
    # What our lines do not name need not be found out: a third of what a line costs.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the way logging's manual says
    for chatty in ("uvicorn", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # our own lines say more
    logging.getLogger(
        "strawberry.execution"
    ).disabled = True  # it prints documents, and what is in them
