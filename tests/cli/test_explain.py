"""`explain`: what a query reads, and what is said of one that nobody can run."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from models.account import Account
from models.database import Database
from tests.server.test_docs import QUERIES

Cli = Callable[..., CompletedProcess[str]]
STEP = re.compile(r"^( *)(\d)\. (\S+): (\S+)$", re.MULTILINE)
RAN = re.compile(r"^ +(\d+) rows from\n +(\S+)", re.MULTILINE)
README = next(shown.text for shown in QUERIES if shown.place.startswith("README.md"))
READS = [
    (1, "accounts", "resolvers.accounts.listed"),
    (2, "accounts.nodes.health", "resolvers.health.of_accounts"),
    (3, "accounts.nodes.health.evidence", "resolvers.health.evidence"),
    (4, "accounts.nodes.health.evidence.source", "resolvers.records.named"),
    (2, "accounts.nodes.renewalRisk", "resolvers.risk.of_accounts"),
]
NAMES = "query A { viewer { token } } query B($n: Int!) { accounts(first: $n) { totalCount } }"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The data of a book with one customer in it."""
    data = tmp_path / "data"
    data.mkdir()
    asyncio.run(keep(data / "bellwether.db"))
    return data


async def keep(file: Path) -> None:
    database = await Database.open(file)
    now = datetime.now(tz=UTC)
    async with database.write("techcorp", actor="test", now=now) as unit:
        unit.add(Account(name="TechCorp", tracked_from=now))
    await database.close()


@pytest.mark.usefixtures("kept")
def test_a_query_is_told_level_by_level(cli: Cli) -> None:
    done = cli("explain", README)

    assert (done.returncode, done.stderr) == (0, "")
    steps = STEP.findall(done.stdout)
    assert [(int(level), path, read) for _, level, path, read in steps] == READS
    assert all(len(margin) == 2 * (int(level) - 1) for margin, level, *_ in steps)


@pytest.mark.usefixtures("kept")
def test_a_step_tells_its_columns_and_what_its_statements_gave(cli: Cli) -> None:
    told = cli("explain", README).stdout

    _, first, *others = re.split(r"^ *\d\. ", told, flags=re.MULTILINE)
    assert re.findall(r"^ +columns (.*)$", first, re.MULTILINE) == ["name, id"]
    ((rows, word),) = RAN.findall(first)
    assert (rows, word) == ("1", "SELECT")
    assert "SELECT account.name, account.id" in first
    assert "account.time_zone" not in first
    assert all(RAN.findall(other) for other in others if other.startswith("accounts.nodes.health:"))


@pytest.mark.usefixtures("kept")
def test_of_several_operations_the_named_one_is_told(cli: Cli) -> None:
    one = cli("explain", NAMES, "--operation", "A")
    other = cli("explain", NAMES, "--operation", "B", "--variables", '{"n": 1}')

    assert [path for _, _, path, _ in STEP.findall(one.stdout)] == ["viewer"]
    assert [path for _, _, path, _ in STEP.findall(other.stdout)] == ["accounts"]


def test_what_the_engine_does_not_answer_is_said_and_needs_no_data(cli: Cli) -> None:
    done = cli("explain", "{ __schema { queryType { name } } }")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "graphql-core answers this alone: Query.__schema.\n"


def test_without_a_database_it_is_said_where_one_was_looked_for(cli: Cli, tmp_path: Path) -> None:
    said = complaint(cli("explain", "{ accounts { totalCount } }"))

    assert said == f"bellwether: {tmp_path / 'data'} holds no database"
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("{",), "Syntax Error"),
        (("{ nobody }",), "Cannot query field 'nobody'"),
        (("mutation { nobody }",), "Cannot query field 'nobody' on type 'Mutation'"),
        ((NAMES,), "--operation"),
        ((NAMES, "--operation", "C"), "--operation"),
        ((NAMES, "--operation", "B"), "variables"),
        ((NAMES, "--operation", "B", "--variables", '{"n": "one"}'), "variables"),
        ((NAMES, "--operation", "B", "--variables", "n=1"), "--variables is not JSON"),
        ((NAMES, "--operation", "B", "--variables", "[]"), "--variables is a JSON object"),
        (("{ accounts(first: 101) { totalCount } }",), "0 to 100 rows, not 101"),
    ],
)
def test_what_cannot_be_run_is_one_clear_line(cli: Cli, words: tuple[str, ...], named: str) -> None:
    assert named in complaint(cli("explain", *words))


def test_a_file_that_is_no_database_is_said(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bellwether.db").write_text("a shopping list, " * 100)

    assert "not a database" in complaint(cli("explain", "{ accounts { totalCount } }"), code=4)


def complaint(done: CompletedProcess[str], code: int = 2) -> str:
    """The one line a failing command says."""
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    return line
