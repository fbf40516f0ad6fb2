"""Statements, compiled: their texts, how to bind their parameters, how to read their columns."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from engine.narrowing import NarrowedCompiler, Narrowing
from engine.sql import KEYS, OnlyKey, PerParent

DIALECT = sqlite.dialect(paramstyle="qmark")
DIALECT.statement_compiler = NarrowedCompiler


class Prepared:
    """One statement, compiled: its text, how to bind its parameters, how to read its columns.

    Rows hold stored values, read when somebody asks: most are written as they are stored.
    """

    def __init__(
        self,
        statement: Select[Any] | PerParent,
        kind: type = tuple,
        *,
        is_alone: bool = False,
        narrowing: Narrowing | None = None,
    ) -> None:
        self._statement = statement
        self._kind = kind
        self._is_alone = is_alone
        self._narrowed: dict[Hashable, Prepared] = {}
        core = select_of(statement, is_alone=is_alone, narrowing=narrowing)
        how = {"render_postcompile": True, "is_alone": is_alone}
        compiled = core.compile(dialect=DIALECT, compile_kwargs=how, narrowing=narrowing)
        self.text = str(compiled)
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self.arguments = taking(binds)
        self.takes = frozenset(bind.key for bind in binds)
        self.row = row_type(core.selected_columns, kind)

    @cached_property
    def alone(self) -> "Prepared":
        """The same for a single key: pages about one record are most of what is asked."""
        return Prepared(self._statement, self._kind, is_alone=True)

    def of_keys(self, given: Mapping[str, Any]) -> "Prepared":
        """The same for as many keys as are given."""
        return self.alone if KEYS in self.takes and len(given.get(KEYS, ())) == 1 else self

    def narrowed(self, narrowing: Narrowing) -> "Prepared":
        """The same of the rows there are for somebody; kept for each cut of a narrowing."""
        found = self._narrowed.get(narrowing.cut)
        if found is None:
            found = Prepared(
                self._statement, self._kind, is_alone=self._is_alone, narrowing=narrowing
            )
            self._narrowed[narrowing.cut] = found
        return found


def select_of(
    statement: Select[Any] | PerParent, *, is_alone: bool, narrowing: Narrowing | None
) -> Select[Any]:
    if not isinstance(statement, PerParent):
        return statement
    follows = None if narrowing is None else narrowing.follows(statement.table)
    return statement.of_one(follows) if is_alone else statement.of_many(follows)


def writer_of(bind: BindParameter[Any]) -> Callable[[Any], Any] | None:
    """What makes a stored value of a Python one; None where they are the same."""
    return bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)


def taking(binds: Sequence[BindParameter[Any]]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """From the values given to the parameters in the order of the text: one generated function.

    What is given is written once, however often it stands there. A missing value without a default
    is a KeyError.
    """
    known: dict[str, Any] = {}
    written: dict[str, str] = {}

    def parameter(place: int, bind: BindParameter[Any]) -> str:
        value, write = f"value{place}", writer_of(bind)
        if bind.unique:
            known[value] = plain(write(bind.effective_value) if write else bind.effective_value)
            return value
        if bind.key in written:
            return written[bind.key]
        taken = f"given[{bind.key!r}]"
        if isinstance(bind.type, OnlyKey):
            taken = f"given[{KEYS!r}][0]" + (
                "" if bind.type.place is None else f"[{bind.type.place}]"
            )
        elif not bind.required:
            known[f"usual{place}"] = bind.effective_value
            taken = f"given.get({bind.key!r}, usual{place})"
        if write is None:
            return taken
        known[f"write{place}"] = write
        written[bind.key] = value
        return f"({value} := write{place}({taken}))"

    parameters = ", ".join(parameter(place, bind) for place, bind in enumerate(binds))
    return eval(f"lambda given: [{parameters}]", known)  # noqa: S307 - written above


def plain(value: Any) -> Any:
    """A text as nothing but a text: sqlite3 takes long to find out that an enum is one."""
    return str(value) if isinstance(value, str) else value


def reader_of(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """What makes a Python value of a stored one; None where they are the same."""
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)


def row_type(columns: Iterable[ColumnElement[Any]], kind: type = tuple) -> type:
    """Tuples of this kind with the columns' names; of two of one name the first has it."""
    attributes: dict[str, Any] = {"__slots__": ()}
    for place, column in enumerate(columns):
        attributes.setdefault(str(column.key), property(_read_at(place, reader_of(column.type))))
    return type("Row", (kind,), attributes)


def _read_at(place: int, read: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    if read is None:
        return itemgetter(place)
    return lambda row: read(row[place])
