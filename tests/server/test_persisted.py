"""Documents named instead of sent: Apollo's way, the specification's and Relay's; and trust."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from api.asked import Asked
from api.environment import read_settings
from api.failures import RequestError
from api.persisted import MOST, Persisted
from api.settings import Documents, Settings
from api.trusted import trusted
from domain.errors import InvalidInput
from engine.execute import Engine
from schema.root import schema
from tests.server.servers import Server

Start = Callable[..., Server]
ZONE = "query Zone { viewer { timeZone } }"
SCOPES = "query Scopes { viewer { scopes } }"
ANSWER = {"data": {"viewer": {"timeZone": "UTC"}}}


def told(answer: httpx.Response) -> dict[str, Any]:
    """Less what it cost, which changes with the clock."""
    return {part: said for part, said in answer.json().items() if part != "extensions"}


def sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apq(text: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha(text)}}, **more}


def post(server: Server, body: dict[str, Any], **headers: str) -> httpx.Response:
    return httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=20)


def get(server: Server, parts: dict[str, Any]) -> httpx.Response:
    spelt = {k: v if isinstance(v, str) else json.dumps(v) for k, v in parts.items()}
    return server.get("/graphql", params=spelt)


def code(answer: httpx.Response) -> str:
    [error] = answer.json()["errors"]
    return error["extensions"]["code"]


@pytest.mark.parametrize("send", [post, get])
def test_a_document_is_registered_beside_its_hash_and_then_named(
    empty: Server, send: Callable[[Server, dict[str, Any]], httpx.Response]
) -> None:
    text = f"{ZONE} # {send.__name__}"

    unknown = send(empty, apq(text))
    registered = send(empty, apq(text, query=text))
    named = [send(empty, apq(text)) for _ in range(3)]

    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert (unknown.status_code, code(unknown)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert [told(answer) for answer in (registered, *named)] == [ANSWER] * 4


def test_a_registered_document_has_its_id_in_the_words_of_the_specification(empty: Server) -> None:
    text = f"{ZONE} # specified"
    post(empty, apq(text, query=text))

    assert told(post(empty, {"documentId": f"sha256:{sha(text)}"})) == ANSWER
    assert post(empty, {"documentId": "sha256:other"}).json()["errors"]


def test_an_unknown_document_is_400_to_those_who_know_our_type(empty: Server) -> None:
    answer = post(empty, apq("{unknown}"), Accept="application/graphql-response+json")

    assert (answer.status_code, code(answer)) == (400, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        apq(ZONE, query=SCOPES),
        {"documentId": "mine", "query": ZONE},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": sha(ZONE)}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": None}, "query": ZONE},
        {"documentId": 3},
        {"documentId": ""},
        {"id": ["a"]},
    ],
)
def test_an_id_that_is_none_is_refused(empty: Server, body: dict[str, Any]) -> None:
    answer = post(empty, body)

    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


def test_a_mutation_named_by_get_is_not_run(empty: Server) -> None:
    text = "mutation { __typename }"
    post(empty, apq(text, query=text))

    assert get(empty, apq(text)).status_code == 405


def asked(text: str | None, id_: str | None = None) -> Asked:
    return Asked(text, id_, None, None)


def test_no_more_documents_are_kept_than_the_memory_has_room_for() -> None:
    persisted = Persisted()
    for number in range(MOST + 1):
        text = f"{{a{number}: __typename}}"
        persisted.text_of(asked(text, sha(text)), "1")

    assert persisted.text_of(asked(None, sha(f"{{a{MOST}: __typename}}")), "1")
    with pytest.raises(RequestError, match="PersistedQueryNotFound"):
        persisted.text_of(asked(None, sha("{a0: __typename}")), "1")


def test_where_documents_have_no_ids_clients_are_told_to_send_them() -> None:
    persisted = Persisted(Documents.OFF)

    assert persisted.text_of(asked(ZONE, "whatever"), "1") == ZONE
    with pytest.raises(RequestError, match="PersistedQueryNotSupported"):
        persisted.text_of(asked(None, sha(ZONE)), "1")


MANIFESTS: list[dict[str, Any]] = [
    {sha(ZONE): ZONE},
    {"7a7c30a8f9a4d0ee7e0bdb6d1d7f9f5e": ZONE},
    {"sha256:" + sha(ZONE): ZONE},
    {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": sha(ZONE), "name": "Zone", "type": "query", "body": ZONE}],
    },
]


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_every_tools_list_is_read(tmp_path: Path, manifest: dict[str, Any]) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(orjson.dumps(manifest))
    engine = Engine(schema)

    found = trusted(chosen(file), engine)

    assert set(found.values()) == {ZONE}
    assert found[sha(ZONE)] == ZONE
    assert engine.ready(ZONE, None, {}), "it is run without being parsed"


def chosen(place: Path | None, mode: Documents = Documents.TRUSTED_ONLY) -> Settings:
    return Settings(documents=mode, trusted_documents=place)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('{"Q1": "query A { nowhere }"}', "document 'Q1': Cannot query field 'nowhere'"),
        ('{"Q2": "query A {"}', "document 'Q2': Syntax Error"),
        ('{"Q3": "fragment f on Query { __typename }"}', "document 'Q3'"),
        ('{"Q4": "{' + "a " * 3000 + '}"}', "document 'Q4': .*2000 tokens"),
        ('{"Q5": 3}', "documents.json is no map of ids to documents"),
        ('{"format": "other", "version": 1}', "document 'format': Syntax Error"),
        ("[]", "documents.json is no map"),
        ("{", "documents.json: "),
    ],
)
def test_a_list_that_is_wrong_names_what_is(tmp_path: Path, written: str, why: str) -> None:
    file = tmp_path / "documents.json"
    file.write_text(written)

    with pytest.raises(InvalidInput, match=why):
        trusted(chosen(file), Engine(schema))


def test_one_id_is_of_one_document_in_all_files(tmp_path: Path) -> None:
    for name, text in (("web", ZONE), ("mobile", SCOPES)):
        (tmp_path / f"{name}.json").write_bytes(orjson.dumps({"Q1": text}))

    with pytest.raises(InvalidInput, match=r"web.json: document 'Q1' is another one elsewhere"):
        trusted(chosen(tmp_path), Engine(schema))


@pytest.mark.parametrize(
    "chosen",
    [
        {"BELLWETHER_DOCUMENTS": "trusted-only"},
        {"BELLWETHER_DOCUMENTS": "trusted-preferred"},
        {"BELLWETHER_TRUSTED_DOCUMENTS": "."},
    ],
)
def test_who_trusts_says_what_before_anything_is_touched(chosen: dict[str, str]) -> None:
    """A portfolio of demonstration was made first."""
    with pytest.raises(InvalidInput, match=r"BELLWETHER_DOCUMENTS=.* go together"):
        read_settings(chosen)


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """As a web and a mobile front-end leave them."""
    place = tmp_path / "lists"
    place.mkdir()
    (place / "web.json").write_bytes(orjson.dumps({"md5-of-relay": ZONE}))
    (place / "mobile.json").write_bytes(orjson.dumps(MANIFESTS[-1]))
    return place


def test_where_only_the_trusted_run_nothing_else_does(start: Start, lists: Path) -> None:
    server = start(DOCUMENTS="trusted-only", TRUSTED_DOCUMENTS=str(lists))
    known: list[dict[str, Any]] = [
        {"documentId": "md5-of-relay"},
        {"doc_id": "md5-of-relay"},
        {"id": "md5-of-relay", "variables": {}},
        {"documentId": f"sha256:{sha(ZONE)}"},
        apq(ZONE),
        apq(ZONE, query=ZONE),
    ]
    foreign: list[dict[str, Any]] = [
        {"query": ZONE},
        {"query": SCOPES},
        apq(SCOPES),
        apq(SCOPES, query=SCOPES),
    ]
    foreign += [{"documentId": "md5-of-relay", "query": SCOPES}]

    assert [told(post(server, body)) for body in known] == [ANSWER] * len(known)
    assert [told(get(server, body)) for body in known] == [ANSWER] * len(known)
    assert {code(post(server, body)) for body in foreign} == {"DOCUMENT_NOT_TRUSTED"}
    assert {code(get(server, body)) for body in foreign} == {"DOCUMENT_NOT_TRUSTED"}


def test_where_the_trusted_are_preferred_others_run_and_are_named_in_the_log(
    start: Start, lists: Path
) -> None:
    server = start(DOCUMENTS="trusted-preferred", TRUSTED_DOCUMENTS=str(lists))

    assert told(post(server, {"documentId": "md5-of-relay"})) == ANSWER
    assert "errors" not in post(server, {"query": SCOPES, "operationName": "Scopes"}).json()
    assert "errors" not in post(server, apq(SCOPES, query=SCOPES)).json()
    assert "errors" not in post(server, apq(SCOPES)).json()
    server.process.terminate()
    server.process.wait()
    log = server.log.read_text()

    assert "untrusted operation='Scopes'" in log
    assert log.count("untrusted operation=") == 2
    assert "1 trusted documents" in log
