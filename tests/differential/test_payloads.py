"""What a mutation gives and what events bring, over a library: the engine's is graphql-core's."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLObjectType, parse, validate

from engine.execute import Engine
from tests.differential.answers import Answer, answered
from tests.differential.arguments import Arguments
from tests.differential.choices import Choices
from tests.differential.compose import FIELDS, Composer
from tests.differential.document import LEFT_OUT, Field, text_of
from tests.differential.values import Pool
from tests.engine.library import DONE, SCHEMA, Reader

CORE: Any = SCHEMA._schema  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no public way
MANY = 60
NAMES = ("Xenia", "Yves")


@dataclass(frozen=True, slots=True)
class Asked:
    """A document whose root fields are given, and what is selected of their values drawn."""

    text: str
    variables: dict[str, Any]

    async def done(self, ask: Reader) -> list[Answer]:
        """The answer of a mutation; each of its fields has run once, if it ran at all."""
        DONE.clear()
        way = ask.at_once if self.is_known(ask.engine) else ask
        result = await way(self.text, **self.variables)
        assert tuple(DONE) in {NAMES, NAMES[:1], ()}
        return [answered(ExecutionResult(result.data, result.errors))]

    def is_known(self, engine: Engine | None) -> bool:
        """Whether it can be run at once."""
        return bool(engine and engine.ready(self.text, None, self.variables))

    async def events(self, ask: Reader) -> list[Answer]:
        """All of them, or why there are none."""
        found = await ask.stream(self.text, **self.variables)
        events: list[Any] = [e async for e in found] if hasattr(found, "__aiter__") else [found]
        return [answered(ExecutionResult(one.data, one.errors)) for one in events]


def drawn(seed: int, kind: str, roots: dict[str, str]) -> Asked:
    """One operation; fragments may stand below several of its root fields."""
    choose = Choices(source=Random(seed))  # noqa: S311 - no secret
    composer = Composer(CORE, choose, Arguments(choose, Pool(ids={}, external=())))
    payload = CORE.type_map["Renamed"]
    assert isinstance(payload, GraphQLObjectType)
    fields: list[Field] = []
    for key, name in roots.items():
        composer.left = choose.one(FIELDS)
        below = composer.selections(payload, (key,), 1)
        told = f'(id: "a", name: "{NAMES[len(fields)]}")' if name == "rename" else ""
        fields.append(
            Field(
                key=key,
                name=name,
                owner=kind.capitalize(),
                is_of_object=True,
                shape="*!",
                arguments=told,
                below=below,
            )
        )
    variables = composer.given.variables
    text = text_of(None, variables, tuple(fields), composer.fragments)
    given = {name: one.value for name, one in variables.items() if one.value is not LEFT_OUT}
    return Asked(text.replace("query", kind, 1), given)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as found:
        yield found


KINDS: list[tuple[str, dict[str, str], Callable[[Asked, Reader], Any]]] = [
    ("mutation", {"one": "rename", "two": "rename"}, Asked.done),
    ("subscription", {"renamed": "renamed"}, Asked.events),
]


@pytest.mark.parametrize(("kind", "roots", "how"), KINDS, ids=lambda value: str(value)[:12])
def test_what_root_fields_give_is_completed_as_graphql_core_does(
    runner: asyncio.Runner,
    kind: str,
    roots: dict[str, str],
    how: Callable[[Asked, Reader], Any],
) -> None:
    engine = Engine(SCHEMA)
    for seed in range(MANY):
        asked = drawn(seed, kind, roots)
        assert validate(CORE, parse(asked.text)) == [], asked.text
        expected = runner.run(how(asked, Reader(engine=None)))

        for _ in range(2):  # cold, then warm
            found = runner.run(how(asked, Reader(engine=engine)))

            assert len(found) == len(expected), asked
            assert all(map(Answer.agrees, found, expected)), f"{asked}{found}{expected}"

    assert engine.counts.answered > MANY / 2
    assert engine.counts.handed_over > MANY / 10
