from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commitments import Standing, commitment_standing, gaps, occurrence_standing
from domain.facts import CommitmentInputs, CreditInputs, OccurrenceInputs
from domain.money import Money
from domain.vocabulary import (
    Audience,
    CommitmentEnding,
    CommitmentGap,
    CommitmentKind,
    CommitmentStatus,
)

NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
DUE = date(2024, 11, 10)
MIDNIGHT = datetime(2024, 11, 11, tzinfo=NEW_YORK)
S = CommitmentStatus


def promise(
    *,
    due_on: date | None = DUE,
    kept_at: datetime | None = None,
    ending: CommitmentEnding | None = None,
    ended_at: datetime | None = None,
    waived_by: str | None = None,
    condition_met_at: datetime | None = None,
    credit: CreditInputs | None = None,
) -> CommitmentInputs:
    return CommitmentInputs(
        text="A status dashboard",
        audience=Audience.CUSTOMER,
        kind=CommitmentKind.ONE_OFF,
        due_on=due_on,
        kept_at=kept_at,
        ending=ending,
        ended_at=ended_at,
        waived_by=waived_by,
        condition_met_at=condition_met_at,
        credit=credit,
    )


def standing(commitment: CommitmentInputs, at: datetime = MIDNIGHT + 30 * DAY) -> Standing:
    return commitment_standing(commitment, at=at, zone=NEW_YORK)


def slot(
    *, kept_at: datetime | None = None, broken_at: datetime | None = None, void: bool = False
) -> Standing:
    occurrence = OccurrenceInputs(
        commitment_id="c",
        slot="2024-11-10",
        due_on=DUE,
        kept_at=kept_at,
        broken_at=broken_at,
        void=void,
    )
    return occurrence_standing(occurrence, at=MIDNIGHT + 30 * DAY, zone=NEW_YORK)


def test_a_promise_is_open_to_the_midnight_after_its_due_date_and_then_overdue() -> None:
    assert standing(promise(), MIDNIGHT).status is S.OPEN
    overdue = standing(promise(), MIDNIGHT + 2 * DAY)
    assert (overdue.status, overdue.late) == (S.OVERDUE, 2 * DAY)
    assert overdue.overdue_after == MIDNIGHT
    assert not overdue.is_settled


def test_without_a_due_date_it_is_open_for_ever() -> None:
    found = standing(promise(due_on=None), MIDNIGHT + 3000 * DAY)

    assert (found.status, found.overdue_after) == (S.OPEN, None)


def test_kept_exactly_at_midnight_is_on_time_and_later_is_late() -> None:
    assert standing(promise(kept_at=MIDNIGHT)).status is S.KEPT
    late = standing(promise(kept_at=MIDNIGHT + 3 * DAY))
    assert (late.status, late.late) == (S.KEPT_LATE, 3 * DAY)
    assert late.is_settled


def test_what_lies_after_the_instant_has_not_happened() -> None:
    assert standing(promise(kept_at=MIDNIGHT), MIDNIGHT - DAY).status is S.OPEN
    broken = promise(ending=CommitmentEnding.BROKEN, ended_at=MIDNIGHT + 5 * DAY)
    assert standing(broken, MIDNIGHT + 4 * DAY).status is S.OVERDUE
    assert standing(broken, MIDNIGHT + 5 * DAY).status is S.BROKEN


@pytest.mark.parametrize(
    ("ending", "waived_by", "status"),
    [
        (CommitmentEnding.BROKEN, None, S.BROKEN),
        (CommitmentEnding.WITHDRAWN, None, S.WITHDRAWN),
        (CommitmentEnding.WAIVED, "sarah", S.WAIVED),
        (CommitmentEnding.WAIVED, None, S.BROKEN),
    ],
)
def test_a_promise_ends_as_recorded_and_a_waiver_by_nobody_named_is_broken(
    ending: CommitmentEnding, waived_by: str | None, status: CommitmentStatus
) -> None:
    assert standing(promise(ending=ending, waived_by=waived_by)).status is status


@pytest.mark.parametrize(
    ("due_on", "ending", "kept_after", "status"),
    [
        (DUE, CommitmentEnding.BROKEN, 3, S.KEPT_LATE),
        (DUE, CommitmentEnding.BROKEN, -1, S.KEPT),
        (None, CommitmentEnding.BROKEN, 3, S.KEPT_LATE),
        (None, CommitmentEnding.WITHDRAWN, 3, S.KEPT_LATE),
        (None, CommitmentEnding.WAIVED, 3, S.KEPT),
        (None, None, 3, S.KEPT),
    ],
)
def test_delivered_after_all_it_is_kept_late_when_it_had_been_given_up(
    due_on: date | None,
    ending: CommitmentEnding | None,
    kept_after: int,
    status: CommitmentStatus,
) -> None:
    commitment = promise(
        due_on=due_on,
        ending=ending,
        ended_at=MIDNIGHT - 5 * DAY,
        waived_by="sarah",
        kept_at=MIDNIGHT + kept_after * DAY,
    )

    assert standing(commitment).status is status


def test_until_a_condition_it_is_kept_when_the_condition_is_met() -> None:
    found = standing(promise(due_on=None, condition_met_at=MIDNIGHT))

    assert (found.status, found.kept_at) == (S.KEPT, MIDNIGHT)


@pytest.mark.parametrize(
    ("issued", "applied", "status"),
    [
        (None, None, S.OVERDUE),
        (MIDNIGHT, None, S.KEPT),
        (MIDNIGHT + 21 * DAY, None, S.KEPT_LATE),
        (None, MIDNIGHT, S.KEPT),
    ],
)
def test_a_credit_is_due_at_the_end_of_its_month_and_kept_when_issued(
    issued: datetime | None, applied: datetime | None, status: CommitmentStatus
) -> None:
    credit = CreditInputs(period="2024-11", issued_at=issued, applied_at=applied)

    found = standing(promise(due_on=None, credit=credit))

    assert found.status is status
    assert found.due_on == date(2024, 11, 30)


def test_a_credit_for_no_month_has_no_due_date() -> None:
    assert standing(promise(due_on=None, credit=CreditInputs())).due_on is None


def test_a_slot_is_judged_like_a_promise_and_a_void_one_is_waived() -> None:
    assert slot().status is S.OVERDUE
    assert slot(kept_at=MIDNIGHT).status is S.KEPT
    assert slot(broken_at=MIDNIGHT).status is S.BROKEN
    assert slot(broken_at=MIDNIGHT, kept_at=MIDNIGHT + DAY).status is S.KEPT_LATE
    assert slot(void=True).status is S.WAIVED


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        (CommitmentKind.ONE_OFF, {CommitmentGap.NO_DATE}),
        (CommitmentKind.RECURRING, {CommitmentGap.NO_SCHEDULE}),
        (CommitmentKind.UNTIL_CONDITION, {CommitmentGap.NO_EXIT_TEST}),
        (CommitmentKind.STANDING, set[CommitmentGap]()),
        (CommitmentKind.CREDIT, {CommitmentGap.NO_DATE, CommitmentGap.NO_AMOUNT}),
    ],
)
def test_each_kind_lacks_its_own_things_and_every_one_an_owner(
    kind: CommitmentKind, lacking: set[CommitmentGap]
) -> None:
    assert set(gaps(kind, owner=None)) == {CommitmentGap.NO_OWNER, *lacking}


@pytest.mark.parametrize("kind", CommitmentKind)
def test_a_complete_promise_lacks_nothing(kind: CommitmentKind) -> None:
    found = gaps(
        kind,
        owner="alex",
        due_on=DUE,
        condition="until 30 days without an outage",
        amount=Money(625_000, "USD"),
        is_scheduled=True,
    )

    assert found == ()


def test_full_confidence_is_no_end_anybody_can_check() -> None:
    found = gaps(
        CommitmentKind.UNTIL_CONDITION, owner="alex", condition="until full confidence restored"
    )

    assert found == (CommitmentGap.NO_EXIT_TEST,)


def test_a_credit_for_a_month_has_its_date() -> None:
    assert gaps(CommitmentKind.CREDIT, owner="alex", period="2024-11") == (CommitmentGap.NO_AMOUNT,)


moments = st.none() | st.integers(-60, 60).map(lambda days: MIDNIGHT + days * DAY)
promises = st.builds(
    promise,
    due_on=st.none() | st.just(DUE),
    kept_at=moments,
    ending=st.none() | st.sampled_from(CommitmentEnding),
    ended_at=moments,
    waived_by=st.none() | st.just("sarah"),
)


@settings(max_examples=100, deadline=None)
@given(promises, st.integers(-90, 90))
def test_late_is_counted_only_where_something_is_late(
    commitment: CommitmentInputs, days: int
) -> None:
    found = standing(commitment, MIDNIGHT + days * DAY)

    is_late = found.status in {S.OVERDUE, S.KEPT_LATE}
    if commitment.due_on is None and commitment.ended_at is None:  # by how much nobody knows
        assert found.late == timedelta()
    else:
        assert (found.late > timedelta()) is is_late
    assert (found.kept_at is not None) is (found.status in {S.KEPT, S.KEPT_LATE})


@settings(max_examples=100, deadline=None)
@given(promises, st.integers(-90, 90), st.integers(0, 90))
def test_what_is_settled_changes_by_facts_alone_not_by_time(
    commitment: CommitmentInputs, days: int, later: int
) -> None:
    at = MIDNIGHT + days * DAY
    facts = [f for f in (commitment.kept_at, commitment.ended_at) if f is not None and f > at]
    now, then = standing(commitment, at), standing(commitment, at + later * DAY)

    if now.is_settled and not facts:
        assert then == now


def test_the_zone_of_the_account_decides_when_a_day_is_over() -> None:
    at = datetime(2024, 11, 11, 2, tzinfo=UTC)

    assert commitment_standing(promise(), at=at, zone=NEW_YORK).status is S.OPEN
    assert commitment_standing(promise(), at=at, zone=ZoneInfo("UTC")).status is S.OVERDUE
