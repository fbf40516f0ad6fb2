"""Evidence of engagement, sentiment, commerce and responsiveness; and whose instants count."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.assessment import judge
from domain.errors import InvalidInput
from domain.facts import (
    ActionItemInputs,
    Attendee,
    ConcernInputs,
    ContactInputs,
    ContractInputs,
    Fact,
    FeedbackInputs,
    MeetingInputs,
    OverrideInputs,
    ReviewInputs,
    SignalInputs,
)
from domain.money import Money
from domain.next_change import JUST_AFTER
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    ConcernTopic,
    Influence,
    MeetingStatus,
    RenewalOutcome,
    ReviewOutcome,
    SignalKind,
)
from tests.domain.records import (
    DAY,
    HOUR,
    NOW,
    ago,
    day,
    fact,
    incident,
    promise,
    summaries,
    weights,
)

EXECUTIVE = fact("boss", ContactInputs(name="Boss", influence=Influence.EXECUTIVE))
MANAGER = fact("lead", ContactInputs(name="Lead", influence=Influence.MANAGER))
USER = fact("user", ContactInputs(name="User", influence=Influence.USER))


def came(person_id: str) -> Attendee:
    return Attendee(person_id=person_id, is_contact=True, attended=True)


def away(person_id: str) -> Attendee:
    return replace(came(person_id), attended=False)


def unsaid(person_id: str) -> Attendee:
    return replace(came(person_id), attended=None)


def staff(person_id: str) -> Attendee:
    return replace(came(person_id), is_contact=False)


def review(outcome: ReviewOutcome | None, *attendance: Attendee) -> Fact:
    inputs = ReviewInputs(
        title="Review",
        starts_at=ago(9),
        outcome=outcome,
        outcome_at=ago(9) + HOUR,
        attendance=attendance,
    )
    return fact("review", inputs)


@pytest.mark.parametrize(
    ("attendance", "good"),
    [
        ((), 0.5),
        ((staff("us"),), 0.5),
        ((came("lead"), away("user")), 0.75),
        ((came("lead"), unsaid("user")), 0.75),
        ((came("boss"), came("lead")), 1.25),
        ((unsaid("boss"), came("lead")), 0.75),
    ],
)
def test_a_review_held_counts_by_who_came(attendance: tuple[Attendee, ...], good: float) -> None:
    held = review(ReviewOutcome.HELD, *attendance)

    assert weights([EXECUTIVE, MANAGER, USER, held]) == {"review:review": (good, 0)}


def test_reviews_not_held_count_by_whose_doing_it_was() -> None:
    assert weights([review(ReviewOutcome.NO_SHOW)]) == {"review:review": (0, 1)}
    assert weights([review(ReviewOutcome.NOT_HELD)]) == {"review:review": (0, 0.5)}
    assert weights([review(None)]) == {"review:review": (0, 0.5)}
    soon = ReviewInputs(title="Review", starts_at=NOW + DAY)
    assert weights([fact("review", soon)]) == {}


def test_an_outcome_is_awaited_for_three_business_days() -> None:
    on_a_friday = ago(5)
    over = fact("review", ReviewInputs(title="Review", starts_at=on_a_friday))

    assert weights([over]) == {}
    assert weights([over], NOW + DAY) == {"review:review": (0, 0.5)}
    assert judge([over], at=NOW + DAY).health.evidence[0].occurred_at == on_a_friday


def test_a_review_without_any_time_was_over_when_its_outcome_was_recorded() -> None:
    told = ReviewInputs(title="Review", outcome=ReviewOutcome.NO_SHOW, outcome_at=ago(3))
    known = fact("review", replace(told, outcome_at=None), ago(2))

    assert judge([fact("review", told)], at=NOW).health.evidence[0].occurred_at == ago(3)
    assert judge([known], at=NOW).health.evidence[0].occurred_at == ago(2)


def test_any_other_meeting_counts_when_an_executive_came() -> None:
    inputs = MeetingInputs(
        title="Call", status=MeetingStatus.HELD, starts_at=ago(1), attendance=(came("boss"),)
    )

    assert weights([EXECUTIVE, fact("call", inputs)]) == {"call:meeting": (0.5, 0)}
    for other in (
        replace(inputs, attendance=(away("boss"),)),
        replace(inputs, attendance=(staff("boss"),)),
        replace(inputs, status=MeetingStatus.CANCELLED),
        replace(inputs, starts_at=NOW + DAY),
    ):
        assert weights([EXECUTIVE, fact("call", other)]) == {}
    undated = fact("call", replace(inputs, starts_at=None), ago(2))
    assert judge([EXECUTIVE, undated], at=NOW).health.evidence[0].occurred_at == ago(2)


@pytest.mark.parametrize(
    ("speaker", "polarity", "expected"),
    [
        ("boss", -0.5, (0, 1)),
        ("boss", 1, (2, 0)),
        ("lead", 0.4, (0.4, 0)),
        ("user", -1, (0, 0.6)),
        (None, 1, (0.6, 0)),
        ("somebody", 1, (0.6, 0)),
    ],
)
def test_words_weigh_what_their_speaker_decides(
    speaker: str | None, polarity: float, expected: tuple[float, float]
) -> None:
    said = FeedbackInputs(quote="Well", speaker_id=speaker, polarity=polarity)

    assert weights([EXECUTIVE, MANAGER, USER, fact("q", said)]) == {"q:feedback": expected}


def test_words_nobody_confirmed_or_not_said_yet_count_nothing() -> None:
    said = FeedbackInputs(quote="Well", speaker_id="boss", said_at=ago(1))
    found = judge([EXECUTIVE, fact("q", said)], at=NOW)

    assert found.health.evidence == ()
    assert found.unscored[0].summary == "“Well” counts once a person says how it was meant"
    later = replace(said, said_at=NOW + DAY, polarity=1.0)
    assert weights([EXECUTIVE, fact("q", later)]) == {}
    assert weights([EXECUTIVE, fact("q", replace(said, polarity=0.0))]) == {}


def usd(amount: int) -> Money:
    return Money.of(amount, "USD")


def worth(value: Money | None, *, ends_on: int | None = None) -> ContractInputs:
    end = None if ends_on is None else day(ends_on)
    return ContractInputs(name="Contract", annual_value=value, ends_on=end)


def loss(money: Money | None, topic: ConcernTopic = ConcernTopic.FINANCIAL) -> Fact:
    return fact(
        "loss", ConcernInputs(text="Loss", topic=topic, raised_at=ago(1), stated_loss=money)
    )


def test_a_stated_loss_weighs_by_its_share_of_the_annual_value() -> None:
    def mass(money: Money, *contracts: ContractInputs) -> float:
        files = [fact(f"c{n}", terms) for n, terms in enumerate(contracts)]
        return weights([*files, loss(money)])["loss:concern"][1]

    assert mass(usd(250), worth(usd(500))) == pytest.approx(1.5)
    assert mass(usd(900), worth(usd(500))) == 3
    assert summaries([loss(usd(250))]) == ["Loss (the customer states a loss of 250.00 USD)"]
    assert mass(usd(250), worth(usd(250)), worth(usd(250), ends_on=-9)) == pytest.approx(1.5)
    assert mass(usd(250), worth(usd(500)), worth(usd(500), ends_on=9)) == pytest.approx(1.5)
    ahead = replace(worth(usd(500)), starts_on=day(-1))
    left = replace(worth(usd(500)), renews_on=day(9), outcome=RenewalOutcome.CHURNED)
    assert mass(usd(250), worth(usd(500)), ahead, left) == pytest.approx(1.5)
    assert mass(usd(250)) == mass(usd(250), worth(None)) == mass(usd(250), worth(usd(0))) == 1


def test_losses_in_another_currency_are_compared_at_the_reference_rate() -> None:
    euros, pounds = Money.of(100, "EUR"), Money.of(100, "GBP")
    rates = {"EUR": Decimal("1.2"), "GBP": Decimal("1.5")}

    def mass(value: Money, money: Money, rates: dict[str, Decimal]) -> float:
        found = judge([fact("c", worth(value)), loss(money)], at=NOW, rates=rates)
        return found.health.evidence[0].evidence.bad

    assert mass(usd(240), euros, rates) == pytest.approx(1.5)
    assert mass(pounds, euros, rates) == pytest.approx(3 * 1.2 / 1.5)
    assert mass(usd(240), euros, {}) == 1
    assert mass(pounds, euros, {"EUR": Decimal(1)}) == 1


def test_a_terms_review_weighs_and_a_worry_about_trust_is_only_shown() -> None:
    assert weights([loss(None, ConcernTopic.CONTRACT)]) == {"loss:concern": (0, 1)}
    found = judge([loss(None, ConcernTopic.TRUST)], at=NOW)
    assert found.health.evidence == ()
    assert found.unscored[0].summary == "Loss (shown, not scored)"
    assert weights([loss(None, ConcernTopic.CONTRACT)], ago(2)) == {}


def test_an_overdue_invoice_weighs_until_it_is_paid() -> None:
    inputs = SignalInputs(kind=SignalKind.INVOICE_OVERDUE, observed_at=ago(90))
    paid = fact("s", replace(inputs, cleared_at=ago(9)))

    found = judge([fact("s", inputs)], at=NOW).health.evidence[0]
    assert (found.evidence.bad, found.evidence.is_open) == (1, True)
    assert not judge([paid], at=NOW).health.evidence[0].evidence.is_open
    assert judge([paid], at=ago(10)).health.evidence[0].evidence.is_open
    assert summaries([paid]) == ["An invoice was paid late"]
    assert weights([fact("s", inputs)], ago(91)) == {}
    assert weights([fact("s", replace(inputs, kind=SignalKind.COMPETITOR_EVALUATED))]) == {}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (RenewalOutcome.RENEWED, {"c:decision": (1, 0)}),
        (RenewalOutcome.EXPANDED, {"c:decision": (2, 0)}),
        (RenewalOutcome.CONTRACTED, {"c:decision": (0, 1)}),
        (RenewalOutcome.CHURNED, {}),
        (None, {}),
    ],
)
def test_what_the_customer_decided_counts_from_that_day(
    outcome: RenewalOutcome | None, expected: dict[str, tuple[float, float]]
) -> None:
    terms = ContractInputs(name="Contract", outcome=outcome, outcome_on=day(3))

    assert weights([fact("c", terms)]) == expected
    assert weights([fact("c", terms)], ago(4)) == {}
    undated = fact("c", replace(terms, outcome_on=None), ago(1))
    assert weights([undated]) == expected


TASK = ActionItemInputs(text="A task", origin=ActionOrigin.ACTION_ITEM, audience=Audience.CUSTOMER)
DONE = replace(TASK, status=ActionStatus.DONE)
TAKEN = replace(DONE, origin=ActionOrigin.TAKEN, stated_at=ago(1))


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (TASK, None),
        (replace(TASK, due_on=day(0)), None),
        (replace(TASK, due_on=day(7)), (0, 0.75)),
        (replace(TASK, due_on=day(99)), (0, 1)),
        (replace(TASK, due_on=day(7), status=ActionStatus.CANCELLED), None),
        (replace(DONE, due_on=day(1), done_at=ago(1)), (0.5, 0)),
        (replace(DONE, due_on=day(2), done_at=ago(1)), (0.25, 0.25)),
        (replace(DONE, done_at=ago(1)), (0.5, 0)),
        (replace(DONE, stated_at=ago(1)), (0.5, 0)),
        (DONE, None),
        (replace(DONE, due_on=day(7), done_at=NOW + DAY), (0, 0.75)),
        (TAKEN, None),
        (replace(TAKEN, done_at=ago(1)), (0.5, 0)),
        (replace(TAKEN, recurrence="HOURLY"), (0.25, 0)),
        (replace(TAKEN, recurrence="HOURLY", audience=Audience.INTERNAL), None),
    ],
)
def test_a_task_counts_by_when_it_was_done(
    inputs: ActionItemInputs, expected: tuple[float, float] | None
) -> None:
    found = weights([fact("task", inputs)]).get("task:action")

    assert found == (pytest.approx(expected) if expected else None)


def test_a_task_that_is_also_a_promise_counts_as_the_stricter_one() -> None:
    same = fact("task", replace(TASK, due_on=day(7), same_as=("promise",)))

    assert set(weights([same, promise(due_on=day(7))])) == {"promise:commitment"}
    assert set(weights([same, promise(due_on=day(6))])) == {"task:action"}


def test_a_cancelled_task_and_an_incident_stand_for_no_promise() -> None:
    cancelled = replace(TASK, due_on=day(7), same_as=("promise",), status=ActionStatus.CANCELLED)
    struck = incident("i", ago(1), same_as=("promise",))

    found = weights([fact("task", cancelled), promise(due_on=day(6)), *struck])

    assert set(found) == {"promise:commitment", "i:incident"}


def test_an_override_stands_beside_the_value_while_it_is_in_force() -> None:
    override = OverrideInputs(
        value=90, reason="r", author_id=None, created_at=ago(9), expires_at=NOW + DAY
    )
    newer = replace(override, created_at=ago(1), cleared_at=NOW + HOUR)
    facts = [fact("o", override), fact("n", newer)]

    found = judge(facts, at=NOW)
    assert (found.health.override, found.health.value) == (newer, 70)
    assert judge(facts, at=NOW + 2 * HOUR).health.override == override
    assert judge(facts, at=NOW + DAY).health.override is None
    assert judge(facts, at=ago(10)).health.override is None
    assert found.next_change_at == NOW + HOUR


def test_a_review_is_looked_at_again_when_its_outcome_has_been_awaited_long_enough() -> None:
    waiting = ReviewInputs(title="Review", starts_at=ago(5), time_zone="Asia/Tokyo")
    midnight_in_tokyo, midnight = NOW + 3 * HOUR, NOW + 12 * HOUR

    assert judge([fact("r", waiting)], at=NOW).next_change_at == midnight_in_tokyo + JUST_AFTER
    held = replace(waiting, outcome=ReviewOutcome.HELD)
    assert judge([fact("r", held)], at=NOW).next_change_at == midnight + JUST_AFTER


def test_statuses_are_judged_no_later_than_they_were_known() -> None:
    due = [promise(due_on=day(5))]

    assert judge(due, at=NOW, known_at=ago(6)).health.evidence == ()
    then = judge(due, at=NOW, known_at=ago(2)).health.evidence[0]
    assert then.summary == "A report: 3 days overdue"
    assert judge(due, at=ago(2), known_at=NOW).health.evidence[0].summary == then.summary


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidInput):
        judge([], at=NOW.replace(tzinfo=None))
