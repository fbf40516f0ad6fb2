"""`python -m tests.differential --operations 5000`: both executors, until they disagree."""

import argparse
import asyncio
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from time import perf_counter

from graphql import parse

from tests.differential.asked import CORE, Asking
from tests.differential.cases import Comparing, Drawn
from tests.differential.faults import UNAWAITED, breakable
from tests.differential.portfolios import portfolios
from tests.differential.reached import reachable, reached

EVERY = 250
"Operations between two lines of progress."


def main() -> int:
    """Zero when all answers agree; else one, after the smallest disagreement found."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--operations", type=int, default=5000)
    reader.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    asked = reader.parse_args()
    print(f"{asked.operations} operations, --seed {asked.seed}", flush=True)
    warnings.filterwarnings("ignore", UNAWAITED, RuntimeWarning)
    with comparing() as (drawn, compare):
        return run(drawn, compare, asked.operations, asked.seed)


@contextmanager
def comparing() -> Generator[tuple[Drawn, Comparing]]:
    """Portfolios made anew, and both executors."""
    with TemporaryDirectory() as folder, asyncio.Runner() as runner, breakable(CORE) as faults:
        made = portfolios(Path(folder))
        drawn = Drawn(schema=CORE, portfolios=made, breakable=frozenset(faults.places))
        yield drawn, Comparing(Asking(runner), faults)


def run(drawn: Drawn, compare: Comparing, number: int, seed: int) -> int:
    began, found = perf_counter(), set[str]()
    for place, (choices, case) in enumerate(drawn.many(number, seed=seed), 1):
        found |= reached(CORE, parse(case.operation.text))
        if any(compare.differences(case)):
            print(f"operation {place} differs; looking for a smaller one", flush=True)
            smallest = drawn.smallest(choices, lambda one: any(compare.differences(one)))
            print(smallest, *compare.differences(smallest), sep="\n\n")
            return 1
        if place % EVERY == 0:
            print(
                f"{place:6} {place / (perf_counter() - began):5.1f}/s  {shares(compare)}",
                flush=True,
            )
    missed = sorted(reachable(CORE) - found)
    print(f"all agree. {shares(compare)}. Never asked for: {', '.join(missed) or 'nothing'}")
    return 0


def shares(compare: Comparing) -> str:
    """Who answered how many of the requests."""
    by, total = compare.ask.by, compare.ask.by.total()
    return ", ".join(f"{100 * number / total:.0f}% {who}" for who, number in by.most_common())


if __name__ == "__main__":
    sys.exit(main())
