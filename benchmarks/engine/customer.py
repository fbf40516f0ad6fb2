"""One invented customer: its rows, the same every time, and another's of the same story."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from domain.facts import SlaTerm
from domain.period import Period
from domain.vocabulary import (
    Audience,
    ClockBasis,
    ClockMetric,
    CommitmentKind,
    CommitmentStatus,
    IncidentEventKind,
    IncidentStatus,
    Influence,
    ReviewOutcome,
    Severity,
)
from models.account import Account, Contact
from models.base import Base
from models.commitment import Commitment
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Review

STORIES = 500
"Accounts the model judges; judging every account takes half a minute of the processor."
STAFF = 8
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AHEAD = datetime(2096, 6, 5, 12, tzinfo=UTC)
"Later than any run of this: no review takes place and no score falls due meanwhile."
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TERMS = (
    SlaTerm(metric=ClockMetric.RESOLUTION, target=8 * HOUR, basis=ClockBasis.REPORTED),
    SlaTerm(metric=ClockMetric.FIRST_RESPONSE, target=HOUR, basis=ClockBasis.REPORTED),
)
SEGMENTS = ("Enterprise", "Mid-market", "Small business")
CURRENCIES = ("USD", "EUR", "GBP", "JPY")
TITLES = ("Login slow", "Exports fail", "E-mails late", "Search out of date", "API errors")
PROMISES = ("Send the uptime report", "Raise the import limit", "Deliver the rollout plan")


def id_of(number: int, account: int) -> str:
    """Spelt like the ids the application makes."""
    return f"0190{number:04x}-0000-7000{end_of_id(account)}"


def end_of_id(account: int) -> str:
    return f"-8000-{account:012x}"


def staff_id(number: int) -> str:
    return id_of(0xFFFF, number)


class Customer:
    """One account: draws its rows, each with the keys and times all rows of it share."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.draw = Random(f"bellwether {number % STORIES}")  # noqa: S311 - a story, no secret
        self.account_id = id_of(0, number)
        self.made = 0
        self.changed = {"version": 1, "created_at": NOW - 500 * DAY, "updated_at": NOW}

    def key(self) -> dict[str, str]:
        self.made += 1
        return {"account_id": self.account_id, "id": id_of(self.made, self.number)}

    def past(self, least: int, most: int) -> datetime:
        """An hour of a day that many days ago."""
        return NOW - self.draw.randrange(least, most) * DAY - self.draw.randrange(4) * HOUR

    def rows(self) -> list[Base]:
        """All rows but the score; contacts and contracts first, as in any book."""
        contact = self.contact()
        found: list[Base] = [self.account(), contact]
        found += [self.contract(place) for place in range(3)]
        for place in range(10):
            found += self.incident(place)
        found += [self.commitment(place) for place in range(6)]
        found += [self.review(place, contact) for place in range(6)]
        return found

    def account(self) -> Account:
        return Account(
            id=self.account_id,
            name=f"Customer {self.number:05d}",
            segment=self.draw.choice(SEGMENTS),
            owner_id=staff_id(self.draw.randrange(STAFF)),
            csm_id=staff_id(self.draw.randrange(STAFF)),
            time_zone="UTC",
            currency_code="USD",
            tracked_from=NOW - 500 * DAY,
            incidents_observed_from=NOW - 400 * DAY,
            **self.changed,
        )

    def contact(self) -> Contact:
        name = f"Contact {self.number}"
        return Contact(**self.key(), **self.changed, name=name, influence=Influence.EXECUTIVE)

    def contract(self, place: int) -> Contract:
        renews_on = (NOW + self.draw.randrange(20, 400) * DAY).date()
        notice = Period(days=self.draw.choice((30, 60, 90)))
        return Contract(
            **self.key(),
            **self.changed,
            name=f"Contract {place + 1}",
            annual_value_minor=self.draw.randrange(12_000, 900_000) * 100,
            currency_code=self.draw.choice(CURRENCIES),
            starts_on=(NOW - self.draw.randrange(100, 700) * DAY).date(),
            renews_on=renews_on,
            notice_period=notice,
            notice_deadline=notice.before(renews_on),
            auto_renews=self.draw.random() < 0.6,  # noqa: PLR2004 - three in five
        )

    def incident(self, place: int) -> Iterator[Base]:
        """With its timeline; now and then the last one is still open."""
        key, severity = self.key(), self.draw.choice(tuple(Severity))
        reported = self.past(place * 30 + 1, place * 30 + 30)
        responded = reported + self.draw.randrange(10, 90) * timedelta(minutes=1)
        last = reported + self.draw.randrange(2, 20) * HOUR
        is_open = place == 0 and self.draw.random() < 0.2  # noqa: PLR2004 - one in five
        yield Incident(
            **key,
            **self.changed,
            title=self.draw.choice(TITLES),
            first_severity=severity,
            severity=severity,
            users_affected=self.draw.randrange(10, 5000),
            sla_terms=TERMS,
            status=IncidentStatus.OPEN if is_open else IncidentStatus.RESOLVED,
            reported_at=reported,
            responded_at=responded,
            resolved_at=None if is_open else last,
            clock_due_at=reported + TERMS[0].target,
            clock_stopped_at=None if is_open else last,
        )
        closing = IncidentEventKind.UPDATE_SENT if is_open else IncidentEventKind.RESOLVED
        yield self.event(key["id"], IncidentEventKind.REPORTED, reported)
        yield self.event(key["id"], IncidentEventKind.RESPONDED, responded)
        yield self.event(key["id"], closing, last)

    def event(self, incident_id: str, kind: IncidentEventKind, at: datetime) -> IncidentEvent:
        return IncidentEvent(
            **self.key(),
            incident_id=incident_id,
            kind=kind,
            at=at,
            summary=f"{kind.capitalize()} by the team",
            known_at=at,
            recorded_at=at,
        )

    def commitment(self, place: int) -> Commitment:
        """Every third one is overdue, the others were kept."""
        due = self.past(5, 200).replace(hour=0)
        kept = None if place % 3 == 0 else due + self.draw.randrange(-3, 2) * DAY
        late = CommitmentStatus.KEPT_LATE if kept and kept > due + DAY else CommitmentStatus.KEPT
        return Commitment(
            **self.key(),
            **self.changed,
            text=f"{self.draw.choice(PROMISES)} ({place + 1})",
            audience=Audience.CUSTOMER,
            kind=CommitmentKind.ONE_OFF,
            owner_id=staff_id(self.draw.randrange(STAFF)),
            promised_on=(due - 20 * DAY).date(),
            due_on=due.date(),
            counts_from=due.date(),
            kept_at=kept,
            settled_status=late if kept else None,
            overdue_after=due + DAY,
        )

    def review(self, place: int, contact: Contact) -> Review:
        """Five that took place, and the next one."""
        is_next = place == 0
        starts_at = AHEAD if is_next else NOW - (place * 60 + self.draw.randrange(40)) * DAY
        came = Attendance(person_id=contact.id, is_contact=True, attended=not is_next)
        return Review(
            **self.key(),
            **self.changed,
            title="Quarterly business review",
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            local_date=starts_at.date(),
            time_zone="UTC",
            attendance=(came,),
            outcome=None if is_next else ReviewOutcome.HELD,
            outcome_at=None if is_next else starts_at + HOUR,
            missed_after=starts_at + 5 * DAY,
        )
