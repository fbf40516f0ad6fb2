"""How a leaf is written: what JSON shows of a stored value, or of a Python one."""

from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from sqlalchemy import Boolean, Column, String

from engine.prepared import reader_of

Write = Callable[[Any], Any]
"From a value, or None, to what orjson writes; raises for what GraphQL would refuse."


class Memo(dict[Any, Any]):
    """Each of a few values is written once; stands as a function does."""

    def __init__(self, write: Write) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, value: Any) -> Any:
        written = self[value] = self._write(value)
        return written


class Quick(NamedTuple):
    """Most values are written as they are: those that pass a test, a Python expression.

    In it `{new}` is the value when it is first named, `{value}` is its name from then on.
    """

    test: str
    otherwise: Write


Written = Write | Memo | Quick


def of_value(
    leaf: GraphQLLeafType, *, is_needed: bool, is_promised: bool = False
) -> Written | None:
    """How a Python value is written; None: as it is.

    What is needed is an error where it is null; what is promised is what the type says.
    """
    write = strict(leaf.coerce_output_value, is_needed=is_needed)
    if isinstance(leaf, GraphQLEnumType):
        return Memo(write)
    if is_promised and leaf is not GraphQLInt:  # Python's are longer
        if leaf in (GraphQLFloat, GraphQLBoolean) or leaf.coerce_output_value in AS_THEY_ARE:
            return None
        return leaf.coerce_output_value if is_needed else write
    if leaf.coerce_output_value in AS_THEY_ARE:
        return Quick("type({new}) is str", write)
    return next((Quick(test, write) for known, test in QUICK if leaf is known), write)


def of_column(leaf: GraphQLLeafType, column: Column[Any], *, is_needed: bool) -> Written | None:
    """How a stored value is written; None: as it is."""
    written_as = getattr(column.type, "written_as", {})
    if leaf.name in written_as:
        return stored_as(written_as[leaf.name], is_needed=is_needed)
    read = reader_of(column.type)
    if leaf is GraphQLBoolean and isinstance(column.type, Boolean):
        return stored_as(read, is_needed=is_needed)
    if read is None and is_text(column) and leaf.coerce_output_value in AS_THEY_ARE:
        return stored_as(None, is_needed=is_needed)
    if read is None:
        return of_value(leaf, is_needed=is_needed)
    write = strict(leaf.coerce_output_value, is_needed=is_needed)
    both: Write = lambda stored: write(read(stored))  # noqa: E731
    return Memo(both) if isinstance(leaf, GraphQLEnumType) else both


def stored_as(write: Write | None, *, is_needed: bool) -> Written | None:
    """The column's own way, in which null stays null: refused where a value is needed."""
    if not is_needed:
        return write
    if write is None:
        return Quick("{new} is not None", refused)
    return lambda stored: refused(None) if stored is None else write(stored)


def refused(_: Any) -> NoReturn:
    raise TypeError("null where none may be")


def is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, String)


AS_THEY_ARE = (GraphQLString.coerce_output_value, GraphQLID.coerce_output_value, str)
"What these write of a text is the text."


def strict(serialize: Callable[[Any], Any], *, is_needed: bool) -> Write:
    """As graphql-core completes a leaf: null stays null, and nothing else becomes it."""

    def write(value: Any) -> Any:
        if value is None:
            return refused(None) if is_needed else None
        written = serialize(value)
        if written is None or written is Undefined:
            raise TypeError(f"{value!r} was written as null")
        return written

    return write


LARGEST = 2**31 - 1  # of GraphQL's integers; the one below -LARGEST takes the long way
QUICK = (
    (GraphQLInt, f"type({{new}}) is int and -{LARGEST} <= {{value}} <= {LARGEST}"),
    (GraphQLFloat, "type({new}) is float and {value} - {value} == 0"),  # orjson: infinity is null
    (GraphQLBoolean, "type({new}) is bool"),
)
"""What each scalar need not look at twice."""
