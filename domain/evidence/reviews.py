"""Reviews and meetings: what they say about engagement, and which promises they keep or break."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.evidence.item import Evidence
from domain.evidence.words import counted
from domain.facts import Attendee, CommitmentInputs, FactKind, MeetingInputs, ReviewInputs
from domain.history import History, Known
from domain.model import EngagementModel
from domain.reviews import review_status
from domain.verdicts import FactorKey
from domain.vocabulary import CommitmentKind, Influence, MeetingStatus, ReviewStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReading:
    """One review as it stood at the judging instant."""

    review: Known[ReviewInputs]
    status: ReviewStatus
    over_at: datetime
    "Its end; for one that was on no calendar, when its outcome was recorded."
    has_promise: bool
    "A promise on file stands behind it, and suffers when it is not held."


def read_reviews(history: History) -> list[ReviewReading]:
    promises = {c.source_id: c.inputs for c in history.every(CommitmentInputs)}
    return [
        ReviewReading(
            review=review,
            status=review_status(review.inputs, at=history.judged_at),
            over_at=min(history.judged_at, over_at(review)),
            has_promise=suffers(promises.get(review.inputs.commitment_id or ""), review.inputs),
        )
        for review in history.every(ReviewInputs)
    ]


def suffers(promise: CommitmentInputs | None, review: ReviewInputs) -> bool:
    """A one-off promise does not by silence alone, unless it has a day to be overdue from."""
    if promise is None or promise.kind is CommitmentKind.CREDIT:
        return False
    is_one_off = promise.kind is CommitmentKind.ONE_OFF
    return not is_one_off or review.outcome is not None or promise.due_on is not None


def over_at(review: Known[ReviewInputs]) -> datetime:
    inputs = review.inputs
    return inputs.ends_at or inputs.starts_at or inputs.outcome_at or review.known_at


def engagement_evidence(
    history: History, reviews: Iterable[ReviewReading], model: EngagementModel
) -> list[Evidence]:
    found = [review_evidence(history, reading, model) for reading in reviews]
    return [*(e for e in found if e is not None), *meeting_evidence(history, model)]


def review_evidence(
    history: History, reading: ReviewReading, model: EngagementModel
) -> Evidence | None:
    """Held, or the customer stayed away; one we dropped counts here when nobody had promised it."""
    good, bad, words = 0.0, 0.0, ""
    attendance = reading.review.inputs.attendance
    if reading.status is ReviewStatus.HELD:
        came, invited = customers(attendance)
        good = model.held + model.attendance * (came / invited if invited else 0.0)
        good += model.executive if executive_came(history, attendance) else 0.0
        words = f"held, {came} of {counted(invited, 'customer')} invited came"
    elif reading.status is ReviewStatus.NO_SHOW:
        bad, words = model.no_show, "the customer did not come"
    elif reading.status is ReviewStatus.MISSED and not reading.has_promise:
        bad, words = model.not_held, "not held"
    else:
        return None
    return Evidence(
        key=f"{reading.review.source_id}:review",
        factor=FactorKey.ENGAGEMENT,
        good=good,
        bad=bad,
        anchor=reading.over_at,
        summary=f"{reading.review.inputs.title}: {words}",
        occurred_at=reading.over_at,
        known_at=reading.review.known_at,
        source_kind=FactKind.REVIEW,
        source_id=reading.review.source_id,
    )


def customers(attendance: Iterable[Attendee]) -> tuple[int, int]:
    """How many of the customer's people came, of how many invited; unsaid is not there."""
    invited = [attendee for attendee in attendance if attendee.is_contact]
    return sum(attendee.attended is True for attendee in invited), len(invited)


def executive_came(history: History, attendance: Iterable[Attendee]) -> bool:
    return any(
        attendee.is_contact
        and attendee.attended is True
        and history.influence(attendee.person_id) is Influence.EXECUTIVE
        for attendee in attendance
    )


def meeting_evidence(history: History, model: EngagementModel) -> list[Evidence]:
    """Other meetings somebody who decides took part in."""
    return [
        Evidence(
            key=f"{meeting.source_id}:meeting",
            factor=FactorKey.ENGAGEMENT,
            good=model.executive_meeting,
            anchor=held_at,
            summary=f"{meeting.inputs.title}: an executive of the customer attended",
            occurred_at=held_at,
            known_at=meeting.known_at,
            source_kind=FactKind.MEETING,
            source_id=meeting.source_id,
        )
        for meeting in history.every(MeetingInputs)
        if meeting.inputs.status is MeetingStatus.HELD
        for held_at in [meeting.inputs.starts_at or meeting.known_at]
        if held_at <= history.judged_at and executive_came(history, meeting.inputs.attendance)
    ]
