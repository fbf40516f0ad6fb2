"""The sixty customers as stories: told alike all day, believable, and ending as they should."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar

import pytest

from cli.demo.known import staff
from cli.demo.life import Life
from cli.demo.portfolio import Customer, customer, customers
from cli.demo.stories import (
    STORIES,
    burning,
    leaving,
    quiet,
    recovering,
    slipping,
    steady,
    thriving,
)
from domain.assessment import Assessment, judge
from domain.business_days import holiday_names, is_business_day
from domain.facts import Fact
from domain.money import Money
from domain.renewal import decision_date
from models.account import Account, Contact
from models.base import Base
from models.changes import fill
from models.commitment import ActionItem, Commitment
from models.contract import Contract
from models.inputs import inputs_of, of_contract
from models.meeting import Review
from models.voice import Feedback

R = TypeVar("R", bound=Base)
Story = Callable[[Life, Money], None]
DAYS = [
    datetime(2025, 6, 4, 9, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2027, 12, 25, 23, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
]
every_day = pytest.mark.parametrize("now", DAYS, ids=lambda day: day.date().isoformat())


@cache
def told(now: datetime) -> list[Customer]:
    return list(customers(now))


def rows(now: datetime, kind: type[R]) -> Iterator[R]:
    for one in told(now):
        yield from (new.row for new in one.news if isinstance(new.row, kind))


def judged(one: Customer, now: datetime) -> Assessment:
    """What the model says of a customer."""
    facts: list[Fact] = []
    for new in one.news:
        fill(new.row)
        kind, inputs = inputs_of(new.row) or (None, None)
        if kind and inputs:
            source: str = getattr(new.row, "id", "")
            facts.append(
                Fact(
                    account_id=one.account_id,
                    source_id=source,
                    kind=kind,
                    version=1,
                    known_from=new.known_at,
                    inputs=inputs,
                )
            )
    return judge(facts, at=now)


def lives(story: Story, now: datetime) -> Iterator[Assessment]:
    """The story as a dozen others would live it, judged that day."""
    today = datetime.combine(now.date(), time(), UTC)
    people = staff()
    for n in range(12):
        yield judged(customer(f"Customer {n}", story, today, people), now)


def test_a_seller_owns_the_account_and_another_cares_for_it() -> None:
    titles = {user.id: user.title for user in staff()}

    for account in rows(DAYS[0], Account):
        assert titles[account.owner_id or ""] == "Account Executive"
        assert titles[account.csm_id or ""] == "Customer Success Manager"


@every_day
def test_there_are_sixty_of_different_names_and_ids(now: datetime) -> None:
    accounts = list(rows(now, Account))

    assert len(accounts) == 60
    assert len({account.name for account in accounts}) == 60
    assert len({account.id for account in accounts}) == 60
    assert len({account.currency_code for account in accounts}) >= 4


def test_they_are_the_same_in_the_morning_and_at_night() -> None:
    morning = [cells(one) for one in told(datetime(2025, 6, 4, 0, 1, tzinfo=UTC))]

    night = [cells(one) for one in told(datetime(2025, 6, 4, 23, 59, tzinfo=UTC))]

    assert morning == night


def cells(one: Customer) -> list[tuple[object, ...]]:
    """Every value of every row."""
    return [
        (type(new.row), new.known_at, *(getattr(new.row, c.key) for c in new.row.__table__.columns))
        for new in one.news
    ]


def test_the_next_day_they_are_the_same_customers() -> None:
    first, second = told(DAYS[0]), told(DAYS[0] + timedelta(days=1))

    assert [one.account_id for one in first] == [one.account_id for one in second]
    assert [one.news[0].row.__dict__["name"] for one in first] == [
        one.news[0].row.__dict__["name"] for one in second
    ]


@every_day
def test_nothing_is_known_before_the_customer_or_after_now(now: datetime) -> None:
    for one in told(now):
        known = [new.known_at for new in one.news]
        assert min(known) == known[0], one.news[0].row.__dict__["name"]
        assert max(known) <= now


@every_day
def test_whoever_thrives_is_healthy(now: datetime) -> None:
    # Up to a band it takes two points more than its limit of 75.
    assert all(said.health.value >= 77 for said in lives(thriving, now))


@every_day
def test_whoever_is_steady_is_watched(now: datetime) -> None:
    for said in lives(steady, now):
        assert 60 <= said.health.value < 77
        assert said.health.confidence >= 0.2


@every_day
def test_whoever_is_quiet_is_hardly_known(now: datetime) -> None:
    assert all(said.health.confidence < 0.2 for said in lives(quiet, now))


@every_day
def test_whoever_slips_is_at_risk(now: datetime) -> None:
    assert all(40 <= said.health.value < 60 for said in lives(slipping, now))


@every_day
def test_whoever_burns_is_critical(now: datetime) -> None:
    assert all(said.health.value < 40 for said in lives(burning, now))


@every_day
def test_whoever_recovers_is_on_the_way(now: datetime) -> None:
    assert all(55 <= said.health.value < 77 for said in lives(recovering, now))


@every_day
def test_whoever_leaves_may_well_not_renew(now: datetime) -> None:
    for said in lives(leaving, now):
        assert said.risk
        assert said.risk.probability >= 0.4


@every_day
def test_decisions_lie_ahead_in_a_spread_of_quarters(now: datetime) -> None:
    found = [decision_date(of_contract(contract)) for contract in rows(now, Contract)]
    decisions = [day for day in found if day]

    assert len(decisions) >= 50
    assert all(day > now.date() for day in decisions)
    assert len({(day.year, (day.month - 1) // 3) for day in decisions}) >= 4


@every_day
def test_there_is_something_to_do_this_week_and_something_overdue(now: datetime) -> None:
    today = now.date()
    promises = [p.due_on for p in rows(now, Commitment) if p.due_on and not p.kept_at]
    items = [i.due_on for i in rows(now, ActionItem) if i.due_on and not i.done_at]

    assert within(promises, today, 14) >= 3
    assert within(items, today, 7) >= 3
    assert sum(day < today for day in promises) >= 5
    assert sum(day < today for day in items) >= 3


def within(days: list[date], today: date, count: int) -> int:
    return sum(today <= day <= today + timedelta(days=count) for day in days)


@every_day
def test_reviews_lie_ahead_and_never_on_a_day_off(now: datetime) -> None:
    reviews = list(rows(now, Review))

    for review in reviews:
        assert review.local_date
        off = holiday_names(review.holidays, [review.local_date.year])
        assert is_business_day(review.local_date, off)
        assert review.starts_at
        assert (review.outcome is None) == (review.starts_at > now)
    assert sum(review.outcome is None for review in reviews) >= 20


@every_day
def test_nobody_promises_or_does_the_same_thing_twice_at_once(now: datetime) -> None:
    for one in told(now):
        for kind in (Commitment, ActionItem):
            texts = [new.row.text for new in one.news if isinstance(new.row, kind)]
            assert len(texts) == len(set(texts))
        names = [new.row.name for new in one.news if isinstance(new.row, Contact)]
        assert len(names) == len(set(names)) == 2


def test_a_quote_is_not_the_same_everywhere() -> None:
    quotes = {feedback.quote for feedback in rows(DAYS[0], Feedback)}

    assert len(quotes) >= 6


def test_every_story_is_lived() -> None:
    told_of = {story for story, _ in STORIES}

    assert told_of == {thriving, steady, quiet, slipping, burning, recovering, leaving}
    assert sum(often for _, often in STORIES) == 60
