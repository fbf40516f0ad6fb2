import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from models.account import Account
from models.contract import Contract
from models.database import Database

Cli = Callable[..., CompletedProcess[str]]
ECB = ("--source", "ECB")
AHEAD = (datetime.now(tz=UTC) + timedelta(days=2)).date()


async def with_contracts(data: Path, *codes: str) -> None:
    """An account for each currency, with a large contract in it."""
    database = await Database.open(data / "bellwether.db")
    for code in codes:
        now = datetime.now(tz=UTC)
        async with database.write(code, actor="test", now=now) as unit:
            unit.add(Account(name=code, tracked_from=now))
            unit.add(Contract(name=code, annual_value_minor=500_000_00, currency_code=code))
    await database.close()


def test_without_any_rate_it_is_said_what_that_means(cli: Cli) -> None:
    done = cli("rates")

    assert done.returncode == 0
    assert done.stdout.startswith("No reference rates:")


def test_a_rate_set_is_listed_the_newest_first(cli: Cli) -> None:
    for value, day in (("1.08", "2024-10-01"), ("1.09", "2024-11-01")):
        cli("rates", "set", "EUR", value, "--as-of", day, *ECB)
    cli("rates", "set", "CHF", "1.1", "--as-of", "2024-10-01", "--source", "a bank")

    assert cli("rates").stdout.splitlines() == [
        "CHF  2024-10-01  1.1 USD  a bank",
        "EUR  2024-11-01  1.09 USD  ECB",
        "EUR  2024-10-01  1.08 USD  ECB",
    ]


def test_a_rate_says_how_many_accounts_were_judged_again(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    asyncio.run(with_contracts(tmp_path / "data", "EUR", "USD", "GBP"))

    first = cli("rates", "set", "EUR", "1.08", *ECB)
    again = cli("rates", "set", "EUR", "1.08", *ECB)

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    assert "1 EUR is 1.08 USD from " in first.stdout
    assert "Judged 1 accounts again." in first.stdout
    assert "Judged 0 accounts again." in again.stdout


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("eur", "1.08", *ECB), "'eur' is no ISO 4217 currency code"),
        (("USD", "1", *ECB), "Rates are in USD"),
        (("EUR", "much", *ECB), "'much' is no number"),
        (("EUR", "0", *ECB), "between 0 and 100 USD"),
        (("EUR", "-1.08", *ECB), "between 0 and 100 USD"),
        (("EUR", "nan", *ECB), "between 0 and 100 USD"),
        (("EUR", "1.2345678", *ECB), "at most 6 digits"),
        (("EUR", "1.08", "--as-of", "yesterday", *ECB), "--as-of=yesterday"),
        (("EUR", "1.08", "--as-of", str(AHEAD), *ECB), "lies ahead"),
        (("EUR", "1.08", "--source", " "), "needs a source"),
    ],
)
def test_a_wrong_rate_is_one_clear_line_and_nothing_is_stored(
    cli: Cli, tmp_path: Path, words: tuple[str, ...], named: str
) -> None:
    done = cli("rates", "set", *words)

    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert named in line
    assert not (tmp_path / "data").exists()


def test_another_rate_of_the_same_day_is_refused(cli: Cli) -> None:
    words = ("--as-of", "2024-10-01", *ECB)
    cli("rates", "set", "EUR", "1.08", *words)

    done = cli("rates", "set", "EUR", "1.09", *words)

    assert done.returncode == 2
    assert "EUR has the rate 1.08 of 2024-10-01 (ECB)" in done.stderr
    assert "1.09" not in cli("rates").stdout


def test_a_rate_needs_its_source(cli: Cli) -> None:
    done = cli("rates", "set", "EUR", "1.08")

    assert done.returncode == 2
    assert "--source" in done.stderr


def test_the_place_of_the_data_may_stand_on_either_side(cli: Cli, tmp_path: Path) -> None:
    words, before, behind = ("set", "EUR", "1.08", *ECB), tmp_path / "before", tmp_path / "behind"

    first = cli("rates", "--data", str(before), *words)
    second = cli("rates", *words, "--data", str(behind))

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    for place in (before, behind):
        assert (place / "bellwether.db").exists()
    assert not (tmp_path / "data").exists()
