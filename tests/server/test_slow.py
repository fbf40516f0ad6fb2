"""Clients who are slow on purpose: over real sockets, none is waited for longer than is fair."""

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from api.settings import Settings
from tests.server.attacking import (
    WELL,
    Heard,
    asking,
    connected,
    connections,
    head,
    heard,
    is_held,
    is_well,
    posted,
    said,
)
from tests.server.servers import Server, under_uvicorn
from tests.waiting import soon

HALF_OPEN = 300
MOST_OPEN, PATIENCE = Settings().connection_limit, Settings().patience
WITHIN = 20.0  # seconds, of which the deadlines take 10 to 13
PROMPT = 2.0  # seconds of a usual query beside an attack, on a busy machine

Start = Callable[..., Server]
Told = Mapping[str, "Ended"]
BODY = asking(WELL).ljust(500)


class Ended(NamedTuple):
    answer: Heard
    after: float
    "Seconds."


def half_a_body(server: Server, one: socket.socket) -> Heard:
    one.sendall(posted(server, BODY)[:-100])
    return heard(one)


def a_dripping_body(server: Server, one: socket.socket) -> Heard:
    one.sendall(posted(server, BODY)[:-100])
    one.settimeout(0.4)
    for _ in range(60):
        try:
            return heard(one)
        except TimeoutError:
            one.sendall(b" ")
    return Heard(0, b"", b"")


def half_a_head_after_a_request(server: Server, one: socket.socket) -> Heard:
    one.sendall(posted(server, BODY))
    assert heard(one).status == 200
    one.sendall(head(server)[:-2])
    return heard(one)


def a_slow_body_that_comes(server: Server, one: socket.socket) -> Heard:
    body = asking(WELL).ljust(500_000)
    one.sendall(head(server, Content_Length=str(len(body))))
    for begin in range(0, len(body), 40_000):
        one.sendall(body[begin : begin + 40_000])
        time.sleep(1)
    return heard(one)


def a_body_without_end(server: Server, one: socket.socket) -> Heard:
    one.sendall(head(server, Content_Length=str(10**9)))
    answer = heard(one)
    with suppress(OSError):
        for _ in range(200):
            one.sendall(b" " * 1000)
            time.sleep(0.1)
    return answer


def silence_after_a_request(server: Server, one: socket.socket) -> Heard:
    one.sendall(posted(server, BODY))
    assert heard(one).status == 200
    return heard(one)


SLOW = (
    half_a_body,
    a_dripping_body,
    half_a_head_after_a_request,
    a_slow_body_that_comes,
    a_body_without_end,
    silence_after_a_request,
)


@pytest.fixture(scope="module")
def told(empty: Server) -> Told:
    """All of them at once, and how each ended."""

    def ended(attack: Callable[[Server, socket.socket], Heard]) -> Ended:
        began = time.monotonic()
        with connected(empty) as one:
            answer = attack(empty, one)
            return Ended(answer, time.monotonic() - began)

    with ThreadPoolExecutor(len(SLOW)) as threads:
        waiting = {attack.__name__: threads.submit(ended, attack) for attack in SLOW}
        return {name: one.result() for name, one in waiting.items()}


def test_of_300_connections_with_half_a_head_none_is_held_and_others_are_answered(
    start: Start,
) -> None:
    server = start(ADDRESS_LIMIT="10000")
    before = connections(server)
    with ExitStack() as stack:
        many = [stack.enter_context(connected(server)) for _ in range(HALF_OPEN)]
        began = time.monotonic()
        half = head(server)[:-2]
        for number, one in enumerate(many):
            one.sendall(half if number % 3 else b"")
        took = [is_well(server)]  # by then all of them are there
        while connections(server) > before and time.monotonic() - began < WITHIN:
            took.append(is_well(server))
            for one in many[1:100:3]:  # some go on, a byte at a time
                try:
                    one.sendall(b"X")
                except OSError:
                    break
            time.sleep(0.5)

        held = sum(is_held(one) for one in many)
        assert (held, connections(server) - before) == (0, 0)
        assert max(took) < PROMPT


@pytest.mark.parametrize(
    "attack", ["half_a_body", "a_dripping_body", "half_a_head_after_a_request"]
)
def test_a_request_that_does_not_come_is_told_so(told: Told, attack: str) -> None:
    answer, after = told[attack]

    assert (answer.status, answer.codes) == (408, ["BAD_USER_INPUT"])
    assert PATIENCE <= after < WITHIN


def test_a_body_that_takes_its_time_and_comes_is_read(told: Told) -> None:
    answer, after = told["a_slow_body_that_comes"]

    assert after > PATIENCE
    assert (answer.status, answer.codes) == (200, [])


def test_what_is_sent_after_the_answer_is_read_for_a_while_and_then_no_more(told: Told) -> None:
    """Until then it is thrown away, so that the sender can hear that it was too much."""
    answer, after = told["a_body_without_end"]

    assert answer.status == 413
    assert PATIENCE / 2 <= after < WITHIN


def test_an_idle_connection_is_closed(told: Told) -> None:
    answer, after = told["silence_after_a_request"]

    assert answer.status == 0
    assert after < WITHIN


def test_who_does_not_read_the_answers_is_dropped(start: Start) -> None:
    server = start(DEMONSTRATION="on")
    before = connections(server)
    with connected(server) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.sendall(head(server, "GET /schema.graphql HTTP/1.1") * 90)  # 10 MB of answers
        is_well(server)  # so what was sent before it has been read
        assert soon(lambda: connections(server) == before + 1)
        began = time.monotonic()
        while connections(server) > before and time.monotonic() - began < WITHIN:
            is_well(server)
            time.sleep(0.5)
        assert connections(server) == before
    said(server)


def test_when_too_many_connections_are_open_those_that_wait_longest_go(start: Start) -> None:
    server = start(ADDRESS_LIMIT="10000")
    with ExitStack() as stack:
        many = [stack.enter_context(connected(server)) for _ in range(2 * MOST_OPEN)]
        assert is_well(server) < PROMPT
        assert connections(server) <= MOST_OPEN + 10  # a few are the loop's own
        assert not is_held(many[0])
        assert is_held(many[-1])


def test_uvicorn_itself_gives_a_head_its_seconds_as_well(tmp_path: Path) -> None:
    """As docs/running.md says it."""
    with (
        under_uvicorn(tmp_path, "--http", "api.connection:Connection") as server,
        connected(server) as one,
    ):
        one.sendall(head(server)[:-2])
        assert heard(one).status == 408
