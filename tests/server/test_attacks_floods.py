"""Attacks by number: what is kept of each request is bounded, however many there are.

FLOOD=10000 in the environment makes them larger.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import islice

import httpx
import pytest

from tests.server.attacking import MEGABYTE, WELL, is_well, post, resident
from tests.server.servers import Server

MANY = int(os.environ.get("FLOOD", "2100"))  # more than any cache keeps
Body = Mapping[str, object]
FLAT = 48 * MEGABYTE  # what caches may take once they are full


def asked(server: Server, bodies: Iterable[Body]) -> set[str]:
    """Codes of all answers, over a few connections that stay open."""
    found: set[str] = set()

    def some(part: list[Body]) -> None:
        with httpx.Client(base_url=server.url, timeout=20) as client:
            for body in part:
                answer = client.post("/graphql", json=body).json()
                found.update(e["extensions"]["code"] for e in answer.get("errors", ()))

    waiting = list(bodies)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(some, (waiting[n::4] for n in range(4))))
    return found


def registering(n: int) -> Body:
    query = f"query A{n} {{accounts(first: 1) {{nodes {{id name}} totalCount}}}} # {'x' * 2000}"
    known = {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()}
    return {"query": query, "extensions": {"persistedQuery": known}}


@pytest.mark.timeout(180 + MANY // 10)
def test_documents_without_end_do_not_fill_the_memory(besieged: Server) -> None:
    """Each registered by its hash, each with a name of its own."""
    before = resident(besieged)
    assert asked(besieged, (registering(n) for n in range(MANY))) == set()

    assert resident(besieged) - before < FLAT
    is_well(besieged)


@pytest.mark.timeout(180 + MANY // 10)
def test_refused_documents_without_end_do_not_fill_the_memory(besieged: Server) -> None:
    """Each is remembered with what was wrong, as far as there is room."""
    wrong = ("{{a{n}: {x}}}", "{{accounts {{ a{n} {{ {x} }} }} }}", '{{a{n}(b: "{x}')
    before = resident(besieged)

    bodies = ({"query": wrong[n % 3].format(n=n, x="x" * 150) + " " * 2000} for n in range(MANY))
    assert asked(besieged, bodies) == {"BAD_USER_INPUT"}

    assert resident(besieged) - before < FLAT
    is_well(besieged)


def test_a_hash_that_is_not_the_documents_is_refused(attacked: Server) -> None:
    wrong = {**registering(1), "query": WELL}
    forged = {"id": "../../etc/passwd"}
    unknown = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a" * 64}}}

    assert asked(attacked, [wrong]) == {"BAD_USER_INPUT"}
    assert asked(attacked, [forged, unknown]) == {"PERSISTED_QUERY_NOT_FOUND"}


def test_keys_names_and_tokens_without_end_do_not_fill_the_memory(besieged: Server) -> None:
    before = resident(besieged)
    for n in range(600):
        kind = f"application/json;a={n}{'x' * 3000}"
        post(besieged, b"{}", Accept=kind, Accept_Encoding=f"a{n}", Content_Type=kind)
    assert asked(besieged, ({"query": f"query Q{n} {{a}}"} for n in range(500))) != set()

    assert resident(besieged) - before < FLAT / 2
    assert besieged.get("/metrics").text.count("Q4") < 110
    is_well(besieged)


def test_writes_with_keys_without_end_are_answered_and_others_too(besieged: Server) -> None:
    document = """mutation($n: String!) {accountCreate(input: {name: $n, dryRun: true,
      idempotencyKey: $n, external: {system: "flood", key: $n}}) {outcome}}"""
    before = resident(besieged)

    said = asked(
        besieged, ({"query": document, "variables": {"n": f"n{n}"}} for n in range(MANY // 3))
    )

    assert said <= {"OVERLOADED"}
    assert resident(besieged) - before < FLAT
    assert is_well(besieged) < 2


def test_one_that_asks_without_end_is_told_to_wait(start: Callable[..., Server]) -> None:
    server = start(BUDGET="2000", BUDGET_REFILL="100")
    bodies = ({"query": f"{{a{n}: accounts(first: 1) {{nodes {{id}}}}}}"} for n in range(200))

    assert "RATE_LIMITED" in asked(server, islice(bodies, 100))
    assert server.get("/livez").status_code == 200  # whoever watches it is not refused
    time.sleep(3)
    assert "data" in server.ask("{__typename}")
