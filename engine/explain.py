"""What a plan reads: level by level, with the statements it came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.execute import EngineContext, Ready
from engine.journeys import drive
from engine.reads import Connection
from engine.run import Plan, Run, answer
from engine.tree import Fetch


@dataclass(frozen=True, slots=True)
class Ran:
    """One statement, and how many rows it gave."""

    text: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call of a batch read."""

    level: int
    "1 for what a root field reads."
    path: str
    read: str
    "The batch read, by module and name."
    columns: Sequence[str]
    ran: Sequence[Ran]
    "Nothing where no parent was found."


@dataclass
class Telling:
    """A connection that notes what was run for which place."""

    connection: Connection
    run: Run
    ran: dict[Fetch | None, list[Ran]] = field(default_factory=dict[Fetch | None, list[Ran]])

    def execute(self, text: str, arguments: Sequence[Any], /) -> Iterable[Sequence[Any]]:
        rows = list(self.connection.execute(text, arguments))
        self.ran.setdefault(self.run.at, []).append(Ran(text, len(rows)))
        return rows


def explain(ready: Ready, context: EngineContext, connection: Connection) -> list[Step]:
    """Run it, and tell what it read; raises what makes its answer irregular."""
    plan = ready.plan
    assert isinstance(plan, Plan)  # noqa: S101 - of a query: nobody explains what changes things
    run = Run(context=context, variables=ready.variables)
    telling = Telling(connection, run)
    drive(answer(plan, run, ready.text, root=None, then=type), telling)
    if run.failure is not None:
        raise run.failure.__cause__ or run.failure
    return [step(plan, one, telling.ran.get(one, [])) for one in plan.fetches]


def step(plan: Plan, place: Fetch, ran: Sequence[Ran]) -> Step:
    read = place.answer.batch.read
    above = {one.path for one in plan.fetches if one.path == place.path[: len(one.path)]}
    of_types = [f"{name}.{column}" for name, all_ in place.of_types.items() for column in all_]
    return Step(
        level=len(above),
        path=".".join(place.path),
        read=f"{read.__module__}.{read.__qualname__}",
        columns=[*place.columns, *of_types],
        ran=ran,
    )
