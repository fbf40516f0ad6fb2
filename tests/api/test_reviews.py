from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reviews import outcome_due, review_status
from domain.vocabulary import AttendeeRole, RecordType, ReviewOutcome, ReviewStatus
from models.account import Account
from models.inputs import of_review
from models.meeting import Attendance, Review
from resolvers.context import Viewer
from tests.api import records
from tests.api.asking import asker, filters

STARTS = datetime(2024, 11, 5, 15, tzinfo=UTC)
"A Tuesday; the three business days to record its outcome end with Friday."
ENDS = STARTS + timedelta(hours=1)
MISSED_AFTER = datetime(2024, 11, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def scheduled(account: Account, **given: Any) -> Review:
    times = {"starts_at": STARTS, "ends_at": ENDS, "time_zone": "UTC"}
    days = {"local_date": STARTS.date(), "missed_after": MISSED_AFTER}
    return records.review(account, **times | days | given)


@pytest.mark.parametrize(
    ("given_", "now", "status"),
    [
        ({"starts_at": None, "ends_at": None, "missed_after": None}, ENDS, "PROPOSED"),
        ({}, ENDS - TICK, "SCHEDULED"),
        ({}, ENDS, "AWAITING_OUTCOME"),
        ({}, MISSED_AFTER, "AWAITING_OUTCOME"),
        ({}, MISSED_AFTER + TICK, "MISSED"),
        ({"outcome": ReviewOutcome.HELD, "outcome_at": ENDS}, ENDS - TICK, "SCHEDULED"),
        ({"outcome": ReviewOutcome.HELD, "outcome_at": ENDS}, ENDS, "HELD"),
        ({"outcome": ReviewOutcome.NO_SHOW}, ENDS, "NO_SHOW"),
        ({"outcome": ReviewOutcome.NOT_HELD}, ENDS, "MISSED"),
        ({"cancelled_at": STARTS}, STARTS, "CANCELLED"),
    ],
)
async def test_where_a_review_stands_and_the_filter_that_finds_it(
    tmp_path: Path, given_: dict[str, Any], now: datetime, status: str
) -> None:
    account = records.account()
    ask = asker(tmp_path, account, scheduled(account, **given_), now=now)

    told = await ask(
        """query($is: [ReviewStatus!]) { accounts { nodes {
             reviews { nodes { status } }
             same: reviews(filter: {status: $is}) { totalCount } } } }""",
        **{"is": [status]},
    )

    (found,) = told["accounts"]["nodes"]
    assert found == {"reviews": {"nodes": [{"status": status}]}, "same": {"totalCount": 1}}


HOURS = st.integers(-200, 200)
ROWS = st.fixed_dictionaries(
    {
        "starts": st.none() | HOURS,
        "outcome": st.none() | st.sampled_from(ReviewOutcome),
        "outcome_hours": st.none() | HOURS,
        "cancelled_hours": st.none() | HOURS,
        "owner_id": st.sampled_from(["me", None]),
        "local_date": st.none() | st.integers(-3, 3),
    }
)
FILTERS = filters(
    mine=st.booleans(),
    status=st.lists(st.sampled_from(ReviewStatus)),
    localDate=filters(nextDays=st.integers(0, 3)),
)


def at_hour(hours: int | None) -> datetime | None:
    return None if hours is None else STARTS + timedelta(hours=hours)


def made(number: int, row: dict[str, Any]) -> list[Any]:
    """A review as the rules would store it, on an account of its own."""
    account = records.account(owner_id=row["owner_id"])
    starts_at, days = at_hour(row["starts"]), row["local_date"]
    review = records.review(
        account,
        title=str(number),
        starts_at=starts_at,
        ends_at=starts_at and starts_at + timedelta(hours=1),
        time_zone="UTC",
        holidays=(),
        local_date=None if days is None else STARTS.date() + timedelta(days=days),
        outcome=row["outcome"],
        outcome_at=at_hour(row["outcome_hours"]),
        cancelled_at=at_hour(row["cancelled_hours"]),
        cancelled_by_customer=False,
        attendance=(),
    )
    review.missed_after = review.ends_at and outcome_due(review.ends_at, "UTC")
    return [account, review]


def passes(review: Review, row: dict[str, Any], f: dict[str, Any]) -> bool:
    """What a filter of reviews says, in plain Python."""
    days = row["local_date"]
    ahead = f.get("localDate", {}).get("nextDays")
    is_mine = row["owner_id"] == "me"
    return (
        review_status(of_review(review), at=STARTS) in f.get("status", ReviewStatus)
        and f.get("mine", is_mine) == is_mine
        and (ahead is None or (days is not None and 0 <= days <= ahead))
    )


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROWS, max_size=6), filter_=FILTERS)
async def test_a_filter_finds_what_the_rules_find_one_by_one(
    rows: list[dict[str, Any]], filter_: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    stored = [made(number, row) for number, row in enumerate(rows)]
    ask = asker(
        tmp_path_factory.mktemp("filter"),
        *(record for pair in stored for record in pair),
        now=STARTS,
        viewer=Viewer(user_id="me"),
    )
    expected = {
        review.title: review_status(of_review(review), at=STARTS)
        for (_, review), row in zip(stored, rows, strict=True)
        if passes(review, row, filter_)
    }

    told = await ask(
        """query($filter: ReviewFilter) { accounts { nodes {
             reviews(filter: $filter) { nodes { title status } } } } }""",
        filter=orjson.loads(orjson.dumps(filter_)),
    )

    found = [node for account in told["accounts"]["nodes"] for node in account["reviews"]["nodes"]]
    assert {node["title"]: node["status"] for node in found} == expected


async def test_days_in_the_wrong_order_are_an_error_and_not_an_empty_list(tmp_path: Path) -> None:
    ask = asker(tmp_path, records.account())

    code = await ask.code('{ reviews(from: "2024-11-08", to: "2024-11-05") { totalCount } }')

    assert code == "INVALID"


async def test_reviews_between_two_days_are_those_on_them_by_time(tmp_path: Path) -> None:
    account = records.account()
    days = [4, 5, 6, 8, 9]
    on = [scheduled(account, title=f"{d}", local_date=date(2024, 11, d)) for d in days]
    on[1].starts_at = STARTS - TICK
    proposed = records.review(account, slot="2024-11")
    ask = asker(tmp_path, account, *on, proposed)
    document = """query($after: String) { reviews(from: "2024-11-05", to: "2024-11-08", first: 2,
      after: $after) { totalCount nodes { title } pageInfo { endCursor } } }"""

    page = (await ask(document))["reviews"]
    rest = (await ask(document, after=page["pageInfo"]["endCursor"]))["reviews"]

    titles = [node["title"] for node in page["nodes"] + rest["nodes"]]
    assert (titles[0], sorted(titles), page["totalCount"]) == ("5", ["5", "6", "8"], 3)


async def test_a_series_counts_its_reviews_and_names_the_promise_they_keep(tmp_path: Path) -> None:
    account = records.account()
    promise = records.commitment(account, text="Monthly business reviews")
    series = records.review_series(account, commitment_id=promise.id, start_time="09:30")
    outcomes = [ReviewOutcome.HELD, ReviewOutcome.HELD, ReviewOutcome.NOT_HELD, None]
    past = [scheduled(account, series_id=series.id, outcome=outcome) for outcome in outcomes]
    proposed = records.review(account, series_id=series.id, slot="2024-12")
    other = scheduled(account, outcome=ReviewOutcome.HELD)
    ask = asker(tmp_path, account, promise, series, *past, proposed, other, now=STARTS)

    told = await ask(
        """{ accounts { nodes { reviewSeries { nodes { held missed upcoming startTime duration shift
             commitment { text } reviews { totalCount } } }
             reviews { nodes { series { rule } } } } } }"""
    )

    (found,) = told["accounts"]["nodes"]
    assert found["reviewSeries"]["nodes"] == [
        {
            "held": 2,
            "missed": 1,
            "upcoming": 2,
            "startTime": "09:30",
            "duration": "PT1H",
            "shift": "NEXT_BUSINESS_DAY_IN_MONTH",
            "commitment": {"text": "Monthly business reviews"},
            "reviews": {"totalCount": 5},
        }
    ]
    assert [node["series"] for node in found["reviews"]["nodes"]].count(None) == 1


async def test_the_next_review_is_the_first_still_on_the_calendar(tmp_path: Path) -> None:
    account, idle = records.account(), records.account(name="Idle")
    day = timedelta(days=1)
    rows = [
        scheduled(account, title="Past", starts_at=STARTS - day, ends_at=ENDS - day),
        scheduled(account, title="Cancelled", cancelled_at=records.NOON),
        scheduled(account, title="Later", starts_at=STARTS + 2 * day, ends_at=ENDS + 2 * day),
        scheduled(account, title="Next", starts_at=STARTS + day, ends_at=ENDS + day),
        records.review(account, title="Proposed"),
        records.review(idle, title="Proposed"),
    ]
    ask = asker(tmp_path, account, idle, *rows, now=STARTS)

    told = await ask("{ accounts { nodes { nextReview { title } } } }")

    nodes = told["accounts"]["nodes"]
    assert nodes == [{"nextReview": None}, {"nextReview": {"title": "Next"}}]


async def test_a_review_shows_who_was_invited_and_what_was_agreed_there(tmp_path: Path) -> None:
    account, james = records.account(), records.user()
    sarah = records.contact(account)
    review = scheduled(
        account,
        attendance=(
            Attendance(person_id=sarah.id, is_contact=True, attended=True),
            Attendance(person_id=james.id, is_contact=False, role=AttendeeRole.NOTE_TAKER),
        ),
    )
    source = {"source_type": RecordType.BUSINESS_REVIEW, "source_id": review.id}
    agreed = [records.commitment(account, **source), records.action_item(account, **source)]
    elsewhere = [records.commitment(account), records.action_item(account)]
    ask = asker(tmp_path, account, sarah, james, review, *agreed, *elsewhere)

    told = await ask(
        """{ accounts { nodes { reviews { nodes { attendance { role attended person {
             ... on Contact { name influence } ... on User { name email } } }
             commitments { totalCount } actionItems { totalCount } } } } } }"""
    )

    (found,) = told["accounts"]["nodes"][0]["reviews"]["nodes"]
    assert found == {
        "attendance": [
            {
                "role": None,
                "attended": True,
                "person": {"name": "Sarah Johnson", "influence": "EXECUTIVE"},
            },
            {
                "role": "NOTE_TAKER",
                "attended": None,
                "person": {"name": "James Miller", "email": None},
            },
        ],
        "commitments": {"totalCount": 1},
        "actionItems": {"totalCount": 1},
    }
