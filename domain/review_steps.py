"""What people may do with a review, by where it stands."""

from collections.abc import Mapping
from enum import StrEnum

from domain.reviews import STATUS_OF_OUTCOME
from domain.vocabulary import ReviewStatus


class ReviewStep(StrEnum):
    """An outcome is recorded under its own name."""

    MOVE = "MOVE"
    HELD = "HELD"
    NO_SHOW = "NO_SHOW"
    NOT_HELD = "NOT_HELD"
    CANCEL = "CANCEL"
    REOPEN = "REOPEN"


RECORDED: Mapping[ReviewStep, ReviewStatus] = {
    ReviewStep(outcome): status for outcome, status in STATUS_OF_OUTCOME.items()
}
OPEN: Mapping[ReviewStep, ReviewStatus] = {
    ReviewStep.MOVE: ReviewStatus.SCHEDULED,
    **RECORDED,
    ReviewStep.CANCEL: ReviewStatus.CANCELLED,
}
REVIEW_STEPS: Mapping[ReviewStatus, Mapping[ReviewStep, ReviewStatus]] = {
    # Nobody can stay away from what was on no calendar.
    ReviewStatus.PROPOSED: {s: to for s, to in OPEN.items() if s is not ReviewStep.NO_SHOW},
    ReviewStatus.SCHEDULED: OPEN,
    ReviewStatus.AWAITING_OUTCOME: OPEN,
    # Moved or cancelled afterwards it would look as if nobody had been let down.
    ReviewStatus.MISSED: RECORDED,
    ReviewStatus.HELD: RECORDED,
    ReviewStatus.NO_SHOW: RECORDED,
    ReviewStatus.CANCELLED: {
        ReviewStep.CANCEL: ReviewStatus.CANCELLED,
        ReviewStep.REOPEN: ReviewStatus.SCHEDULED,
    },
}
"Recording again corrects; cancelling again may tell another reason."
