"""A value that is none is refused with its place, as far down in a variable as it may be."""

from typing import Any

import pytest

from tests.server.servers import Server

UPSERT = """mutation($input: ContractCreateInput!) {
  contractCreate(input: $input) { outcome }
}"""
CONTRACT = {"account": {"external": {"system": "crm", "key": "1"}}, "name": "Support"}
SAID = {**CONTRACT, "startsOn": "2026-01-01", "renewsOn": "2027-01-01"}


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"startsOn": "2026-02-30"}, ["input", "startsOn"]),
        (
            {"annualValue": {"amount": "a lot", "currencyCode": "USD"}},
            ["input", "annualValue", "amount"],
        ),
        ({"account": {"id": 1.5}}, ["input", "account", "id"]),
    ],
)
def test_the_place_in_a_variable_is_told(
    demonstration: Server, wrong: dict[str, Any], path: list[str]
) -> None:
    for _ in range(2):  # the second time the document is known
        answer = demonstration.ask(UPSERT, {"input": {**SAID, **wrong}})

        [error] = answer["errors"]
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "path": path}
        assert "data" not in answer


def test_a_place_in_a_list_is_told_by_its_number(demonstration: Server) -> None:
    answer = demonstration.ask(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a", {}]}
    )

    assert answer["errors"][0]["extensions"]["path"] == ["ids", 1]


def test_a_variable_left_out_is_told_by_its_name(demonstration: Server) -> None:
    answer = demonstration.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {})

    assert answer["errors"][0]["extensions"]["path"] == ["ids"]
