"""Reference rates on file: read once for each operation, and put there."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, union, update
from sqlalchemy.orm import Session

from domain.errors import InvalidInput
from domain.rates import Rates, ReferenceRate, in_force
from engine.reads import Ask, Reads, Row, Statement
from models.base import table_of
from models.contract import Contract
from models.directory import RateRow
from models.history import Score
from models.voice import Concern

EVER = datetime.max.replace(tzinfo=UTC)
"Whenever it was recorded."

rate = table_of(RateRow)


def rates_in_span(_: tuple[str, ...]) -> Select[Any]:
    """Recorded by an instant and in force on some day of a span; the day decides, see in_force."""
    later = rate.alias("later")
    first, last = (bindparam(name, type_=rate.c.as_of.type) for name in ("first", "last"))
    recorded_by = bindparam("recorded_by", type_=rate.c.recorded_at.type)
    over_before = (
        select(later.c.as_of)
        .where(later.c.currency_code == rate.c.currency_code, later.c.as_of > rate.c.as_of)
        .where(later.c.as_of <= first, later.c.recorded_at <= recorded_by)
        .exists()
    )
    return (
        select(rate)
        .where(rate.c.as_of <= last, rate.c.recorded_at <= recorded_by, ~over_before)
        .order_by(rate.c.currency_code, rate.c.as_of)
    )


def rates_on_file(_: tuple[str, ...]) -> Select[Any]:
    return select(rate).order_by(rate.c.currency_code, rate.c.as_of.desc())


IN_SPAN, ON_FILE = Statement(rates_in_span), Statement(rates_on_file)


def rates_at(at: datetime, *, recorded_by: datetime = EVER) -> Reads[Rates]:
    """The rate in force of every currency; with `recorded_by`, of those on file by then."""
    rows = yield from rates_between(at, at, recorded_by=recorded_by)
    return in_force(rows, at)


def rates_between(
    first: datetime, last: datetime, *, recorded_by: datetime = EVER
) -> Reads[list[ReferenceRate]]:
    """All that are in force at some instant of a span, for judging many of them."""
    rows = yield Ask(()).values(
        IN_SPAN, first=day_of(first), last=day_of(last), recorded_by=recorded_by
    )
    return [rate_of(row) for row in rows]


def day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def every_rate() -> Reads[list[ReferenceRate]]:
    """All there are, by currency, the newest first."""
    return [rate_of(row) for row in (yield Ask(()).values(ON_FILE))]


def rate_of(row: Row) -> ReferenceRate:
    """A stored rate as the domain knows it; a row of the table or a RateRow."""
    return ReferenceRate(
        currency_code=row.currency_code,
        usd_per_unit=row.usd_per_unit,
        as_of=row.as_of,
        source=row.source,
        recorded_at=row.recorded_at,
    )


def row_of(told: ReferenceRate) -> RateRow:
    """As it is stored."""
    return RateRow(
        currency_code=told.currency_code,
        as_of=told.as_of,
        usd_per_unit=told.usd_per_unit,
        source=told.source,
        recorded_at=told.recorded_at,
        cents_numerator=told.cents_per_minor.numerator,
        cents_denominator=told.cents_per_minor.denominator,
    )


def put_on_file(session: Session, told: ReferenceRate) -> None:
    """Store a rate; the accounts with money in its currency are due to be judged again.

    The same one twice changes nothing; raises InvalidInput for another one of the same day.
    """
    there = session.get(RateRow, (told.currency_code, told.as_of))
    if there is None:
        session.add(row_of(told))
        session.flush()
        make_due(session, told.currency_code, at=told.recorded_at)
    elif there.usd_per_unit != told.usd_per_unit:
        raise InvalidInput(
            f"{told.currency_code} has the rate {there.usd_per_unit} of {told.as_of}"
            f" ({there.source}); a rate is never rewritten, only followed by that of a later day"
        )


def make_due(session: Session, currency_code: str, *, at: datetime) -> None:
    """In the transaction that changed the rate, so that whoever sweeps next misses none."""
    touched = union(
        select(Contract.account_id).where(Contract.currency_code == currency_code),
        select(Concern.account_id).where(Concern.stated_loss_currency == currency_code),
    )
    session.execute(
        update(Score)
        .where(Score.account_id.in_(touched), Score.next_change_at > at)
        .values(next_change_at=at)
        .execution_options(synchronize_session=False)
    )
