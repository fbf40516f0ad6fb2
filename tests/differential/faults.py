"""Batch reads that fail on demand, for both executors alike: whole, or for some parents only."""

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
from engine.fields import ANSWER, Answer
from engine.reads import Ask, Key, Keys, Reads


class Harm(Enum):
    WHOLE = "the read fails"
    SOME = "it fails for some parents"
    NULL = "some parents get null"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong in the read behind one field; `salt` picks parents, or `only` names one."""

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
    """Which reads fail now."""

    places: Mapping[str, Answer]
    now: dict[int, Fault] = field(default_factory=dict[int, Fault])

    @contextmanager
    def during(self, faults: Mapping[str, Fault]) -> Generator[None]:
        """Let the reads behind these fields fail while the block runs; nobody need read of it."""
        logging.disable(logging.CRITICAL)
        self.now.update({id(self.places[place]): fault for place, fault in faults.items()})
        try:
            yield
        finally:
            self.now.clear()
            logging.disable(logging.NOTSET)

    def failing(self, answer: Answer) -> Callable[..., Reads[Any]]:
        read = answer.batch.read

        @wraps(read)
        def wrapped(keys: Keys, ask: Ask, context: Any, **given: Any) -> Reads[Any]:
            fault = self.now.get(id(answer))
            if fault is not None and fault.harm is Harm.WHOLE:
                raise fault.error()
            values = yield from read(keys, ask, context, **given)
            if fault is None:
                return values
            return {key: fault.value(key, values.get(key)) for key in keys}

        return wrapped


@contextmanager
def breakable(schema: GraphQLSchema) -> Generator[Faults]:
    """Make every read behind a field of the schema breakable while the block runs."""
    places = {
        f"{kind.name}.{name}": answer
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, one in kind.fields.items()
        if isinstance(answer := answer_of(one.extensions), Answer)
    }
    answers = {id(answer): answer for answer in places.values()}
    whole = {key: answer.batch for key, answer in answers.items()}
    faults = Faults(places)
    for answer in answers.values():
        object.__setattr__(answer, "batch", replace(answer.batch, read=faults.failing(answer)))
    try:
        yield faults
    finally:
        for key, answer in answers.items():
            object.__setattr__(answer, "batch", whole[key])


def answer_of(extensions: Mapping[str, Any]) -> object:
    definition = extensions.get("strawberry-definition")
    return None if definition is None else definition.metadata.get(ANSWER)
