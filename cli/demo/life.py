"""What happened to one demonstration customer, told day by day as the rows it leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from cli.demo.known import draw_id
from domain.business_days import holiday_names, is_business_day, next_business_day
from domain.facts import SlaTerm
from domain.money import Money
from domain.period import Period
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    Audience,
    Basis,
    ClockBasis,
    ClockMetric,
    CommitmentEnding,
    CommitmentKind,
    ConcernTopic,
    IncidentEventKind,
    IncidentStatus,
    Influence,
    ReviewOutcome,
    Severity,
    SignalKind,
)
from models.account import Account, Contact
from models.commitment import ActionItem, Commitment
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Review
from models.voice import Concern, Feedback, Signal
from resolvers.note_rows import New

TERMS = tuple(
    SlaTerm(
        metric=ClockMetric.RESOLUTION, target=target, severity=severity, basis=ClockBasis.REPORTED
    )
    for severity, target in (
        (Severity.SEV1, timedelta(hours=4)),
        (Severity.SEV2, timedelta(hours=8)),
    )
)


@dataclass(slots=True, kw_only=True)
class Life:
    """One customer; every method lets something happen `days` ago and keeps the rows of it."""

    draw: Random
    now: datetime
    account_id: str
    name: str
    segment: str
    currency_code: str
    zone: str
    country: str
    sellers: Sequence[str]
    "Ids of our account executives."
    carers: Sequence[str]
    "Ids of our customer success managers."
    news: list[New] = field(default_factory=list[New])
    contacts: list[str] = field(default_factory=list[str])

    def at(self, days: float, hour: int = 10) -> datetime:
        """An hour of a business day about that many days ago (negative: ahead).

        On a day off the one before is taken, ahead the one after; the past never ends after now.
        """
        day = (self.now - timedelta(days=days)).astimezone(ZoneInfo(self.zone)).date()
        off = holiday_names([self.country], [day.year])
        if not is_business_day(day, off):
            day = next_business_day(day, off, step=-1 if days >= 0 else 1)
        moment = datetime.combine(day, time(hour), ZoneInfo(self.zone))
        return min(moment, self.now) if days >= 0 else moment

    def day(self, days: float) -> date:
        """The local day that many days ago (negative: ahead)."""
        return self.at(days).date()

    def key(self) -> dict[str, str]:
        """Account and a new id."""
        return {"account_id": self.account_id, "id": draw_id(self.draw)}

    def somebody(self) -> str:
        """One of our people."""
        return self.draw.choice([*self.sellers, *self.carers])

    def begins(self, *, days: int, feed_days: int | None) -> None:
        """We begin to track the customer; with `feed_days` an incident feed is connected."""
        account = Account(
            id=self.account_id,
            name=self.name,
            segment=self.segment,
            owner_id=self.draw.choice(self.sellers),
            csm_id=self.draw.choice(self.carers),
            currency_code=self.currency_code,
            time_zone=self.zone,
            tracked_from=self.at(days),
            incidents_observed_from=None if feed_days is None else self.at(feed_days),
        )
        self.news.append(New(account, self.at(days)))

    def meets(self, name: str, title: str, influence: Influence) -> None:
        """A contact becomes known; the first one is who we promise things to."""
        contact = Contact(**self.key(), name=name, title=title, influence=influence)
        self.news.append(New(contact, self.news[0].known_at))
        self.contacts.append(contact.id)

    def signs(
        self,
        value: Money | None,
        *,
        renews_in: int | None,
        notice: Period | None = None,
        auto_renews: bool | None = None,
        first_renewal: bool | None = None,
        notice_given: int | None = None,
    ) -> None:
        """The contract in force, as far as its terms are on file."""
        renews_on = None if renews_in is None else self.day(-renews_in)
        contract = Contract(
            **self.key(),
            name="Platform subscription",
            annual_value_minor=value.minor if value else None,
            currency_code=value.currency_code if value else None,
            starts_on=None if renews_in is None else self.day(365 - renews_in),
            renews_on=renews_on,
            notice_period=notice,
            auto_renews=auto_renews,
            first_renewal=first_renewal,
            notice_given_on=None if notice_given is None else self.day(notice_given),
            sla_terms=TERMS,
        )
        self.news.append(New(contract, self.news[0].known_at))

    def suffers(
        self,
        title: str,
        severity: Severity,
        days: float,
        *,
        hours: float | None,
        users: int | None,
        cause: str | None = None,
        is_explained: bool = False,
    ) -> None:
        """An incident; `hours` None: still open. Explained: root cause and report reached them."""
        reported = self.now - timedelta(days=days)
        incident = Incident(
            **self.key(),
            title=title,
            first_severity=severity,
            severity=severity,
            users_affected=users,
            cause_key=cause,
            cause_summary=cause and cause.replace("-", " ").capitalize(),
            sla_terms=TERMS,
            status=IncidentStatus.OPEN,
        )
        self.news.append(New(incident, reported))
        self.notes(incident.id, IncidentEventKind.REPORTED, reported, "Reported by the customer")
        if hours is not None:
            end = reported + timedelta(hours=hours)
            self.notes(incident.id, IncidentEventKind.RESOLVED, end, "Service restored")
            if is_explained:
                later = min(end + timedelta(days=2), self.now)
                self.notes(incident.id, IncidentEventKind.ROOT_CAUSE_FOUND, later, "Cause found")
                self.notes(incident.id, IncidentEventKind.REPORT_DELIVERED, later, "Report sent")

    def notes(self, incident_id: str, kind: IncidentEventKind, at: datetime, summary: str) -> None:
        """An entry of an incident's timeline, known as it happened."""
        event = IncidentEvent(
            **self.key(), incident_id=incident_id, kind=kind, at=at, summary=summary
        )
        self.news.append(New(event, at))

    def promises(
        self,
        text: str,
        days: int,
        *,
        due_in: int | None,
        kept: int | None = None,
        ending: CommitmentEnding | None = None,
        audience: Audience = Audience.CUSTOMER,
        owned: bool = True,
    ) -> None:
        """A promise made `days` ago, due `due_in` days later, `kept` that many days later."""
        due_on = None if due_in is None else self.day(days - due_in)
        commitment = Commitment(
            **self.key(),
            text=text,
            audience=audience,
            kind=CommitmentKind.ONE_OFF,
            owner_id=self.somebody() if owned else None,
            promised_on=self.day(days),
            promised_to=tuple(self.contacts[:1]),
            due_on=due_on,
            counts_from=due_on,
            due_basis=None if due_on is None else Basis.STATED,
            kept_at=None if kept is None else self.at(days - kept),
            ending=ending,
            ended_at=None if ending is None else self.at(max(days - (due_in or 0) - 3, 0)),
            ended_reason=None if ending is None else "Dropped from the roadmap",
        )
        self.news.append(New(commitment, self.at(days)))

    def reviews(self, days: int, outcome: ReviewOutcome | None, *, executive: bool = True) -> None:
        """A business review that many days ago, or ahead when negative; invited a month before."""
        start = self.at(days, 14)
        attended = None if outcome is None else outcome is ReviewOutcome.HELD
        invited = self.contacts if executive else self.contacts[1:]
        review = Review(
            **self.key(),
            title="Business review",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            local_date=start.date(),
            time_zone=self.zone,
            holidays=(self.country,),
            attendance=tuple(
                Attendance(person_id=contact, is_contact=True, attended=attended)
                for contact in invited
            ),
            outcome=outcome,
            outcome_at=None if outcome is None else min(start + timedelta(hours=2), self.now),
        )
        invited_at = self.at(days + 30) if days >= 0 else self.at(min(30, 3 - days))
        self.news.append(New(review, invited_at))

    def acts(self, text: str, days: int, *, due_in: int, done: int | None) -> None:
        """An action item taken `days` ago; `done` that many days after, if it was."""
        item = ActionItem(
            **self.key(),
            origin=ActionOrigin.ACTION_ITEM,
            text=text,
            audience=Audience.CUSTOMER,
            status=ActionStatus.OPEN if done is None else ActionStatus.DONE,
            owner_id=self.somebody(),
            due_on=self.day(days - due_in),
            due_basis=Basis.STATED,
            done_at=None if done is None else self.at(days - done),
        )
        self.news.append(New(item, self.at(days)))

    def says(self, quote: str, polarity: float | None, days: int, *, speaker: int = 0) -> None:
        """A quote; without a polarity nobody has judged it yet."""
        feedback = Feedback(
            **self.key(),
            quote=quote,
            speaker_id=self.contacts[speaker],
            said_at=self.at(days, 15),
            polarity=polarity,
        )
        self.news.append(New(feedback, self.at(days, 15)))

    def worries(self, text: str, topic: ConcernTopic, days: int, loss: Money | None = None) -> None:
        """A concern, with the loss the customer states."""
        concern = Concern(
            **self.key(),
            topic=topic,
            text=text,
            raised_by_id=self.contacts[0],
            stated_loss_minor=loss.minor if loss else None,
            stated_loss_currency=loss.currency_code if loss else None,
            raised_at=self.at(days, 11),
        )
        self.news.append(New(concern, self.at(days, 11)))

    def signals(self, kind: SignalKind, days: int, value: str | None = None) -> None:
        """A signal."""
        signal = Signal(
            **self.key(),
            kind=kind,
            value=None if value is None else Decimal(value),
            observed_at=self.at(days, 9),
        )
        self.news.append(New(signal, self.at(days, 9)))
