"""A mutation: its root fields are carried out one after the other, each once, and completed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.fields import ROOT, Act, Kept, Place
from engine.run import Plan, Run, Spelling, answer, as_it_is

DONE = (ROOT,)
"The keys of what was done: a root field has one parent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One root field."""

    place: Place
    act: Act
    site: int
    "Which arguments of the plan are those of the act."
    plan: Plan
    "Completes the value it gives."


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """How a mutation is answered."""

    steps: Sequence[Step]


async def carry_out(acts: Acts, run: Run, text: Spelling, then: Callable[[Any], Any]) -> None:
    """All of it: afterwards `run.answer` is what `then` makes of the data, or `run.failure` is set.

    What was done until then is kept with what was read of it, so that nothing is done again.
    """
    data: dict[str, Any] = {}
    try:
        for step in acts.steps:
            given = text.spelt(step.plan).given[step.site](run.variables)
            value = await done(step, run, given)
            await run.context.run(answer(step.plan, run, text, root=value, then=as_it_is))
            if run.failure is not None:
                return
            data[step.place[1][0]] = run.answer
        run.answer = then(data)
    except Exception as error:  # noqa: BLE001 - graphql-core tells what it is about
        run.failure = error


async def done(step: Step, run: Run, given: Mapping[str, Any]) -> Any:
    """What came of one root field; kept, or how it failed."""
    try:
        value = await step.act.do(run.context, **given)
    except Exception as error:
        run.done[step.place] = Kept(DONE, error, error.__traceback__)
        raise
    run.done[step.place] = Kept(DONE, {ROOT: value})
    return value
