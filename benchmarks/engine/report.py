"""The measurements as Markdown."""

import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

from benchmarks.engine.measuring import ROUNDS, Results
from benchmarks.engine.queries import QUERIES
from benchmarks.engine.serving import BY_HAND, CONTESTANTS

LIBRARIES = ("strawberry-graphql", "ariadne", "graphql-core", "sqlalchemy", "starlette", "uvicorn")
CPUINFO = Path("/proc/cpuinfo")


def machine() -> str:
    """Where and with what this was measured."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{processor()}, {cpu_count()} cores, {platform.system()}; Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}; {libraries}.\n"
        f"{ROUNDS} interleaved rounds; CPU is the least of them, p50 and p99 are of all answers.\n"
    )


def processor() -> str:
    """The processor's name where Linux tells it."""
    told = CPUINFO.read_text().splitlines() if CPUINFO.exists() else []
    names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    return names[0] if names else platform.machine()


def table(results: Results) -> str:
    """A row for each question and server."""
    head = ("Question", "Server", "CPU ms", "x by hand", "p50 ms", "p99 ms")
    rows: list[Sequence[str]] = []
    for query in QUERIES:
        limit = min(results[query.name, BY_HAND].cpu)
        for name in CONTESTANTS:
            found = results[query.name, name]
            least, waits = min(found.cpu), sorted(found.waits)
            shown = (query.name, name, f"{least:.3f}", f"{least / limit:.2f}")
            rows.append((*shown, f"{at(waits, 0.5):.2f}", f"{at(waits, 0.99):.2f}"))
    return markdown(head, rows)


def table_of_cold(cold: Mapping[str, Sequence[float]], memory: Mapping[str, float]) -> str:
    """First sight of a document, and the most memory until the first export is written."""
    head = ("Server", "New document, CPU ms", "Peak RSS after an export, MiB")
    rows = [
        (name, f"{min(cold[name]):.2f}" if name in cold else "-", f"{memory[name]:.0f}")
        for name in CONTESTANTS
    ]
    return markdown(head, rows)


def at(ordered: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
