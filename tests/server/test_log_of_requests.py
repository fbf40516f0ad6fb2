"""What an operator finds in the log of a real server, and what nobody may find there."""

import json
import re
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from api import requests
from api.requests import LONGEST_PATH, Requests
from models.timings import BOUNDS
from tests.server.servers import Server
from tests.server.test_draining import CREATE, Start
from tests.server.test_metrics import exchange_of

SECRET = "hidden-from-the-log"  # noqa: S105 - a word to look for


def ended(server: Server) -> list[str]:
    """All lines, once nothing more will be said."""
    server.process.terminate()
    server.process.communicate(timeout=10)
    return server.log.read_text().splitlines()


def broken(server: Server) -> dict[str, Any]:
    """The error of a query that our own defect keeps from being answered."""
    with closing(sqlite3.connect(server.data / "bellwether.db")) as other:
        other.execute("ALTER TABLE account RENAME TO lost")
    chosen = f'filter: {{name: {{startsWith: "{SECRET}"}}}}'
    query = f"query Broken {{ accounts({chosen}) {{ nodes {{ name }} }} }}"
    answer = server.ask(query)
    [error] = answer["errors"]
    return error


def test_the_id_of_an_error_leads_to_exactly_one_traceback_and_its_request(start: Start) -> None:
    server = start()
    server.ask("{viewer {timeZone}}")
    error = broken(server)
    assert error["extensions"]["code"] == "INTERNAL"

    lines = ended(server)

    found = [place for place, line in enumerate(lines) if f"id={error['extensions']['id']}" in line]
    assert len(found) == 2
    assert "level=ERROR" in lines[found[0]]
    assert lines[found[0] + 1].startswith("Traceback")
    assert "status=200" in lines[found[1]]
    assert sum("level=ERROR" in line for line in lines) == 1
    assert SECRET not in "\n".join(lines)


def test_as_json_every_line_is_an_object_and_a_failure_one_line(start: Start) -> None:
    server = start(LOG_FORMAT="json")
    error = broken(server)

    lines = [json.loads(line) for line in ended(server)]

    mine = [line for line in lines if line.get("id") == error["extensions"]["id"]]
    assert [line["level"] for line in mine] == ["ERROR", "INFO"]
    assert mine[0]["traceback"].startswith("Traceback")
    assert (mine[1]["status"], mine[1]["method"]) == (200, "POST")
    assert (mine[1]["operation"], mine[1]["by"]) == ("Broken", "local")
    assert all(re.fullmatch(r"[\d-]{10}T[\d:.]{12}Z", line["time"]) for line in lines)


def test_an_operation_is_named_and_what_was_sent_is_not(start: Start) -> None:
    server = start()
    named = CREATE.replace("mutation(", "mutation Create(")
    assert server.ask(named, {"key": SECRET})["data"]["accountCreate"]["account"]
    token = {"Authorization": f"Bearer {SECRET}"}
    body = {"query": "query Who { viewer { timeZone } }", "variables": {"unused": SECRET}}
    httpx.post(f"{server.url}/graphql", json=body)
    server.get(f"/graphql?query={{viewer{{id}}}}&x={SECRET}", headers=token)
    server.get(f"/calendar/{SECRET}.ics")

    log = "\n".join(ended(server))

    assert "operation=Create by='local'" in log
    assert "operation=Who by='local'" in log
    assert "path='/calendar/*'" in log
    assert SECRET not in log


def test_the_callers_own_id_stands_beside_ours(start: Start) -> None:
    server = start()
    answer = server.get("/livez", headers={"X-Request-Id": "trace-7.a:b"})
    for forged in ("a b", "a\tlevel=ERROR", "x" * 65, '"', "é"):
        server.get("/livez", headers={b"X-Request-Id": forged.encode("latin-1")})

    callers = [line for line in ended(server) if "caller=" in line]

    assert len(callers) == 1
    assert callers[0].endswith("caller=trace-7.a:b")
    assert f"id={answer.headers['X-Request-Id']}" in callers[0]


def test_a_long_address_is_cut_short(start: Start) -> None:
    server = start()
    server.get("/" + "x" * 20_000)

    [line] = [line for line in ended(server) if "path='/x" in line]

    assert len(line) < LONGEST_PATH + 200


def test_a_slow_request_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    noted = Requests()

    noted.note(exchange_of("Quick"), requests.SLOW)
    noted.note(exchange_of("Slow"), requests.SLOW + 0.1)

    quick, slow = caplog.records
    assert (quick.levelname, slow.levelname) == ("INFO", "WARNING")
    assert slow.getMessage().endswith("slow=yes")
    assert noted.served["Slow"].timings.counts[BOUNDS.index(2.5)] == 1
