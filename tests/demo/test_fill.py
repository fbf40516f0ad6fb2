"""The first start: sixty customers and TechCorp, whatever happens to the process meanwhile."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

from cli.demo.fill import fill
from cli.demo.known import CARER, SELLER, staff
from domain.access import UserRole
from domain.verdicts import HealthBand
from models.account import Account, User
from models.commitment import Commitment
from models.contract import Contract
from models.database import Database
from models.history import Score
from models.note import Note, SourceSpan
from models.outlines import risk_of
from tests.notes.applying import NOW, applied, follow_up
from tests.notes.killing import demonstrate, killed
from tests.storage.reads import every, new_account

KILLED_AT = (1, 15, 30, 45)  # accounts, of 61


async def test_every_band_occurs(filled: Path) -> None:
    database = await Database.open(filled)
    scores = await database.read(every(Score))
    await database.close()

    bands = Counter(score.band for score in scores)

    assert set(bands) == set(HealthBand)
    assert bands[HealthBand.HEALTHY] == 18
    assert bands[HealthBand.UNKNOWN] == 8
    assert bands[HealthBand.CRITICAL] == 4


async def test_techcorp_comes_through_the_importer(filled: Path) -> None:
    database = await Database.open(filled)
    account = next(a for a in await database.read(every(Account)) if a.name == "TechCorp")
    spans = await database.read(every(SourceSpan))
    promises = await database.read(every(Commitment))
    score = next(s for s in await database.read(every(Score)) if s.account_id == account.id)
    await database.close()

    assert {span.account_id for span in spans} == {account.id}
    assert sum(promise.account_id == account.id for promise in promises) == 8
    assert score.band is HealthBand.CRITICAL


async def test_every_role_is_there_and_everybody_has_an_address(filled: Path) -> None:
    database = await Database.open(filled)
    people = {person.id: person for person in await database.read(every(User))}
    (techcorp,) = (a for a in await database.read(every(Account)) if a.name == "TechCorp")
    await database.close()

    roles = Counter(person.role for person in people.values())
    (lead,) = (one for one in people.values() if one.role is UserRole.LEAD)
    assert roles == {UserRole.MEMBER: 13, UserRole.LEAD: 1, UserRole.ADMIN: 1}
    assert {one.lead_id for one in people.values() if one.role is UserRole.MEMBER} == {lead.id}
    assert all(person.email for person in people.values())
    assert set(people) == {person.id for person in staff()}
    assert people[techcorp.owner_id or ""].title == SELLER
    assert people[techcorp.csm_id or ""].title == CARER


async def test_a_second_start_adds_nothing(filled: Path) -> None:
    database = await Database.open(filled)
    before = await told_in(database)

    added = await fill(database, now=NOW)

    after = await told_in(database)
    await database.close()
    assert added == 0
    assert after == before


async def told_in(database: Database) -> dict[str, set[tuple[object, ...]]]:
    """Who the customers are, and what they pay until when; TechCorp's ids are its own."""
    accounts = await database.read(every(Account))
    contracts = await database.read(every(Contract))
    names = {account.id: account.name for account in accounts}
    return {
        "accounts": {(a.id, a.name) for a in accounts if a.name != "TechCorp"},
        "names": {(name,) for name in names.values()},
        "contracts": {
            (names[c.account_id], c.annual_value_minor, c.currency_code, c.renews_on)
            for c in contracts
        },
    }


async def test_a_database_with_accounts_of_its_own_is_left_alone(path: Path) -> None:
    database = await Database.open(path)
    await new_account(database, now=NOW)

    assert await fill(database, now=NOW) == 0

    assert len(await database.read(every(Account))) == 1
    await database.close()


async def test_a_note_imported_first_keeps_the_demonstration_away(path: Path) -> None:
    database = await Database.open(path)
    await applied(database, follow_up())

    assert await fill(database, now=NOW) == 0

    await database.close()


def test_killed_while_filling_the_next_start_goes_on(path: Path, filled: Path) -> None:
    draw = Random("kills")  # noqa: S311 - a moment, no secret
    asyncio.run(opened_once(path))

    for some in KILLED_AT:
        killed(
            path,
            demonstrate,
            once=lambda some=some: accounts_in(path) >= some,
            after=draw.uniform(0.0, 0.1),
        )
        assert some <= accounts_in(path) < 61

    asyncio.run(ended_alike(path, filled))


def accounts_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT count(*) FROM account").fetchone()[0]


async def opened_once(path: Path) -> None:
    await (await Database.open(path)).close()


async def ended_alike(path: Path, filled: Path) -> None:
    """One more start, and it is as if nobody had killed anything."""
    mended, whole = await Database.open(path), await Database.open(filled)
    assert await fill(mended, now=NOW) > 0
    assert await told_in(mended) == await told_in(whole)
    assert len(await mended.read(every(Account))) == 61
    assert len(await mended.read(every(Note))) == 1
    await mended.close()
    await whole.close()


async def test_a_contract_in_any_currency_gets_the_step_of_its_size(filled: Path) -> None:
    database = await Database.open(filled)
    scores = await database.read(every(Score))
    await database.close()
    contracts = [score for score in scores if score.annual_value_minor is not None]

    risks = [risk_of(score.risk) for score in contracts]

    assert {score.currency_code for score in contracts} == {"USD", "EUR", "GBP", "JPY"}
    assert [risk.base_rate_assumed for risk in risks] == [False] * len(contracts)
    assert all(score.at_risk_usd is not None for score in contracts)
