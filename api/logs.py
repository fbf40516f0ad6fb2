"""One line for each request and each failure, on standard error; never a variable of a query."""

import logging
from time import gmtime

FORMAT = "time=%(asctime)s.%(msecs)03dZ level=%(levelname)s logger=%(name)s %(message)s"


def begin_logging(level: str) -> None:
    """Set up logging for the process; `level` is one of Python's names."""
    lines = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%S")
    lines.converter = gmtime
    out = logging.StreamHandler()
    out.setFormatter(lines)
    logging.basicConfig(level=level, handlers=[out], force=True)
    for chatty in ("uvicorn", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # our own lines say more
    logging.getLogger(
        "strawberry.execution"
    ).disabled = True  # it prints documents, and what is in them
