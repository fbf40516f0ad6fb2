from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.review_plan import OnFile, SlotPlan, planned
from domain.reviews import Occurrence, ReviewPlan, occurrences
from domain.vocabulary import SlotAction

NOW = datetime(2024, 10, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MONTHLY = "FREQ=MONTHLY;BYDAY=1TU;COUNT=3"


def given_by(rule: str = MONTHLY, at: time = time(9, 30)) -> tuple[Occurrence, ...]:
    return occurrences(
        ReviewPlan(rule=rule, starts_on=date(2024, 11, 1), start_time=at, time_zone="UTC")
    )


def carried_out(reviews: list[OnFile], plans: tuple[SlotPlan, ...]) -> list[OnFile]:
    """What rows become by a plan."""
    there = {review.slot: review for review in reviews}
    for one in plans:
        if one.occurrence is not None:
            there[one.slot] = OnFile(
                slot=one.slot, starts_at=one.occurrence.starts_at, ends_at=one.occurrence.ends_at
            )
        elif one.action is SlotAction.CANCELLED:
            there[one.slot] = replace(there[one.slot], is_cancelled=True, is_cancelled_by_rule=True)
    return list(there.values())


def actions(plans: tuple[SlotPlan, ...]) -> dict[str, SlotAction]:
    return {one.slot: one.action for one in plans}


def test_what_was_proposed_gets_its_first_time_and_what_the_rule_leaves_out_stays_proposed() -> (
    None
):
    proposed = [OnFile(slot=f"2024-{month}") for month in (10, 11, 12)]

    plans = planned(given_by(), proposed, now=NOW)

    assert actions(plans) == {
        "2024-10": SlotAction.KEPT,
        "2024-11": SlotAction.MOVED,
        "2024-12": SlotAction.MOVED,
        "2025-01": SlotAction.CREATED,
    }


def test_what_a_person_did_stays_whatever_the_rule_gives() -> None:
    november, december, january = carried_out([], planned(given_by(), [], now=NOW))
    touched = [
        replace(november, has_outcome=True, moved_by_hand=True),
        replace(december, is_cancelled=True),
        replace(january, moved_by_hand=True),
    ]

    kept = planned(given_by(at=time(11)), touched, now=NOW)
    left = planned(given_by("FREQ=MONTHLY;COUNT=1;BYMONTH=6"), touched, now=NOW)

    hands = {
        "2024-11": SlotAction.KEPT_HELD,
        "2024-12": SlotAction.KEPT_CANCELLED,
        "2025-01": SlotAction.KEPT_MOVED_BY_HAND,
    }
    assert actions(kept) == hands
    assert actions(left) == hands | {"2025-06": SlotAction.CREATED}
    assert all(one.occurrence is None for one in kept)


def test_what_the_rule_no_longer_gives_is_cancelled_unless_it_is_over() -> None:
    reviews = carried_out([], planned(given_by(), [], now=NOW))
    one = given_by("FREQ=MONTHLY;BYDAY=1TU;COUNT=1;BYMONTH=12")

    later = planned(one, reviews, now=NOW + 20 * DAY)

    assert actions(later) == {"2024-12": SlotAction.KEPT, "2025-01": SlotAction.CANCELLED}


def test_what_is_over_is_neither_moved_nor_brought_back() -> None:
    november, december, january = carried_out([], planned(given_by(), [], now=NOW))
    dropped = replace(november, is_cancelled=True, is_cancelled_by_rule=True)

    later = planned(given_by(at=time(11)), [dropped, december, january], now=NOW + 60 * DAY)

    assert actions(later) == {
        "2024-11": SlotAction.KEPT,
        "2024-12": SlotAction.KEPT,
        "2025-01": SlotAction.MOVED,
    }
    assert [one.occurrence is None for one in later] == [True, True, False]


def test_a_series_called_off_has_nothing_from_that_day_on() -> None:
    december = date(2024, 12, 3)

    plans = planned(given_by(), [], now=NOW, called_off_from=december)

    assert actions(plans) == {"2024-11": SlotAction.CREATED}


RULES = st.sampled_from(
    [
        MONTHLY,
        "FREQ=MONTHLY;BYDAY=2WE;COUNT=5",
        "FREQ=MONTHLY;BYMONTHDAY=15;INTERVAL=2;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=4",
        "FREQ=MONTHLY;BYDAY=1TU,3TU;COUNT=4",
    ]
)
STEPS = st.one_of(
    st.tuples(st.just("schedule"), RULES, st.sampled_from([time(9), time(10, 30)])),
    st.tuples(st.sampled_from(["move", "hold", "cancel"]), st.integers(0, 9), st.none()),
    st.tuples(st.just("wait"), st.integers(0, 60), st.none()),
)


def by_a_person(review: OnFile, how: str) -> OnFile:
    if how == "hold":
        return replace(review, has_outcome=True)
    if how == "cancel":
        return replace(review, is_cancelled=True, is_cancelled_by_rule=False)
    start, end = review.starts_at or NOW, review.ends_at or NOW
    return replace(review, starts_at=start + DAY, ends_at=end + DAY, moved_by_hand=True)


def is_touched(review: OnFile) -> bool:
    by_person = review.is_cancelled and not review.is_cancelled_by_rule
    return review.has_outcome or review.moved_by_hand or by_person


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, max_size=15))
def test_whatever_is_asked_each_slot_has_one_review_and_hands_are_respected(
    steps: list[tuple[str, object, object]],
) -> None:
    reviews: list[OnFile] = []
    now = NOW
    for how, what, when in steps:
        if how == "schedule":
            assert isinstance(when, time)
            asked = given_by(str(what), when)
            plans = planned(asked, reviews, now=now)
            after = carried_out(reviews, plans)
            again = planned(asked, after, now=now)
            assert {r for r in reviews if is_touched(r)} <= set(after)
            assert {o.slot for o in asked} <= {r.slot for r in after}
            assert {r for r in reviews if r.is_over(now)} <= set(after)
            assert carried_out(after, again) == after
            assert not {p.action for p in again} & {
                *(SlotAction.CREATED, SlotAction.MOVED, SlotAction.CANCELLED)
            }
            reviews = after
        elif how == "wait":
            assert isinstance(what, int)
            now += what * DAY
        elif reviews:
            assert isinstance(what, int)
            place = what % len(reviews)
            reviews[place] = by_a_person(reviews[place], how)
        assert max(Counter(r.slot for r in reviews).values(), default=1) == 1
