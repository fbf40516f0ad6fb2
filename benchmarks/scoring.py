"""How fast accounts are judged: from their facts, with every point explained and without.

Run: python -m benchmarks.scoring. Every account has two years of history: 6 incidents, 24
promises, 24 reviews, 24 tasks, 12 quotes, a contact and a contract. Times are of the processor.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from domain.assessment import judge
from domain.evidence.gathering import gathered
from domain.evidence.item import Evidence
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
from domain.glance import glance
from domain.health import measure
from domain.history import History
from domain.model import MODEL
from domain.money import Money
from domain.period import Period
from domain.renewal import Renewal, renewals
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


def read(facts: list[Fact]) -> tuple[Sequence[Evidence], Renewal]:
    history = History.of(facts, at=NOW, calendars={})
    ahead = renewals(history, rates={}, model=MODEL)
    evidence = gathered(history, rates={}, model=MODEL).evidence
    return evidence, ahead[0]


def explain(evidence: Sequence[Evidence], renewal: Renewal) -> None:
    estimate(measure(evidence, at=NOW).evidence, renewal, at=NOW)


def timed(what: str, runs: Iterable[Callable[[], object]]) -> None:
    started = time.process_time()
    for run in runs:
        run()
    seconds = time.process_time() - started
    print(
        f"{what:<58} {ACCOUNTS / seconds:>9,.0f} accounts/s"
        f"  {1e6 * seconds / ACCOUNTS:>8,.0f} µs each"
    )


def main() -> None:
    accounts = [account(number) for number in range(ACCOUNTS)]
    found = [read(facts) for facts in accounts]

    print(f"{len(accounts[0])} facts, {len(found[0][0])} pieces of evidence per account")
    timed(
        "judge(): facts to health, risk and every point",
        (partial(judge, facts, at=NOW) for facts in accounts),
    )
    timed(
        "of which reading the evidence from the facts", (partial(read, facts) for facts in accounts)
    )
    timed("measure() and estimate(): every point", (partial(explain, *one) for one in found))
    timed("glance(): the figures alone", (partial(glance, *one, at=NOW) for one in found))


if __name__ == "__main__":
    main()
