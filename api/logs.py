"""One line for each request and each failure, on standard error; never a variable of a query."""

import asyncio
import logging
from io import TextIOWrapper
from time import gmtime, strftime

FORMAT = "time=%(asctime)s.%(msecs)03dZ level=%(levelname)s logger=%(name)s %(message)s"
TOGETHER = 0.1  # seconds of lines are written at once: each write wakes whoever reads them
STANDARD_ERROR = 2


class Lines(logging.Formatter):
    """Our lines; the time is spelt once a second."""

    def __init__(self) -> None:
        super().__init__(FORMAT)
        self._second = 0
        self._spelt = ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - its signature
        second = int(record.created)
        if second != self._second:
            self._second, self._spelt = second, strftime("%Y-%m-%dT%H:%M:%S", gmtime(second))
        return self._spelt


class Together(logging.StreamHandler[TextIOWrapper]):
    """On standard error: what the loop says a moment later, a warning at once, all in order."""

    def __init__(self) -> None:
        out = open(STANDARD_ERROR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
        super().__init__(out)
        self._is_waiting = False

    def emit(self, record: logging.LogRecord) -> None:
        """Called while nobody else writes."""
        try:
            self.stream.write(f"{self.format(record)}\n")
            if record.levelno > logging.INFO:
                self.flush()
            elif not self._is_waiting:
                asyncio.get_running_loop().call_later(TOGETHER, self.flush)
                self._is_waiting = True
        except RuntimeError:  # no loop runs here: a command, or another thread
            self.flush()
        except Exception:  # noqa: BLE001 - as handlers do
            self.handleError(record)

    def flush(self) -> None:
        """Write what waits; also called at the end of the process."""
        self._is_waiting = False
        super().flush()


def begin_logging(level: str) -> None:
    """Set up logging for the process; `level` is one of Python's names."""
    out = Together()
    out.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[out], force=True)
    # What our lines do not name need not be found out: a third of what a line costs.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the way logging's manual says
    for chatty in ("uvicorn", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # our own lines say more
    logging.getLogger(
        "strawberry.execution"
    ).disabled = True  # it prints documents, and what is in them
