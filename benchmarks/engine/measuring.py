"""Asking every server in turn: the same answers first, then what each of them costs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter_ns

import orjson

from benchmarks.engine.contestant import Contestant, running
from benchmarks.engine.queries import ACCOUNT_PAGE, ASKED_FOR, EXPORT, QUERIES, Query
from benchmarks.engine.serving import BY_HAND, CONTESTANTS

ROUNDS = 20
"Many short ones: the least of them is the one that nothing else on the machine disturbed."
COLD_DOCUMENTS = 4
"In one round; every one is new to the server."
COMPARED = 3  # times of asking whose answers are compared
NS = 1_000_000  # in a millisecond
KIB = 1024
CURSOR = re.compile(rb'"endCursor":"[^"]*"')


@dataclass(slots=True)
class Measured:
    """Of one question to one server, in milliseconds."""

    cpu: list[float] = field(default_factory=list[float])
    "The server's processor time for one answer, round by round."
    waits: list[float] = field(default_factory=list[float])
    "How long each request took, as the client saw it; of an export each page."


Results = dict[tuple[str, str], Measured]
"By name of the question and of the server."


def compare(contestants: Sequence[Contestant]) -> None:
    """Raises AssertionError where two servers differ in a byte of data; cursors are opaque."""
    for query in QUERIES:
        for turn in range(COMPARED):
            answers = {c.name: data_of(c, query, turn) for c in contestants}
            wrong = [name for name, data in answers.items() if data != answers[BY_HAND]]
            assert not wrong, f"{query.name}: {wrong} answer differently"  # noqa: S101 - the point of it


def data_of(contestant: Contestant, query: Query, turn: int) -> list[bytes]:
    """The data of each page; an answer with errors is refused."""
    found: list[bytes] = []
    for body in contestant.pages(query, turn):
        answer = orjson.loads(body)
        if "data" not in answer or answer.get("errors"):
            raise RuntimeError(f"{contestant.name}, {query.name}: {body[:500].decode()}")
        found.append(CURSOR.sub(b"", orjson.dumps(answer["data"])))
    return found


def measure(contestants: Sequence[Contestant], rounds: int = ROUNDS) -> Results:
    """All rounds; in each the servers take turns, so that all of them see the same weather."""
    results: Results = defaultdict(Measured)
    for turn in range(rounds):
        for query in (query for query in QUERIES if turn % query.every == 0):
            first = turn % len(contestants)
            for contestant in (*contestants[first:], *contestants[:first]):
                ask_often(contestant, query, results[query.name, contestant.name])
    return results


def ask_often(contestant: Contestant, query: Query, measured: Measured) -> None:
    before = contestant.used_ns()
    for turn in range(query.repeats):
        began = perf_counter_ns()
        for _ in contestant.pages(query, turn):
            ended = perf_counter_ns()
            measured.waits.append((ended - began) / NS)
            began = ended
    used = contestant.used_ns() - before - contestant.asking_ns
    measured.cpu.append(used / query.repeats / NS)


def measure_cold(contestants: Iterable[Contestant]) -> dict[str, list[float]]:
    """Processor time for the first sight of a document, by server and round."""
    found: dict[str, list[float]] = defaultdict(list)
    speaking = [one for one in contestants if one.name != BY_HAND]
    for turn in range(ROUNDS):
        for contestant in speaking:
            before = contestant.used_ns()
            for place in range(COLD_DOCUMENTS):
                alias = f"name{turn * COLD_DOCUMENTS + place}: name"
                document = ACCOUNT_PAGE.replace("id name", f"id {alias}", 1)
                contestant.post(document, {"id": ASKED_FOR[place]})
            used = contestant.used_ns() - before - contestant.asking_ns
            found[contestant.name].append(used / COLD_DOCUMENTS / NS)
    return found


def measure_memory(data: Path) -> dict[str, float]:
    """The most memory a fresh server held (RSS, MiB) until the end of its first export."""
    export = next(query for query in QUERIES if query.document == EXPORT)
    found: dict[str, float] = {}
    for name in CONTESTANTS:
        with running(name, data) as contestant:
            for _ in contestant.pages(export, 0):
                pass
            found[name] = contestant.cost()["peak_kib"] / KIB
    return found
