"""The schema on disk is the one served, and nothing a client may use goes unannounced."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from graphql import (
    REMOVE,
    ConstDirectiveNode,
    DocumentNode,
    Node,
    StringValueNode,
    TypeDefinitionNode,
    Visitor,
    VisitorAction,
    build_ast_schema,
    parse,
    print_ast,
    visit,
)
from graphql.utilities import BreakingChangeType, find_breaking_changes

SDL = "schema/schema.graphql"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TODAY = datetime.now(tz=UTC).date()


def directives_of(node: Node) -> tuple[ConstDirectiveNode, ...]:
    return getattr(node, "directives", None) or ()


def removal_day(node: Node) -> date | None:
    """The day its `@deprecated(reason:)` names; None when not deprecated, or without a day."""
    for directive in directives_of(node):
        for argument in directive.arguments or () if directive.name.value == "deprecated" else ():
            if isinstance(argument.value, StringValueNode):
                day = DAY.search(argument.value.value)
                return date.fromisoformat(day[0]) if day else None
    return None


class Undated(Visitor):
    """Collects what is deprecated without the day it goes, and so could never go."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def enter(self, node: Node, *_: object) -> None:
        deprecated = any(d.name.value == "deprecated" for d in directives_of(node))
        if deprecated and removal_day(node) is None:
            self.found.append(print_ast(node))


class WithoutExpired(Visitor):
    """Drops what was announced to be gone by this day: fields, arguments, values."""

    def __init__(self, on: date) -> None:
        super().__init__()
        self.on = on

    def enter(self, node: Node, *_: object) -> VisitorAction:
        day = removal_day(node)
        return REMOVE if day is not None and day <= self.on else None


def breaks(before: str, after: str, *, on: date) -> list[str]:
    """What works with the one contract and not with the other, except what was due to go.

    A type may go when all it consisted of was due to go.
    """
    still_promised: DocumentNode = visit(parse(before), WithoutExpired(on))
    empty = {
        node.name.value
        for node in still_promised.definitions
        if isinstance(node, TypeDefinitionNode) and has_no_members(node)
    }
    gone = {BreakingChangeType.TYPE_REMOVED, BreakingChangeType.TYPE_REMOVED_FROM_UNION}
    changes = find_breaking_changes(
        build_ast_schema(still_promised, assume_valid=True), build_ast_schema(parse(after))
    )
    return [
        change.description
        for change in changes
        if not (change.type in gone and change.description.split()[0] in empty)
    ]


def has_no_members(node: TypeDefinitionNode) -> bool:
    return any(getattr(node, members, None) == () for members in ("fields", "values"))


def earlier_contracts(root: Path) -> Iterator[str]:
    """As last committed, for whoever is about to commit; and before that commit, for CI."""
    for commit in ("HEAD", "HEAD~1"):
        shown = subprocess.run(
            ["git", "show", f"{commit}:{SDL}"],  # noqa: S607 - git is found on the path everywhere
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        if shown.returncode == 0:
            yield shown.stdout


def undated(sdl: str) -> list[str]:
    visitor = Undated()
    visit(parse(sdl), visitor)
    return visitor.found


@pytest.fixture(scope="module")
def contract(root: Path) -> str:
    return (root / SDL).read_text(encoding="utf-8")


def test_the_contract_on_disk_is_the_one_served(root: Path) -> None:
    compared = subprocess.run(
        [sys.executable, "-m", "cli", "contract"],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )

    assert compared.returncode == 0, compared.stdout + compared.stderr


def test_nothing_is_taken_from_clients_before_its_announced_day(root: Path, contract: str) -> None:
    for earlier in earlier_contracts(root):
        assert breaks(earlier, contract, on=TODAY) == []


def test_everything_deprecated_names_the_day_it_goes(contract: str) -> None:
    assert undated(contract) == []


BEFORE = """
type Query { kept: Int going(old: Int @deprecated(reason: "Gone on 2024-11-01.")): Int
  gone: Old @deprecated(reason: "Use kept; goes on 2024-11-01.") }
type Old { a: Int @deprecated(reason: "2024-11-01") }
type New { b: Int }
union Any = Old | New
enum Band { GREEN RED @deprecated(reason: "2024-11-01") }
input Filter { text: String, band: Band @deprecated(reason: "2024-11-01") }
"""
AFTER = """
type Query { kept: Int going: Int }
type New { b: Int }
union Any = New
enum Band { GREEN }
input Filter { text: String }
"""


def test_what_was_announced_may_go_from_its_day_on() -> None:
    assert breaks(BEFORE, AFTER, on=date(2024, 11, 1)) == []


def test_what_was_announced_may_not_go_a_day_early() -> None:
    assert {text.split(" was")[0] for text in breaks(BEFORE, AFTER, on=date(2024, 10, 31))} == {
        "Old",
        "Field Query.gone",
        "Argument Query.going(old:)",
        "Enum value Band.RED",
        "Field Filter.band",
    }


@pytest.mark.parametrize(
    "after",
    [
        "type Query { b: Int }",
        "type Query { a: String b: Int }",
        "type Query { a(must: Int!): Int b: Int }",
    ],
)
def test_what_was_never_announced_may_not_go_or_change(after: str) -> None:
    assert len(breaks("type Query { a: Int b: Int }", after, on=date.max)) == 1


def test_an_addition_breaks_nobody() -> None:
    assert breaks("type Query { a: Int }", "type Query { a(x: Int): Int b: Int }", on=TODAY) == []


def test_a_deprecation_without_a_day_is_refused() -> None:
    assert undated('type Query { a: Int @deprecated(reason: "Use b.") b: Int }') != []
    assert undated('type Query { a: Int @deprecated(reason: "Use b; 2025-01-01.") b: Int }') == []
