"""A note's draft as rows: what each part becomes, since when it is known, where its words stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from domain.errors import InvalidInput
from domain.notes.draft import (
    AccountDraft,
    ActionDraft,
    CommitmentDraft,
    ConcernDraft,
    ContractDraft,
    EventDraft,
    FeedbackDraft,
    IncidentDraft,
    MeetingDraft,
    NoteTime,
    PersonDraft,
    Record,
    ReviewSeriesDraft,
    Side,
)
from domain.slots import last_day
from domain.vocabulary import IncidentEventKind, IncidentStatus, RecordType
from models.account import Account, Contact, User
from models.base import Base
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Meeting, Review, ReviewSeries
from models.voice import Concern, Feedback
from resolvers.note_place import Place


@dataclass(frozen=True, slots=True)
class New:
    """A row to add, and since when what it says was known."""

    row: Base
    known_at: datetime


def instant(time: NoteTime | None) -> datetime | None:
    """The moment, once a zone is known."""
    return time.instant if time else None


@singledispatch
def rows_of(record: Record, place: Place) -> Iterator[New]:
    """The rows one part of the draft becomes."""
    raise TypeError(f"no rows for {type(record).__name__} of {place.account_id}")


@rows_of.register
def _(record: AccountDraft, place: Place) -> Iterator[New]:
    account = Account(
        id=place.account_id,
        name=record.name,
        segment=record.segment,
        currency_code=record.currency_code,
        time_zone=record.time_zone,
        tracked_from=place.began_at,
    )
    yield New(account, place.began_at)


@rows_of.register
def _(record: PersonDraft, place: Place) -> Iterator[New]:
    person = {"id": place.ids[record.key], "name": record.name, "title": record.title}
    if record.side is Side.VENDOR:
        yield New(User(**person, email=record.email), place.closed_at)
        return
    contact = Contact(
        **person,
        account_id=place.account_id,
        aliases=record.aliases,
        email=record.email,
        influence=record.influence,
    )
    yield New(contact, place.closed_at)


@rows_of.register
def _(record: ContractDraft, place: Place) -> Iterator[New]:
    value = record.annual_value
    contract = Contract(
        account_id=place.account_id,
        id=place.ids[record.key],
        name=record.name,
        annual_value_minor=value.minor if value else None,
        currency_code=value.currency_code if value else None,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        renews_on=record.renews_on,
        notice_period=record.notice_period,
        auto_renews=record.auto_renews,
        penalty_terms=record.penalty_terms,
        sla_terms=record.sla_terms,
    )
    yield New(contract, place.began_at)


@rows_of.register
def _(record: IncidentDraft, place: Place) -> Iterator[New]:
    if record.severity is None:
        raise InvalidInput(f"{record.title!r} has no severity: answer severity-missing")
    events = [r for r in place.draft.records if isinstance(r, EventDraft)]
    is_cause_found = IncidentEventKind.ROOT_CAUSE_FOUND in {event.event_kind for event in events}
    incident = Incident(
        account_id=place.account_id,
        id=place.ids[record.key],
        contract_id=place.contract_id,
        title=record.title,
        first_severity=record.severity,
        severity=record.severity,
        severity_text=record.severity_text,
        impact=record.impact,
        users_affected=record.users_affected,
        stated_duration=record.stated_duration,
        sla_terms=place.sla_terms,
        cause_summary=record.root_cause,
        cause_factors=record.contributing_factors,
        cause_confirmed=record.root_cause is not None and is_cause_found,
        status=IncidentStatus.OPEN,
    )
    yield New(incident, place.began_at)


@rows_of.register
def _(record: EventDraft, place: Place) -> Iterator[New]:
    at = instant(record.at)
    if at is None:
        raise InvalidInput(f"{record.summary!r} has no instant: answer time-zone-missing")
    event = IncidentEvent(
        account_id=place.account_id,
        id=place.ids[record.key],
        incident_id=place.ids[record.incident],
        kind=record.event_kind,
        at=at,
        precision=record.at.precision,
        summary=record.summary,
    )
    yield New(event, min(at, place.closed_at))


@rows_of.register
def _(record: ActionDraft, place: Place) -> Iterator[New]:
    item = ActionItem(
        account_id=place.account_id,
        id=place.ids[record.key],
        origin=record.origin,
        text=record.text,
        audience=record.audience,
        status=record.status,
        owner_id=place.user(record.owner),
        due_on=record.due_on,
        due_basis=record.due_basis,
        due_candidates=record.due_candidates,
        event_on=record.event_on,
        recurrence=record.recurrence,
        horizon=record.horizon,
        done_at=instant(record.done_at),
        stated_at=instant(record.stated_at),
        incident_id=place.refer(record.incident),
        source_type=RecordType.MEETING if place.meeting else None,
        source_id=place.refer(place.meeting.key) if place.meeting else None,
        same_as=place.refer_all(record.same_as),
        depends_on=place.refer_all(record.depends_on),
    )
    yield New(item, place.closed_at)


@rows_of.register
def _(record: CommitmentDraft, place: Place) -> Iterator[New]:
    credit = record.credit
    amount = credit.amount if credit else None
    commitment = Commitment(
        account_id=place.account_id,
        id=place.ids[record.key],
        text=record.text,
        audience=record.audience,
        kind=record.commitment_kind,
        owner_id=place.user(record.owner),
        promised_on=record.promised_on,
        promised_to=tuple(place.ids[key] for key in record.promised_to if place.is_contact(key)),
        due_on=record.due_on,
        counts_from=record.due_on,
        due_basis=record.due_basis,
        horizon=record.horizon,
        condition=record.condition,
        recurrence=record.recurrence,
        incident_id=place.refer(record.incident),
        source_type=RecordType.MEETING if place.meeting else None,
        source_id=place.refer(place.meeting.key) if place.meeting else None,
        same_as=place.refer_all(record.same_as),
        credit_percent=credit.percent if credit else None,
        credit_base=credit.base if credit else None,
        credit_period=credit.period if credit else None,
        credit_period_role=credit.period_role if credit else None,
        credit_minor=amount.minor if amount else None,
        credit_currency=amount.currency_code if amount else None,
        credit_formula=credit.formula if credit else None,
    )
    yield New(commitment, place.closed_at)
    for slot in record.slots:
        occurrence = Occurrence(
            account_id=place.account_id,
            commitment_id=commitment.id,
            slot=slot,
            due_on=last_day(slot),
        )
        yield New(occurrence, place.closed_at)


@rows_of.register
def _(record: ReviewSeriesDraft, place: Place) -> Iterator[New]:
    """A proposed review for every slot; nothing on a calendar."""
    series_id, commitment_id = place.ids[record.key], place.ids[record.commitment]
    series = ReviewSeries(
        account_id=place.account_id,
        id=series_id,
        commitment_id=commitment_id,
        title=record.title,
        rule=record.rule,
    )
    yield New(series, place.closed_at)
    for slot in record.slots:
        review = Review(
            account_id=place.account_id,
            series_id=series_id,
            commitment_id=commitment_id,
            title=record.title,
            slot=slot,
        )
        yield New(review, place.closed_at)


@rows_of.register
def _(record: MeetingDraft, place: Place) -> Iterator[New]:
    attendance = [
        Attendance(
            person_id=place.ids[one.person],
            is_contact=place.is_contact(one.person),
            role=one.role,
            attended=one.attended,
        )
        for one in record.attendance
    ]
    meeting = Meeting(
        account_id=place.account_id,
        id=place.ids[record.key],
        title=record.title,
        kind=record.meeting_kind,
        status=record.status,
        held_on=record.held_on,
        starts_at=instant(record.starts_at),
        planned_end_at=instant(record.planned_end_at),
        ended_at=instant(record.ended_at),
        time_zone=place.draft.zone,
        location=record.location,
        attendance=tuple(attendance),
        incident_ids=place.refer_all(record.incidents),
        note_id=place.note_id,
    )
    yield New(meeting, place.closed_at)


@rows_of.register
def _(record: FeedbackDraft, place: Place) -> Iterator[New]:
    feedback = Feedback(
        account_id=place.account_id,
        id=place.ids[record.key],
        quote=record.quote,
        speaker_id=place.contact(record.speaker),
        said_at=instant(record.said_at),
        suggested_polarity=record.suggested_polarity,
        polarity=record.polarity,
    )
    yield New(feedback, place.closed_at)


@rows_of.register
def _(record: ConcernDraft, place: Place) -> Iterator[New]:
    loss = record.stated_loss
    concern = Concern(
        account_id=place.account_id,
        id=place.ids[record.key],
        topic=record.topic,
        text=record.text,
        raised_by_id=place.contact(record.raised_by),
        stated_loss_minor=loss.minor if loss else None,
        stated_loss_currency=loss.currency_code if loss else None,
        raised_at=instant(record.raised_at) or place.closed_at,
        incident_id=place.refer(record.incident),
    )
    yield New(concern, place.closed_at)
