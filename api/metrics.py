"""/metrics: what Prometheus collects, in its text format.

Written by hand: what is counted are plain numbers of the loop, cheaper than a library's locks, and
a page of them is a few lines of text.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from itertools import accumulate
from os import sysconf
from pathlib import Path
from time import process_time
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.admission import is_ours
from api.clock import now
from api.edge import Edge
from api.logs import lost
from api.repeating import Turns
from api.requests import Requests
from domain.access import Scope
from engine.execute import Counts
from models.database import Database, Load, Readiness
from models.timings import BOUNDS, Timings

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
STARTED = now().timestamp()
FORWARDED = frozenset({"forwarded", "x-forwarded-for"})
"Headers by which a proxy says for whom it asks."
PROCESS = Path("/proc/self")  # where there is none, what only the system knows is left out
CLASSES = ("none", "1xx", "2xx", "3xx", "4xx", "5xx")


class Sample(NamedTuple):
    """One number; the labels as they are written, `kind="read"`."""

    value: float
    labels: str = ""
    suffix: str = ""


async def metrics(request: Request) -> Response:
    """Raises HTTPException for who may not read it."""
    await may_read(request)
    database: Database = request.state.database
    edge: Edge = request.app
    lines = [
        *of_requests(edge.requests),
        *of_engine(request.state.engine.counts),
        *of_database(database.ready(), database.load()),
        *of_turns(request.state.turns),
        *of_process(),
    ]
    return Response("\n".join([*lines, ""]), media_type=FORMAT)


async def may_read(request: Request) -> None:
    """Whoever is on this machine, and tokens with ADMIN; raises for others."""
    if is_from_here(request):
        return
    if request.headers.get("authorization"):
        edge: Edge = request.app
        if Scope.ADMIN in (await edge.viewer(request)).may:
            return
    raise HTTPException(403, "Numbers are told on this machine, or for a token with ADMIN.")


def is_from_here(request: Request) -> bool:
    """A proxy here, and a page that rebinds DNS, ask from this machine for somebody elsewhere."""
    headers = request.headers
    is_local = bool(request.client and ip_address(request.client.host).is_loopback)
    return is_local and is_ours(headers.get("host", "").encode()) and FORWARDED.isdisjoint(headers)


def metric(name: str, kind: str, told: str, samples: Iterable[Sample]) -> Iterator[str]:
    """The lines of one metric."""
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for value, labels, suffix in samples:
        yield f"{name}{suffix}{{{labels}}} {value}" if labels else f"{name}{suffix} {value}"


def one(name: str, kind: str, told: str, value: float) -> Iterator[str]:
    return metric(name, kind, told, [Sample(value)])


def histogram(timings: Timings, labels: str = "") -> Iterator[Sample]:
    """Prometheus counts all up to a bound."""
    before = f"{labels}," if labels else ""
    *upto, every = accumulate(timings.counts)
    for bound, count in zip(BOUNDS, upto, strict=True):
        yield Sample(count, f'{before}le="{bound}"', "_bucket")
    yield Sample(every, f'{before}le="+Inf"', "_bucket")
    yield Sample(timings.seconds, labels, "_sum")
    yield Sample(every, labels, "_count")


def of_requests(requests: Requests) -> Iterator[str]:
    """By operation; names are words of GraphQL, so nothing in them needs escaping."""
    yield from metric(
        "bellwether_requests_total",
        "counter",
        "Requests by operation (none: other pages) and class of their status.",
        (
            Sample(count, f'operation="{name}",status="{status}"')
            for name, served in requests.served.items()
            for status, count in zip(CLASSES, served.answered, strict=True)
            if count
        ),
    )
    yield from metric(
        "bellwether_request_seconds",
        "histogram",
        "From the head of a request to the end of its answer.",
        (
            sample
            for name, served in requests.served.items()
            for sample in histogram(served.timings, f'operation="{name}"')
        ),
    )


def of_engine(counts: Counts) -> Iterator[str]:
    yield from metric(
        "bellwether_engine_operations_total",
        "counter",
        "Operations, or values of root fields, by who answered them.",
        (
            Sample(counts.answered, 'by="engine"'),
            Sample(counts.handed_over, 'by="handed_over"'),
            Sample(counts.unplanned, 'by="unplanned"'),
        ),
    )


def of_database(facts: Readiness, load: Load) -> Iterator[str]:
    lines = (("read", load.reading), ("write", load.writing))
    for name, told, values in (
        ("busy", "Operations under way.", [line.busy for _, line in lines]),
        ("waiting", "Operations in line.", [line.waiting for _, line in lines]),
    ):
        kinds = [f'kind="{kind}"' for kind, _ in lines]
        yield from metric(f"bellwether_database_{name}", "gauge", told, map(Sample, values, kinds))
    yield from metric(
        "bellwether_write_seconds",
        "histogram",
        "Transactions, from asking for one to its end.",
        histogram(load.writes),
    )
    for name, told, value in (
        ("unit_of_work_seconds", "Age of the change under way.", load.unit_seconds),
        ("disk_free_bytes", "Free beside the database.", facts.free_bytes),
        ("writable", "Whether the last change was taken.", int(facts.is_writable)),
    ):
        yield from one(f"bellwether_{name}", "gauge", told, value)


def of_turns(turns: Turns) -> Iterator[str]:
    yield from metric(
        "bellwether_sweep_turns_total",
        "counter",
        "Turns that bring scores up to date.",
        (Sample(turns.done, 'result="done"'), Sample(turns.failed, 'result="failed"')),
    )
    told = "Time all turns took together."
    yield from one("bellwether_sweep_seconds_total", "counter", told, turns.seconds)
    told = "Accounts judged again by them."
    yield from one("bellwether_accounts_rescored_total", "counter", told, turns.judged)
    told = "Since the last turn that went well."
    yield from one("bellwether_sweep_age_seconds", "gauge", told, turns.late)


def of_process() -> Iterator[str]:
    """Under the names every Prometheus client gives them."""
    told = "Writings of the log that failed."
    yield from one("bellwether_log_failures_total", "counter", told, lost())
    told = "Processor time, in seconds."
    yield from one("process_cpu_seconds_total", "counter", told, process_time())
    told = "Start, in seconds since 1970."
    yield from one("process_start_time_seconds", "gauge", told, STARTED)
    if PROCESS.is_dir():
        pages = int((PROCESS / "statm").read_text(encoding="ascii").split()[1])
        told = "Memory in use, in bytes."
        rss = pages * sysconf("SC_PAGE_SIZE")
        yield from one("process_resident_memory_bytes", "gauge", told, rss)
        told = "Open files and connections."
        yield from one("process_open_fds", "gauge", told, len(list((PROCESS / "fd").iterdir())))


METRICS: tuple[BaseRoute, ...] = (Route("/metrics", metrics),)
