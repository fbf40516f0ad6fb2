"""Columns that follow from others: kept so that lists can filter and sort by them.

They are worked out by the domain's rules from the records as they are at the end of a unit of
work, for every record that changed and for those it belongs to.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.commitments import commitment_standing, gaps
from domain.evidence.commitments import SINGLE
from domain.evidence.reviews import read_reviews
from domain.facts import IncidentEventInputs
from domain.incidents import incident_state
from domain.money import money_of
from domain.reviews import outcome_due
from domain.sla import SlaClock, counting_clock
from domain.slots import last_day
from domain.vocabulary import Basis, ClockState, CommitmentKind, CommitmentStatus
from domain.wall_time import end_of_day, zone_of
from models.base import Base
from models.calendars import calendars_named, named_in, pinned
from models.changes import Change, change_of
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.here import read_here
from models.incident import Incident, IncidentEvent
from models.inputs import of_commitment, of_event, of_review
from models.meeting import Review
from models.promises import WAITED_FOR, due_dates, promise_history
from models.work import Work

FROM_EVENTS = (
    "status",
    "severity",
    "reported_at",
    "responded_at",
    "declared_at",
    "escalated_at",
    "root_cause_found_at",
    "recovery_started_at",
    "mitigated_at",
    "resolved_at",
)
"Columns of an incident named like what domain.incidents reads from its events."
ACCOUNT = "account_id"
REPEATED = set(CommitmentKind) - SINGLE
"Kinds that are kept date by date."


def derive(session: Session, work: Work, changes: Sequence[Change], *, at: datetime) -> None:
    """Set the derived columns of all that changed, as of that instant."""
    changed = [change.record for change in changes if not change.is_gone]
    touched = [change.record for change in changes]
    for incident in incidents_touched(session, work, touched):
        derive_incident(session, work, incident, at=at)
    zone = zone_of((work.account and work.account.time_zone) or "UTC")
    changed += moved_with_the_zone(session, work)
    for commitment in commitments_touched(session, work, [*touched, *changed]):
        derive_commitment(session, work, commitment, at=at, zone=zone)
    for record in changed:
        derive_alone(record, zone)


def derive_alone(record: Base, zone: ZoneInfo) -> None:
    """What follows from the record itself."""
    if isinstance(record, ActionItem):
        record.overdue_after = None if record.due_on is None else end_of_day(record.due_on, zone)
    elif isinstance(record, Review):
        ends_at = record.ends_at or record.starts_at
        record.missed_after = ends_at and outcome_due(
            ends_at, record.time_zone or "UTC", holidays=record.holidays
        )
    elif isinstance(record, Contract):
        record.notice_deadline = notice_deadline(record)


def notice_deadline(contract: Contract) -> date | None:
    """The last day to give notice; None while the renewal date or the notice period is unknown."""
    if contract.renews_on is None or contract.notice_period is None:
        return None
    return contract.notice_period.before(contract.renews_on)


def moved_with_the_zone(session: Session, work: Work) -> list[Base]:
    """Everything due on a day, when the account's midnight was moved."""
    change = change_of(work.account) if work.account else None
    if change is None or "time_zone" not in change.fields:
        return []
    own = [work.account_id or ""]
    return [r for kind in (Commitment, ActionItem) for r in work.there(session, kind, ACCOUNT, own)]


def incidents_touched(session: Session, work: Work, records: Iterable[Base]) -> list[Incident]:
    """Incidents that changed, or whose timeline did."""
    ids = {r.id for r in records if isinstance(r, Incident)}
    ids |= {r.incident_id for r in records if isinstance(r, IncidentEvent)}
    return work.there(session, Incident, "id", ids) if ids else []


def derive_incident(session: Session, work: Work, incident: Incident, *, at: datetime) -> None:
    """Status, times and clock, from its timeline; new terms keep the calendars of today."""
    timeline = work.there(session, IncidentEvent, "incident_id", [incident.id])
    events = [inputs for event in timeline if (inputs := of_event(event)) is not None]
    state = incident_state(incident.first_severity, events, at=at)
    for column in FROM_EVENTS:
        setattr(incident, column, getattr(state, column))
    derive_clock(session, incident, events, at=at)


def derive_clock(
    session: Session, incident: Incident, events: Sequence[IncidentEventInputs], *, at: datetime
) -> None:
    calendars = read_here(session, calendars_named(named_in(incident.sla_terms)))
    incident.sla_terms = pinned(incident.sla_terms, calendars)
    clock = counting_clock(
        incident.sla_terms, incident.first_severity, events, at=at, calendars=calendars
    )
    incident.clock_due_at = clock and due_of(clock)
    incident.clock_stopped_at = clock and clock.stopped_at


def due_of(clock: SlaClock) -> datetime | None:
    """When it is breached unless stopped before; while it is paused nobody knows."""
    if clock.state is ClockState.PAUSED:
        return None
    if clock.state is ClockState.MET and clock.due_at and clock.stopped_at:
        return max(clock.due_at, clock.stopped_at)  # paused at its target to the second, then met
    return clock.due_at


def commitments_touched(session: Session, work: Work, records: Iterable[Base]) -> list[Commitment]:
    """Commitments that changed, or one of whose due dates or reviews did."""
    ids = {r.id for r in records if isinstance(r, Commitment)}
    ids |= {
        r.commitment_id for r in records if isinstance(r, Occurrence | Review) and r.commitment_id
    }
    return work.there(session, Commitment, "id", ids) if ids else []


def derive_commitment(
    session: Session, work: Work, commitment: Commitment, *, at: datetime, zone: ZoneInfo
) -> None:
    """Where it stands, and what it lacks."""
    commitment.counts_from = commitment.counts_from or commitment.due_on
    derive_credit_date(commitment)
    reviews = work.there(session, Review, "commitment_id", [commitment.id])
    standing = commitment_standing(
        of_commitment(commitment), at=at, zone=zone, reviews=[of_review(r) for r in reviews]
    )
    commitment.settled_status = standing.status if standing.is_settled else None
    commitment.overdue_after = standing.overdue_after
    if commitment.kind in REPEATED and not standing.is_settled:
        derive_from_dates(session, work, commitment, at=at, zone=zone)
    commitment.gaps = gaps(
        commitment.kind,
        owner=commitment.owner_id,
        due_on=commitment.due_on,
        condition=commitment.condition,
        amount=money_of(commitment.credit_minor, commitment.credit_currency),
        period=commitment.credit_period,
        is_scheduled=any(review.starts_at is not None for review in reviews),
    )


def derive_credit_date(commitment: Commitment) -> None:
    """A credit is due on the last day of its month, unless another day was said."""
    if commitment.credit_period and commitment.due_on is None:
        commitment.due_on = commitment.counts_from = last_day(commitment.credit_period)
        commitment.due_basis = Basis.DERIVED


def derive_from_dates(
    session: Session, work: Work, commitment: Commitment, *, at: datetime, zone: ZoneInfo
) -> None:
    """A promise that repeats is overdue as its first unkept date is; kept when none is left."""
    there = [
        work.there(session, kind, "commitment_id", [commitment.id]) for kind in (Occurrence, Review)
    ]
    history = promise_history(commitment, *there, zone=zone.key, at=at)
    found = [standing for _, standing in due_dates(history, read_reviews(history))]
    waited_for = [standing for standing in found if standing.status in WAITED_FOR]
    overdue = [standing.overdue_after for standing in waited_for if standing.overdue_after]
    commitment.overdue_after = min(overdue, default=commitment.overdue_after)
    if commitment.kind is CommitmentKind.RECURRING and found and not waited_for:
        statuses = {standing.status for standing in found}
        is_late = CommitmentStatus.KEPT_LATE in statuses
        commitment.settled_status = CommitmentStatus.KEPT_LATE if is_late else CommitmentStatus.KEPT
