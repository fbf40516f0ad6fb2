"""Several accounts in one transaction: each unit is taken back alone, or all of them are."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from domain.errors import InvalidInput, StorageFull
from domain.vocabulary import SignalKind
from models import settle
from models.account import Account, User
from models.base import new_id
from models.contract import Contract
from models.database import Database
from models.here import Here
from models.history import FactRow, Score
from models.scores import rescore
from models.unit import Unit
from models.voice import Signal
from tests.storage.reads import NOW, every


async def add_account(unit: Unit, name: str) -> None:
    """Refused when it is called so, after it was added."""
    async with unit.within(new_id()) as own:
        own.add(Account(name=name, tracked_from=NOW))
        if name == "refused":
            await own.finish()
            raise InvalidInput("not this one")


async def names(database: Database) -> list[str]:
    return [row.name for row in await database.read(every(Account))]


async def test_units_of_one_transaction_are_kept_together(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        await add_account(unit, "one")
        await add_account(unit, "two")
        assert await names(database) == []

    assert await names(database) == ["one", "two"]
    assert len(await database.read(every(Score))) == 2


async def test_what_is_refused_is_taken_back_alone(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit:
        await add_account(unit, "one")
        with suppress(InvalidInput):
            await add_account(unit, "refused")
        await add_account(unit, "two")

    assert await names(database) == ["one", "two"]
    assert len(await database.read(every(FactRow))) == 2


@pytest.mark.parametrize("failure", [InvalidInput("no"), StorageFull("full"), ZeroDivisionError()])
async def test_whoever_fails_around_them_takes_all_back(
    database: Database, failure: Exception
) -> None:
    async def fail_behind_two() -> None:
        async with database.write(None, actor="test", now=NOW) as unit:
            await add_account(unit, "one")
            async with unit.within(new_id()) as own:
                own.add(Account(name="two", tracked_from=NOW))
                await own.finish()
                raise failure

    with pytest.raises(type(failure)):
        await fail_behind_two()

    assert await names(database) == []


async def test_a_unit_reads_what_those_before_it_wrote(database: Database) -> None:
    account_id = new_id()
    async with database.write(None, actor="test", now=NOW) as unit:
        async with unit.within(account_id) as own:
            own.add(Account(name="one", tracked_from=NOW))
        async with unit.within(account_id) as own:
            (await own.get_or_raise(Account, account_id)).name = "renamed"
        seen = await unit.read(every(Account))

    assert [(row.name, row.version) for row in seen] == [("renamed", 2)]


async def test_what_belongs_to_no_account_may_be_written_within(database: Database) -> None:
    async with database.write(None, actor="test", now=NOW) as unit, unit.within(None) as own:
        own.add(User(name="Anna"))

    assert [row.name for row in await database.read(every(User))] == ["Anna"]


async def test_an_account_many_parts_have_changed_is_judged_once_and_as_if_by_the_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def told(here: Here, account_id: str, *facts: Any, at: datetime) -> None:
        judged.append(account_id)
        rescore(here, account_id, *facts, at=at)

    monkeypatch.setattr(settle, "rescore", told)
    one, two = new_id(), new_id()
    async with database.write(None, actor="test", now=NOW) as unit:
        for account_id in (one, two):
            async with unit.within(account_id) as own:
                own.add(Account(name=account_id, tracked_from=NOW))
        for value in (30_000_00, 40_000_00):
            async with unit.within(one) as own:
                own.add(Contract(name="A", annual_value_minor=value, currency_code="USD"))
        with suppress(InvalidInput):
            async with unit.within(two) as own:
                own.add(Signal(kind=SignalKind.INVOICE_OVERDUE, observed_at=NOW))
                raise InvalidInput("not this one")
    at_end = {score.account_id: score.value for score in await database.read(every(Score))}
    contracts = {score.account_id: score.contract_id for score in await database.read(every(Score))}

    assert sorted(judged) == sorted([one, two])
    assert at_end == {one: 70.0, two: 70.0}
    assert contracts[one] is not None
    assert contracts[two] is None
