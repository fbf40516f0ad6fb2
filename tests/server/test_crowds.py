"""Many connections of few: how many is set, and who has too many gives way first."""

import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager

import pytest

from api.places import Places, owner_of
from api.settings import DATABASE_FILE, Settings
from tests.server.attacking import (
    WELL,
    asking,
    connected,
    connections,
    head,
    heard,
    is_held,
    is_well,
    posted,
)
from tests.server.servers import Server
from tests.server.test_draining import CREATE
from tests.waiting import soon

Start = Callable[..., Server]
MANY, FEW = "127.0.0.2", "127.0.0.3"
BODY = asking(WELL)
WRITE = asking(CREATE, key="a")


@contextmanager
def locked(server: Server) -> Generator[None]:
    """Whoever writes waits meanwhile."""
    with closing(sqlite3.connect(server.data / DATABASE_FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_one_address_takes_no_more_than_its_places(start: Start) -> None:
    server = start(ADDRESS_LIMIT="20", CONNECTION_LIMIT="60")
    before = connections(server)
    with ExitStack() as stack:
        others = [stack.enter_context(connected(server, FEW)) for _ in range(20)]
        many = [stack.enter_context(connected(server, MANY)) for _ in range(200)]
        is_well(server)

        assert soon(lambda: connections(server) - before <= 20 + 20)
        assert all(is_held(one) for one in others)
        assert not is_held(many[0])
        assert is_held(many[-1])


def test_who_is_being_answered_on_all_of_them_is_refused_another(start: Start) -> None:
    server = start(ADDRESS_LIMIT="2")
    with connected(server, MANY) as one, connected(server, MANY) as two:
        with locked(server):
            for busy in (one, two):
                busy.sendall(posted(server, WRITE))
            is_well(server)  # so what was sent before it has been read

            with connected(server, MANY) as third:
                answer = heard(third)
            with connected(server, FEW) as other:
                other.sendall(posted(server, BODY))
                assert heard(other).status == 200
        assert heard(one).status == heard(two).status == 200

    assert (answer.status, answer.codes) == (429, ["RATE_LIMITED"])
    assert b"retry-after: 1" in answer.head
    with connected(server, MANY) as again:  # who has left takes no place
        again.sendall(posted(server, BODY))
        assert heard(again).status == 200


def test_all_limits_of_a_connection_are_settings(start: Start) -> None:
    server = start(CONNECTION_LIMIT="10", HEAD_LIMIT="2000", PATIENCE="2")
    with ExitStack() as stack:
        many = [stack.enter_context(connected(server)) for _ in range(30)]
        is_well(server)
        assert 0 < sum(is_held(one) for one in many) <= 10
    with connected(server) as one:
        one.sendall(head(server, X_Long="x" * 3000)[:-2])
        assert heard(one).status == 431
    with connected(server) as one:
        began = time.monotonic()
        one.sendall(head(server)[:-2])
        assert heard(one).status == 408
        assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "", True),
    ],
)
def test_an_address_of_version_six_is_its_network(one: str, other: str, *, is_same: bool) -> None:
    assert (owner_of(one) == owner_of(other)) == is_same


def test_nothing_is_kept_of_who_has_left() -> None:
    places = Places(Settings(address_limit=1))
    for n in range(100):
        places.take(str(n))
    assert not places.is_crowded("1")
    places.take("1")
    assert places.is_crowded("1")
    for owner in [*map(str, range(100)), "1"]:
        places.leave(owner)

    assert not vars(places)["_taken"]
