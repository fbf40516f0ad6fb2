from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessment import judge
from domain.errors import InvalidInput
from domain.money import Money
from domain.rates import ReferenceRate, in_force, in_usd
from domain.vocabulary import ConcernTopic
from engine.reads import Row
from models.base import Base
from models.contract import Contract
from models.daily import start_of
from models.database import Database
from models.facts import facts_until
from models.history import DailyScore, Score
from models.outlines import risk_of
from models.rates import EVER, every_rate, rates_at, rates_between, row_of
from models.readers import read_now
from models.sweep import sweep
from models.voice import Concern
from tests.api.records import store
from tests.storage.reads import DAY, NOW, TICK, every, new_account

TODAY = NOW.date()
RATE = Decimal("1.08")


def rate(
    value: str, *, code: str = "EUR", as_of: date = TODAY, recorded_at: datetime = NOW
) -> ReferenceRate:
    return ReferenceRate(
        currency_code=code,
        usd_per_unit=Decimal(value),
        as_of=as_of,
        source="ECB",
        recorded_at=recorded_at,
    )


def contract(amount: int, code: str = "EUR") -> Contract:
    return Contract(name="Enterprise", annual_value_minor=amount * 100, currency_code=code)


async def account_with(database: Database, *records: Base, now: datetime = NOW) -> str:
    account_id = await new_account(database, now=now)
    async with database.write(account_id, actor="test", now=now) as unit:
        for record in records:
            unit.add(record)
    return account_id


async def scores(database: Database) -> dict[str, Row]:
    return {row.account_id: row for row in await database.read(every(Score))}


async def test_a_rate_put_on_file_twice_is_there_once(database: Database) -> None:
    for _ in range(2):
        await database.set_rate(rate("1.08"))

    assert await database.read(every_rate()) == [rate("1.08")]


async def test_a_rate_is_never_rewritten_only_followed(database: Database) -> None:
    await database.set_rate(rate("1.08", as_of=TODAY - DAY))

    with pytest.raises(InvalidInput, match="never rewritten"):
        await database.set_rate(rate("1.09", as_of=TODAY - DAY))
    await database.set_rate(rate("1.09"))

    newest, oldest = await database.read(every_rate())
    assert (newest.usd_per_unit, oldest.usd_per_unit) == (Decimal("1.09"), Decimal("1.08"))


DAYS = st.integers(0, 6).map(lambda n: TODAY - n * DAY)
TOLD = st.lists(
    st.builds(
        rate,
        st.sampled_from(["0.5", "1.08", "1.27"]),
        code=st.sampled_from(["EUR", "GBP", "JPY"]),
        as_of=DAYS,
        recorded_at=st.integers(0, 6).map(lambda n: NOW + n * DAY),
    ),
    max_size=8,
    unique_by=lambda told: (told.currency_code, told.as_of),
)


@settings(max_examples=40, deadline=None)
@given(told=TOLD, day=DAYS, span=st.integers(0, 3), recorded=st.none() | st.integers(-1, 7))
def test_what_is_read_is_what_was_in_force_and_on_file(
    told: list[ReferenceRate], day: date, span: int, recorded: int | None
) -> None:
    by = EVER if recorded is None else NOW + recorded * DAY
    first = datetime.combine(day, NOW.timetz())
    instants = [first + n * DAY for n in range(span + 1)]
    with TemporaryDirectory() as folder:
        file = Path(folder, "rates.db")
        store(file, *map(row_of, told))

        found = read_now(file, rates_between(first, instants[-1], recorded_by=by))
        at_first = read_now(file, rates_at(first, recorded_by=by))

    on_file = [one for one in told if one.recorded_at <= by]
    assert at_first == in_force(on_file, first)
    for at in instants:
        assert in_force(found, at) == in_force(on_file, at)


async def test_a_rate_gives_its_contracts_the_right_step_with_the_next_sweep(
    database: Database,
) -> None:
    large = await account_with(database, contract(500_000))
    before = (await scores(database))[large]

    await database.set_rate(rate("1.08", recorded_at=NOW + TICK))
    judged = await sweep(database, now=NOW + TICK)

    after = (await scores(database))[large]
    then, now = (risk_of(row.risk) for row in (before, after))
    assert judged == 1
    assert (then.base_rate, then.base_rate_assumed, then.usd_per_unit) == (0.10, True, None)
    assert (now.base_rate, now.base_rate_assumed, now.usd_per_unit) == (0.07, False, RATE)
    assert before.at_risk_usd is None
    at_risk = Money(after.at_risk_minor, "EUR")
    assert Money(after.at_risk_usd, "USD") == in_usd(at_risk, RATE)


async def test_only_accounts_with_money_in_the_currency_are_judged_again(
    database: Database,
) -> None:
    loss = {"topic": ConcernTopic.TRUST, "text": "We lost money", "raised_at": NOW}
    euros = {"stated_loss_minor": 1_000_000, "stated_loss_currency": "EUR"}
    ours = {
        await account_with(database, contract(50_000)),
        await account_with(database, contract(50_000, "USD"), Concern(**loss, **euros)),
    }
    for code in ("USD", "GBP"):
        await account_with(database, contract(50_000, code))
    await account_with(database)
    before = await scores(database)

    await database.set_rate(rate("1.08", recorded_at=NOW + TICK))
    judged = await sweep(database, now=NOW + TICK)

    after = await scores(database)
    assert {id_ for id_, row in after.items() if row != before[id_]} == ours
    assert judged == len(ours)


async def test_a_rate_on_file_already_makes_nobody_due(database: Database) -> None:
    await account_with(database, contract(50_000))
    for n in range(2):
        await database.set_rate(rate("1.08", recorded_at=NOW + TICK))
        assert await sweep(database, now=NOW + TICK) == 1 - n


async def test_a_day_holds_the_step_of_the_rate_in_force_that_day(database: Database) -> None:
    start = NOW - 6 * DAY
    account_id = await account_with(database, contract(40_000), now=start)
    dearer = (NOW - 3 * DAY).date()
    await database.set_rate(rate("0.5", as_of=start.date()))
    await database.set_rate(rate("1.5", as_of=dearer))
    await database.rescore(account_id, now=NOW)

    facts = (await database.read(facts_until([account_id], NOW)))[account_id]
    days = {row.day: row for row in await database.read(every(DailyScore))}
    assert len(days) == 6
    for day, row in days.items():
        per_unit = Decimal("0.5") if day < dearer else Decimal("1.5")
        told = judge(facts, at=start_of(day + DAY) - TICK, rates={"EUR": per_unit}).risk
        assert told is not None
        assert told.base_rate == (0.10 if day < dearer else 0.07)
        assert row.probability == pytest.approx(told.probability, abs=1e-6)
