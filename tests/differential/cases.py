"""A case: an operation, who is asked, what fails meanwhile; and where two answers to it differ."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import GraphQLSchema, parse

from tests.differential.answers import Answer
from tests.differential.asked import Asking, Door, Request
from tests.differential.choices import Choices, shrunk
from tests.differential.compose import composed
from tests.differential.document import Operation
from tests.differential.faults import Fault, Faults, Harm
from tests.differential.portfolios import Portfolio
from tests.differential.reached import reached
from tests.differential.respelt import respelt

PORTFOLIOS = ("linked", "book") * 5 + ("empty",)
FAILING, RESPELT = 15, 25
"Of a hundred operations, so many meet a failure, and so many are also spelt otherwise."
MOST_FIELDS = 1000
"More than one operation has."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    portfolio: Portfolio
    operation: Operation
    faults: Mapping[str, Fault]
    respelt: str | None
    "The same document with other literals and blanks, asked next."

    def __str__(self) -> str:
        one = self.operation
        faults = "".join(f"# fails: {place}, {fault}\n" for place, fault in self.faults.items())
        other = "" if self.respelt is None else f"\n# respelt\n{self.respelt}"
        asked = f"# on {self.portfolio.name}, as {one.name}, with {one.variables}"
        return f"{asked}\n{faults}{one.text}{other}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Draws cases over a schema."""

    schema: GraphQLSchema
    portfolios: Mapping[str, Portfolio]
    breakable: frozenset[str]
    "Fields that can be made to fail."

    def case(self, choices: Choices) -> Case:
        """What comes last may take what is left of choices told for a larger operation."""
        portfolio = self.portfolios[choices.one(PORTFOLIOS)]
        is_respelt = choices.chance(RESPELT)
        faults = self.faults(choices) if choices.chance(FAILING) else []
        operation = composed(choices, self.schema, portfolio.pool)
        read = sorted(reached(self.schema, parse(operation.text)) & self.breakable)
        return Case(
            portfolio=portfolio,
            operation=operation,
            faults={read[place % len(read)]: fault for place, fault in faults if read},
            respelt=respelt(operation.text, choices, portfolio.pool) if is_respelt else None,
        )

    def faults(self, choices: Choices) -> list[tuple[int, Fault]]:
        """One or two, for the fields of the operation at these places."""
        return [
            (
                choices.below(MOST_FIELDS),
                Fault(
                    choices.one(tuple(Harm)),
                    is_expected=not choices.chance(30),
                    salt=choices.below(4),
                ),
            )
            for _ in range(choices.one((1, 2)))
        ]

    def many(self, number: int, *, seed: int) -> Iterator[tuple[Choices, Case]]:
        """So many cases; the same seed gives the same ones."""
        source = Random(seed)  # noqa: S311 - no secret
        for _ in range(number):
            choices = Choices(source=source)
            yield choices, self.case(choices)

    def smallest(self, choices: Choices, fails: Callable[[Case], bool]) -> Case:
        """The smallest case found that fails as well."""
        found = shrunk(choices, lambda fewer: fails(self.case(fewer)))
        return self.case(Choices(found.made))


@dataclass(frozen=True, slots=True)
class Comparing:
    """Asks both executors while the fields of the case fail."""

    ask: Asking
    faults: Faults

    def differences(self, case: Case) -> Iterator[str]:
        """Where the answers differ; what is asked twice is planned once."""
        request = Request(case.operation.text, case.operation.name, case.operation.variables)
        with self.faults.during(self.failing(case, request)):
            first = yield from self.of(case, request, Door.TRANSPORT)
            yield from self.of(case, request, Door.STRAIGHT, known=first)
            turned = next_page(first, case.operation.cursors)
            if turned:
                given = {**request.variables, **turned}
                yield from self.of(case, request._replace(variables=given), Door.STRAIGHT)
            other = steered(request.variables)
            if other:
                given = {**request.variables, **other}
                yield from self.of(case, request._replace(variables=given), Door.STRAIGHT)
            if case.respelt is not None:
                yield from self.of(case, request._replace(text=case.respelt), Door.STRAIGHT)

    def failing(self, case: Case, request: Request) -> Mapping[str, Fault]:
        """Nothing where it has errors anyhow: of two for one null either may be told."""
        is_wrong = case.faults and self.ask(request, case.portfolio, Door.REFERENCE).errors
        return {} if is_wrong else case.faults

    def of(
        self, case: Case, request: Request, door: Door, known: Answer | None = None
    ) -> Generator[str, None, Answer]:
        expected = known or self.ask(request, case.portfolio, Door.REFERENCE)
        if not case.faults and "INTERNAL" in expected.codes:
            yield f"# with {request.variables}\n# a defect, whoever answers:\n{expected}"
        given = self.ask(request, case.portfolio, door)
        if not given.agrees(expected):
            yield f"# with {request.variables}\n# by {door}:\n{given}\n# expected:\n{expected}"
        return expected


def next_page(answer: Answer, variables: tuple[str, ...]) -> Mapping[str, Any]:
    """For each variable that turns a page, the last end found of one."""
    return {name: ends[-1] for name in variables if (ends := answer.ends(name))}


def steered(variables: Mapping[str, Any]) -> Mapping[str, bool]:
    """The other way round: what was skipped is shown, by another plan of the same document."""
    return {name: not value for name, value in variables.items() if isinstance(value, bool)}
