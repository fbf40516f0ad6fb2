"""Attacks on tokens: guessed, forged, and measured; all who have none are answered alike."""

import base64
import hmac
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

import orjson
import pytest

from tests.server.attacking import (
    MEGABYTE,
    SECRET,
    WELL,
    asking,
    connected,
    head,
    heard,
    post,
    posted,
    resident,
    said,
)
from tests.server.servers import Server, running
from tests.server.test_tokens import cli

BODY = asking(WELL)


CREATE = ("token", "create", "--script", "cron", "--accounts", "all", "--scope", "ADMIN")
ADMIN = ("token", "create", "--script", "boss", "--accounts", "all", "--scope", "ADMIN")
Start = Callable[..., Server]


class Locked(NamedTuple):
    server: Server
    token: str


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    """A server that asks for tokens, and the one there is."""
    data: Path = tmp_path_factory.mktemp("locked") / "data"
    create = ("token", "create", "--script", "cron", "--accounts", "all", "--scope", "READ")
    token = cli(data, *create)
    with running(data, {"DEMONSTRATION": "off"}) as server:
        yield Locked(server, token)


def jwt(header: Mapping[str, object], signature: bytes = b"") -> str:
    claims = {"sub": "ada", "email": "ada@vendor.example", "scope": "ADMIN", "exp": 2**33}
    parts = (orjson.dumps(header), orjson.dumps(claims))
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    made = signature and hmac.digest(signature, signed, "sha256")
    return b".".join([signed, base64.urlsafe_b64encode(made).rstrip(b"=")]).decode()


def test_what_is_no_token_is_refused_and_all_of_it_alike(locked: Locked) -> None:
    server, token = locked
    start, id_, secret = token.split("_", 2)
    forged = [
        f"{start}_{id_}_{secret[:-1]}",
        f"{start}_{id_}_{secret}x",
        f"{start}_{id_}_{secret.swapcase()}",
        f"{start}_{id_}_",
        f"{start}_{id_[:-1]}{'1' if id_.endswith('0') else '0'}_{secret}",
        f"{start}_' OR 1=1 --_{secret}",
        f"{start}_%_{secret}",
        f"{start}_*_*",
        f"{start}__",
        f"{start}_{SECRET}_{'x' * 20_000}",
        jwt({"alg": "none"}),
        jwt({"alg": "HS256"}, b"secret"),
        jwt({"alg": "HS256", "kid": "../../dev/null"}, b""),
        jwt({"alg": "RS256", "jku": "http://127.0.0.1:1/keys"}, b"x"),
        "null",
        "undefined",
        "..",
    ]

    answers = [post(server, BODY, Authorization=f"Bearer {one}") for one in forged]

    assert {(one.status, *one.codes) for one in answers} == {(401, "UNAUTHENTICATED")}
    assert len({one.body for one in answers}) == 1
    assert post(server, BODY, Authorization=f"Bearer {token}").codes == []
    log = said(server)
    assert SECRET not in log
    assert secret not in log


@pytest.mark.parametrize(
    "header", ["Basic YTpi", "Bearer", "Bearer ", "Digest x", "bearer\tx", "Bearer a b", "\xff\xfe"]
)
def test_other_ways_to_say_who_one_is_are_refused(locked: Locked, header: str) -> None:
    answer = post(locked.server, BODY, Authorization=header)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


def test_a_token_elsewhere_than_in_its_header_is_none(locked: Locked) -> None:
    server, token = locked

    answer = server.get(f"/graphql?query=%7B__typename%7D&access_token={token}")
    in_cookie = post(server, BODY, Cookie=f"token={token}", X_Requested_With="x")

    assert answer.status_code == in_cookie.status == 401
    assert token not in said(server)


def test_a_token_whose_id_is_right_takes_as_long_as_one_whose_is_not(locked: Locked) -> None:
    """Medians of many, in turns; what a guess could learn is far below what a network adds."""
    server, token = locked
    start, id_, _ = token.split("_", 2)
    took: dict[str, list[float]] = {id_: [], "0" * len(id_): []}
    with connected(server) as one:
        for n in range(150):
            for guessed, times in took.items():
                request = posted(server, BODY, Authorization=f"Bearer {start}_{guessed}_{n}")
                began = time.perf_counter()
                one.sendall(request)
                assert heard(one).status == 401
                times.append(time.perf_counter() - began)

    right, wrong = (median(times) for times in took.values())
    assert abs(right - wrong) < 0.5 * max(right, wrong)


def test_guessing_without_end_fills_no_memory_and_locks_nobody_out(locked: Locked) -> None:
    server, token = locked
    before = resident(server)
    with connected(server) as one:
        for n in range(3_000):
            one.sendall(posted(server, BODY, Authorization=f"Bearer bw_{n:012}_{n}"))
            assert heard(one).status == 401

    assert resident(server) - before < 16 * MEGABYTE
    assert post(server, BODY, Authorization=f"Bearer {token}").codes == []
    assert server.get("/readyz").status_code == 200


def test_who_has_no_token_has_nothing_parsed(locked: Locked) -> None:
    """A bomb costs its sender more than us."""
    bomb = asking("{" + "a " * 1_900 + "}")
    began = time.perf_counter()
    with connected(locked.server) as one:
        for _ in range(200):
            one.sendall(posted(locked.server, bomb))
            assert heard(one).status == 401

    assert time.perf_counter() - began < 4  # 10 s and more, were they read


@pytest.mark.parametrize("token", ["", "bw_a_b", "Basic x", "nobody"])
def test_who_may_not_ask_is_refused_before_the_body_is_there(locked: Locked, token: str) -> None:
    """Up to a megabyte was waited for, and read, of whoever sent it."""
    more = {"Authorization": f"Bearer {token}"} if token else {}

    with connected(locked.server) as one:
        one.sendall(head(locked.server, Content_Length="900000", **more))
        one.settimeout(5)
        answer = heard(one)
        assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
        one.sendall(b"{" * 900_000)  # thrown away, and the next request is found
        one.sendall(posted(locked.server, BODY, Authorization=f"Bearer {locked.token}"))
        assert heard(one).status == 200


def test_a_token_revoked_while_the_body_comes_is_good_for_nothing(start: Start) -> None:
    server = start()
    made = cli(server.data, *CREATE, "--url", server.url)
    admin = cli(server.data, *ADMIN, "--url", server.url, admin=made)
    whole = posted(server, BODY, Authorization=f"Bearer {made}")

    with connected(server) as one:
        one.sendall(whole[:-5])
        time.sleep(0.5)
        cli(server.data, "token", "revoke", made.split("_")[1], "--url", server.url, admin=admin)
        one.sendall(whole[-5:])
        assert heard(one).codes == ["UNAUTHENTICATED"]
