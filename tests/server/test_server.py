"""The server as an operator meets it: a process that starts, says where it is, and stops."""

import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.settings import DATABASE_FILE
from tests.server.servers import Server
from tests.waiting import soon

GRAPHQL = {"Content-Type": "application/json"}
Start = Callable[..., Server]
SOON = 5.0  # seconds a server may take to stop


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def test_it_says_where_it_is_and_how_to_stop_it(start: Start, tmp_path: Path) -> None:
    server = start()

    lines = [server.says() for _ in range(2)]

    assert str(tmp_path / "data" / "bellwether.db") in lines[0]
    assert f"kill {server.process.pid}" in lines[1]


def test_it_listens_on_the_loopback_address_alone(empty: Server) -> None:
    table = Path(f"/proc/{empty.process.pid}/net/tcp").read_text().splitlines()[1:]
    places = [line.split()[1] for line in table if line.split()[3] == "0A"]

    ours = [place for place in places if int(place.split(":")[1], 16) == port_of(empty)]

    assert [place.split(":")[0] for place in ours] == ["0100007F"]


def test_the_probes_answer(empty: Server) -> None:

    alive, ready = empty.get("/livez"), empty.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    assert ready.json()["database"]["is_writable"] is True


def test_an_empty_database_answers_with_nothing(empty: Server) -> None:
    answer = empty.ask("{accounts {totalCount nodes {name}}}")

    assert answer == {"data": {"accounts": {"totalCount": 0, "nodes": []}}}


def test_a_query_is_answered_in_the_address_too(empty: Server) -> None:
    answer = empty.get("/graphql", params={"query": "{viewer {timeZone}}"})

    assert answer.json()["data"] == {"viewer": {"timeZone": "UTC"}}


def test_the_viewer_has_the_time_zone_the_operator_chose(start: Start) -> None:
    server = start(TIME_ZONE="Asia/Tokyo")

    assert server.ask("{viewer {timeZone}}")["data"]["viewer"] == {"timeZone": "Asia/Tokyo"}


def test_the_viewer_is_the_user_the_operator_named(demonstration: Server) -> None:
    nodes = "nodes {owner {id} csm {id}}"
    own = f"{{viewer {{user {{id}}}} accounts(filter: {{mine: true}}) {{totalCount {nodes}}}}}"

    found = demonstration.ask(own)["data"]

    assert found["accounts"]["totalCount"] > 0
    for account in found["accounts"]["nodes"]:
        assert found["viewer"]["user"] in (account["owner"], account["csm"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_even_while_connections_are_open(
    start: Start, how: signal.Signals
) -> None:
    server = start()
    with httpx.Client() as kept, half_a_request(port_of(server)), half_a_head(port_of(server)):
        kept.get(f"{server.url}/livez")
        told = time.monotonic()
        server.process.send_signal(how)

        said, _ = server.process.communicate(timeout=SOON * 2)

    assert time.monotonic() - told < SOON
    assert server.process.returncode == 0
    assert said.endswith("Bellwether has stopped.\n")
    assert "Traceback" not in server.log.read_text()


def half_a_request(port: int) -> socket.socket:
    sender = socket.create_connection(("127.0.0.1", port))
    sender.sendall(b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
    return sender


def half_a_head(port: int) -> socket.socket:
    sender = socket.create_connection(("127.0.0.1", port))
    sender.sendall(b"POST /graphql HTTP/1.1\r\nHo")
    return sender


def test_killed_and_started_again_it_has_the_same_accounts_and_knows_its_cursors(
    start: Start, demonstration: Server, tmp_path: Path
) -> None:
    copied(demonstration.data, tmp_path / "data")
    fields = "{totalCount pageInfo {endCursor} nodes {name}}"
    page = f"query($after: String) {{accounts(first: 5, after: $after) {fields}}}"
    first = start(DEMONSTRATION="on")
    before = first.ask(page)["data"]["accounts"]
    first.process.kill()
    first.process.wait()

    again = start(DEMONSTRATION="on")
    after = again.ask(page, {"after": before["pageInfo"]["endCursor"]})["data"]["accounts"]

    assert after["totalCount"] == before["totalCount"] > 50
    assert len(after["nodes"]) == 5
    assert not {str(node) for node in after["nodes"]} & {str(node) for node in before["nodes"]}


def copied(data: Path, to: Path) -> None:
    """A database in use, as SQLite itself copies it; filling another one takes far longer."""
    to.mkdir()
    with (
        closing(sqlite3.connect(data / DATABASE_FILE)) as theirs,
        closing(sqlite3.connect(to / DATABASE_FILE)) as ours,
    ):
        theirs.backup(ours)


def test_a_killed_server_leaves_its_port_to_the_next(start: Start) -> None:
    first = start()
    first.process.kill()
    first.process.wait()

    again = start(port=port_of(first))

    assert again.get("/livez").status_code == 200


def test_a_caller_who_leaves_in_the_middle_is_a_line_in_the_log(start: Start) -> None:
    server = start()
    half_a_request(port_of(server)).close()

    assert soon(lambda: "status=499" in server.log.read_text())
    log = server.log.read_text()
    assert "method=POST path='/graphql' status=499" in log
    assert "Traceback" not in log


@pytest.mark.parametrize("body", [b"\xff", b"null", b"[" * 100_000, b"{", b"[]", b"{}"])
def test_a_broken_body_is_refused_and_the_next_one_served(empty: Server, body: bytes) -> None:
    with httpx.Client(base_url=empty.url, headers=GRAPHQL) as client:
        refused = client.post("/graphql", content=body)
        served = client.post("/graphql", json={"query": "{viewer {timeZone}}"})

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert served.status_code == 200


def test_a_body_far_too_large_is_refused(empty: Server) -> None:

    answer = httpx.post(f"{empty.url}/graphql", content=b"x" * 10_000_000, headers=GRAPHQL)

    assert answer.status_code == 413
    assert empty.get("/livez").status_code == 200


@pytest.mark.parametrize("query", ["{" * 900, "{a(b: " + "[" * 1900, "{accounts " * 600])
def test_a_bottomless_document_is_refused(empty: Server, query: str) -> None:
    answer = empty.ask(query)

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


def test_another_name_for_this_host_is_refused(empty: Server) -> None:
    answer = empty.get("/graphql", headers={"Host": "rebound.example"})

    assert answer.status_code == 400


def test_the_log_names_requests_and_never_what_was_asked_for(start: Start) -> None:
    server = start()
    server.ask("query($id: ID!) {node(id: $id) {id}}", {"id": "very-private"})
    answer = server.get("/graphql", params={"query": '{node(id: "also-private") {id}}'})
    server.process.terminate()
    server.process.wait()

    log = server.log.read_text()

    assert f"id={answer.headers['X-Request-Id']} method=GET path='/graphql' status=200 ms=" in log
    assert "private" not in log
