"""Answers that go wrong, written by hand: completing them is the work of one part for both."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
import pytest

from domain.vocabulary import RecordType
from resolvers.context import Viewer
from resolvers.ids import ids_of
from tests.api import records
from tests.differential.answers import Answer
from tests.differential.asked import By, Door, Request
from tests.differential.cases import Comparing
from tests.differential.faults import Fault, Harm
from tests.differential.portfolios import Portfolio, portfolio

ACME, BETA = records.account(name="Acme"), records.account(name="Beta")
ACME_ID, BETA_ID = (ids_of(RecordType.ACCOUNT)(one.id) for one in (ACME, BETA))
BETA_BY = f'account(by: {{id: "{BETA_ID}"}})'
NODES = (
    f'{{ nodes(ids: ["{ACME_ID}", "{BETA_ID}"]) {{ id ... on Account {{ arr {{ amount }} }} }} }}'
)
GONE, DEFECT = Fault(Harm.WHOLE), Fault(Harm.WHOLE, is_expected=False)
GONE_FOR_BETA, NULL_FOR_BETA = Fault(Harm.SOME, only=BETA.id), Fault(Harm.NULL, only=BETA.id)
IT_IS_GONE = {"message": "It is gone", "extensions": {"code": "NOT_FOUND"}}
MASKED = {
    "message": "Something went wrong on our side.",
    "extensions": {"code": "INTERNAL", "id": "0"},
}
TOO_LARGE = {
    "message": "A page holds 0 to 100 rows, not 101",
    "extensions": {"code": "BAD_USER_INPUT"},
}
Error = tuple[Mapping[str, Any], str, list[str | int]]


class Wrong(NamedTuple):
    """What is asked, what fails, what comes of it; errors point at words of the text, by path."""

    about: str
    text: str
    faults: Mapping[str, Fault]
    data: Any
    errors: list[Error]
    by: By = By.HANDED_OVER


def accounts(acme: Any, beta: Any) -> Any:
    return {"accounts": {"nodes": [acme, beta]}}


CASES = [
    Wrong(
        "a read that fails whole fails at each place it feeds",
        "{ accounts { nodes { name renewalDate } } }",
        {"Account.renewalDate": GONE},
        accounts({"name": "Acme", "renewalDate": None}, {"name": "Beta", "renewalDate": None}),
        [
            (IT_IS_GONE, "renewalDate", ["accounts", "nodes", 0, "renewalDate"]),
            (IT_IS_GONE, "renewalDate", ["accounts", "nodes", 1, "renewalDate"]),
        ],
    ),
    Wrong(
        "a read that fails for one parent fails there alone",
        "{ accounts { nodes { renewalDate name } } }",
        {"Account.renewalDate": GONE_FOR_BETA},
        accounts({"renewalDate": None, "name": "Acme"}, {"renewalDate": None, "name": "Beta"}),
        [(IT_IS_GONE, "renewalDate", ["accounts", "nodes", 1, "renewalDate"])],
    ),
    Wrong(
        "under two names it fails twice",
        f"{{ {BETA_BY} {{ one: renewalDate name two: renewalDate }} }}",
        {"Account.renewalDate": GONE},
        {"account": {"one": None, "name": "Beta", "two": None}},
        [
            (IT_IS_GONE, "one:", ["account", "one"]),
            (IT_IS_GONE, "two:", ["account", "two"]),
        ],
    ),
    Wrong(
        "what may not be null makes its parent null, and other fields go on",
        f"{{ {BETA_BY} {{ name externalRefs {{ key }} }} viewer {{ token }} }}",
        {"Account.externalRefs": GONE},
        {"account": None, "viewer": {"token": "local"}},
        [(IT_IS_GONE, "externalRefs", ["account", "externalRefs"])],
    ),
    Wrong(
        "where no parent may be null nothing is left",
        "{ accounts { nodes { name externalRefs { key } } } }",
        {"Account.externalRefs": GONE_FOR_BETA},
        None,
        [(IT_IS_GONE, "externalRefs", ["accounts", "nodes", 1, "externalRefs"])],
    ),
    Wrong(
        "an item that may be null is null alone",
        NODES,
        {"Account.arr": GONE_FOR_BETA},
        {"nodes": [{"id": ACME_ID, "arr": []}, None]},
        [(IT_IS_GONE, "arr", ["nodes", 1, "arr"])],
    ),
    Wrong(
        "a null where none may be is a defect, and masked",
        f"{{ {BETA_BY} {{ refs: externalRefs {{ key }} }} }}",
        {"Account.externalRefs": NULL_FOR_BETA},
        {"account": None},
        [(MASKED, "refs", ["account", "refs"])],
    ),
    Wrong(
        "what a defect says stays with us",
        f"{{ {BETA_BY} {{ renewalDate }} }}",
        {"Account.renewalDate": DEFECT},
        {"account": {"renewalDate": None}},
        [(MASKED, "renewalDate", ["account", "renewalDate"])],
    ),
    Wrong(
        "inside a fragment the path is that of the answer",
        f'{{ n: node(id: "{BETA_ID}") {{ ...F }} }} fragment F on Account {{ r: renewalDate id }}',
        {"Account.renewalDate": GONE},
        {"n": {"r": None, "id": BETA_ID}},
        [(IT_IS_GONE, "r:", ["n", "r"])],
    ),
    Wrong(
        "a function of a row that fails makes null what may be null",
        f"{{ {BETA_BY} {{ name id }} viewer {{ token }} }}",
        {"Account.id": DEFECT},
        {"account": None, "viewer": {"token": "local"}},
        [(MASKED, "id }", ["account", "id"])],
    ),
    Wrong(
        "a function of a row that fails for one parent fails there alone",
        NODES,
        {"Account.id": GONE_FOR_BETA},
        {"nodes": [{"id": ACME_ID, "arr": []}, None]},
        [(IT_IS_GONE, "id ...", ["nodes", 1, "id"])],
    ),
    Wrong(
        "a root field that may not be null takes the whole answer with it",
        "{ viewer { token } }",
        {"Query.viewer": GONE},
        None,
        [(IT_IS_GONE, "viewer", ["viewer"])],
    ),
    Wrong(
        "an argument no rule allows is told where it stands",
        f"{{ viewer {{ token }} {BETA_BY} {{ name contacts(first: 101) {{ totalCount }} }} }}",
        {},
        {"viewer": {"token": "local"}, "account": None},
        [(TOO_LARGE, "contacts", ["account", "contacts"])],
    ),
    Wrong(
        "nothing fails that is not selected",
        f"{{ {BETA_BY} {{ name renewalDate @skip(if: true) }} }}",
        {"Account.renewalDate": GONE},
        {"account": {"name": "Beta"}},
        [],
        By.ENGINE,
    ),
    Wrong(
        "nothing fails below what is null",
        f"{{ {BETA_BY} {{ owner {{ id }} mergedInto {{ externalRefs {{ key }} }} }} }}",
        {"Account.externalRefs": GONE},
        {"account": {"owner": None, "mergedInto": None}},
        [],
        By.ENGINE,
    ),
    Wrong(
        "what the schema says of itself is no work of the engine",
        f'{{ __type(name: "Money") {{ kind }} {BETA_BY} {{ renewalDate }} }}',
        {"Account.renewalDate": GONE},
        {"__type": {"kind": "OBJECT"}, "account": {"renewalDate": None}},
        [(IT_IS_GONE, "renewalDate", ["account", "renewalDate"])],
        By.REFERENCE,
    ),
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """Acme and Beta."""
    path = tmp_path_factory.mktemp("two") / "two.db"
    records.store(path, ACME, BETA)
    return portfolio("two", path, Viewer())


@pytest.mark.parametrize("wrong", CASES, ids=lambda wrong: wrong.about)
def test_what_goes_wrong_is_told_as_the_specification_says(
    compare: Comparing, two: Portfolio, wrong: Wrong
) -> None:
    expected = Answer(
        orjson.dumps(wrong.data),
        tuple(sorted(orjson.dumps(told(wrong.text, *error)) for error in wrong.errors)),
    )
    request = Request(wrong.text, None, {})

    for door in Door:
        before = dict(compare.ask.by)
        with compare.faults.during(wrong.faults):
            given = compare.ask(request, two, door)

        assert str(given) == str(expected), door
        if door is not Door.REFERENCE:
            assert compare.ask.by[wrong.by] == before.get(wrong.by, 0) + 1, door


def told(text: str, error: Mapping[str, Any], word: str, path: list[str | int]) -> Any:
    place = {"line": 1, "column": text.index(word) + 1}
    return {**error, "locations": [place], "path": path}


def test_an_error_stands_where_it_does_in_the_text_that_was_sent(
    compare: Comparing, two: Portfolio
) -> None:
    texts = ["{ viewer { scopes } }", "{\n  viewer {\n    scopes } }"]
    with compare.faults.during({"Query.viewer": GONE}):
        for text in [*texts, *texts]:
            request = Request(text, None, {})
            given = [compare.ask(request, two, door) for door in Door]

            assert given[0] == given[1] == given[2], text


@pytest.mark.parametrize("door", Door)
def test_a_condition_without_a_value_is_refused_where_it_is_met(
    compare: Comparing, two: Portfolio, door: Door
) -> None:
    text = f"query ($is: Boolean = true) {{ viewer {{ token }} {BETA_BY} {{ id @skip(if: $is) }} }}"

    given = compare.ask(Request(text, None, {"is": None}), two, door)

    assert orjson.loads(given.data) == {"viewer": {"token": "local"}, "account": None}
    assert given.codes == ["BAD_USER_INPUT"]
