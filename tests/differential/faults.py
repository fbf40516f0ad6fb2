"""What is behind fields fails on demand, in both executors alike: always, or for some parents."""

import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import wraps
from typing import Any
from zlib import crc32

from graphql import GraphQLObjectType, GraphQLSchema

from domain.errors import NotFound
from engine.fields import ANSWER, PROMISED, Answer, Worked
from engine.reads import Ask, Bound, Key, Keys, Reads

UNAWAITED = "coroutine"
"""A coroutine of Strawberry's wrapper of a resolver is now and then left behind where a sibling
fails: seen once in some 300 operations, on graphql-core's road; where it is lost is not known."""


class Harm(Enum):
    WHOLE = "it fails"
    SOME = "it fails for some parents"
    NULL = "some parents get null"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong behind one field; `salt` picks parents, or `only` names one."""

    harm: Harm
    is_expected: bool = True
    salt: int = 0
    only: Key | None = None

    def error(self) -> Exception:
        return NotFound("It is gone") if self.is_expected else RuntimeError("a defect")

    def meets(self, key: Key) -> bool:
        """Half of all keys, the same ones however they are batched."""
        if self.only is not None:
            return key == self.only
        return crc32(f"{self.salt}{spelt(key)}".encode()) % 2 == 0

    def value(self, key: Key, value: Any) -> Any:
        if not self.meets(key):
            return value
        return None if self.harm is Harm.NULL else self.error()


def spelt(key: Key) -> str:
    """An enum and its value are one key."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)  # pyright: ignore[reportUnknownArgumentType] - of texts


@dataclass(slots=True)
class Faults:
    """What fails now."""

    places: Mapping[str, Answer | Worked]
    now: dict[int, Fault] = field(default_factory=dict[int, Fault])

    @contextmanager
    def during(self, faults: Mapping[str, Fault]) -> Generator[None]:
        """Let what is behind these fields fail while the block runs; nobody need read of it."""
        logging.disable(logging.CRITICAL)
        self.now.update({id(self.places[place]): fault for place, fault in faults.items()})
        try:
            yield
        finally:
            self.now.clear()
            logging.disable(logging.NOTSET)

    def read(self, answer: Answer) -> Callable[..., Reads[Any]]:
        read = answer.batch.read

        @wraps(read)
        def wrapped(keys: Keys, ask: Ask, context: Any, **given: Any) -> Reads[Any]:
            return self._failing(answer, keys, lambda: read(keys, ask, context, **given))

        return wrapped

    def bind(self, answer: Answer) -> Callable[..., Bound] | None:
        bind = answer.batch.bind
        if bind is None:
            return None

        def wrapped(ask: Ask, **given: Any) -> Bound:
            read = bind(ask, **given)
            return lambda keys, context: self._failing(answer, keys, lambda: read(keys, context))

        return wrapped

    def _failing(self, answer: Answer, keys: Keys, road: Callable[[], Reads[Any]]) -> Reads[Any]:
        fault = self.now.get(id(answer))
        if fault is not None and fault.harm is Harm.WHOLE:
            raise fault.error()
        values = yield from road()
        if fault is None:
            return values
        return {key: fault.value(key, values.get(key)) for key in keys}

    def out(self, worked: Worked) -> Callable[..., Any]:
        out = worked.out

        @wraps(out)
        def wrapped(*of: Any, **given: Any) -> Any:
            fault = self.now.get(id(worked))
            if fault is not None and fault.harm is Harm.WHOLE:
                raise fault.error()
            value = out(*of, **given)
            made = value if fault is None else fault.value(plain(of), value)
            if isinstance(made, NotFound | RuntimeError):
                raise made
            return made

        setattr(wrapped, PROMISED, False)  # what fails keeps no promise
        return wrapped

    def failing(self, how: Answer | Worked) -> tuple[str, Any]:
        """Which part of it is another one, and what that is."""
        if isinstance(how, Answer):
            return "batch", replace(how.batch, read=self.read(how), bind=self.bind(how))
        return "out", self.out(how)


def plain(of: tuple[Any, ...]) -> Key:
    """What is told alike in both executors: a row holds only the columns it was asked for."""
    told = tuple(one for one in of if isinstance(one, str | int | float))
    return told[0] if len(told) == 1 else told


@contextmanager
def breakable(schema: GraphQLSchema) -> Generator[Faults]:
    """Make what answers the fields of the schema breakable while the block runs."""
    places = {
        f"{kind.name}.{name}": how
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, one in kind.fields.items()
        if isinstance(how := how_of(one.extensions), Answer | Worked)
    }
    faults, whole = Faults(places), list[tuple[Answer | Worked, str, Any]]()
    for how in {id(how): how for how in places.values()}.values():
        part, failing = faults.failing(how)
        whole.append((how, part, getattr(how, part)))
        object.__setattr__(how, part, failing)
    try:
        yield faults
    finally:
        for how, part, one in whole:
            object.__setattr__(how, part, one)


def how_of(extensions: Mapping[str, Any]) -> object:
    definition = extensions.get("strawberry-definition")
    return None if definition is None else definition.metadata.get(ANSWER)
