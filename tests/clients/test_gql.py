"""gql for Python: it reads our schema from the server and checks what it sends against it."""

from collections.abc import Iterator

import pytest
from gql import Client, GraphQLRequest, gql
from gql.client import SyncClientSession
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXTransport
from graphql import GraphQLError

from tests.server.servers import Server

pytestmark = pytest.mark.xdist_group("clients")


@pytest.fixture
def client(empty: Server) -> Iterator[SyncClientSession]:
    transport = HTTPXTransport(url=f"{empty.url}/graphql", timeout=20)
    with Client(transport=transport, fetch_schema_from_transport=True) as session:
        yield session


def test_what_the_contract_does_not_hold_is_refused_before_it_is_sent(
    client: SyncClientSession,
) -> None:
    with pytest.raises(GraphQLError, match="Cannot query field 'mood'"):
        client.execute(gql("{ accounts { nodes { mood } } }"))


def test_records_are_written_and_read(client: SyncClientSession) -> None:
    make = """mutation($input: AccountCreateInput!) {
          accountCreate(input: $input) { outcome account { id name } userErrors { code } }
        }"""
    said = {"name": "Made by gql", "external": {"system": "gql", "key": "1"}}
    read = "query($by: AccountRef!) { account(by: $by) { id name } }"

    made = client.execute(GraphQLRequest(make, variable_values={"input": said}))["accountCreate"]
    by = {"by": {"external": said["external"]}}
    found = client.execute(GraphQLRequest(read, variable_values=by))

    assert made["outcome"] == "CREATED"
    assert found == {"account": made["account"]}


def test_an_error_of_the_request_has_its_code(client: SyncClientSession) -> None:
    query = gql("{ accounts(first: 101) { totalCount } }")

    with pytest.raises(TransportQueryError) as refused:
        client.execute(query)

    assert refused.value.errors is not None
    assert refused.value.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
