"""What Prometheus collects, in its format, and never more names than it can bear."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.exchange import Exchange
from api.metrics import is_from_here, may_read, of_requests
from api.requests import LONGEST_NAME, MOST_NAMES, OTHER, Requests
from resolvers.context import Viewer
from tests.server.servers import Server
from tests.server.test_draining import Start
from tests.server.test_tokens import cli
from tests.waiting import soon

Headers = Sequence[tuple[str, str]]
LOCAL: Headers = [("host", "localhost:8000")]
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\]*",?)+)\})? (\d+(?:\.\d+)?(?:e[+-]\d+)?)')
KNOWN = "query Known($id: ID) { viewer { timeZone } node(id: $id) { id } }"


def collected(server: Server) -> dict[tuple[str, str], float]:
    """By name and labels; every line must be one of the format's."""
    answer = server.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    return dict(samples(answer.text))


def samples(text: str) -> Iterator[tuple[tuple[str, str], float]]:
    typed: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("# "):
            _, kind, name, said = line.split(" ", 3)
            assert kind in {"HELP", "TYPE"}
            if kind == "TYPE":
                assert name not in typed
                typed[name] = said
            continue
        found = SAMPLE.fullmatch(line)
        assert found, line
        name, labels, value = found.groups()
        base = re.sub("_(bucket|sum|count)$", "", name) if name not in typed else name
        assert (typed[base] == "counter") == name.endswith("_total")
        yield (name, labels or ""), float(value)


def test_operations_are_counted_by_name_and_status(start: Start) -> None:
    server = start()
    for _ in range(3):
        server.ask("query Known { viewer { timeZone } }")
    server.ask("query Known { nobody }")
    server.ask("{ viewer { timeZone } }")
    server.ask("mutation Done { accountUpdate(input: {}) { outcome } }")
    server.get("/nowhere")

    found = collected(server)

    counted = {labels: value for (name, labels), value in found.items() if "requests" in name}
    assert counted == {
        'operation="Known",status="2xx"': 3,
        'operation="other",status="2xx"': 3,
        'operation="",status="4xx"': 1,
    }
    assert found["bellwether_request_seconds_count", 'operation="Known"'] == 3
    assert found["bellwether_request_seconds_bucket", 'operation="Known",le="+Inf"'] == 3
    assert found["bellwether_engine_operations_total", 'by="engine"'] == 4


def test_buckets_count_all_up_to_their_bound(demonstration: Server) -> None:
    demonstration.ask("{ accounts(first: 100) { nodes { name } } }")
    upto = [
        value
        for (name, labels), value in collected(demonstration).items()
        if name == "bellwether_request_seconds_bucket" and 'operation="other"' in labels
    ]

    assert upto == sorted(upto)
    assert upto[-1] >= 1


def test_the_process_and_the_database_are_told(demonstration: Server) -> None:
    found = collected(demonstration)

    assert 10e6 < found["process_resident_memory_bytes", ""] < 1e9
    assert found["process_cpu_seconds_total", ""] > 0
    assert found["process_start_time_seconds", ""] > 1.7e9
    assert found["process_open_fds", ""] > 3
    assert found["bellwether_writable", ""] == 1
    assert found["bellwether_disk_free_bytes", ""] > 0
    assert found["bellwether_sweep_turns_total", 'result="failed"'] == 0
    busy = "bellwether_database_busy", 'kind="read"'
    assert soon(lambda: collected(demonstration)[busy] == 0)  # a sweep reads, too
    assert found["bellwether_log_failures_total", ""] == 0
    assert found["bellwether_write_seconds_count", ""] > 0


def exchange_of(name: str) -> Exchange:
    scope: Any = {"type": "http", "method": "POST", "path": "/graphql", "headers": []}
    unused: Any = None
    exchange = Exchange(scope, unused, unused)
    exchange.status = 200
    context: Any = type("Asked", (), {"operation": name, "viewer": Viewer()})
    exchange.context = context
    return exchange


def test_callers_cannot_make_more_names_than_are_kept() -> None:
    requests = Requests()
    for number in range(MOST_NAMES * 3):
        requests.note(exchange_of(f"Made{number}"), 0.001)
    requests.note(exchange_of("L" * (LONGEST_NAME + 1)), 0.001)

    assert len(requests.served) == MOST_NAMES + 1
    assert requests.served[OTHER].answered[2] == MOST_NAMES * 2 + 1
    assert len(list(of_requests(requests))) < 30 * MOST_NAMES


def asking(address: str, headers: Headers = LOCAL) -> Request:
    spelt = [(name.encode(), said.encode()) for name, said in headers]
    return Request({"type": "http", "client": (address, 1), "headers": spelt})


@pytest.mark.parametrize("address", ["192.0.2.7", "::", "2001:db8::1"])
async def test_another_machine_may_not_read_them(address: str) -> None:
    with pytest.raises(HTTPException) as refused:
        await may_read(asking(address))

    assert refused.value.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        [("host", "bellwether.example")],
        [*LOCAL, ("x-forwarded-for", "192.0.2.7")],
        [*LOCAL, ("forwarded", "for=192.0.2.7")],
    ],
)
async def test_nor_may_it_through_a_proxy_or_a_page_of_this_one(headers: Headers) -> None:
    with pytest.raises(HTTPException) as refused:
        await may_read(asking("127.0.0.1", headers))

    assert refused.value.status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_this_machine_may_read_them(address: str) -> None:
    assert is_from_here(asking(address))

    await may_read(asking(address))


@pytest.mark.parametrize("elsewhere", [{"Host": "bellwether.example"}, {"Forwarded": "for=::7"}])
def test_from_anywhere_a_token_with_admin_may(
    start: Start, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    script = ("token", "create", "--script", "cron", "--accounts", "all", "--scope")
    tokens = {scope: cli(tmp_path / "data", *script, scope) for scope in ("READ", "ADMIN")}
    server = start()

    def status(token: str | None) -> int:
        own = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return server.get("/metrics", headers=elsewhere | own).status_code

    assert status(tokens["ADMIN"]) == 200
    assert [status(token) for token in (tokens["READ"], "bw_a_b", None)] == [403, 401, 403]
    assert server.get("/metrics").status_code == 200


def test_before_there_are_tokens_nobody_elsewhere_has_one(start: Start) -> None:
    server = start()

    for sent, status in (("", 403), ("Bearer x", 401)):
        headers = {"Authorization": sent, "X-Forwarded-For": "192.0.2.7"}
        assert server.get("/metrics", headers=headers).status_code == status
