"""What a unit of work has changed: records, fields, before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState

from models.base import Base, Numbered, Versioned, table_of

KEPT_BY_US = frozenset({"id", "account_id", "version", "created_at", "updated_at"})
"Columns the unit of work sets: they never make a change by themselves."
NOT_TOLD = frozenset({"access_token.secret_hash", "feed_token.token_hash", "note.text"})
"Columns no log tells, secrets and a megabyte of text known by its hash: they never change."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One record: added, retracted, or with other values than before."""

    record: Base
    before: Mapping[str, Any] = field(default_factory=dict[str, Any])
    "The changed fields as they were; of an added record all are new."
    is_new: bool = False
    is_gone: bool = False

    @property
    def is_update(self) -> bool:
        """Of a record that was there before and is there still."""
        return not (self.is_new or self.is_gone)

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """Field -> (before, after), of those that differ."""
        names = told_columns(type(self.record))
        if self.is_gone:
            return pairs((name, getattr(self.record, name), None) for name in names)
        if self.is_new:
            return pairs((name, None, getattr(self.record, name)) for name in names)
        return pairs(
            (name, self.before[name], getattr(self.record, name))
            for name in names
            if name in self.before
        )


@cache
def told_columns(kind: type[Base]) -> tuple[str, ...]:
    """Those that make a change, in the order of the table."""
    return tuple(
        column.key
        for column in table_of(kind).columns
        if column.key not in KEPT_BY_US and str(column) not in NOT_TOLD
    )


def pairs(values: Iterable[tuple[str, Any, Any]]) -> dict[str, tuple[Any, Any]]:
    return {name: (before, after) for name, before, after in values if before != after}


def change_of(record: Base) -> Change | None:
    """What was set on a loaded record; None when every value is what it was."""
    state: InstanceState[Base] = inspect(record)
    change = Change(record=record, before=dict(state.committed_state))
    return change if change.fields else None


def fill(record: Base) -> None:
    """Give an added record its defaults now, so that rules may read it before it is stored."""
    for column in table_of(type(record)).columns:
        if getattr(record, column.key, None) is None:
            setattr(record, column.key, default_of(column.default))


def default_of(default: Any) -> Any:  # noqa: ANN401 - whatever type the column has
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def bump(record: Base, *, at: datetime) -> None:
    """Tell clients who edit the same record that it is another one now."""
    if isinstance(record, Numbered):
        record.version += 1
    if isinstance(record, Versioned):
        record.updated_at = at
