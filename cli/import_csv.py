"""`import-csv`: accounts, contacts or contracts from another system, through a running server.

A row is known by its name in that system, so a run after an interrupted one sends all of them again
and finds those already there unchanged.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from api.exchange import MAX_BODY
from cli.csv_rows import KINDS, Columns, Problem, Sent
from cli.csv_table import read_table
from cli.exits import Exit
from cli.remote import Server, ask, declare_server, server_of
from domain.errors import InvalidInput
from resolvers.mutations.bulk import MOST_ROWS, ErrorPolicy

POLICIES = {policy.value.lower().replace("_", "-"): policy for policy in ErrorPolicy}
BESIDE = 10_000  # bytes of a call that are not its rows
BAR = 30  # characters
DONE = ("CREATED", "UPDATED", "UNCHANGED", "REPLAYED", "PLANNED")
WRITTEN = ("CREATED", "UPDATED", "REPLAYED")
WORDS = {"REPLAYED": "written at an earlier try", "PLANNED": "could be written"}


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, help="what the rows are")
    parser.add_argument("file", metavar="FILE", help="CSV in UTF-8, with a header")
    declare_server(parser)
    parser.add_argument("--system", default="crm", help="whose keys these are (default: crm)")
    parser.add_argument(
        "--map",
        metavar="COLUMN=FIELD",
        action="append",
        default=[],
        help="what a column of the file is; without FIELD it is left out",
    )
    parser.add_argument(
        "--policy",
        choices=POLICIES,
        default="reject-all",
        help="when a row is refused: write nothing (default), or all the others",
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would be")
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")


@dataclass(slots=True, kw_only=True)
class Import:
    """One run: what is sent where, and what became of it."""

    server: Server
    kind: str
    columns: Columns
    policy: ErrorPolicy
    outcomes: Counter[str] = field(default_factory=Counter[str])
    problems: list[Problem] = field(default_factory=list[Problem])

    def run(self, rows: Sequence[Sent], *, is_plan: bool) -> None:
        """Send all rows, some at a time; of a plan nothing is written."""
        self.outcomes.clear()
        done = 0
        for part in parts_of(rows):
            self.take(part, self.send(part, is_plan=is_plan))
            done += len(part)
            show(done, len(rows), is_plan=is_plan)
            if self.problems and not is_plan and self.policy is ErrorPolicy.REJECT_ALL:
                break

    def send(self, part: Sequence[Sent], *, is_plan: bool) -> Any:  # noqa: ANN401 - a payload as JSON
        """One call, under a key of its own for all its tries."""
        name = f"{KINDS[self.kind]}BulkSave"
        kind = f"{name[0].upper()}{name[1:]}Input!"
        rows = [row.said for row in part]
        document = (
            f"mutation ImportCsv($input: {kind}) {{ {name}(input: $input) {{"
            " results { row outcome } userErrors { message path } } }"
        )
        said = {
            "rows": rows,
            "errorPolicy": self.policy.value,
            "dryRun": is_plan,
            "idempotencyKey": str(uuid4()),
        }
        return ask(self.server, document, {"input": said})[name]

    def look_through(self, rows: Sequence[Sent]) -> None:
        """What the server finds besides in rows that cannot be sent as they are."""
        known = {(problem.row, problem.column) for problem in self.problems}
        for part in parts_of(rows):
            for error in self.send(part, is_plan=True)["userErrors"]:
                found = self.problem(part, error["path"], error["message"])
                if (found.row, found.column) not in known:
                    self.problems.append(found)

    def take(self, part: Sequence[Sent], told: Mapping[str, Any]) -> None:
        self.outcomes.update(one["outcome"] for one in told["results"])
        for error in told["userErrors"]:
            self.problems.append(self.problem(part, error["path"], error["message"]))

    def problem(self, part: Sequence[Sent], path: Sequence[str], message: str) -> Problem:
        """The path is [input, rows, 17, name...], or that of the whole call."""
        if path[1:2] != ["rows"] or len(path) < 3:  # noqa: PLR2004 - a row's path is that long
            raise InvalidInput(f"{'.'.join(path)}: {message}")
        return self.columns.problem(part[int(path[2])].number, tuple(path[3:]), message)


def run(asked: Namespace) -> Exit:
    """FINE, or REFUSED when rows were; raises InvalidInput for a file that cannot be sent."""
    table = read_table(read_file(asked.file))
    columns = Columns(asked.kind, table.header, dict(read_map(asked.map)))
    reading = columns.read(table, asked.system)
    job = Import(
        server=server_of(asked),
        kind=asked.kind,
        columns=columns,
        policy=POLICIES[asked.policy],
        problems=reading.problems,
    )
    job.look_through(reading.damaged)
    carry_out(job, reading.rows, is_plan=asked.dry_run)
    print(as_json(job, asked) if asked.json else as_text(job, asked))
    return Exit.REFUSED if job.problems else Exit.FINE


def carry_out(job: Import, rows: Sequence[Sent], *, is_plan: bool) -> None:
    """With REJECT_ALL all rows are tried before the first is written: calls end one by one."""
    is_strict = job.policy is ErrorPolicy.REJECT_ALL
    if is_plan or is_strict:
        job.run(rows, is_plan=True)
    if not is_plan and not (is_strict and job.problems):
        job.run(rows, is_plan=False)


def read_file(place: str) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise InvalidInput(f"{place}: {error.strerror}") from error


def read_map(given: Iterable[str]) -> Iterator[tuple[str, str]]:
    for one in given:
        column, equals, name = one.rpartition("=")
        if not (column and equals):
            raise InvalidInput(f"--map {one}: write COLUMN=FIELD")
        yield column, name


def parts_of(rows: Sequence[Sent]) -> Iterator[list[Sent]]:
    """As many rows as one call may have, in their number and in bytes."""
    part: list[Sent] = []
    size = 0
    for row in rows:
        own = len(orjson.dumps(row.said)) + 1
        if part and (len(part) == MOST_ROWS or size + own > MAX_BODY - BESIDE):
            yield part
            part, size = [], 0
        part.append(row)
        size += own
    if part:
        yield part


def show(done: int, of: int, *, is_plan: bool) -> None:
    """How far it is: a bar on a terminal, else a line now and then."""
    what = f"{done:,} of {of:,} rows {'tried' if is_plan else 'sent'}"
    if sys.stderr.isatty():
        bar = "#" * (BAR * done // of)
        print(f"\r[{bar:-<{BAR}}] {what}", end="\n" if done == of else "", file=sys.stderr)
    else:
        print(what, file=sys.stderr, flush=True)


def as_text(job: Import, asked: Namespace) -> str:
    lines = [str(problem) for problem in sorted(job.problems, key=lambda one: one.row)]
    found = [
        f"{job.outcomes[word]:,} {WORDS.get(word, word.lower())}"
        for word in DONE
        if job.outcomes[word]
    ]
    refused = len({problem.row for problem in job.problems})
    if refused:
        found.append(f"{refused:,} refused")
    if not any(job.outcomes[word] for word in WRITTEN):
        found.append("nothing was written")
    return "\n".join([*lines, f"{asked.file}: {', '.join(found) or 'no rows'}"])


def as_json(job: Import, asked: Namespace) -> str:
    said = {
        "file": asked.file,
        **{word.lower(): job.outcomes[word] for word in DONE},
        "refused": len({problem.row for problem in job.problems}),
        "errors": [
            {"row": one.row, "column": one.column or None, "message": one.message}
            for one in job.problems
        ],
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2).decode()
