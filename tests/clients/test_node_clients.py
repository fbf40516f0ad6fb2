"""Clients front-ends are written with, as their packages are, against a real server."""

import json
from pathlib import Path

import httpx
import pytest

from tests.clients.workshop import Workshop, needs_clients
from tests.server.servers import Server, running
from tests.server.test_rules import RULES

pytestmark = [needs_clients, pytest.mark.xdist_group("clients")]
STREAM, JSON = "text/event-stream", "application/graphql-response+json"


def test_apollo_pages_writes_to_its_cache_and_asks_by_hash(
    server: Server, workshop: Workshop
) -> None:
    told = workshop.ask("apollo/ask.mjs", server.url)

    assert told["accounts"] == told["different"] > 60
    assert told["sorted"]
    assert told["renamed"]["outcome"] in {"UPDATED", "UNCHANGED"}
    assert told["renamed"]["cached"] == "Renamed by Apollo"
    (refused,) = told["renamed"]["refused"]
    assert (refused["code"], refused["path"]) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    assert refused["currentVersion"] > 1
    assert told["wrong"] == {"isGraphQL": True, "codes": ["BAD_USER_INPUT"] * 2}
    assert told["persisted"] == ["POST 400", "POST 200", "POST 200"]
    assert told["persistedByGet"] == ["GET 200", "GET 200"]


def test_urql_is_answered_with_json_although_it_offers_to_read_a_stream(
    server: Server, workshop: Workshop
) -> None:
    told = workshop.ask("urql/ask.mjs", server.url)

    assert told["offersStreams"]
    assert all(kind.startswith(JSON) for kind in told["answered"])
    assert len(told["risky"]) == 5
    assert told["risky"] == sorted(told["risky"], reverse=True)
    assert (told["byGet"], told["byHash"], told["same"]) == (2, 3, True)
    assert told["outcomes"] == ["CREATED", "REPLAYED"]
    assert told["refused"] == ["BAD_USER_INPUT"]


def test_relay_compiles_our_contract_and_reads_nodes_by_trusted_documents(
    data: Path, workshop: Workshop
) -> None:
    documents = workshop.folder / "relay-documents.json"
    documents.write_text("{}")
    workshop.tool("relay-compiler")

    with running(data, only(documents)) as server:
        told = workshop.ask("relay/ask.mjs", server.url)

    assert told == {
        "accounts": 3,
        "refetched": True,
        "types": ["Account", "Contract"],
        "sameContract": True,
        "outcome": told["outcome"],
        "stored": "Renamed by Relay",
    }
    assert told["outcome"] in {"UPDATED", "UNCHANGED"}


def test_apollo_sends_ids_of_its_manifest_and_nothing_else_is_answered(
    data: Path, workshop: Workshop
) -> None:
    workshop.tool("generate-persisted-query-manifest")

    with running(data, only(workshop.folder / "apollo-manifest.json")) as server:
        told = workshop.ask("apollo/trusted.mjs", server.url)

    assert told == {"names": 4, "refused": ["DOCUMENT_NOT_TRUSTED"]}


def test_codegen_makes_types_that_are_strict_and_documents_that_are_trusted(
    data: Path, workshop: Workshop
) -> None:
    workshop.tool("graphql-codegen", "--config", "codegen.json", "--silent")
    workshop.tool("tsc", "--project", ".")
    documents = workshop.folder / "typed" / "gql" / "persisted-documents.json"
    ids = {text.split()[1].partition("(")[0]: id_ for id_, text in known(documents).items()}

    with running(data, only(documents)) as server:
        body = {"documentId": ids["Accounts"], "variables": {"first": 2}}
        answer = httpx.post(f"{server.url}/graphql", json=body, timeout=20)

    assert len(answer.json()["data"]["accounts"]["nodes"]) == 2


def test_the_audits_of_graphql_http_are_all_passed(empty: Server, workshop: Workshop) -> None:
    told = workshop.ask("audit/ask.mjs", empty.url)

    assert told["failed"] == []
    assert set(told["ids"]) == {rule.id for rule in RULES}


def only(documents: Path) -> dict[str, str]:
    """Settings of a server that answers these documents and no other."""
    return {"TRUSTED_DOCUMENTS": str(documents), "DOCUMENTS": "trusted-only"}


def known(documents: Path) -> dict[str, str]:
    return json.loads(documents.read_text())
