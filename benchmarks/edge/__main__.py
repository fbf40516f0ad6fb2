"""What the whole edge adds to an answer: python -m benchmarks.edge.

One server has everything: a script's token that sees all accounts, scopes, prices and a budget,
limits, deadlines; the other has nothing of it. Both read a copy of the portfolio, for there is a
token in it. Takes about two minutes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from api.settings import DATABASE_FILE
from benchmarks.engine.contestant import JSON, Contestant, running
from benchmarks.engine.measuring import Results, data_of, measure
from benchmarks.engine.portfolio import KEPT, ROOT, portfolio
from benchmarks.engine.queries import QUERIES
from benchmarks.engine.report import markdown

BARE, WHOLE = "bare", "whole"
ROUNDS = 120
"What is looked for is a twentieth: less than what else the machine does moves one round."
TOKEN = ("create", "--script", "benchmark", "--accounts", "all", "--scope", "READ")


def token_of(data: Path) -> str:
    """A new one, of this database."""
    ours = {name: said for name, said in os.environ.items() if not name.startswith("BELLWETHER")}
    command = [sys.executable, "-m", "cli", "token", *TOKEN, "--data", str(data)]
    return subprocess.check_output(command, cwd=ROOT, env=ours, text=True).strip()  # noqa: S603 - our own command


def compare(contestants: Sequence[Contestant]) -> None:
    """Raises AssertionError where their data differ."""
    for query in QUERIES:
        bare, whole = (data_of(one, query, 0) for one in contestants)
        assert bare == whole, query.name  # noqa: S101 - the point of it


def table(results: Results) -> str:
    """The least of all rounds, and by how much one is dearer in the middle one of them."""
    head = ("Question", "without, CPU ms", "with", "more", "in the middle round")
    rows: list[Sequence[str]] = []
    for query in QUERIES:
        bare, whole = (results[query.name, name].cpu for name in (BARE, WHOLE))
        low, high = min(bare), min(whole)
        more = median(more - less for less, more in zip(bare, whole, strict=True))
        shown = (f"{low:.3f}", f"{high:.3f}", f"{high - low:+.3f} ms, {high / low - 1:+.0%}")
        rows.append((query.name, *shown, f"{more:+.3f} ms, {more / median(bare):+.0%}"))
    return markdown(head, rows)


def main() -> None:
    kept = portfolio()
    with TemporaryDirectory(dir=KEPT) as place, ExitStack() as stack:
        data = Path(place)
        shutil.copyfile(kept / DATABASE_FILE, data / DATABASE_FILE)
        token = token_of(data)
        bare, whole = (
            stack.enter_context(running(name, data, f"benchmarks.edge.{name}"))
            for name in (BARE, WHOLE)
        )
        whole.headers = {**JSON, "Authorization": f"Bearer {token}"}
        compare((bare, whole))
        print(table(measure((bare, whole), ROUNDS)))


if __name__ == "__main__":
    main()
