"""Every table is thought of: who sees which of its rows."""

import pytest

from models.metadata import METADATA
from models.sight import CUSTOMERS, DIRECTORY, Cut, Sight, SightKind, is_owned, no_row, rule_of

NEVER = {"secret", "idempotency"}
"Read by the door alone, before it is known who asks."
SEEN_BY_ALL = {"reference_rate", "user", "working_calendar"}


@pytest.mark.parametrize("name", METADATA.tables)
def test_a_table_belongs_to_accounts_or_has_a_rule_of_its_own(name: str) -> None:
    table = METADATA.tables[name]

    assert is_owned(table) != (name in DIRECTORY)


def test_no_rule_is_about_a_table_that_is_not_there() -> None:
    assert {*DIRECTORY, *CUSTOMERS} <= set(METADATA.tables)


@pytest.mark.parametrize("kind", [SightKind.BOOK, SightKind.ACCOUNTS])
@pytest.mark.parametrize("name", METADATA.tables)
def test_our_people_see_what_is_of_their_accounts(name: str, kind: SightKind) -> None:
    table = METADATA.tables[name]
    seen = rule_of(table, kind)(table.alias(), Cut(kind))

    assert (rule_of(table, kind) is no_row) == (name in NEVER)
    assert (seen is None) == (name in SEEN_BY_ALL)


def test_customers_see_only_what_is_named() -> None:
    seen = {
        name
        for name, table in METADATA.tables.items()
        if rule_of(table, SightKind.CUSTOMER) is not no_row
    }

    assert seen == {
        "account",
        "account_alias",
        "action_item",
        "commitment",
        "incident",
        "incident_event",
        "occurrence",
        "review",
        "review_series",
        "working_calendar",
    }


def test_who_sees_everything_costs_nothing() -> None:
    assert Sight.everything().narrowing("anna") is None
