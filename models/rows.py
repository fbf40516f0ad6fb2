"""Records put into their tables: one prepared statement for each kind, run for many at once.

SQLAlchemy writes the statements; the driver itself runs them, for the bookkeeping in between would
take longer than the writing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Delete, Insert, Update, bindparam, delete, insert, inspect, update
from sqlalchemy.dialects.sqlite import insert as insert_or_replace
from sqlalchemy.orm import InstanceState

from engine.prepared import DIALECT, writer_of
from models.base import Base, table_of
from models.here import Here
from models.metadata import METADATA

Values = Mapping[str, Any]
"A row's columns by their names; those left out are null."
UPDATES_KEPT = 512  # statements: one for each set of columns that are changed together
PLACE = {table: place for place, table in enumerate(METADATA.sorted_tables)}
"Of each table, such that what is referred to comes first."


class Put:
    """One statement, which takes its values by the names of columns.

    What nobody uses as a record is given as a mapping: making one takes longer than storing it.
    """

    def __init__(self, statement: Insert | Update | Delete) -> None:
        compiled = statement.compile(dialect=DIALECT)
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._text = str(compiled)
        self._takes = [(bind.key.removeprefix(OLD), writer_of(bind)) for bind in binds]

    def run(self, here: Here, rows: Iterable[Values]) -> None:
        """Once for each row; what is more than the statement takes is left alone."""
        many = [self._taken(row.get) for row in rows]
        if many:
            here.execute_all(self._text, many)

    def _taken(self, get: Callable[[str], Any]) -> list[Any]:
        return [write(get(name)) if write else get(name) for name, write in self._takes]


OLD = "the_"
"Before the name of a key's column: SQLAlchemy keeps the plain one for a new value."


def is_it(kind: type[Base]) -> list[Any]:
    """The row of this key."""
    keys = table_of(kind).primary_key.columns
    return [column == bindparam(f"{OLD}{column.key}", type_=column.type) for column in keys]


@cache
def inserting(kind: type[Base]) -> Put:
    return Put(insert(table_of(kind)))


@cache
def replacing(kind: type[Base]) -> Put:
    """Insert a row, or overwrite the one with its key without having read it."""
    table = table_of(kind)
    new = insert_or_replace(table)
    others = {c.name: new.excluded[c.name] for c in table.c if not c.primary_key}
    return Put(new.on_conflict_do_update(index_elements=table.primary_key.columns, set_=others))


@lru_cache(maxsize=UPDATES_KEPT)
def updating(kind: type[Base], columns: frozenset[str]) -> Put:
    values: dict[str, Any] = {name: bindparam(name) for name in sorted(columns)}
    return Put(update(table_of(kind)).where(*is_it(kind)).values(values))


@cache
def deleting(kind: type[Base]) -> Put:
    return Put(delete(table_of(kind)).where(*is_it(kind)))


def insert_rows(here: Here, records: Iterable[Base]) -> None:
    """Those that are referred to first."""
    for kind, found in by_kind(records):
        inserting(kind).run(here, map(vars, found))


def update_rows(here: Here, records: Iterable[Base]) -> None:
    """Of loaded records the columns that were set."""
    for record in records:
        state: InstanceState[Any] = inspect(record)
        updating(type(record), frozenset(state.committed_state)).run(here, [vars(record)])


def delete_rows(here: Here, records: Iterable[Base]) -> None:
    """Those that refer to others first."""
    for kind, found in reversed(by_kind(records)):
        deleting(kind).run(here, map(vars, found))


def by_kind(records: Iterable[Base]) -> list[tuple[type[Base], Sequence[Base]]]:
    kinds: dict[type[Base], list[Base]] = defaultdict(list)
    for record in records:
        kinds[type(record)].append(record)
    return sorted(kinds.items(), key=lambda found: PLACE[table_of(found[0])])
