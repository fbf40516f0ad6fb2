from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.assessment import judge
from domain.facts import (
    AccountInputs,
    CommitmentInputs,
    CreditInputs,
    Fact,
    OccurrenceInputs,
    ReviewInputs,
)
from domain.vocabulary import (
    Audience,
    CommitmentEnding,
    CommitmentKind,
    ReviewOutcome,
)
from tests.domain.records import DAY, HOUR, NOW, ago, day, fact, promise, summaries, weights

KEY = "promise:commitment"


def weight(*facts: Fact, key: str = KEY) -> tuple[float, float] | None:
    return weights(facts).get(key)


def test_kept_on_time_counts_whole_and_late_half_with_a_fault_that_grows() -> None:
    assert weight(promise(due_on=day(0), kept_at=NOW)) == (1, 0)
    assert weight(promise(due_on=day(31), kept_at=ago(1))) == (0.5, pytest.approx(1))
    assert weight(promise(due_on=day(80), kept_at=NOW)) == (0.5, pytest.approx(1.5))
    assert summaries([promise(due_on=day(2), kept_at=ago(1))]) == ["A report: kept 1 day late"]


def test_late_by_more_than_a_season_is_worth_less_than_half() -> None:
    good, bad = weight(promise(due_on=day(209), kept_at=NOW)) or (0, 0)

    assert good == pytest.approx(2 ** (-240.5 / 120))
    assert bad == 1.5


def test_a_promise_kept_long_before_its_day_stays_fresh_until_a_month_before_it() -> None:
    early = judge([promise(due_on=day(10), kept_at=ago(300))], at=NOW).health.evidence[0]
    ahead = judge([promise(due_on=day(-300), kept_at=ago(300))], at=NOW).health.evidence[0]

    assert early.evidence.anchor == (NOW - 41 * DAY).replace(hour=0)
    assert ahead.evidence.anchor == NOW


def test_what_is_promised_inside_the_house_counts_less() -> None:
    internal = promise(due_on=day(0), kept_at=NOW, audience=Audience.INTERNAL)

    assert weight(internal) == (0.4, 0)


def test_overdue_grows_for_a_month_and_broken_stays() -> None:
    assert weight(promise(due_on=day(0))) is None
    assert weight(promise(due_on=day(15))) == (0, pytest.approx(1.5))
    assert weight(promise(due_on=day(300))) == (0, 2)
    assert weight(promise(ending=CommitmentEnding.BROKEN, ended_at=ago(300))) == (0, 2)
    assert summaries([promise(due_on=day(1))]) == ["A report: 1 day overdue"]


def test_a_promise_ends_without_blame_only_when_somebody_named_waives_it() -> None:
    waived = promise(due_on=day(9), ending=CommitmentEnding.WAIVED, waived_by="contact")
    by_nobody = promise(due_on=day(9), ending=CommitmentEnding.WAIVED)
    withdrawn = promise(due_on=day(9), ending=CommitmentEnding.WITHDRAWN)
    inside = promise(ending=CommitmentEnding.WITHDRAWN, audience=Audience.INTERNAL)

    assert weight(waived) is None
    assert weight(by_nobody) == (0, 2)
    assert weight(withdrawn) == (0, 2)
    assert weight(inside) is None
    assert summaries([withdrawn]) == ["A report: withdrawn, not kept"]


def test_a_broken_promise_delivered_after_all_is_late_from_when_it_was_given_up() -> None:
    delivered = promise(ending=CommitmentEnding.BROKEN, ended_at=ago(12), kept_at=NOW)

    assert weight(delivered) == (0.5, pytest.approx(0.7))
    assert weight(promise(kept_at=NOW)) == (1, 0)
    assert summaries([promise(kept_at=NOW)]) == ["A report: kept"]


def test_given_up_at_a_time_nobody_recorded_it_is_kept_late_all_the_same() -> None:
    delivered = promise(ending=CommitmentEnding.BROKEN, kept_at=NOW)

    assert weight(delivered) == (0.5, 0.5)
    assert summaries([delivered]) == ["A report: kept late"]


def test_a_quarter_without_a_date_is_a_kind_of_answer() -> None:
    assert weight(promise(promised_on=day(90))) is None
    assert weight(promise(promised_on=day(91))) == (0, 0.5)
    assert weight(promise(promised_on=day(91), kind=CommitmentKind.RECURRING)) == (0, 0.5)
    assert weight(promise(promised_on=day(91), kind=CommitmentKind.STANDING)) is None
    assert weight(promise(promised_on=day(91), due_on=day(-9))) is None
    assert weight(promise()) is None
    assert summaries([promise(promised_on=day(91))]) == [
        "A report: promised 91 days ago and still without a date"
    ]


def test_a_credit_is_due_at_the_end_of_its_month_and_kept_when_issued() -> None:
    def credit(period: str, issued_at: datetime | None = None) -> Fact:
        terms = CreditInputs(period=period, issued_at=issued_at)
        return promise(kind=CommitmentKind.CREDIT, credit=terms)

    assert weight(credit("2025-05")) == (0, pytest.approx(1 + 4 / 30))
    assert weight(credit("2025-06")) is None
    assert weight(credit("2025-06", ago(1))) == (1, 0)
    assert weight(credit("2025-05", ago(1))) == (0.5, pytest.approx(0.5 + 3 / 60))


def slot(name: str, due_on: date, **fate: object) -> Fact:
    inputs = OccurrenceInputs(commitment_id="promise", slot=name, due_on=due_on)
    return fact(f"slot-{name}", replace(inputs, **fate))


RECURRING = promise(kind=CommitmentKind.RECURRING, promised_on=day(200))
STANDING = promise(kind=CommitmentKind.STANDING, promised_on=day(200))


def test_each_slot_of_a_repeated_promise_counts_by_itself() -> None:
    slots = [
        slot("2025-03", date(2025, 3, 31), kept_at=ago(70)),
        slot("2025-04", date(2025, 4, 30), broken_at=ago(30)),
        slot("2025-05", date(2025, 5, 5)),
        slot("2025-06", date(2025, 6, 30)),
        slot("2025-02", date(2025, 2, 28), void=True),
    ]

    for commitment in (RECURRING, STANDING):
        assert weights([commitment, *slots]) == {
            "promise:2025-03": (1, 0),
            "promise:2025-04": (0, 2),
            "promise:2025-05": (0, 2),
        }


def test_slots_of_a_promise_nobody_knows_count_nothing() -> None:
    assert weights([slot("2025-04", date(2025, 4, 30))]) == {}


def test_what_is_due_after_the_promise_ended_is_called_off() -> None:
    overdue, kept = slot("2025-05", day(8)), slot("2025-04", day(20), kept_at=ago(21))
    inputs = RECURRING.inputs
    assert isinstance(inputs, CommitmentInputs)
    endings: list[dict[str, object]] = [
        {"condition_met_at": ago(9)},
        {"ending": CommitmentEnding.WAIVED, "waived_by": "contact", "ended_at": ago(9)},
        {"ending": CommitmentEnding.WITHDRAWN, "audience": Audience.INTERNAL},
    ]

    for ending in endings:
        ended = replace(RECURRING, inputs=replace(inputs, **ending), known_from=ago(9))
        assert set(weights([ended, overdue, kept])) == {"promise:2025-04"}
    later = replace(RECURRING, inputs=replace(inputs, condition_met_at=NOW + DAY))
    assert set(weights([later, overdue])) == {"promise:2025-05"}


def test_a_repeated_promise_given_up_is_broken_as_a_whole() -> None:
    given_up = promise(
        kind=CommitmentKind.STANDING, ending=CommitmentEnding.BROKEN, ended_at=ago(3)
    )

    assert weights([given_up]) == {KEY: (0, 2)}


def review(
    name: str,
    held_on: float | None,
    outcome: ReviewOutcome | None = None,
    *,
    slot: str | None = "2025-05",
    commitment_id: str = "promise",
) -> Fact:
    inputs = ReviewInputs(
        title="Review",
        commitment_id=commitment_id,
        slot=slot,
        starts_at=None if held_on is None else ago(held_on),
        outcome=outcome,
        outcome_at=None if held_on is None else ago(held_on) + HOUR,
    )
    return fact(name, inputs)


def test_a_review_keeps_breaks_or_voids_the_slot_of_its_promise() -> None:
    held = review("r", 6, ReviewOutcome.HELD)
    missed = review("r", 6, ReviewOutcome.NOT_HELD)
    forgotten = review("r", 20)
    no_show = review("r", 6, ReviewOutcome.NO_SHOW)

    assert weight(RECURRING, held, key="promise:2025-05") == (1, 0)
    assert weights([RECURRING, missed]) == {"promise:2025-05": (0, 2)}
    assert weights([RECURRING, forgotten]) == {"promise:2025-05": (0, 2)}
    assert weights([RECURRING, no_show]) == {"r:review": (0, 1)}


def test_a_one_off_promise_is_kept_or_broken_by_its_review_and_has_no_slot() -> None:
    made = promise(due_on=day(20))

    def counted(**of_review: object) -> dict[str, tuple[float, float]]:
        held = ReviewInputs(title="Review", commitment_id="promise", starts_at=ago(21))
        return weights([made, fact("review", replace(held, **of_review))])

    assert counted(outcome=ReviewOutcome.HELD)[KEY] == (1, 0)
    assert counted(outcome=ReviewOutcome.HELD, starts_at=ago(10), outcome_at=ago(9))[KEY] == (
        0.5,
        pytest.approx(0.5 + 10 / 60),
    )
    assert counted(outcome=ReviewOutcome.NOT_HELD) == {KEY: (0, 2)}
    assert KEY not in counted(outcome=ReviewOutcome.NO_SHOW)
    assert counted(cancelled_at=ago(30), cancelled_by_customer=True) == {}
    overdue = {KEY: (0, pytest.approx(1 + 20 / 30))}
    assert counted() == counted(cancelled_at=ago(30)) == overdue
    assert counted(starts_at=None, outcome=ReviewOutcome.HELD)[KEY] == overdue[KEY]
    ahead = {"outcome": ReviewOutcome.HELD, "outcome_at": ago(-1)}
    assert counted(starts_at=ago(-1), **ahead) == overdue


def test_silence_about_the_review_of_a_promise_without_a_day_is_one_not_held() -> None:
    silent = fact("review", ReviewInputs(title="R", commitment_id="promise", starts_at=ago(21)))
    credit = promise(kind=CommitmentKind.CREDIT)

    for made in (promise(), credit):
        assert list(weights([made, silent])) == ["review:review"]
    assert list(weights([promise(due_on=day(2)), silent])) == [KEY]


def test_a_review_held_after_another_was_not_keeps_the_promise_late() -> None:
    reviews = [
        ReviewInputs(title="R", commitment_id="promise", starts_at=ago(days), outcome=outcome)
        for days, outcome in ((9, ReviewOutcome.NOT_HELD), (4, ReviewOutcome.HELD))
    ]
    facts = [promise(), *(fact(f"r{n}", review) for n, review in enumerate(reviews))]

    assert weights(facts)[KEY] == (0.5, pytest.approx(0.5 + 5 / 60))


def test_a_review_nobody_scheduled_is_due_on_the_last_day_of_its_slot() -> None:
    proposed = review("r", None)

    assert weights([RECURRING, proposed]) == {"promise:2025-05": (0, pytest.approx(1 + 4 / 30))}
    assert weights([STANDING, proposed]) == {}
    assert weights([RECURRING, review("r", None, slot="2025-06")]) == {}


def test_a_second_review_in_a_slot_makes_good_for_the_first() -> None:
    missed, held = review("r", 10, ReviewOutcome.NOT_HELD), review("s", 6, ReviewOutcome.HELD)
    recorded = slot("2025-05", day(7))

    assert weight(RECURRING, missed, held, key="promise:2025-05") == (1, 0)
    assert weight(RECURRING, missed, held, recorded, key="promise:2025-05") == (
        0.5,
        pytest.approx(0.5 + 1 / 60),
    )


def test_a_review_without_a_slot_stands_for_its_own_day() -> None:
    held = review("r", 6, ReviewOutcome.HELD, slot=None)

    assert weight(STANDING, held, key=f"promise:{day(6)}") == (1, 0)
    assert weights([RECURRING, review("r", None, slot=None)]) == {KEY: (0, 0.5)}


def test_a_review_the_customer_cancelled_is_nobodys_broken_promise() -> None:
    cancelled = ReviewInputs(
        title="Review", commitment_id="promise", slot="2025-05", cancelled_at=ago(9)
    )
    by_them = replace(cancelled, cancelled_by_customer=True)

    assert weight(RECURRING, fact("r", cancelled), key="promise:2025-05") is not None
    assert weight(RECURRING, fact("r", by_them), key="promise:2025-05") is None


def test_a_promise_written_down_twice_counts_once_by_its_strictest_date() -> None:
    strict = promise("strict", due_on=day(15))
    loose = promise("loose", due_on=day(-5), same_as=("strict",), kept_at=NOW)

    assert weights([loose, strict]) == {"strict:commitment": (0, pytest.approx(1.5))}


def test_links_reach_through_each_other() -> None:
    chain = [
        promise("a", same_as=("b",), due_on=day(1)),
        promise("b", due_on=day(3)),
        promise("c", same_as=("b",), due_on=day(2)),
        promise("d", due_on=day(3)),
    ]

    assert set(weights(chain)) == {"b:commitment", "d:commitment"}


def test_slots_of_a_linked_promise_belong_to_the_one_that_counts() -> None:
    twin = replace(RECURRING, source_id="twin")
    assert isinstance(twin.inputs, CommitmentInputs)
    linked = replace(twin, inputs=replace(twin.inputs, same_as=("promise",)), known_from=ago(9))
    first = slot("2025-05", date(2025, 5, 31))
    assert isinstance(first.inputs, OccurrenceInputs)
    second = fact("other", replace(first.inputs, commitment_id="twin", due_on=day(30)))

    assert weights([RECURRING, linked, first, second]) == {"promise:2025-05": (0, 2)}


def test_the_day_of_a_promise_ends_at_the_accounts_own_midnight() -> None:
    made = promise(due_on=day(1))
    late_evening = NOW.replace(hour=0) + timedelta(hours=3)

    assert weights([made], late_evening) != {}
    eastern = fact("account", AccountInputs(time_zone="America/New_York"))
    assert weights([made, eastern], late_evening) == {}
