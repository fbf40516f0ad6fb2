"""Rows of a CSV file as inputs of the API: which column is which field, and what a cell says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLNonNull,
    GraphQLScalarType,
)
from graphql.utilities import (
    validate_input_value,  # pyright: ignore[reportUnknownVariableType] - its own types are open
)

from cli.csv_table import Row, Table
from domain.errors import InvalidInput
from engine.kinds import of
from schema.build import core_of
from schema.root import schema

Path = tuple[str, ...]
Wrong = tuple[Path, str]
"Where in an input something is wrong, and what."
KINDS = {"accounts": "account", "contacts": "contact", "contracts": "contract"}
"What is imported, and how the API's mutation for it begins."
NAMED: Mapping[str, Path] = {"key": ("external", "key"), "account": ("account", "external", "key")}
VALUE = {
    "annual_value": ("annualValue", "amount"),
    "currency_code": ("annualValue", "currencyCode"),
}
EMPTY = "it names the record, and is empty"
SWITCHES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row is refused; column: empty where it is the row as a whole."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        at = f", column {self.column}" if self.column else ""
        return f"row {self.row}{at}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A row as it is sent."""

    number: int
    said: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a table holds: rows that can be sent, and why the others cannot."""

    rows: list[Sent] = field(default_factory=list[Sent])
    damaged: list[Sent] = field(default_factory=list[Sent])
    "What can be said of rows with problems: there may be more wrong with them."
    problems: list[Problem] = field(default_factory=list[Problem])


class Columns:
    """The columns of one file, found in the fields of one input."""

    def __init__(self, kind: str, header: Sequence[str], names: Mapping[str, str]) -> None:
        prefix = KINDS[kind]
        self._input: Any = core_of(schema).type_map[f"{prefix.capitalize()}RowInput"]
        self.known = paths_of(self._input)
        self.named = [column for column in NAMED if column in self.known]
        self.header = [names.get(cell, cell) for cell in header]
        self.shown = dict(zip(self.header, header, strict=True))
        refuse_header(header, self.header, names, self.known)

    def read(self, table: Table, system: str) -> Reading:
        """A name that stands twice in the file is the problem of its second row."""
        found, seen = Reading(), dict[str, int]()
        for row in table.rows:
            said = self.said(row, system)
            wrong = self.wrong(row, said)
            name = str([said["external"], said.get("account")])
            if not wrong and seen.setdefault(name, row.number) != row.number:
                wrong = [(NAMED["key"], f"row {seen[name]} has this key already")]
            found.problems += [self.problem(row.number, *one) for one in wrong]
            rest = without(said, wrong)
            if self.is_named(rest):
                into = found.damaged if wrong else found.rows
                into.append(Sent(number=row.number, said=rest))
        return found

    def said(self, row: Row, system: str) -> dict[str, Any]:
        """An empty cell is a field left out."""
        said: dict[str, Any] = {}
        for column, cell in zip(self.header, row.cells, strict=False):
            if column and cell:
                path = self.known[column]
                put(said, path, value_of(type_at(self._input, path), cell))
        for column in self.named:
            put(said, (*NAMED[column][:-1], "system"), system)
        return said

    def wrong(self, row: Row, said: object) -> list[Wrong]:
        """By the rules of the contract, before anything is sent."""
        cells = dict(zip(self.header, row.cells, strict=False))
        found: list[Wrong] = [
            (NAMED[column], EMPTY) for column in self.named if not cells.get(column)
        ]
        told = {self.column_at(path) for path, _ in found}

        def tell(error: GraphQLError, path: list[str | int]) -> None:
            at = tuple(map(str, path))
            if self.column_at(at) not in told:
                found.append((at, error.message))

        validate_input_value(said, self._input, tell)
        return found

    def is_named(self, said: Mapping[str, Any]) -> bool:
        """Whether it says which record it is."""
        return all(NAMED[column][0] in said for column in self.named)

    def problem(self, number: int, path: Path, message: str) -> Problem:
        """Told by the file's own name for the column of this field."""
        return Problem(row=number, column=self.column_at(path), message=message)

    def column_at(self, path: Path) -> str:
        for column, own in self.known.items():
            if path and (own[: len(path)] == path or path[: len(own)] == own):
                return self.shown.get(column, column)
        return ""


def without(said: Mapping[str, Any], wrong: Iterable[Wrong]) -> dict[str, Any]:
    """What is left of a row but for the fields in which something is wrong."""
    bad = {path[0] for path, _ in wrong if path}
    return {name: value for name, value in said.items() if name not in bad}


def paths_of(kind: Any) -> dict[str, Path]:  # noqa: ANN401 - an input of the contract
    """Column -> where its cell goes; what is a list has no column."""
    found: dict[str, Path] = {}
    for name in kind.fields:
        inner = type_at(kind, (name,))
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            found[snake(name)] = (name,)
    own = {**NAMED, **VALUE}
    return found | {column: path for column, path in own.items() if path[0] in kind.fields}


def snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


def refuse_header(
    header: Sequence[str], meant: Sequence[str], names: Mapping[str, str], known: Iterable[str]
) -> None:
    """Raises InvalidInput for a column that is unknown, missing, said twice, or not there."""
    for cell in names:
        if cell not in header:
            raise InvalidInput(f"--map {cell}=: the file has no such column")
    known = list(known)
    for cell, column in zip(header, meant, strict=True):
        if column not in {*known, ""} or not cell:
            raise InvalidInput(
                f"column {cell or '(without a name)'} is none of {', '.join(known)}; "
                f"say which it is with --map '{cell}=FIELD', or leave it out with --map '{cell}='"
            )
        if column and list(meant).count(column) > 1:
            raise InvalidInput(f"two columns are {column}")
    for column in NAMED:
        if column in known and column not in meant:
            raise InvalidInput(f"there is no column {column}; it names each row's record")


def type_at(kind: Any, path: Path) -> Any:  # noqa: ANN401 - any type of the contract
    for name in path:
        kind = kind.fields[name].type
        kind = of(kind) if isinstance(kind, GraphQLNonNull) else kind
    return kind


def value_of(kind: Any, cell: str) -> Any:  # noqa: ANN401 - any type of the contract
    """As JSON says it; what a cell cannot mean is left for the contract to refuse."""
    if isinstance(kind, GraphQLEnumType):
        return cell.upper()
    return SWITCHES.get(cell.lower(), cell) if kind.name == "Boolean" else cell


def put(said: dict[str, Any], path: Path, value: Any) -> None:  # noqa: ANN401 - any value of JSON
    *outer, last = path
    for name in outer:
        said = said.setdefault(name, {})
    said[last] = value
