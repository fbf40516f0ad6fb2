"""How a leaf is written: what JSON shows of a stored value, or of a Python one."""

from collections.abc import Callable
from math import isfinite
from typing import Any

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

from engine.reads import reader_of

Write = Callable[[Any], Any]
"From a value, or None, to what orjson writes; raises for what GraphQL would refuse."


class Memo(dict[Any, Any]):
    """Each of a few values is written once; stands as a function does."""

    def __init__(self, write: Write) -> None:
        super().__init__({None: None})
        self._write = write

    def __missing__(self, value: Any) -> Any:
        written = self[value] = self._write(value)
        return written


def of_value(leaf: GraphQLLeafType) -> Write | Memo:
    """How a Python value is written."""
    serialize = leaf.coerce_output_value
    if isinstance(leaf, GraphQLEnumType):
        return Memo(strict(serialize))
    for known, quick in QUICK:
        if leaf is known:
            return quick(strict(serialize))
    return strict(serialize)


def of_column(leaf: GraphQLLeafType, column: Column[Any]) -> Write | Memo | None:
    """How a stored value is written; None: as it is."""
    written_as = getattr(column.type, "written_as", {})
    if leaf.name in written_as:
        return written_as[leaf.name]
    read = reader_of(column.type)
    if leaf is GraphQLBoolean and isinstance(column.type, Boolean):
        return read
    if read is None and is_text(column) and leaf.coerce_output_value in AS_THEY_ARE:
        return None
    write = of_value(leaf)
    if read is None:
        return write
    if isinstance(write, Memo):
        return Memo(lambda stored: write[read(stored)])
    return lambda stored: write(read(stored))


def is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, String)


AS_THEY_ARE = (GraphQLString.coerce_output_value, GraphQLID.coerce_output_value, str)
"What these write of a text is the text."


def strict(serialize: Callable[[Any], Any]) -> Write:
    """As graphql-core completes a leaf: null stays null, and nothing else becomes it."""

    def write(value: Any) -> Any:
        if value is None:
            return None
        written = serialize(value)
        if written is None or written is Undefined:
            raise TypeError(f"{value!r} was written as null")
        return written

    return write


def text(otherwise: Write) -> Write:
    return lambda value: value if type(value) is str else otherwise(value)


def truth(otherwise: Write) -> Write:
    return lambda value: value if type(value) is bool else otherwise(value)


def number(otherwise: Write) -> Write:
    """JSON knows no infinity, and orjson writes it as null."""
    return lambda value: value if type(value) is float and isfinite(value) else otherwise(value)


def whole(otherwise: Write) -> Write:
    return lambda value: (
        value if type(value) is int and -LARGEST <= value <= LARGEST else otherwise(value)
    )


LARGEST = 2**31 - 1  # of GraphQL's integers; the one below -LARGEST takes the long way
QUICK = (
    (GraphQLString, text),
    (GraphQLID, text),
    (GraphQLInt, whole),
    (GraphQLFloat, number),
    (GraphQLBoolean, truth),
)
"""What each scalar need not look at twice."""
