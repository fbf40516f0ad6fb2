"""Told to stop, it ends what is under way, and is gone in less than five seconds whatever hangs."""

import json
import re
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import httpx
import pytest

from api.settings import DATABASE_FILE
from tests.server.servers import Server
from tests.waiting import soon

Start = Callable[..., Server]
SOON = 5.0  # seconds a server may take to stop
SHORT, LONG = "{viewer {timeZone}}", "{__schema {types {name fields {name description}}}}"
CREATE = """mutation($key: String!) {
  accountCreate(input: {name: $key, external: {system: "crm", key: $key}}) { account { id } }
}"""


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def stopped(server: Server, how: signal.Signals = signal.SIGTERM) -> float:
    """Seconds it took to be gone."""
    told = time.monotonic()
    server.process.send_signal(how)
    server.process.communicate(timeout=SOON * 3)
    return time.monotonic() - told


def asking(server: Server, query: str, *, times: int = 1) -> socket.socket:
    """A connection on which so many requests were sent at once, and nothing is read."""
    body = json.dumps({"query": query}).encode()
    head = (
        b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    sender = socket.socket()
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # the answer cannot wait here
    sender.connect(("127.0.0.1", port_of(server)))
    sender.settimeout(0.5)
    with suppress(TimeoutError):
        sender.sendall((head + body) * times)
    return sender


def test_whoever_reads_slowly_or_not_at_all_holds_nothing_up(start: Start) -> None:
    server = start()
    with (
        asking(server, SHORT, times=400),
        asking(server, LONG, times=50),
        httpx.Client() as kept,
    ):
        kept.get(f"{server.url}/livez")
        time.sleep(0.3)
        took = stopped(server)

    assert took < SOON
    assert server.process.returncode == 0
    assert "Traceback" not in server.log.read_text()


def test_what_was_acknowledged_while_it_stopped_is_stored(start: Start) -> None:
    server = start()
    acknowledged: list[str] = []

    def write(name: str) -> None:
        with httpx.Client(timeout=10) as client, suppress(httpx.HTTPError, KeyError, TypeError):
            for number in range(10_000):
                body: Any = {"query": CREATE, "variables": {"key": f"{name} {number}"}}
                answer = client.post(f"{server.url}/graphql", json=body).json()
                acknowledged.append(answer["data"]["accountCreate"]["account"]["id"])

    writers = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    assert soon(lambda: len(acknowledged) > 40)
    took = stopped(server)
    for writer in writers:
        writer.join()

    with closing(sqlite3.connect(server.data / DATABASE_FILE)) as file:
        stored = file.execute("SELECT count(*) FROM account").fetchone()[0]
    assert took < SOON
    assert len(acknowledged) <= stored <= len(acknowledged) + len(writers)
    assert "Traceback" not in server.log.read_text()


def test_while_it_drains_it_serves_and_says_that_it_stops(start: Start) -> None:
    server = start(DRAIN="3")

    server.process.send_signal(signal.SIGTERM)
    assert soon(lambda: server.get("/readyz").status_code == 503)
    ready, answer = server.get("/readyz"), server.ask("{viewer {timeZone}}")
    server.process.communicate(timeout=3 + SOON)

    assert [reason["code"] for reason in ready.json()["reasons"]] == ["STOPPING"]
    assert answer == {"data": {"viewer": {"timeZone": "UTC"}}}
    assert server.process.returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_again_it_ends_at_once(start: Start, how: signal.Signals) -> None:
    server = start(DRAIN="30")
    server.process.send_signal(signal.SIGTERM)
    assert soon(lambda: server.get("/readyz").status_code == 503)

    took = stopped(server, how)

    assert took < SOON
    assert server.process.returncode == -how
    assert "Traceback" not in server.log.read_text()


def test_whose_request_was_cut_short_is_told_when_to_come_again(start: Start) -> None:
    server = start()
    half = b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", port_of(server))) as sender:
        sender.sendall(half + b"Content-Length: 99\r\n\r\n{")
        server.get("/livez")  # so what was sent before it has been read
        server.process.send_signal(signal.SIGTERM)
        sender.settimeout(SOON)
        told = sender.recv(1 << 16)
        server.process.communicate(timeout=SOON)

    assert told.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 5\r\n" in told
    assert b'"retryAfter":5' in told


def test_long_reads_under_way_are_finished_or_told(start: Start) -> None:
    server = start(BUDGET=str(10**9), BUDGET_REFILL=str(10**9))
    with asking(server, LONG, times=60) as reader:
        reader.settimeout(2 * SOON)
        reader.recv(1, socket.MSG_PEEK)  # some are done, one is under way, others wait
        server.process.send_signal(signal.SIGTERM)
        told, heard = time.monotonic(), b""
        with suppress(ConnectionResetError):
            while more := reader.recv(1 << 20):
                heard += more
        server.process.communicate(timeout=2 * SOON)

    assert time.monotonic() - told < SOON
    heads = heard.split(b"HTTP/1.1 ")[1:]
    assert heads
    for answer in heads:
        top, _, body = answer.partition(b"\r\n\r\n")
        assert top[:3] in {b"200", b"503"}
        length = re.search(rb"content-length: (\d+)", top)
        assert length
        assert len(body) == int(length[1]), "an answer that has begun is whole"
