"""A GraphQL document as it grows, and the rule that what has one name must be one thing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

from graphql import is_leaf_type

from engine.kinds import Type, named

Path = tuple[str, ...]
LEFT_OUT: Final = object()
"The value of a variable nobody gave."


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as selected; `owner` is the type it is selected on."""

    key: str
    name: str
    owner: str
    is_of_object: bool
    shape: str
    arguments: str = ""
    directives: str = ""
    below: tuple["Selection", ...] = ()


@dataclass(frozen=True, slots=True)
class Inline:
    on: str | None
    directives: str
    below: tuple["Selection", ...]


@dataclass(frozen=True, slots=True)
class Spread:
    name: str
    directives: str


Selection = Field | Inline | Spread


class Fragment(NamedTuple):
    on: str
    below: tuple[Selection, ...]


class Variable(NamedTuple):
    kind: str
    default: str | None
    value: Any
    "What the client sends, or LEFT_OUT."


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A document with its variables; `cursors` are variables that lead to a next page."""

    text: str
    name: str | None
    variables: Mapping[str, Any]
    cursors: tuple[str, ...]


def type_of(about: object) -> Type:
    """Of a field, an argument or a field of an input."""
    return cast("Any", about).type


def shape_of(kind: Type) -> str:
    """What must agree of two fields that answer under one name: leaves whole, else only lists."""
    return str(kind) if is_leaf_type(named(kind)) else str(kind).replace(named(kind).name, "*")


@dataclass(slots=True)
class Names:
    """Which fields answer under which name, at each path of the answer."""

    taken: dict[tuple[Path, str], list[Field]] = field(
        default_factory=lambda: defaultdict[tuple[Path, str], list[Field]](list)
    )

    def fits(self, new: Field, path: Path) -> bool:
        return all(agree(old, new) for old in self.taken[path, new.key])

    def add(self, new: Field, path: Path) -> None:
        self.taken[path, new.key].append(new)

    def at(self, path: Path, owner: str) -> list[Field]:
        """Fields with arguments already selected there, which may be selected once more."""
        return [
            one
            for (place, _), fields in self.taken.items()
            if place == path
            for one in fields
            if one.owner == owner
        ]


def agree(old: Field, new: Field) -> bool:
    """Whether both may stand in one place: the same thing, or of types no record has at once."""
    if old.shape != new.shape:
        return False
    apart = old.is_of_object and new.is_of_object and old.owner != new.owner
    return apart or (old.name, old.arguments) == (new.name, new.arguments)


def opened(
    selections: tuple[Selection, ...], fragments: Mapping[str, Fragment], path: Path
) -> Iterator[tuple[Path, Field]]:
    """Every field below, with the path of what it is selected on."""
    for one in selections:
        if isinstance(one, Field):
            yield path, one
            yield from opened(one.below, fragments, (*path, one.key))
        elif isinstance(one, Inline):
            yield from opened(one.below, fragments, path)
        else:
            yield from opened(fragments[one.name].below, fragments, path)


def written(selections: tuple[Selection, ...], indent: str = "  ") -> str:
    """The selections as text, one a line."""
    return "\n".join(indent + line_of(one, indent) for one in selections)


def line_of(one: Selection, indent: str) -> str:
    if isinstance(one, Spread):
        return f"...{one.name}{one.directives}"
    if isinstance(one, Inline):
        head = "..." if one.on is None else f"... on {one.on}"
        return f"{head}{one.directives}{block(one.below, indent)}"
    alias = "" if one.key == one.name else f"{one.key}: "
    return f"{alias}{one.name}{one.arguments}{one.directives}{block(one.below, indent)}"


def block(below: tuple[Selection, ...], indent: str) -> str:
    return f" {{\n{written(below, indent + '  ')}\n{indent}}}" if below else ""


def text_of(
    name: str | None,
    variables: Mapping[str, Variable],
    selections: tuple[Selection, ...],
    fragments: Mapping[str, Fragment],
) -> str:
    """The whole document."""
    declared = ", ".join(
        f"${key}: {one.kind}" + ("" if one.default is None else f" = {one.default}")
        for key, one in variables.items()
    )
    head = f"query {name or ''}" + (f"({declared})" if declared else "")
    parts = [f"{head.strip()} {{\n{written(selections)}\n}}"]
    parts += [
        f"fragment {key} on {one.on} {{\n{written(one.below)}\n}}" for key, one in fragments.items()
    ]
    return "\n".join(parts)
