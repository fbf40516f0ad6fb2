"""How a field of the schema names its batch read, and the road to it through a DataLoader."""

import inspect
from asyncio import shield
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import strawberry
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    InlineFragmentNode,
    SelectionSetNode,
)
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from engine.reads import Ask, Batch, Key, Reads

T = TypeVar("T")
ANSWER = "answered_by"
PROMISED = "__promised__"
NONE: Mapping[str, Any] = {}
ROOT: tuple[str, ...] = ()
"The key of a root field: there is one parent, and its key is ()."
PLACE = inspect.Parameter.POSITIONAL_OR_KEYWORD
ROOT_PARAMETER = inspect.Parameter("root", PLACE, annotation=Any)
INFO_PARAMETER = inspect.Parameter("info", PLACE, annotation=Info)


def promised(what: T) -> T:
    """Stands above a type or a function: what it holds or gives is what its annotations say.

    No leaf of it is looked at again: text is text, numbers are finite, and there is no null where
    none may be. It is said of what tested rules made, or of what was checked when it was decoded.
    """
    setattr(what, PROMISED, True)
    return what


def is_promised(what: object) -> bool:
    return getattr(what, PROMISED, False)


@dataclass(frozen=True, slots=True)
class Answer:
    """Which batch read gives a field its value, and the parent's columns that make its key."""

    batch: Batch
    key: tuple[str, ...]

    def key_of(self, parent: Any) -> Key | None:
        """The key; None (and so null) where the last part of it is."""
        parts = tuple(getattr(parent, name) for name in self.key)
        if parts and parts[-1] is None:
            return None
        return parts[0] if len(parts) == 1 else parts


@dataclass(frozen=True, slots=True)
class Worked:
    """A pure function of columns of the row, and of the operation's context where it says so."""

    out: Callable[..., Any]
    of: tuple[str, ...]
    in_context: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What a root field of a mutation does; its value is what this gives."""

    do: Callable[..., Awaitable[Any]]


class Typed:
    """A row that knows its type in the schema: a member of a union or an interface."""

    __slots__ = ("row", "type_name")

    def __init__(self, type_name: str, row: Any) -> None:
        self.type_name = type_name
        self.row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


class Kept(NamedTuple):
    """What one batch call gave for these keys, or one act, or how it failed."""

    keys: Collection[Key]
    found: Mapping[Key, Any] | Exception
    raised: TracebackType | None = None
    "Where it failed: raised for every parent, its traceback would grow with each of them."

    def of(self, key: Key) -> Any:
        """The value of one key; what failed is raised."""
        if isinstance(self.found, Exception):
            raise self.found.with_traceback(self.raised)
        return self.found.get(key)


Place = tuple[str, tuple[str, ...]]
"The type that has the field, and the response names down to it."


class BatchContext(Protocol):
    """What an operation's context must offer: a runner of batch reads, and room for what they gave.

    `kept` is what the engine has done and read of an answer that graphql-core must complete.
    """

    loaders: dict[tuple[int, ...], Any]
    kept: Mapping[Place, Kept] | None

    def run(self, road: Reads[Any], /) -> Awaitable[Any]:
        """Run one batch read against the operation's snapshot."""
        ...


def loader_of(
    answer: Answer, info: Info[BatchContext, Any], given: Mapping[str, Any]
) -> DataLoader[Key, Any]:
    """The loader of this field as it stands in the document: there its arguments are the same."""
    context, nodes = info.context, node_info(info).field_nodes
    place = (id(answer), *map(id, nodes))
    if place not in context.loaders:
        table = answer.batch.table
        ask = Ask(() if table is None else tuple(table.c.keys()), wanted(info))

        async def load(keys: list[Key]) -> list[Any]:
            values = await context.run(answer.batch.read(keys, ask, context, **given))
            return [values.get(key) for key in keys]

        context.loaders[place] = DataLoader(load_fn=load)
    return context.loaders[place]


def kept_at(info: Info[BatchContext, Any]) -> Kept | None:
    """What the engine has already read for this field."""
    kept = info.context.kept
    if not kept:
        return None
    raw = node_info(info)
    names = tuple(name for name in raw.path.as_list() if isinstance(name, str))
    return kept.get((raw.parent_type.name, names))


def node_info(info: Info[Any, Any]) -> GraphQLResolveInfo[Any]:
    """What graphql-core knows of the field; Strawberry's own view builds long lists to say less."""
    return cast("GraphQLResolveInfo[Any]", info._raw_info)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way


def wanted(info: Info[Any, Any]) -> frozenset[str]:
    """Names of the sub-fields selected below this field, fragments opened."""
    raw = node_info(info)
    names: set[str] = set()
    todo: list[SelectionSetNode | None] = [node.selection_set for node in raw.field_nodes]
    while todo:
        for selection in found.selections if (found := todo.pop()) else ():
            if isinstance(selection, FieldNode):
                names.add(selection.name.value)
            elif isinstance(selection, FragmentSpreadNode):
                todo.append(raw.fragments[selection.name.value].selection_set)
            else:
                todo.append(cast("InlineFragmentNode", selection).selection_set)
    return frozenset(names)


def answered_by(
    batch: Batch,
    *,
    key: str | tuple[str, ...] = "id",
    arguments: Mapping[str, Any] = NONE,
    **field: Any,
) -> Any:
    """The field's value is what `batch` reads for the parent's key columns; ROOT for a root field.

    The batch's keyword-only parameters are the field's arguments; `arguments` gives those another
    type in the schema (an ID, say). The one typed bridge between rows and schema types, hence Any.
    """
    answer = Answer(batch, (key,) if isinstance(key, str) else key)

    async def resolve(root: Any, info: Info[Any, Any], **given: Any) -> Any:
        key = answer.key_of(root)
        if key is None:
            return None
        kept = kept_at(info)
        if kept is not None and key in kept.keys:
            return kept.of(key)
        # Others wait for the same value, and one of them may be cancelled: its neighbour failed.
        return await shield(loader_of(answer, info, given).load(key))

    resolve.__signature__ = inspect.Signature(
        [ROOT_PARAMETER, INFO_PARAMETER, *asked(batch.read, arguments)]
    )
    resolve.__module__ = batch.read.__module__
    return strawberry.field(resolver=resolve, metadata={ANSWER: answer}, **field)


def worked_out(
    out: Callable[..., Any],
    *of: str,
    in_context: bool = False,
    arguments: Mapping[str, Any] = NONE,
    **field: Any,
) -> Any:
    """The field's value is a pure function of the row's columns, e.g. the global id.

    `in_context`: and, last of all, of the context, which knows the instant and who asks. Its
    keyword-only parameters are the field's arguments, as with `answered_by`.
    """
    worked = Worked(out, of, in_context)

    def resolve(root: Any, info: Info[Any, Any], **given: Any) -> Any:
        values = [getattr(root, name) for name in of]
        return worked.out(*values, *([info.context] if in_context else ()), **given)

    resolve.__signature__ = inspect.Signature(
        [ROOT_PARAMETER, INFO_PARAMETER, *asked(out, arguments)]
    )
    resolve.__module__ = out.__module__
    return strawberry.field(resolver=resolve, metadata={ANSWER: worked}, **field)


def done_by(
    do: Callable[..., Awaitable[Any]], *, arguments: Mapping[str, Any] = NONE, **field: Any
) -> Any:
    """The root field of a mutation: it does this, once, and its value is what came of it.

    `do` is given the context, and its keyword-only parameters are the field's arguments.
    """

    async def resolve(root: Any, info: Info[Any, Any], **given: Any) -> Any:  # noqa: ARG001 - as resolvers are called
        kept = kept_at(info)
        return await do(info.context, **given) if kept is None else kept.of(ROOT)

    resolve.__signature__ = inspect.Signature(
        [ROOT_PARAMETER, INFO_PARAMETER, *asked(do, arguments)]
    )
    resolve.__module__ = do.__module__
    return strawberry.field(resolver=resolve, metadata={ANSWER: Act(do)}, **field)


def asked(of: Callable[..., Any], arguments: Mapping[str, Any]) -> list[inspect.Parameter]:
    """Its keyword-only parameters, which clients give as arguments."""
    return [
        parameter.replace(annotation=arguments.get(parameter.name, parameter.annotation))
        for parameter in inspect.signature(of, eval_str=True).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    ]
