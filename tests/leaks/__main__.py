"""`python -m tests.leaks --cases 10000`: viewers before books, until one learns too much."""

import argparse
import asyncio
import logging
import sys
import warnings
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.differential.asked import Asking
from tests.differential.faults import UNAWAITED
from tests.leaks.comparing import QUERIES, Comparing

EVERY = 25
"Books between two lines of progress."


def main() -> int:
    """Zero when nobody learnt anything; else one, after the smallest leak found."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cases", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    asked = reader.parse_args()
    print(f"{asked.cases} cases, --seed {asked.seed}", flush=True)
    warnings.filterwarnings("ignore", UNAWAITED, RuntimeWarning)
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        comparing = Comparing.over(Path(folder), Asking(runner))
        return run(comparing, asked.cases // QUERIES, asked.seed)


def run(comparing: Comparing, books: int, seed: int) -> int:
    began = perf_counter()
    for place in range(books):
        leak = comparing.leaks(seed + place)
        if leak is not None:
            print(leak)
            return 1
        if (place + 1) % EVERY == 0:
            done = (place + 1) * QUERIES
            print(f"{done:6} {done / (perf_counter() - began):5.1f}/s", flush=True)
    print("no leak")
    return 0


if __name__ == "__main__":
    sys.exit(main())
