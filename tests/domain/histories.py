"""Strategies for facts of one account.

`account_histories()` gives lists of facts around NOW, of every kind, with later versions, late
knowledge, links and things dated ahead, in no particular order.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    Attendee,
    CommitmentInputs,
    ConcernInputs,
    ContactInputs,
    ContractInputs,
    CreditInputs,
    Fact,
    FeedbackInputs,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    MeetingInputs,
    OccurrenceInputs,
    OverrideInputs,
    ReviewInputs,
    SignalInputs,
    SlaTerm,
)
from domain.history import History
from domain.money import Money
from domain.next_change import awaited
from domain.period import Period
from domain.stated import stated
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    ClockBasis,
    ClockMetric,
    CommitmentEnding,
    CommitmentKind,
    ConcernTopic,
    IncidentEventKind,
    Influence,
    MeetingStatus,
    RenewalOutcome,
    ReopenPolicy,
    ReviewOutcome,
    Severity,
    SignalKind,
)
from tests.domain.records import DAY, HOUR, NOW, fact

T = TypeVar("T")
SECOND = timedelta(seconds=1)
instants = st.integers(min_value=-30 * 24, max_value=400 * 24).map(lambda hours: NOW - hours * HOUR)
days = instants.map(datetime.date)
delays = st.sampled_from([timedelta(), HOUR, DAY, 20 * DAY])
names = st.sampled_from(["a", "b", "c"])


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


def some(prefix: str, inputs: st.SearchStrategy[Inputs]) -> st.SearchStrategy[list[Fact]]:
    """Up to three records of a kind, each with up to two versions, the last perhaps retracted."""
    versions = st.lists(inputs, min_size=1, max_size=2)
    record = st.tuples(versions, instants, delays, st.booleans())
    return st.dictionaries(names, record, max_size=3).map(
        lambda records: [
            version
            for name, (found, known_from, delay, retracted) in sorted(records.items())
            for version in versioned(f"{prefix}-{name}", found, known_from, delay, retracted)
        ]
    )


def versioned(
    source_id: str,
    found: Sequence[Inputs],
    known_from: datetime,
    delay: timedelta,
    retracted: bool,  # noqa: FBT001 - drawn, never written by hand
) -> list[Fact]:
    starts = [known_from + n * (delay + HOUR) for n in range(len(found) + 1)]
    return [
        fact(
            source_id,
            inputs,
            start,
            known_until=until if retracted or number < len(found) else None,
            version=number,
        )
        for number, (inputs, start, until) in enumerate(
            zip(found, starts, starts[1:], strict=False), start=1
        )
    ]


terms = st.builds(
    SlaTerm,
    metric=st.sampled_from(ClockMetric),
    target=st.sampled_from([HOUR, 4 * HOUR, 2 * DAY]),
    severity=maybe(st.sampled_from(Severity)),
    basis=maybe(st.sampled_from(ClockBasis)),
    on_reopen=st.sampled_from(ReopenPolicy),
)
same_as = st.sampled_from([(), (), (), ("incident-a",), ("promise-a",), ("task-a", "task-b")])
incidents = st.builds(
    IncidentInputs,
    title=st.just("Outage"),
    severity=st.sampled_from(Severity),
    users_affected=maybe(st.sampled_from([0, 9, 10_000, 10**9])),
    cause_key=maybe(st.sampled_from(["disk", "deploy"])),
    sla_terms=st.lists(terms, max_size=2).map(tuple),
    same_as=same_as,
)
incident_ids = names.map("incident-{}".format)
events = st.builds(
    IncidentEventInputs,
    incident_id=incident_ids,
    kind=st.sampled_from(IncidentEventKind),
    at=instants,
    severity=maybe(st.sampled_from(Severity)),
)
credits_promised = st.builds(
    CreditInputs, period=maybe(st.sampled_from(["2025-01", "2025-06"])), issued_at=maybe(instants)
)
commitments = st.builds(
    CommitmentInputs,
    text=st.just("A promise"),
    audience=st.sampled_from(Audience),
    kind=st.sampled_from(CommitmentKind),
    promised_on=maybe(days),
    due_on=maybe(days),
    kept_at=maybe(instants),
    ending=maybe(st.sampled_from(CommitmentEnding)),
    ended_at=maybe(instants),
    waived_by=maybe(st.just("contact-a")),
    condition_met_at=maybe(instants),
    credit=maybe(credits_promised),
    incident_id=maybe(incident_ids),
    same_as=same_as,
)
promise_ids = names.map("promise-{}".format)
months = st.sampled_from(["2025-01", "2025-05", "2025-06"])
occurrences = st.builds(
    OccurrenceInputs,
    commitment_id=promise_ids,
    slot=months,
    due_on=days,
    kept_at=maybe(instants),
    broken_at=maybe(instants),
    void=st.booleans(),
)
attendance = st.lists(
    st.builds(
        Attendee,
        person_id=names.map("contact-{}".format),
        is_contact=st.booleans(),
        attended=st.sampled_from([True, False, None]),
    ),
    max_size=3,
).map(tuple)
reviews = st.builds(
    ReviewInputs,
    title=st.just("Review"),
    commitment_id=maybe(promise_ids),
    slot=maybe(months),
    starts_at=maybe(instants),
    outcome=maybe(st.sampled_from(ReviewOutcome)),
    outcome_at=maybe(instants),
    cancelled_at=maybe(instants),
    cancelled_by_customer=st.booleans(),
    attendance=attendance,
)
meetings = st.builds(
    MeetingInputs,
    title=st.just("Meeting"),
    status=st.sampled_from(MeetingStatus),
    starts_at=maybe(instants),
    attendance=attendance,
)
tasks = st.builds(
    ActionItemInputs,
    text=st.just("A task"),
    origin=st.sampled_from(ActionOrigin),
    audience=st.sampled_from(Audience),
    status=st.sampled_from(ActionStatus),
    due_on=maybe(days),
    done_at=maybe(instants),
    stated_at=maybe(instants),
    recurrence=maybe(st.just("HOURLY")),
    incident_id=maybe(incident_ids),
    same_as=same_as,
)
feedback = st.builds(
    FeedbackInputs,
    quote=st.just("Well"),
    speaker_id=maybe(names.map("contact-{}".format)),
    said_at=maybe(instants),
    polarity=maybe(st.sampled_from([-1.0, -0.5, 0.0, 0.4, 1.0])),
)
money = st.builds(Money, st.integers(0, 10**9), st.sampled_from(["USD", "USD", "EUR", "JPY"]))
concerns = st.builds(
    ConcernInputs,
    text=st.just("A worry"),
    topic=st.sampled_from(ConcernTopic),
    raised_at=instants,
    stated_loss=maybe(money),
)
signals = st.builds(
    SignalInputs,
    kind=st.sampled_from(SignalKind),
    observed_at=instants,
    value=maybe(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(2)])),
    cleared_at=maybe(instants),
)
contacts = st.builds(
    ContactInputs,
    name=st.just("Sam"),
    influence=maybe(st.sampled_from(Influence)),
    champion=st.booleans(),
    left_on=maybe(days),
)
contracts = st.builds(
    ContractInputs,
    name=st.just("Contract"),
    annual_value=maybe(money),
    starts_on=maybe(days),
    ends_on=maybe(days),
    renews_on=maybe(st.integers(-40, 400).map(lambda n: (NOW + n * DAY).date())),
    notice_period=maybe(st.sampled_from([Period(days=60), Period(months=3)])),
    notice_given_on=maybe(days),
    auto_renews=maybe(st.booleans()),
    first_renewal=maybe(st.booleans()),
    outcome=maybe(st.sampled_from(RenewalOutcome)),
    outcome_on=maybe(days),
)
overrides = st.builds(
    OverrideInputs,
    value=st.just(80.0),
    reason=st.just("I know them"),
    author_id=st.none(),
    created_at=instants,
    expires_at=instants,
    cleared_at=maybe(instants),
)
accounts = st.builds(
    AccountInputs,
    time_zone=st.sampled_from(["UTC", "America/New_York", "Pacific/Auckland"]),
    incidents_observed_from=maybe(instants),
)

KINDS: Sequence[tuple[str, st.SearchStrategy[Inputs]]] = (
    ("contact", contacts),
    ("contract", contracts),
    ("incident", incidents),
    ("event", events),
    ("more-event", events),
    ("promise", commitments),
    ("slot", occurrences),
    ("task", tasks),
    ("review", reviews),
    ("meeting", meetings),
    ("feedback", feedback),
    ("concern", concerns),
    ("signal", signals),
    ("override", overrides),
)


@st.composite
def account_histories(draw: st.DrawFn) -> list[Fact]:
    """Any versions of any records of one account."""
    found = [fact("account", draw(accounts), draw(instants))]
    for prefix, inputs in KINDS:
        found += draw(some(prefix, inputs))
    return found


def turns(facts: Sequence[Fact]) -> list[datetime]:
    """The instants at which something about these facts may turn, and a second to either side."""
    history = History.of(facts, at=NOW, known_at=max(f.known_from for f in facts), calendars={})
    days_named = {
        value
        for known in history.facts
        for field in fields(known.inputs)
        if type(value := getattr(known.inputs, field.name)) is date
    }
    named = {turn for known in history.facts for turn in stated(known.inputs)}
    found = {*named, *awaited(history), *map(history.moment.end_of, days_named)}
    found |= {f.known_from for f in facts}
    return [turn + n * SECOND for turn in sorted(found) for n in (-1, 0, 1)]
