"""Telling the demonstration: the invented customers, and TechCorp through the note importer."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

from cli.demo.known import ACTOR, NOTE, noted, staff
from cli.demo.portfolio import YEN_A_DOLLAR, Customer, customers
from domain.notes.read import read_note
from domain.rates import ReferenceRate
from models.account import Account, User
from models.database import Database
from models.directory import RateRow
from models.rates import row_of
from resolvers.note_apply import SentNote, apply_sent

NOTE_ZONE = "America/New_York"
ANSWERS: Mapping[str, str] = dict.fromkeys(
    (
        "duration-vs-timeline",
        "resolution-time-missing",
        "sla-clock-start",
        "friday-is-today",
        "loss-is-not-credit",
        "open-ended-condition",
    ),
    "accept",
)
"Nothing is settled by the demonstration: each open question stays as the note leaves it."

USD_A_UNIT = {
    "EUR": Decimal("1.08"),
    "GBP": Decimal("1.27"),
    "JPY": round(1 / Decimal(YEN_A_DOLLAR), 6),
}
RATES_SINCE = date(2020, 1, 1)
"Before anything happened to any customer."


async def tell(database: Database, *, now: datetime) -> int:
    """Add what is missing of the demonstration; returns the accounts added."""
    async with database.write(None, actor=ACTOR, now=now) as unit:
        there = {account.id for account in await unit.find(Account)}
        known = {user.id for user in await unit.find(User)}
        for person in staff():
            if person.id not in known:
                unit.add(person)
        told = {rate.currency_code for rate in await unit.find(RateRow)}
        for rate in reference_rates():
            if rate.currency_code not in told:
                unit.add(row_of(rate))
    added = 0
    for customer in customers(now):
        if customer.account_id not in there:
            await add_customer(database, customer, now=now)
            added += 1
    return added + await import_techcorp(database, now=now)


def reference_rates() -> Iterator[ReferenceRate]:
    """Of every market; on file since their day, as the customers' lives are."""
    since = datetime.combine(RATES_SINCE, time(), UTC)
    for code, usd_per_unit in USD_A_UNIT.items():
        yield ReferenceRate(
            currency_code=code,
            usd_per_unit=usd_per_unit,
            as_of=RATES_SINCE,
            source=ACTOR,
            recorded_at=since,
        )


async def add_customer(database: Database, customer: Customer, *, now: datetime) -> None:
    """One customer's whole life in one transaction."""
    async with database.write(customer.account_id, actor=ACTOR, now=now) as unit:
        for new in customer.news:
            unit.add(new.row, known_at=min(new.known_at, now))


async def import_techcorp(database: Database, *, now: datetime) -> bool:
    """TechCorp, as the importer reads it; False when it is there already."""
    text = NOTE.read_bytes()
    draft = read_note(text, zone=NOTE_ZONE, answers=ANSWERS)
    note = SentNote(text=text.decode(), time_zone=NOTE_ZONE, answers=ANSWERS)
    owner, carer, *_ = noted()
    async with database.write(None, actor=ACTOR, now=now) as unit:
        applied = await apply_sent(unit, draft, note)
        account = unit.work.account
        if applied.is_new and account is not None:
            account.owner_id, account.csm_id = owner.id, carer.id
    return applied.is_new
