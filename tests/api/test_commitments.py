from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commitments import commitment_standing
from domain.vocabulary import (
    Audience,
    CommitmentEnding,
    CommitmentGap,
    CommitmentKind,
    CommitmentStatus,
    CreditBase,
    RecordType,
    ReviewOutcome,
)
from models.account import Account
from models.commitment import Commitment
from models.inputs import of_commitment
from resolvers.context import Viewer
from tests.api import records
from tests.api.asking import asker, filters

CHICAGO = ZoneInfo("America/Chicago")
MIDNIGHT = datetime(2024, 11, 1, 5, tzinfo=UTC)
"The end of 31 October in Chicago."
TICK = timedelta(microseconds=1)
STATUS = """{ commitments { nodes { text status } }
  overdue: commitments(filter: {status: [OVERDUE]}) { totalCount }
  open: commitments(filter: {status: [OPEN]}) { totalCount } }"""


@pytest.mark.parametrize(
    ("now", "status", "overdue", "open_"),
    [
        (MIDNIGHT - TICK, "OPEN", 0, 1),
        (MIDNIGHT, "OPEN", 0, 1),
        (MIDNIGHT + TICK, "OVERDUE", 1, 0),
    ],
)
async def test_a_promise_is_overdue_right_after_its_day_and_the_filter_knows(
    tmp_path: Path, now: datetime, status: str, overdue: int, open_: int
) -> None:
    account = records.account()
    promise = records.commitment(account, due_on=date(2024, 10, 31), overdue_after=MIDNIGHT)
    ask = asker(tmp_path, account, promise, now=now)

    told = await ask(STATUS)

    assert told["commitments"]["nodes"] == [{"text": "Send the report", "status": status}]
    assert (told["overdue"]["totalCount"], told["open"]["totalCount"]) == (overdue, open_)


INSTANTS = st.integers(-3 * 24, 3 * 24).map(lambda hours: MIDNIGHT + timedelta(hours=hours))
PROMISES = st.fixed_dictionaries(
    {
        "due_on": st.none() | st.just(date(2024, 10, 31)),
        "kept_at": st.none() | INSTANTS,
        "ending": st.none() | st.sampled_from(CommitmentEnding),
        "waived_by_id": st.none() | st.just("c"),
    }
)


@settings(max_examples=60, deadline=None)
@given(promise=PROMISES, written=INSTANTS, later=st.timedeltas(timedelta(), timedelta(days=6)))
async def test_a_status_stored_by_the_rules_reads_as_the_rules_say_at_any_later_instant(
    promise: dict[str, Any],
    written: datetime,
    later: timedelta,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    promise = promise | {"kept_at": promise["kept_at"] and min(promise["kept_at"], written)}
    row = records.commitment(records.account(), **promise, counts_from=promise["due_on"])
    stored = commitment_standing(of_commitment(row), at=written, zone=CHICAGO)
    row.settled_status = stored.status if stored.is_settled else None
    row.overdue_after = stored.overdue_after
    expected = commitment_standing(of_commitment(row), at=written + later, zone=CHICAGO).status
    ask = asker(tmp_path_factory.mktemp("status"), row, now=written + later)

    told = await ask("{ commitments { nodes { status } } }")

    assert told == {"commitments": {"nodes": [{"status": expected}]}}


OCCURRENCES = """{ commitments { nodes { occurrencesDue occurrencesKept occurrences(first: 9) {
  totalCount nodes { slot dueOn status keptAt fulfilledBy { __typename id } } } } } }"""


async def test_due_dates_of_a_review_series_are_its_reviews(tmp_path: Path) -> None:
    account = records.account(time_zone="UTC")
    promise = records.commitment(account, kind=CommitmentKind.RECURRING)
    months = [date(2024, 9, 30), date(2024, 10, 31), date(2024, 11, 30)]
    slots = [records.occurrence(promise, f"{day:%Y-%m}", day) for day in months]
    held_on = datetime(2024, 9, 10, 9, tzinfo=UTC)
    held = records.review(
        account,
        commitment_id=promise.id,
        slot="2024-09",
        outcome=ReviewOutcome.HELD,
        outcome_at=held_on + timedelta(hours=2),
        **records.held_by(held_on),
    )
    later = records.review(account, commitment_id=promise.id, slot="2024-11")
    ask = asker(tmp_path, account, promise, *slots, held, later, now=records.NOON)

    told = (await ask(OCCURRENCES))["commitments"]["nodes"][0]

    due = told["occurrences"]["nodes"]
    assert [(one["slot"], one["dueOn"], one["status"], one["keptAt"]) for one in due] == [
        ("2024-09", "2024-09-30", "KEPT", "2024-09-10T10:00:00Z"),
        ("2024-10", "2024-10-31", "OPEN", None),
        ("2024-11", "2024-11-30", "OPEN", None),
    ]
    named = [one["fulfilledBy"] and one["fulfilledBy"]["__typename"] for one in due]
    assert named == ["BusinessReview", None, "BusinessReview"]
    assert (told["occurrencesDue"], told["occurrencesKept"]) == (1, 1)


async def test_due_dates_come_in_pages_in_their_order(tmp_path: Path) -> None:
    account = records.account()
    promise = records.commitment(account, kind=CommitmentKind.RECURRING)
    slots = [records.occurrence(promise, f"2025-{m:02}", date(2025, m, 28)) for m in range(1, 6)]
    ask = asker(tmp_path, account, promise, *reversed(slots))
    document = """query($after: String) { commitments { nodes { occurrences(first: 2, after: $after)
      { nodes { slot } pageInfo { hasNextPage endCursor } } } } }"""
    seen: list[str] = []
    after, more = None, True

    while more:
        page = (await ask(document, after=after))["commitments"]["nodes"][0]["occurrences"]
        seen += [node["slot"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert seen == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
    assert await ask.code(document, after=f"{after}x") == "INVALID_CURSOR"


async def test_nobody_waits_for_a_due_date_after_its_promise_was_withdrawn(tmp_path: Path) -> None:
    account = records.account()
    promise = records.commitment(
        account,
        kind=CommitmentKind.RECURRING,
        ending=CommitmentEnding.WITHDRAWN,
        ended_at=datetime(2024, 10, 1, tzinfo=UTC),
    )
    slots = [records.occurrence(promise, f"2024-{m}", date(2024, int(m), 30)) for m in ("09", "10")]
    ask = asker(tmp_path, account, promise, *slots, now=datetime(2024, 12, 1, tzinfo=UTC))

    told = (await ask(OCCURRENCES))["commitments"]["nodes"][0]

    assert [one["status"] for one in told["occurrences"]["nodes"]] == ["OVERDUE", "WITHDRAWN"]
    assert (told["occurrencesDue"], told["occurrencesKept"]) == (1, 0)


def november_credit(account: Account, **given: Any) -> Commitment:
    words = {
        "kind": CommitmentKind.CREDIT,
        "credit_percent": Decimal(15),
        "credit_base": CreditBase.MONTHLY_FEE,
        "credit_period": "2024-11",
        "credit_minor": 6_250_00,
        "credit_currency": "USD",
        "credit_formula": "500,000.00 USD / 12 x 15 %",
    }
    return records.commitment(account, **words | given)


CREDIT = """{ commitments { nodes { credit { percent base period periodRole state formula issuedAt
  amount { amount currencyCode } shareOfStatedLoss } } } }"""
DECEMBER = datetime(2024, 12, 1, 6, tzinfo=UTC)
"The end of November in Chicago."


async def test_a_credit_shows_its_amount_its_formula_and_its_share_of_the_loss(
    tmp_path: Path,
) -> None:
    account = records.account()
    incident = records.incident(account)
    concern = records.concern(
        account,
        incident_id=incident.id,
        stated_loss_minor=250_000_00,
        stated_loss_currency="USD",
    )
    other = records.concern(account, stated_loss_minor=1, stated_loss_currency="USD")
    credit = november_credit(account, incident_id=incident.id)
    ask = asker(tmp_path, account, incident, concern, other, credit)

    (told,) = (await ask(CREDIT))["commitments"]["nodes"]

    assert told["credit"] == {
        "percent": "15",
        "base": "MONTHLY_FEE",
        "period": "2024-11",
        "periodRole": None,
        "state": "PROMISED",
        "formula": "500,000.00 USD / 12 x 15 %",
        "issuedAt": None,
        "amount": {"amount": "6250.00", "currencyCode": "USD"},
        "shareOfStatedLoss": "0.0250",
    }


@pytest.mark.parametrize(
    ("times", "now", "state"),
    [
        ({}, DECEMBER, "PROMISED"),
        ({}, DECEMBER + TICK, "LAPSED"),
        ({"approved_at": records.NOON}, DECEMBER, "APPROVED"),
        ({"approved_at": records.NOON}, DECEMBER + TICK, "LAPSED"),
        ({"issued_at": records.NOON}, DECEMBER + TICK, "ISSUED"),
        ({"issued_at": records.NOON, "applied_at": DECEMBER}, DECEMBER + TICK, "APPLIED"),
    ],
)
async def test_a_credit_not_issued_by_the_end_of_its_month_has_lapsed(
    tmp_path: Path, times: dict[str, datetime], now: datetime, state: str
) -> None:
    account = records.account(time_zone="America/Chicago")
    ask = asker(tmp_path, account, november_credit(account, **times), now=now)

    (told,) = (await ask(CREDIT))["commitments"]["nodes"]

    assert told["credit"]["state"] == state


async def test_a_promise_names_who_and_what_stands_around_it(tmp_path: Path) -> None:
    account, owner = records.account(), records.user()
    sarah, paul = records.contact(account), records.contact(account, name="Paul")
    meeting = records.meeting(account)
    task = records.action_item(account)
    promise = records.commitment(
        account,
        owner_id=owner.id,
        promised_to=(paul.id, sarah.id),
        waived_by_id=sarah.id,
        same_as=(task.id,),
        source_type=RecordType.MEETING,
        source_id=meeting.id,
        gaps=(CommitmentGap.NO_DATE,),
    )
    ask = asker(tmp_path, account, owner, sarah, paul, meeting, task, promise)

    told = await ask(
        """{ commitments { nodes { account { name } owner { name } promisedTo { name }
           waivedBy { name } sameAs { __typename } source { __typename } gaps
           credit { state } } } }"""
    )

    assert told["commitments"]["nodes"] == [
        {
            "account": {"name": "TechCorp"},
            "owner": {"name": "James Miller"},
            "promisedTo": [{"name": "Paul"}, {"name": "Sarah Johnson"}],
            "waivedBy": {"name": "Sarah Johnson"},
            "sameAs": [{"__typename": "ActionItem"}],
            "source": {"__typename": "Meeting"},
            "gaps": ["NO_DATE"],
            "credit": None,
        }
    ]


FILTERED = """query($filter: CommitmentFilter) {
  commitments(first: 100, filter: $filter) { nodes { text } }
  accounts { nodes { commitments(first: 100, filter: $filter) { totalCount } } }
  some: accounts(filter: {commitmentsSome: $filter}) { totalCount } }"""
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "audience": st.sampled_from(Audience),
            "kind": st.sampled_from(CommitmentKind),
            "owner_id": st.sampled_from(["me", "you", None]),
            "settled_status": st.none() | st.sampled_from(CommitmentStatus),
            "overdue_after": st.none() | INSTANTS,
            "gaps": st.sets(st.sampled_from(CommitmentGap)).map(lambda gaps: tuple(sorted(gaps))),
        }
    ),
    max_size=8,
)
FILTERS = filters(
    mine=st.booleans(),
    status=st.lists(st.sampled_from(CommitmentStatus)),
    audience=st.sampled_from(Audience),
    kind=st.lists(st.sampled_from(CommitmentKind)),
    hasGap=st.lists(st.sampled_from(CommitmentGap)),
)


def passes(row: Commitment, f: dict[str, Any]) -> bool:
    """What a filter of commitments says, in plain Python."""
    late = row.overdue_after is not None and row.overdue_after < MIDNIGHT
    status = row.settled_status or (CommitmentStatus.OVERDUE if late else CommitmentStatus.OPEN)
    return (
        f.get("mine", row.owner_id == "me") == (row.owner_id == "me")
        and status in f.get("status", CommitmentStatus)
        and row.audience == f.get("audience", row.audience)
        and row.kind in f.get("kind", CommitmentKind)
        and ("hasGap" not in f or bool({*f["hasGap"]} & {*row.gaps}))
    )


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, filter_=FILTERS)
async def test_a_filter_finds_what_the_same_words_find_in_plain_python(
    rows: list[dict[str, Any]], filter_: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    account = records.account()
    promises = [records.commitment(account, text=str(n), **row) for n, row in enumerate(rows)]
    people = records.user(id="me"), records.user(id="you")
    ask = asker(
        tmp_path_factory.mktemp("filter"),
        account,
        *people,
        *promises,
        now=MIDNIGHT,
        viewer=Viewer(user_id="me"),
    )
    expected = {row.text for row in promises if passes(row, filter_)}

    found = await ask(FILTERED, filter=orjson.loads(orjson.dumps(filter_)))

    assert {node["text"] for node in found["commitments"]["nodes"]} == expected
    assert found["accounts"]["nodes"][0]["commitments"]["totalCount"] == len(expected)
    assert found["some"]["totalCount"] == bool(expected)


async def test_promises_without_a_due_date_come_last_in_either_direction(tmp_path: Path) -> None:
    account = records.account()
    due = [date(2024, 11, 2), None, date(2024, 11, 1)]
    ask = asker(tmp_path, account, *(records.commitment(account, due_on=day) for day in due))
    document = """query($direction: OrderDirection!) {
      commitments(orderBy: [{field: DUE_ON, direction: $direction}]) { nodes { dueOn } } }"""

    up, down = await ask(document, direction="ASC"), await ask(document, direction="DESC")

    assert [n["dueOn"] for n in up["commitments"]["nodes"]] == ["2024-11-01", "2024-11-02", None]
    assert [n["dueOn"] for n in down["commitments"]["nodes"]] == ["2024-11-02", "2024-11-01", None]
