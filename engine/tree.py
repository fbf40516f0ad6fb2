"""What a plan is made of: which batch reads feed which fields, and the columns each must bring."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Table

from engine.fields import Answer, Worked
from engine.kinds import Type, named, nullable
from engine.reads import Ask

Path = tuple[str, ...]
"Response names from the root down, without the places in lists."


@dataclass(eq=False, kw_only=True)
class Fetch:
    """One call of a batch read: for all parents at one place of the operation at once."""

    path: Path
    parent: str
    "The type that has the field."
    answer: Answer
    site: int
    "Which arguments of the plan are its own."
    has_arguments: bool
    is_bound: bool
    "What is asked of it is the same in every run of one text, and it can be told once."
    row_type: str | None
    "Objects of this type are rows of the batch's table."
    wants: set[str] = field(default_factory=set[str])
    columns: list[str] = field(default_factory=list[str])
    of_types: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @cached_property
    def ask(self) -> Ask:
        """Complete once the whole operation is planned; a statement has at least one column."""
        of_types = {name: tuple(columns) for name, columns in self.of_types.items()}
        table = self.answer.batch.table
        columns = self.columns or ([] if table is None else [table.c[0].name])
        return Ask(tuple(columns), frozenset(self.wants), of_types)


class Rows(NamedTuple):
    """Objects that are rows: the columns read, in their order, as more fields may ask for more."""

    table: Table
    columns: list[str]
    is_typed: bool
    "Wrapped in `Typed`."

    def place_of(self, name: str) -> int:
        """Where the column stands in a row; asked for from now on."""
        if name not in self.columns:
            self.columns.append(name)
        return self.columns.index(name)


class TypeName(NamedTuple):
    """The field `__typename`."""

    name: str


class Attribute(NamedTuple):
    """A column of the row, or an attribute of the value."""

    name: str


class Made(NamedTuple):
    """What a pure function makes of columns or attributes."""

    worked: Worked
    site: int
    has_arguments: bool


@dataclass(eq=False, slots=True)
class Field:
    """One field of the answer."""

    key: str
    type: Type
    how: TypeName | Attribute | Made | Fetch
    inside: "Selection | None" = None
    is_promised: bool = False
    "What it holds is what its type says, so that is not looked at again."

    @property
    def is_leaf(self) -> bool:
        """Whether it is one value and no list of them."""
        return self.inside is None and named(self.type) is nullable(self.type)

    @property
    def reads(self) -> bool:
        """Whether anything must be read for it or below it."""
        return isinstance(self.how, Fetch) or (self.inside is not None and self.inside.reads)


@dataclass(eq=False, slots=True)
class Selected:
    """What is selected of objects of one type."""

    type_name: str
    fields: list[Field]
    rows: Rows | None
    "None: their attributes are read."

    @property
    def reads(self) -> bool:
        return any(one.reads for one in self.fields)


@dataclass(eq=False, slots=True)
class Selection:
    """What is selected of the objects at one place, type by type."""

    of_types: list[Selected]
    is_abstract: bool
    "Objects are `Typed`, and of several types."

    @property
    def reads(self) -> bool:
        return any(selected.reads for selected in self.of_types)


def fetches(selection: Selection | None) -> Iterator[Fetch]:
    """All reads of a selection, parents before their children."""
    for selected in selection.of_types if selection else ():
        for one in selected.fields:
            if isinstance(one.how, Fetch):
                yield one.how
            yield from fetches(one.inside)


def is_own(rows: Rows | None, names: Iterable[str]) -> bool:
    """Whether this key is of one parent alone: the one there is, or the key of its row."""
    if rows is None:
        return not names
    return {*names} == {column.name for column in rows.table.primary_key}


def is_never_null(rows: Rows | None, name: str) -> bool:
    """Whether the database promises that there is a value."""
    return rows is not None and not rows.table.c[name].nullable
