"""How fast accounts are judged: one by one from their facts, and a whole portfolio at once.

Run: python -m benchmarks.scoring. Every account has two years of history: 6 incidents, 24
promises, 24 reviews, 24 tasks, 12 quotes, a contact and a contract. Times are of the processor.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.assessment import judge
from domain.evidence.gathering import gathered
from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    Attendee,
    CommitmentInputs,
    ContactInputs,
    ContractInputs,
    Fact,
    FactKind,
    FeedbackInputs,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    ReviewInputs,
)
from domain.health import measure
from domain.history import History
from domain.model import MODEL
from domain.money import Money
from domain.period import Period
from domain.portfolio import Subject, score_many
from domain.renewal import renewals
from domain.risk import estimate
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    CommitmentKind,
    IncidentEventKind,
    Influence,
    ReviewOutcome,
    Severity,
)

NOW = datetime(2025, 6, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MONTH = 30 * DAY
ACCOUNTS = 200


def account(number: int) -> list[Fact]:
    """Two years of history, a little different for every account."""
    now = NOW - number % 28 * DAY
    days = [now - n * MONTH for n in range(24)]
    found: dict[str, Inputs] = {
        "account": AccountInputs(incidents_observed_from=days[-1]),
        "contact": ContactInputs(name="Sam", influence=Influence.EXECUTIVE),
        "contract": ContractInputs(
            name="Contract",
            annual_value=Money.of(90_000, "USD"),
            renews_on=(now + 100 * DAY).date(),
            notice_period=Period(days=60),
            auto_renews=True,
        ),
    }
    for n, day in enumerate(days):
        found |= month(n, day)
    for n, day in enumerate(days[::4]):
        found |= outage(f"incident-{n}", day - DAY)
    return [
        Fact(
            account_id="account",
            source_id=source_id,
            kind=FactKind.ACCOUNT,
            version=1,
            known_from=NOW - 1000 * DAY,
            inputs=inputs,
        )
        for source_id, inputs in found.items()
    ]


def outage(incident_id: str, start: datetime) -> dict[str, Inputs]:
    """One incident with its two events."""
    hours = {IncidentEventKind.REPORTED: 0, IncidentEventKind.RESOLVED: 9}
    events = {
        f"{incident_id}-{kind}": IncidentEventInputs(
            incident_id=incident_id, kind=kind, at=start + timedelta(hours=after)
        )
        for kind, after in hours.items()
    }
    return {incident_id: IncidentInputs(title="Outage", severity=Severity.SEV2), **events}


def month(n: int, day: datetime) -> dict[str, Inputs]:
    """A promise, a review and a task; every other month a quote."""
    came = (Attendee(person_id="contact", is_contact=True, attended=True),)
    found: dict[str, Inputs] = {
        f"promise-{n}": CommitmentInputs(
            text="A report",
            audience=Audience.CUSTOMER,
            kind=CommitmentKind.ONE_OFF,
            due_on=day.date(),
            kept_at=day + (n % 5 - 3) * DAY,
        ),
        f"review-{n}": ReviewInputs(
            title="Review",
            starts_at=day,
            outcome=ReviewOutcome.HELD,
            outcome_at=day,
            attendance=came,
        ),
        f"task-{n}": ActionItemInputs(
            text="A task",
            origin=ActionOrigin.ACTION_ITEM,
            audience=Audience.CUSTOMER,
            status=ActionStatus.DONE,
            due_on=day.date(),
            done_at=day,
        ),
    }
    if n % 2 == 0:
        found[f"quote-{n}"] = FeedbackInputs(
            quote="Well", speaker_id="contact", said_at=day, polarity=0.2
        )
    return found


def subject(facts: list[Fact]) -> Subject:
    history = History.of(facts, at=NOW, calendars={})
    ahead = renewals(history, rates={}, model=MODEL)
    evidence = gathered(history, rates={}, model=MODEL).evidence
    return Subject(at=NOW, evidence=evidence, renewal=ahead[0])


def one_by_one(subjects: list[Subject]) -> None:
    for one in subjects:
        health = measure(one.evidence, at=one.at)
        if one.renewal is not None:
            estimate(health.evidence, one.renewal, at=one.at)


def timed(what: str, run: Callable[[], object], *, rows: int) -> None:
    started = time.process_time()
    run()
    seconds = time.process_time() - started
    print(f"{what:<58} {rows / seconds:>9,.0f} accounts/s  {1e6 * seconds / rows:>8,.0f} µs each")


def main() -> None:
    accounts = [account(number) for number in range(ACCOUNTS)]
    subjects = [subject(facts) for facts in accounts]
    many = subjects * 50

    def judged() -> None:
        for facts in accounts:
            judge(facts, at=NOW)

    def read() -> None:
        for facts in accounts:
            subject(facts)

    print(f"{len(accounts[0])} facts, {len(subjects[0].evidence)} pieces of evidence per account")
    timed("judge(): facts to health, risk and every point", judged, rows=len(accounts))
    timed("of which reading the evidence from the facts", read, rows=len(accounts))
    timed("measure() and estimate(): evidence to scores", lambda: one_by_one(subjects), rows=200)
    timed("score_many(): the same, all at once", lambda: score_many(many), rows=len(many))


if __name__ == "__main__":
    main()
