"""Reviews and meetings: what they say about engagement, and which promises they keep or break."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.evidence.item import Evidence
from domain.evidence.words import counted
from domain.facts import Attendee, CommitmentInputs, FactKind, MeetingInputs, ReviewInputs
from domain.history import History
from domain.known import Known, once
from domain.model import EngagementModel
from domain.reviews import review_status
from domain.stated import happened_by
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
    """Of all of them, as they stood then."""
    reviews, commitments = history.every(ReviewInputs), history.every(CommitmentInputs)
    if not reviews:
        return []
    over_by, found = read_at_the_end(reviews[0], reviews, commitments)
    if over_by is not None and over_by <= history.judged_at:
        return found
    return readings(reviews, commitments, history.judged_at)


@once
def read_at_the_end(
    _: Known[ReviewInputs],
    reviews: Sequence[Known[ReviewInputs]],
    commitments: Sequence[Known[CommitmentInputs]],
) -> tuple[datetime | None, list[ReviewReading]]:
    """From when on they all read so; None while somebody has still to tell of one."""
    if not all(map(is_told, reviews)):
        return None, []
    over_by = max(map(happened_by, reviews))
    return over_by, readings(reviews, commitments, over_by)


def readings(
    reviews: Sequence[Known[ReviewInputs]],
    commitments: Sequence[Known[CommitmentInputs]],
    judged_at: datetime,
) -> list[ReviewReading]:
    promises = {c.source_id: c.inputs for c in commitments}
    return [
        read_review(
            review,
            promises.get(review.inputs.commitment_id or ""),
            min(judged_at, happened_by(review)) if is_told(review) else judged_at,
        )
        for review in reviews
    ]


def is_told(review: Known[ReviewInputs]) -> bool:
    """Whether somebody has said what became of it; once that is over, time changes nothing."""
    return review.inputs.outcome is not None or review.inputs.cancelled_at is not None


@once
def read_review(
    review: Known[ReviewInputs], promise: CommitmentInputs | None, at: datetime
) -> ReviewReading:
    return ReviewReading(
        review=review,
        status=review_status(review.inputs, at=at),
        over_at=min(at, over_at(review)),
        has_promise=suffers(promise, review.inputs),
    )


def suffers(promise: CommitmentInputs | None, review: ReviewInputs) -> bool:
    """A one-off promise does not by silence alone, unless it has a day to be overdue from."""
    if promise is None or promise.kind is CommitmentKind.CREDIT:
        return False
    is_one_off = promise.kind is CommitmentKind.ONE_OFF
    return not is_one_off or review.outcome is not None or promise.due_on is not None


def over_at(review: Known[ReviewInputs]) -> datetime:
    inputs = review.inputs
    return inputs.ends_at or inputs.starts_at or inputs.outcome_at or review.known_from


def engagement_evidence(
    history: History, reviews: Sequence[ReviewReading], model: EngagementModel
) -> list[Evidence]:
    executives = executives_of(history)
    found = held_or_not(reviews[0].review, reviews, executives, model) if reviews else ()
    return [*found, *meeting_evidence(history, model)]


@once
def held_or_not(
    _: Known[ReviewInputs],
    reviews: Sequence[ReviewReading],
    executives: frozenset[str],
    model: EngagementModel,
) -> list[Evidence]:
    found = [review_evidence(r.review, r, executives, model) for r in reviews]
    return [e for e in found if e is not None]


def executives_of(history: History) -> frozenset[str]:
    """Those at the customer who decide, by their ids."""
    found = history.influences.items()
    return frozenset(person for person, how in found if how is Influence.EXECUTIVE)


@once
def review_evidence(
    review: Known[ReviewInputs],
    reading: ReviewReading,
    executives: frozenset[str],
    model: EngagementModel,
) -> Evidence | None:
    """Held, or the customer stayed away; one we dropped counts here when nobody had promised it."""
    good, bad, words = 0.0, 0.0, ""
    attendance = review.inputs.attendance
    if reading.status is ReviewStatus.HELD:
        came, invited = customers(attendance)
        good = model.held + model.attendance * (came / invited if invited else 0.0)
        good += model.executive if executive_came(attendance, executives) else 0.0
        words = f"held, {came} of {counted(invited, 'customer')} invited came"
    elif reading.status is ReviewStatus.NO_SHOW:
        bad, words = model.no_show, "the customer did not come"
    elif reading.status is ReviewStatus.MISSED and not reading.has_promise:
        bad, words = model.not_held, "not held"
    else:
        return None
    return Evidence(
        key=f"{review.source_id}:review",
        factor=FactorKey.ENGAGEMENT,
        good=good,
        bad=bad,
        anchor=reading.over_at,
        summary=f"{review.inputs.title}: {words}",
        occurred_at=reading.over_at,
        known_at=review.known_from,
        source_kind=FactKind.REVIEW,
        source_id=review.source_id,
    )


def customers(attendance: Iterable[Attendee]) -> tuple[int, int]:
    """How many of the customer's people came, of how many invited; unsaid is not there."""
    invited = [attendee for attendee in attendance if attendee.is_contact]
    return sum(attendee.attended is True for attendee in invited), len(invited)


def executive_came(attendance: Iterable[Attendee], executives: frozenset[str]) -> bool:
    return any(
        attendee.is_contact and attendee.attended is True and attendee.person_id in executives
        for attendee in attendance
    )


def meeting_evidence(history: History, model: EngagementModel) -> list[Evidence]:
    """Other meetings somebody who decides took part in."""
    executives = executives_of(history)
    return [
        Evidence(
            key=f"{meeting.source_id}:meeting",
            factor=FactorKey.ENGAGEMENT,
            good=model.executive_meeting,
            anchor=held_at,
            summary=f"{meeting.inputs.title}: an executive of the customer attended",
            occurred_at=held_at,
            known_at=meeting.known_from,
            source_kind=FactKind.MEETING,
            source_id=meeting.source_id,
        )
        for meeting in history.every(MeetingInputs)
        if meeting.inputs.status is MeetingStatus.HELD
        for held_at in [meeting.inputs.starts_at or meeting.known_from]
        if held_at <= history.judged_at and executive_came(meeting.inputs.attendance, executives)
    ]
