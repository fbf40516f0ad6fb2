"""What a calendar program reads in a feed, as two readers that know nothing of each other do."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import ics  # pyright: ignore[reportMissingTypeStubs] - it has none
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as Parsed

from api.ics import UNREADABLE, written
from domain.reviews import ReviewPlan, occurrences
from domain.vocabulary import ShiftPolicy
from engine.journeys import drive
from engine.narrowing import Narrowing
from engine.reads import Reads
from models.account import AccountAlias
from models.base import Base
from models.feeds import FeedToken, hash_of
from models.meeting import Attendance, Review
from models.readers import Run
from resolvers.feeds import MOST, Appointment, Calendar, calendar_of
from tests.api import records
from tests.api.asking import Counting
from tests.api.records import NOON

T = TypeVar("T")
HASH = hash_of("token")
DAY = timedelta(days=1)
ENDS = {"n": "\n", "N": "\n"}


def feed(**of: Any) -> FeedToken:
    """A calendar's address."""
    return FeedToken(
        id=records.new_id(),
        token_hash=HASH,
        created_at=NOON,
        created_by="test",
        expires_at=NOON + 10_000 * DAY,
        **of,
    )


def calendar(path: Path, *rows: Base, now: datetime = NOON) -> Calendar | None:
    """What the address shows of these rows."""
    file = path / f"{records.new_id()}.db"
    records.store(file, *rows)
    with closing(sqlite3.connect(file)) as connection:
        texts: list[str] = []

        async def run(road: Reads[T], /, narrowing: Narrowing | None = None) -> T:
            return drive(road, Counting(connection, texts), narrowing)

        found = asyncio.run(calendar_of(cast("Run", run), HASH, now=now, is_open=True))
    assert len(texts) <= 2, "one for the address, one for reviews"
    return found


def text(path: Path, *rows: Base, now: datetime = NOON) -> str:
    found = calendar(path, *rows, now=now)
    assert found is not None
    return written(found).decode()


def events(text: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each event as both readers have it, in order."""
    parsed: Any = Parsed.from_ical(text)
    one: Any = [{name: value_of(event, name) for name in event} for event in parsed.events]
    other: Any = {event.uid: event for event in ics.Calendar(text).events}
    assert len(one) == len(other)
    for event in one:
        yield event, other[event["UID"]]


def value_of(event: Any, name: str) -> Any:
    return event[name] if isinstance(event[name], str) else event.decoded(name)


def planned(account: Any, plan: ReviewPlan) -> list[Review]:
    """The rows of a series."""
    return [
        records.review(
            account,
            slot=one.slot,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            local_date=one.local_date,
            original_date=one.original_date,
            shifted_because=one.shifted_because,
            time_zone=plan.time_zone,
        )
        for one in occurrences(plan)
    ]


def series(path: Path, **plan: Any) -> list[tuple[datetime, datetime, str]]:
    """Start, end and description of its events, on which both readers agree."""
    account = records.account()
    rows = planned(account, ReviewPlan(**plan))
    found: list[tuple[datetime, datetime, str]] = []
    for one, other in events(text(path, account, feed(account_id=account.id), *rows)):
        begin, end = one["DTSTART"], one["DTEND"]
        assert (begin, end) == (other.begin.datetime, other.end.datetime)
        assert begin.tzinfo is not None
        found.append((begin, end, one["DESCRIPTION"]))
    return found


def test_a_review_keeps_its_wall_time_when_clocks_change_and_its_length(tmp_path: Path) -> None:
    found = series(
        tmp_path,
        rule="FREQ=WEEKLY;BYDAY=WE;COUNT=3",
        starts_on=date(2025, 3, 19),
        start_time=time(9, 30),
        time_zone="Europe/Berlin",
        duration=timedelta(minutes=90),
    )

    assert [begin for begin, _, _ in found] == [
        datetime(2025, 3, 19, 8, 30, tzinfo=UTC),
        datetime(2025, 3, 26, 8, 30, tzinfo=UTC),
        datetime(2025, 4, 2, 7, 30, tzinfo=UTC),
    ]
    assert {end - begin for begin, end, _ in found} == {timedelta(minutes=90)}
    assert {said for _, _, said in found} == {"09:30 in Europe/Berlin"}


def test_in_the_night_without_an_hour_it_begins_when_the_clocks_go_on(tmp_path: Path) -> None:
    (found,) = series(
        tmp_path,
        rule="FREQ=DAILY;COUNT=1",
        starts_on=date(2025, 3, 9),
        start_time=time(2, 30),
        time_zone="America/New_York",
        shift=ShiftPolicy.NONE,
    )

    assert found[0] == datetime(2025, 3, 9, 7, tzinfo=UTC)
    assert found[2] == "03:00 in America/New_York"


def test_the_31st_is_the_last_day_of_shorter_months_and_no_weekend(tmp_path: Path) -> None:
    found = series(
        tmp_path,
        rule="FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;COUNT=4",
        starts_on=date(2024, 11, 1),
        start_time=time(10),
        time_zone="UTC",
    )

    assert [begin.date().isoformat() for begin, _, _ in found] == [
        "2024-11-29",
        "2024-12-31",
        "2025-01-31",
        "2025-02-28",
    ]
    assert found[0][2] == "10:00 in UTC\nMoved from 2024-11-30: Saturday"


def test_a_holiday_moves_a_review_and_is_named(tmp_path: Path) -> None:
    (found,) = series(
        tmp_path,
        rule="FREQ=YEARLY;COUNT=1",
        starts_on=date(2024, 12, 25),
        start_time=time(15),
        time_zone="America/New_York",
        holidays=("US",),
    )

    assert found[0] == datetime(2024, 12, 26, 20, tzinfo=UTC)
    assert found[2] == "15:00 in America/New_York\nMoved from 2024-12-25: Christmas Day (US)"


def test_why_a_person_moved_it_is_not_for_the_customers_calendar(tmp_path: Path) -> None:
    account = records.account()
    review = records.review(
        account,
        starts_at=NOON,
        local_date=NOON.date(),
        original_date=date(2024, 10, 1),
        shifted_because="They are about to leave",
        moved_by_hand=True,
        time_zone="UTC",
    )

    ((one, _),) = events(text(tmp_path, account, feed(account_id=account.id), review))

    assert one["DESCRIPTION"] == "12:00 in UTC\nMoved from 2024-10-01"


def test_a_moved_review_is_the_same_event_with_a_higher_sequence(tmp_path: Path) -> None:
    account = records.account()
    review = {"id": records.new_id(), "starts_at": NOON, "ends_at": NOON + timedelta(hours=1)}
    moved = {
        **review,
        "starts_at": NOON + DAY,
        "ends_at": NOON + DAY + timedelta(minutes=30),
        "sequence": 1,
        "updated_at": NOON + timedelta(minutes=5),
    }

    ((before, _),) = events(
        text(tmp_path, account, feed(account_id=account.id), records.review(account, **review))
    )
    account = records.account(id=account.id)
    ((after, other),) = events(
        text(tmp_path, account, feed(account_id=account.id), records.review(account, **moved))
    )

    assert before["UID"] == after["UID"] == review["id"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"] < after["DTSTAMP"] == moved["updated_at"]
    assert after["DTSTART"] == other.begin.datetime == NOON + DAY
    assert other.duration == timedelta(minutes=30)


def test_what_is_cancelled_is_shown_so_for_90_days(tmp_path: Path) -> None:
    def shown(now: datetime) -> list[tuple[str, str | None]]:
        account = records.account()
        review = records.review(account, starts_at=NOON + DAY, cancelled_at=NOON, sequence=1)
        rows = (account, feed(account_id=account.id), review)
        found = events(text(tmp_path, *rows, now=now))
        return [(one["STATUS"], other.status) for one, other in found]

    assert shown(NOON) == [("CANCELLED", "CANCELLED")]
    assert shown(NOON + 90 * DAY - timedelta(seconds=1)) == [("CANCELLED", "CANCELLED")]
    assert shown(NOON + 90 * DAY) == []


def test_what_has_no_time_or_is_long_over_is_not_shown(tmp_path: Path) -> None:
    account = records.account()
    rows = [
        records.review(account, title="Proposed", starts_at=None, ends_at=None),
        records.review(account, title="Long over", starts_at=NOON - 731 * DAY),
        records.review(account, title="Over", starts_at=NOON - 730 * DAY),
        records.review(account, title="Far ahead", starts_at=NOON + 9_000 * DAY),
    ]

    found = events(text(tmp_path, account, feed(account_id=account.id), *rows))

    assert [one["SUMMARY"] for one, _ in found] == ["TechCorp: Over", "TechCorp: Far ahead"]


def test_of_too_many_the_latest_are_shown(tmp_path: Path) -> None:
    account = records.account()
    rows = [
        records.review(account, title=f"No. {day}", starts_at=NOON + day * timedelta(hours=1))
        for day in range(MOST + 1)
    ]

    found = calendar(tmp_path, account, feed(account_id=account.id), *rows)

    assert found is not None
    assert [found.appointments[place].title for place in (0, -1)] == ["No. 1", f"No. {MOST}"]


def test_a_persons_calendar_holds_their_accounts_and_where_they_are_invited(
    tmp_path: Path,
) -> None:
    anna, ben = records.user(name="Anna"), records.user(name="Ben", email="ben@example.com")
    owned = records.account(name="Owned", owner_id=anna.id)
    cared = records.account(name="Cared for", owner_id=ben.id, csm_id=anna.id)
    other, none = records.account(name="Other", owner_id=ben.id), records.account(name="None")
    invited = Attendance(person_id=anna.id, is_contact=False)
    rows = [
        *(records.review(one, starts_at=NOON) for one in (owned, cared, none)),
        records.review(other, starts_at=NOON, title="Alone"),
        records.review(other, starts_at=NOON, title="Together", attendance=(invited,)),
    ]

    found = events(
        text(tmp_path, anna, ben, owned, cared, other, none, feed(user_id=anna.id), *rows)
    )

    assert sorted(one["SUMMARY"] for one, _ in found) == [
        "Cared for: Monthly business review",
        "Other: Together",
        "Owned: Monthly business review",
    ]


def test_the_calendar_of_a_merged_account_is_its_heirs(tmp_path: Path) -> None:
    old, heir = records.account(name="Old"), records.account(name="Heir")
    alias = AccountAlias(alias_id=old.id, account_id=heir.id)
    review = records.review(heir, starts_at=NOON)

    found = calendar(tmp_path, old, heir, alias, review, feed(account_id=old.id))

    assert found is not None
    assert (found.name, [one.id for one in found.appointments]) == ("Heir", [review.id])


def test_a_calendar_says_what_it_is_and_how_often_to_come(tmp_path: Path) -> None:
    account = records.account(name='A, "B"; C')

    found = text(tmp_path, account, feed(account_id=account.id)).split("\r\n")

    assert found[0] == "BEGIN:VCALENDAR"
    assert {"VERSION:2.0", "METHOD:PUBLISH", "X-PUBLISHED-TTL:PT1H"} <= set(found)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in found
    assert 'X-WR-CALNAME:Business reviews: A\\, "B"\\; C' in found
    assert not any("VTIMEZONE" in line or "TZID" in line for line in found)


TEXTS = st.text(min_size=1, max_size=100) | st.text(
    alphabet=st.sampled_from('\n\r\t\0\x07\x7f\x85\u2028,;:\\"nN é😀漢\u200d'), max_size=200
)


@given(title=TEXTS, account=TEXTS)
@settings(deadline=None, max_examples=60)
def test_any_title_is_read_back_whatever_it_holds(title: str, account: str) -> None:
    raw = titled(account, title)

    assert max(map(len, raw.split(b"\r\n"))) <= 75
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert not any(char < " " or "\x7f" <= char < "\xa0" for line in lines for char in line)
    (summary,) = (line for line in lines if line.startswith("SUMMARY:"))
    read = re.sub(r"\\(.)", lambda found: ENDS.get(found[1], found[1]), summary[len("SUMMARY:") :])
    assert read == UNREADABLE.sub(" ", f"{account}: {title}")


def test_what_has_a_meaning_in_the_format_is_text_to_both_readers() -> None:
    title = 'a,b;c:d"e\nBEGIN:VEVENT é😀 ' * 9 + "end"

    ((one, other),) = events(titled("X", title).decode())

    assert one["SUMMARY"] == other.name == f"X: {title}"


def titled(account: str, title: str) -> bytes:
    times = {"starts_at": NOON, "ends_at": None, "updated_at": NOON, "sequence": 0}
    unset = dict.fromkeys(("time_zone", "local_date", "original_date", "shifted_because"))
    told: Any = {**times, **unset, "moved_by_hand": False, "is_cancelled": False}
    one = Appointment(id="id", account=account, title=title, **told)
    return written(Calendar(account, (one,)))
