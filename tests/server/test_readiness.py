"""A supervisor learns what is wrong, and before it is too late what soon will be."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from api import readiness, repeating
from api.readiness import LEAST_FREE, reasons
from api.repeating import Turns
from models.database import Database, Line, Load, Readiness
from models.timings import Timings
from tests.server.servers import Server

GB = 10**9
FACTS = Readiness(revision="0003", is_there=True, is_writable=True, free_bytes=5 * GB)
LINE = Line(busy=1, waiting=0, places=256)
LOAD = Load(reading=LINE, writing=LINE, unit_seconds=0, writes=Timings())
Start = Callable[..., Server]


def told(
    facts: Readiness = FACTS, load: Load = LOAD, turns: Turns | None = None
) -> list[tuple[str, bool]]:
    found = reasons(facts, load, turns or Turns(), low_disk=GB)
    return [(reason.code, reason.is_fatal) for reason in found]


def test_where_all_is_well_nothing_is_told() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"free_bytes": GB - 1}, [("DISK_LOW", False)]),
        ({"free_bytes": GB}, []),
        ({"free_bytes": LEAST_FREE - 1}, [("DISK_FULL", False)]),
        ({"is_writable": False}, [("NOT_WRITABLE", False)]),
        ({"is_there": False}, [("FILE_GONE", True)]),
        ({"is_there": False, "is_writable": False, "free_bytes": 0}, [("FILE_GONE", True)]),
    ],
)
def test_a_disk_is_told_before_it_is_full(
    facts: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    assert told(replace(FACTS, **facts)) == expected


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        ({"unit_seconds": 4.9}, []),
        ({"unit_seconds": 5.0}, [("WRITER_SLOW", False)]),
        ({"unit_seconds": 30.0}, [("WRITER_STUCK", True)]),
        ({"reading": replace(LINE, waiting=127)}, []),
        ({"reading": replace(LINE, waiting=128)}, [("QUEUE_LONG", False)]),
        ({"writing": replace(LINE, waiting=256)}, [("QUEUE_LONG", False)]),
    ],
)
def test_a_writer_that_hangs_and_a_long_line_are_told(
    load: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    assert told(load=replace(LOAD, **load)) == expected


def test_a_sweep_that_fails_or_comes_late_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns()
    turns.begin()
    turns.end(None)
    assert told(turns=turns) == [("SWEEP_FAILING", False)]
    turns.end(0)
    assert told(turns=turns) == []
    later = monotonic() + readiness.LATE * turns.every + 1
    monkeypatch.setattr(repeating, "monotonic", lambda: later)
    assert told(turns=turns) == [("SWEEP_LATE", False)]
    turns.end(0)
    turns.jump = -20.0
    assert told(turns=turns) == [("CLOCK_MOVED", False)]


async def test_the_age_of_a_change_is_known_while_it_lasts(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "some.db")
    before = database.load()

    async with database.write(None, actor="test", now=repeating.now()):
        during = database.load()
    after = database.load()
    await database.close()

    assert (before.unit_seconds, before.writing.busy) == (0, 0)
    assert during.unit_seconds > 0
    assert during.writing.busy == 1
    assert (after.unit_seconds, after.writing.busy) == (0, 0)
    assert sum(after.writes.counts) == 1


def test_a_nearly_full_disk_degrades_and_is_served(start: Start) -> None:
    server = start(LOW_DISK="1000000000000000")

    ready = server.get("/readyz")

    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert [reason["code"] for reason in ready.json()["reasons"]] == ["DISK_LOW"]


def test_a_file_that_is_gone_cannot_be_served(start: Start) -> None:
    server = start()
    server.data.rename(server.data.with_name("elsewhere"))

    ready = server.get("/readyz")

    assert (ready.status_code, ready.json()["status"]) == (503, "unready")
    assert ready.json()["reasons"][0]["code"] == "FILE_GONE"


def test_the_probe_answers_while_another_program_holds_the_file(start: Start) -> None:
    server = start()
    with closing(sqlite3.connect(server.data / "bellwether.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        began = monotonic()
        ready = server.get("/readyz")
        took = monotonic() - began

    assert ready.status_code == 200
    assert took < 4  # five seconds, were the file waited for
