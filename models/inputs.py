"""What of a record the model judges: the one place that maps tables to facts."""

from collections.abc import Callable
from typing import Any

from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    Attendee,
    CommitmentInputs,
    ConcernInputs,
    ContactInputs,
    ContractInputs,
    CreditInputs,
    FactKind,
    FeedbackInputs,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    MeetingInputs,
    OccurrenceInputs,
    OverrideInputs,
    ReviewInputs,
    SignalInputs,
)
from domain.money import money_of
from domain.vocabulary import CommitmentKind
from models.account import Account, Contact
from models.base import Base
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.incident import Incident, IncidentEvent
from models.meeting import Attendance, Meeting, Review
from models.voice import Concern, Feedback, HealthOverride, Signal


def inputs_of(record: Base) -> tuple[FactKind, Inputs | None] | None:
    """The fact a record is; no inputs when it was retracted, None for what the model ignores."""
    found = FACTS.get(type(record))
    return None if found is None else (found[0], found[1](record))


def attendees(attendance: tuple[Attendance, ...]) -> tuple[Attendee, ...]:
    return tuple(
        Attendee(person_id=a.person_id, is_contact=a.is_contact, attended=a.attended)
        for a in attendance
    )


def of_account(account: Account) -> AccountInputs:
    return AccountInputs(
        currency_code=account.currency_code or "USD",
        time_zone=account.time_zone or "UTC",
        incidents_observed_from=account.incidents_observed_from,
    )


def of_contact(contact: Contact) -> ContactInputs:
    return ContactInputs(
        name=contact.name,
        influence=contact.influence,
        champion=contact.champion,
        left_on=contact.left_on,
    )


def of_contract(contract: Contract) -> ContractInputs:
    return ContractInputs(
        name=contract.name,
        annual_value=money_of(contract.annual_value_minor, contract.currency_code),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        renews_on=contract.renews_on,
        notice_period=contract.notice_period,
        notice_given_on=contract.notice_given_on,
        auto_renews=contract.auto_renews,
        first_renewal=contract.first_renewal,
        outcome=contract.outcome,
        outcome_on=contract.outcome_on,
    )


def of_incident(incident: Incident) -> IncidentInputs:
    return IncidentInputs(
        title=incident.title,
        severity=incident.first_severity,
        users_affected=incident.users_affected,
        cause_key=incident.cause_key,
        sla_terms=incident.sla_terms,
        same_as=incident.same_as,
    )


def of_event(event: IncidentEvent) -> IncidentEventInputs | None:
    if event.retracted_at is not None:
        return None
    return IncidentEventInputs(
        incident_id=event.incident_id,
        kind=event.kind,
        at=event.at,
        precision=event.precision,
        severity=event.severity,
    )


def of_commitment(commitment: Commitment) -> CommitmentInputs:
    return CommitmentInputs(
        text=commitment.text,
        audience=commitment.audience,
        kind=commitment.kind,
        promised_on=commitment.promised_on,
        due_on=commitment.counts_from,
        kept_at=commitment.kept_at,
        ending=commitment.ending,
        ended_at=commitment.ended_at,
        waived_by=commitment.waived_by_id,
        condition_met_at=commitment.condition_met_at,
        credit=of_credit(commitment) if commitment.kind is CommitmentKind.CREDIT else None,
        incident_id=commitment.incident_id,
        same_as=commitment.same_as,
    )


def of_credit(commitment: Commitment) -> CreditInputs:
    return CreditInputs(
        amount=money_of(commitment.credit_minor, commitment.credit_currency),
        period=commitment.credit_period,
        approved_at=commitment.approved_at,
        issued_at=commitment.issued_at,
        applied_at=commitment.applied_at,
    )


def of_occurrence(occurrence: Occurrence) -> OccurrenceInputs:
    return OccurrenceInputs(
        commitment_id=occurrence.commitment_id,
        slot=occurrence.slot,
        due_on=occurrence.due_on,
        kept_at=occurrence.kept_at,
        broken_at=occurrence.broken_at,
        void=occurrence.void,
    )


def of_action_item(item: ActionItem) -> ActionItemInputs:
    return ActionItemInputs(
        text=item.text,
        origin=item.origin,
        audience=item.audience,
        status=item.status,
        due_on=item.due_on,
        done_at=item.done_at,
        stated_at=item.stated_at,
        recurrence=item.recurrence,
        incident_id=item.incident_id,
        same_as=item.same_as,
    )


def of_review(review: Review) -> ReviewInputs:
    return ReviewInputs(
        title=review.title,
        commitment_id=review.commitment_id,
        slot=review.slot,
        starts_at=review.starts_at,
        ends_at=review.ends_at,
        time_zone=review.time_zone or "UTC",
        holidays=review.holidays,
        outcome=review.outcome,
        outcome_at=review.outcome_at,
        cancelled_at=review.cancelled_at,
        cancelled_by_customer=review.cancelled_by_customer,
        attendance=attendees(review.attendance),
    )


def of_meeting(meeting: Meeting) -> MeetingInputs:
    return MeetingInputs(
        title=meeting.title,
        status=meeting.status,
        starts_at=meeting.starts_at,
        attendance=attendees(meeting.attendance),
    )


def of_feedback(feedback: Feedback) -> FeedbackInputs:
    return FeedbackInputs(
        quote=feedback.quote,
        speaker_id=feedback.speaker_id,
        said_at=feedback.said_at,
        polarity=feedback.polarity,
    )


def of_concern(concern: Concern) -> ConcernInputs:
    return ConcernInputs(
        text=concern.text,
        topic=concern.topic,
        raised_at=concern.raised_at,
        stated_loss=money_of(concern.stated_loss_minor, concern.stated_loss_currency),
        settled_at=concern.settled_at,
    )


def of_signal(signal: Signal) -> SignalInputs:
    return SignalInputs(
        kind=signal.kind,
        observed_at=signal.observed_at,
        value=signal.value,
        cleared_at=signal.cleared_at,
    )


def of_override(override: HealthOverride) -> OverrideInputs:
    return OverrideInputs(
        value=override.value,
        reason=override.reason,
        author_id=override.author_id,
        created_at=override.created_at,
        expires_at=override.expires_at,
        cleared_at=override.cleared_at,
    )


FACTS: dict[type[Base], tuple[FactKind, Callable[[Any], Inputs | None]]] = {
    Account: (FactKind.ACCOUNT, of_account),
    Contact: (FactKind.CONTACT, of_contact),
    Contract: (FactKind.CONTRACT, of_contract),
    Incident: (FactKind.INCIDENT, of_incident),
    IncidentEvent: (FactKind.INCIDENT_EVENT, of_event),
    Commitment: (FactKind.COMMITMENT, of_commitment),
    Occurrence: (FactKind.OCCURRENCE, of_occurrence),
    ActionItem: (FactKind.ACTION_ITEM, of_action_item),
    Review: (FactKind.REVIEW, of_review),
    Meeting: (FactKind.MEETING, of_meeting),
    Feedback: (FactKind.FEEDBACK, of_feedback),
    Concern: (FactKind.CONCERN, of_concern),
    Signal: (FactKind.SIGNAL, of_signal),
    HealthOverride: (FactKind.OVERRIDE, of_override),
}
