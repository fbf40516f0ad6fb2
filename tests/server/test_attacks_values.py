"""Attacks with values: JSON that is none, numbers and texts out of all measure, forged names."""

import base64
import time
from typing import Any

import orjson
import pytest

from tests.server.attacking import SECRET, WELL, ask, asking, post
from tests.server.servers import Server

SOON = 2.0  # seconds until any of these is answered, on a busy machine
WRONG = ["BAD_USER_INPUT"]
CODES = {"BAD_USER_INPUT", "INVALID_CURSOR", "INVALID_ID", "NOT_FOUND", "COST_LIMIT_EXCEEDED"}
CREATE = """mutation($name: String!, $key: String!, $again: String) {
  accountCreate(input: {name: $name, external: {system: "crm", key: $key}, idempotencyKey: $again})
    {outcome account {id name} userErrors {code path}}}"""
FILTER = "query($f: AccountFilter) {accounts(first: 5, filter: $f) {totalCount nodes {id}}}"
PROMISE = """mutation($id: ID!, $rule: String!) {commitmentMake(input: {
  account: {id: $id}, text: "a", audience: CUSTOMER, kind: RECURRING, promisedOn: "2024-11-01",
  recurrence: $rule, dryRun: true}) {outcome userErrors {code}}}"""
NOTE = """mutation($id: ID!, $text: String!) {
  noteDraftCreate(input: {account: {id: $id}, text: $text}) {outcome userErrors {code}}}"""
PAGE = "query($after: String) {accounts(first: 1, after: $after) {nodes {id} pageInfo {endCursor}}}"


@pytest.fixture(scope="module")
def account(besieged: Server) -> str:
    made = orjson.loads(ask(besieged, CREATE, name="Named", key="named").body)
    return made["data"]["accountCreate"]["account"]["id"]


def nested(levels: int, kind: str) -> bytes:
    opened, closed = {"lists": (b"[", b"]"), "objects": (b'{"a":', b"}")}[kind]
    return opened * levels + b"1" + closed * levels


def within(key: str, value: bytes) -> bytes:
    return b'{"query": "query($a: Int) {__typename}", "%b": %b}' % (key.encode(), value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"true",
        b'"' + b"a" * 900_000 + b'"',
        b"\xef\xbb\xbf" + asking(WELL),
        asking(WELL).decode().encode("utf-16"),
        b'{"query": "\xff\xfe"}',
        b'{"query": "\xc0\xaf"}',
        b'{"query": "\xed\xa0\x80"}',
        b'{"query": "{__typename}", "variables": {"a": NaN}}',
        b'{"query": "{__typename}", "variables": {"a": -Infinity}}',
        b'{"query": "{__typename}", "variables": {"a": 01}}',
        b'{"query": "{__typename} \\ud800"}',
        b'{"query": "{__typename} \\u0000"}',
        b'{"query": "{__typename}"} {"query": "{__typename}"}',
        b"[" + asking(WELL) + b"]",
        b"[" + b",".join([asking(WELL)] * 5000) + b"]",
        nested(100_000, "lists"),
        nested(100_000, "objects"),
        nested(1_000_000, "lists")[:999_999],
        within("variables", nested(100_000, "lists")),
        within("variables", b"[1]"),
        within("extensions", nested(50_000, "objects")),
        b'{"query": {"a": 1}}',
        b'{"query": ["{__typename}"]}',
        b'{"operationName": "A"}',
        b'{"id": 7}',
        b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": ["a"]}}}',
        b'{"extensions": {"persistedQuery": 1}}',
    ],
    ids=lambda body: repr(body[:40]),
)  # fmt: skip
def test_a_body_that_is_no_request_is_told_so(attacked: Server, body: bytes) -> None:
    began = time.perf_counter()

    answer = post(attacked, body)

    assert (answer.status, answer.codes) == (400, WRONG)
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize(
    "value",
    ["1e999", "-1e999", "9" * 400_000, "0." + "3" * 400_000, "1e-30", str(2**63), str(2**31)],
    ids=lambda value: value[:20],
)
def test_numbers_out_of_all_measure_are_refused(attacked: Server, value: str) -> None:
    document = "query($n: Int!) {accounts(first: $n) {totalCount}}"
    body = b'{"query": "%b", "variables": {"n": %b}}' % (document.encode(), value.encode())

    answer = post(attacked, body)

    assert answer.codes == WRONG


def test_many_values_and_long_keys_and_keys_said_twice(attacked: Server) -> None:
    many = {f"v{n}": n for n in range(25_000)}
    long = {"a" * 500_000: 1}
    twice = b'{"query": "{wrong}", "query": "{__typename}"}'

    assert ask(attacked, "{__typename}", many=[many]).codes == WRONG
    assert ask(attacked, "{__typename}", **long).codes == []
    assert post(attacked, twice).codes == []


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("a" * 10_000, False),
        (SECRET * 100_000, False),
        ("", False),
        (" \t ", False),
        ("a\0b", False),
        ("a\x1b[31mb", False),
        ("a\r\nlevel=ERROR forged", False),
        ("\x7f", False),
        ("a\u202eb", None),
        ("\u200b", None),
        ("Z" + "\u0301" * 5_000, False),
        ("<script>alert(1)</script>", True),
        ("'; DROP TABLE account; --", True),
        ("{{7*7}} ${jndi:ldap:x} %s %n", True),
        ("=HYPERLINK(1)", True),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_a_name_is_refused_or_kept_as_it_is(attacked: Server, name: str, good: object) -> None:
    answer = ask(attacked, CREATE, name=name, key=f"k{abs(hash(name))}")

    found: dict[str, Any] = orjson.loads(answer.body)
    made: Any = "data" in found and found["data"]["accountCreate"]
    if not made or made["userErrors"]:
        assert made["account"] is None if made else answer.codes == WRONG
        assert good is not True
    else:
        assert made["account"]["name"] == name
        assert good is not False


@pytest.mark.parametrize("key", ["k" * 100_000, "", "a\nb", SECRET * 1000])
def test_a_key_out_of_all_measure_is_refused(attacked: Server, key: str) -> None:
    answer = ask(attacked, CREATE, name="Keyed", key="keyed", again=key)

    assert answer.codes == WRONG or b'"userErrors":[{' in answer.body, answer.body


@pytest.mark.parametrize(
    "wish",
    [
        {"name": {"contains": "%_" * 5_000}},
        {"name": {"contains": "*" * 200 + "[a-z" * 50}},
        {"name": {"startsWith": "\\" * 5_000}},
        {"name": {"in": ["a"] * 15_000}},
        {"name": {"eq": "a\0b"}},
        {"owner": {"in": ["a"] * 15_000}},
        {"and": [{"name": {"contains": "%a" * 50}}] * 500},
        {"health": {"gte": 1e308}},
        {"renewalDate": {"gte": "9999999-01-01"}},
        {"renewalDate": {"gte": "0000-00-00"}},
        {"renewalDate": {"gte": "9999-12-31"}},
    ],
    ids=lambda wish: str(wish)[:40],
)
def test_a_filter_is_answered_or_refused_and_takes_no_time(
    attacked: Server, wish: dict[str, Any]
) -> None:
    began = time.perf_counter()
    answer = ask(attacked, FILTER, f=wish)

    assert set(answer.codes) <= CODES
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize("step", ["and", "or", "not"])
@pytest.mark.parametrize("levels", [30, 120, 2_000])
def test_filters_in_filters_are_refused(attacked: Server, step: str, levels: int) -> None:
    wish = b'{"name": {"eq": "a"}}'
    for _ in range(levels):
        wish = b'{"%b": %b}' % (step.encode(), wish if step == "not" else b"[%b]" % wish)
    body = b'{"query": "%b", "variables": {"f": %b}}' % (FILTER.encode(), wish)
    began = time.perf_counter()

    answer = post(attacked, body)

    assert set(answer.codes) <= CODES
    assert answer.codes or levels == 30
    assert time.perf_counter() - began < SOON


def tampered(server: Server) -> list[str]:
    for n in range(3):
        ask(server, CREATE, name=f"Paged {n}", key=f"paged{n}")
    found = orjson.loads(ask(server, PAGE).body)["data"]["accounts"]["pageInfo"]["endCursor"]
    raw = base64.urlsafe_b64decode(found + "=" * (-len(found) % 4))
    turned = [bytes([*raw[:n], raw[n] ^ 1, *raw[n + 1 :]]) for n in range(0, len(raw), 7)]
    return [
        *(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in turned),
        found[:-4],
        found + "AAAA",
        found * 1000,
        "\0",
        "a" * 100_000,
        "../../etc/passwd",
        base64.b64encode(b'{"id": "1 OR 1=1"}').decode(),
        base64.b64encode(b"cos\nsystem\n(S'true'\ntR.").decode(),
    ]


def test_a_cursor_that_was_tampered_with_is_no_cursor(attacked: Server) -> None:
    for cursor in tampered(attacked):
        answer = ask(attacked, PAGE, after=cursor)
        assert set(answer.codes) <= {"INVALID_CURSOR", "BAD_USER_INPUT"}, cursor
        assert answer.codes, cursor


def test_ids_of_other_types_and_of_nobody_are_not_found(attacked: Server, account: str) -> None:
    for id_ in (account, account[:-1] + "0", "1 OR 1=1", "", "a" * 50_000, "\u202e", "a\0b"):
        answer = ask(attacked, "query($id: ID!) {noteDraft(id: $id) {id}}", id=id_)
        assert set(answer.codes) <= CODES
        assert answer.codes or b'"noteDraft":null' in answer.body, answer.body
    ids = ["a"] * 15_000
    assert ask(attacked, "query($ids: [ID!]!) {nodes(ids: $ids) {id}}", ids=ids).codes


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=999999999999999999999",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=YEARLY;INTERVAL=100000000;COUNT=5",
        "FREQ=DAILY;UNTIL=99991231",
        "FREQ=DAILY;INTERVAL=0;COUNT=5",
        "FREQ=MONTHLY;BYDAY=" + ",".join(["1MO"] * 20_000) + ";COUNT=5",
        "FREQ=MONTHLY;BYSETPOS=366;BYDAY=MO;COUNT=5",
        "FREQ=MINUTELY;BYHOUR=25;COUNT=1",
        "FREQ=DAILY\r\nATTACH:file:///etc/passwd;COUNT=1",
        "COUNT=5;" * 5_000,
    ],
    ids=lambda rule: ascii(rule)[:40],
)
def test_a_rule_without_end_is_refused(attacked: Server, account: str, rule: str) -> None:
    began = time.perf_counter()

    answer = ask(attacked, PROMISE, id=account, rule=rule)

    assert time.perf_counter() - began < SOON
    assert answer.codes == WRONG or b'"code":"INVALID' in answer.body, answer.body


@pytest.mark.parametrize(
    "text",
    [
        "- " * 150_000,
        "a" * 300_000,
        "#" * 300_000,
        "[" * 100_000 + "](" * 50_000,
        "**" * 100_000,
        "> " * 1_000 + "a",
        "Attendees: " + "Ann, " * 50_000,
        "2024-01-01 " * 20_000,
        "| a " * 50_000,
        "```\n" * 50_000,
        "\n" * 300_000,
        " " * 300_000 + "x",
        "a@" * 100_000,
        "$1,234" + ",000" * 50_000,
        "<a href=" * 30_000,
        "&" * 300_000,
        "- Ann sends the report by 2024-11-01\n" * 20_000,
        "## Action items\n| Who | What |\n|---|---|\n" + "| Ann | Report |\n" * 40_000,
        "".join(f"{' ' * n}- a\n" for n in range(1_000)),
    ],
    ids=lambda text: ascii(text)[:12],
)
def test_a_note_that_is_hard_to_read_is_read_or_refused_in_time(
    attacked: Server, account: str, text: str
) -> None:
    """Reading takes a process of its own, and others are answered meanwhile."""
    began = time.perf_counter()
    answer = ask(attacked, NOTE, id=account, text=text)

    assert answer.status in {200, 503}
    assert set(answer.codes) <= CODES | {"TIMEOUT", "OVERLOADED"}
    assert time.perf_counter() - began < 12
