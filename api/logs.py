"""One line for each request and each failure, on standard error; never a variable of a query."""

import logging
from time import gmtime, strftime

FORMAT = "time=%(asctime)s.%(msecs)03dZ level=%(levelname)s logger=%(name)s %(message)s"


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


def begin_logging(level: str) -> None:
    """Set up logging for the process; `level` is one of Python's names."""
    out = logging.StreamHandler()
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
