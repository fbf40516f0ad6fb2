"""The closed grammar: what is read as a day, a time, a number, and what stays words."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.money import Money
from domain.notes.amounts import find_money
from domain.notes.dates import Direction, Order, View, find_days, order_of
from domain.notes.numbers import find_duration, find_percent, find_users
from domain.notes.outline import outline
from domain.notes.people import influence_of, read_people
from domain.notes.polarity import suggested_polarity
from domain.notes.record import Recurrence, Side
from domain.notes.times import (
    find_clocks,
    find_count,
    find_horizon,
    find_month,
    find_recurrence,
    find_zone,
    slots_after,
    suggested_zones,
)
from domain.vocabulary import Influence

FRIDAY = date(2024, 10, 25)
AHEAD = View(today=FRIDAY, direction=Direction.FORWARD)
BACK = View(today=FRIDAY, direction=Direction.BACK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 2024-10-25", FRIDAY),
        ("2024-10-25T08:00", FRIDAY),
        ("October 25, 2024", FRIDAY),
        ("25th of October 2024", FRIDAY),
        ("25/10/2024", FRIDAY),
        ("10/25/2024", FRIDAY),
        ("25.10.2024", FRIDAY),
        ("by 26 Oct", date(2024, 10, 26)),
        ("Jan. 3rd", date(2025, 1, 3)),
        ("29 February", date(2028, 2, 29)),
        ("end of day", FRIDAY),
        ("tomorrow", date(2024, 10, 26)),
        ("yesterday", date(2024, 10, 24)),
        ("by end of the week", FRIDAY),
        ("on Monday", date(2024, 10, 28)),
        ("in two weeks", date(2024, 11, 8)),
        ("within the next 36 hours", date(2024, 10, 27)),
        ("within 3 months", date(2025, 1, 25)),
    ],
)
def test_a_day_ahead_is_read(text: str, expected: date) -> None:
    assert [day.day for day in find_days(text, AHEAD)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "24/7 support", "48+ hours", "we may sit down", "10/25", "2024-13-01", "31 February 2024",
        "version 1.2.3", "9999-12-31", "about 5 users", "the sun", "30 February",
    ],
)  # fmt: skip
def test_other_words_are_no_day(text: str) -> None:
    assert find_days(text, AHEAD) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("23 Oct", date(2024, 10, 23)), ("Dec 30", date(2023, 12, 30)), ("Friday", FRIDAY),
     ("on Monday", date(2024, 10, 21))],
)  # fmt: skip
def test_a_timeline_looks_back(text: str, expected: date) -> None:
    assert [day.day for day in find_days(text, BACK)] == [expected]


@pytest.mark.parametrize("text", ["23 Oct", "tomorrow", "Friday", "in two weeks", "May 5"])
def test_without_the_meeting_day_nothing_relative_is_read(text: str) -> None:
    view = View(today=None, direction=Direction.FORWARD)

    assert find_days(text, view) == ()
    assert find_month("November", view) is None


def test_a_weekday_said_on_that_day_has_two_candidates() -> None:
    (day,) = find_days("for Friday", AHEAD)

    assert (day.day, day.candidates) == (None, (date(2024, 11, 1), FRIDAY))


def test_next_with_a_weekday_still_to_come_has_two_candidates() -> None:
    wednesday = View(today=date(2024, 10, 23), direction=Direction.FORWARD)

    (day,) = find_days("next Friday", wednesday)

    assert day.candidates == (date(2024, 11, 1), FRIDAY)
    assert find_days("next Monday", wednesday)[0].day == date(2024, 10, 28)


def test_the_order_of_numbered_dates_is_taken_from_their_own_proof() -> None:
    assert order_of("25/10/2024 and 01/02/2024") == (Order.DAY_FIRST, True)
    assert order_of("10/25/2024") == (Order.MONTH_FIRST, True)
    assert order_of("01/02/2024") == (None, True)
    assert order_of("1.2.2024") == (None, False)
    american = View(today=FRIDAY, direction=Direction.BACK, order=Order.MONTH_FIRST)
    assert find_days("05/06/2024", american)[0].day == date(2024, 5, 6)


@settings(max_examples=60, deadline=None)
@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)), style=st.sampled_from(range(4)))
def test_a_whole_date_is_read_in_every_style(day: date, style: int) -> None:
    styles = [
        f"{day:%Y-%m-%d}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ]
    text = [*styles, f"{day.day}.{day.month}.{day.year}"][style]

    assert [found.day for found in find_days(text, BACK)] == [day]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:00 PM - 3:30 PM", [time(14), time(15, 30)]),
        ("2-3:30 pm", [time(14), time(15, 30)]),
        ("14:00\u201315:30", [time(14), time(15, 30)]),
        ("12 am, 12:30 p.m.", [time(0), time(12, 30)]),
        ("8h15", [time(8, 15)]),
        ("noon to midnight", [time(12), time(0)]),
        ("14:00+02:00", [time(14)]),
        ("24/7, 48 hours, 25:00, 12:60, 13:00 pm, 3:1", []),
    ],
)
def test_clock_times_are_read(text: str, expected: list[time]) -> None:
    assert [clock.at for clock in find_clocks(text)] == expected


def test_months_without_a_day_are_read_and_may_is_not_always_one() -> None:
    november, may, odd = (find_month(t, AHEAD) for t in ("for November", "in May 2026", "Nov 9999"))

    assert november
    assert (november.slot, november.is_year_inferred) == ("2024-11", True)
    assert may
    assert (may.slot, may.assumption) == ("2026-05", None)
    assert odd is None
    assert find_month("we may pay", AHEAD) is None


@pytest.mark.parametrize(
    ("text", "recurrence", "count", "slots"),
    [
        ("Monthly reviews for the next 6 months", Recurrence.MONTHLY, 6, 6),
        ("six monthly reviews", Recurrence.MONTHLY, 6, 6),
        ("every two weeks", Recurrence.BIWEEKLY, None, 0),
        ("a call every Monday, 4 times", Recurrence.WEEKLY, 4, 4),
        ("quarterly reviews for two quarters", Recurrence.QUARTERLY, 2, 0),
        ("monthly for two years", Recurrence.MONTHLY, None, 0),
        ("15% of the monthly fee", None, None, 0),
    ],
)
def test_repetitions_are_read(
    text: str, recurrence: Recurrence | None, count: int | None, slots: int
) -> None:
    assert find_recurrence(text) is recurrence
    if recurrence:
        assert find_count(text, recurrence) == count
        assert len(slots_after(FRIDAY, recurrence, count or 0)) == slots


def test_horizons_and_zones_are_read_and_abbreviations_only_offered() -> None:
    assert find_horizon("Next 24 hours", FRIDAY) == date(2024, 10, 26)
    assert find_horizon("soon", FRIDAY) is None
    assert find_zone("all times Europe/Berlin") == "Europe/Berlin"
    assert find_zone("14:00 GMT") == "UTC"
    assert find_zone("Input/Output error, 14:00 EST") is None
    assert suggested_zones("14:00 EST, 3 PM (ET)") == ("America/New_York",)


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("$500K annual", "500000", "USD"),
        ("250 000 \u20ac", "250000", "EUR"),
        ("\u00a31.2m", "1200000", "GBP"),
        ("EUR 40,000.50", "40000.50", "EUR"),
        ("1.250.000 EUR", "1250000", "EUR"),
        ("$1.250M", "1250000", "USD"),
        ("CHF 3'000", "3000", "CHF"),
        ("12,5k \u20ac", "12500", "EUR"),
        ("a fee of 1.5 JPY, then USD 12", "12", "USD"),
    ],
)
def test_money_is_read(text: str, amount: str, code: str) -> None:
    found = find_money(text)

    assert found
    assert found.money == Money.of(Decimal(amount), code)


@pytest.mark.parametrize("text", ["15 EURO", "ALL 12 users", "500K", "$1,000,000,000,000,000,000"])
def test_other_numbers_are_no_money(text: str) -> None:
    assert find_money(text) is None


def test_numbers_with_their_words_are_read() -> None:
    lengths = [find_duration(t) for t in ("48+ hours", "4-hour", "1.5 days", "twelve minutes", "-")]

    assert [length and length[0] for length in lengths] == [
        timedelta(hours=48), timedelta(hours=4), timedelta(hours=36), timedelta(minutes=12), None,
    ]  # fmt: skip
    percents = [find_percent(t) for t in ("15% of", "2,5 %", "fifteen percent", "most")]
    assert percents == [Decimal(15), Decimal("2.5"), Decimal(15), None]
    users = [find_users(t) for t in ("10,000 users", "about 10k active users", "all users")]
    assert users == [10000, 10000, None]


def test_people_are_read_in_every_form_and_roles_are_nobody() -> None:
    item = outline("x").items[0]
    text = (
        "Lena (Support Lead), Account Executive (Hugo), Ida Voss, CTO at Acme, us (Tim, Engineer), "
        "Client (the usual people), Bo - Acme, Kim (Sales) <kim@acme.example>, Support, max, "
        "Eva (Acme, VP Sales)"
    )

    people = read_people(item, text)

    assert [(p.name, p.title, p.organization, p.side, p.email) for p in people] == [
        ("Lena", "Support Lead", None, None, None),
        ("Hugo", "Account Executive", None, None, None),
        ("Ida Voss", "CTO", "Acme", None, None),
        ("Tim", "Engineer", None, Side.VENDOR, None),
        ("Bo", None, "Acme", None, None),
        ("Kim", "Sales", None, None, "kim@acme.example"),
        ("Eva", "VP Sales", "Acme", None, None),
    ]


def test_a_title_tells_the_influence() -> None:
    titles = ["VP Operations", "Head of IT", "Accountant", None]

    assert [influence_of(t) for t in titles] == [
        Influence.EXECUTIVE, Influence.MANAGER, Influence.USER, None,
    ]  # fmt: skip


def test_the_politer_half_of_a_sentence_counts_less() -> None:
    assert suggested_polarity("Great work, thank you.") == 0.8
    assert suggested_polarity("Thanks for the quick help, but this was unacceptable.") == -0.2
    assert suggested_polarity("The meeting is at ten.") is None
