"""Can it serve, and will it for long? Reasons why not, each with a word for machines."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.repeating import Turns
from models.database import Load, Readiness

LEAST_FREE = 50_000_000  # bytes; below it the next checkpoint of the journal may not fit
SLOW_UNIT = 5.0  # seconds; the largest changes take two
STUCK_UNIT = 30.0  # seconds
LONG_LINE = 0.5  # of the places in a line
LATE = 3  # turns of the sweep that were missed


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    told: str
    is_fatal: bool = False
    "Whether it keeps the process from serving at all."


def reasons(facts: Readiness, load: Load, turns: Turns, *, low_disk: int) -> Iterator[Reason]:
    """What is wrong, from bad to inconvenient; nothing while all is well. Waits for nothing."""
    if not facts.is_there:
        yield Reason("FILE_GONE", "The database's file is not where it was.", is_fatal=True)
    if load.unit_seconds >= STUCK_UNIT:
        yield Reason("WRITER_STUCK", f"A change takes {load.unit_seconds:.0f} s.", is_fatal=True)
    elif load.unit_seconds >= SLOW_UNIT:
        yield Reason("WRITER_SLOW", f"A change takes {load.unit_seconds:.0f} s.")
    if facts.is_there:  # else there is no file that could be written, and no disk to measure
        yield from of_disk(facts, low_disk)
    for line, doing in ((load.reading, "read"), (load.writing, "write")):
        if line.waiting >= LONG_LINE * line.places:
            yield Reason("QUEUE_LONG", f"{line.waiting} operations wait to {doing}.")
    yield from of_turns(turns)


def of_disk(facts: Readiness, low_disk: int) -> Iterator[Reason]:
    if not facts.is_writable:
        yield Reason("NOT_WRITABLE", "The last change was refused; reads go on.")
    if facts.free_bytes < LEAST_FREE:
        yield Reason("DISK_FULL", f"{facts.free_bytes} bytes are free; reads go on.")
    elif facts.free_bytes < low_disk:
        yield Reason("DISK_LOW", f"{facts.free_bytes} bytes are free.")


def of_turns(turns: Turns) -> Iterator[Reason]:
    if turns.is_failing:
        yield Reason("SWEEP_FAILING", "Scores are not brought up to date; the log says why.")
    elif turns.late > LATE * turns.every:
        yield Reason("SWEEP_LATE", f"Scores were up to date {turns.late:.0f} s ago.")
    if turns.jump:
        yield Reason("CLOCK_MOVED", f"The clock was moved by {turns.jump:.0f} s.")
