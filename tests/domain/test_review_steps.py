import pytest

from domain.errors import InvalidTransition
from domain.review_steps import REVIEW_STEPS, ReviewStep
from domain.steps import taken
from domain.vocabulary import ReviewStatus

LEADS_TO = {
    ReviewStep.MOVE: ReviewStatus.SCHEDULED,
    ReviewStep.CANCEL: ReviewStatus.CANCELLED,
    ReviewStep.REOPEN: ReviewStatus.SCHEDULED,
    ReviewStep.HELD: ReviewStatus.HELD,
    ReviewStep.NO_SHOW: ReviewStatus.NO_SHOW,
    ReviewStep.NOT_HELD: ReviewStatus.MISSED,
}
RECORDED = {"HELD", "NO_SHOW", "NOT_HELD"}
MAY = {
    ReviewStatus.PROPOSED: {"MOVE", "HELD", "NOT_HELD", "CANCEL"},
    ReviewStatus.SCHEDULED: {"MOVE", *RECORDED, "CANCEL"},
    ReviewStatus.AWAITING_OUTCOME: {"MOVE", *RECORDED, "CANCEL"},
    ReviewStatus.MISSED: RECORDED,
    ReviewStatus.HELD: RECORDED,
    ReviewStatus.NO_SHOW: RECORDED,
    ReviewStatus.CANCELLED: {"CANCEL", "REOPEN"},
}


@pytest.mark.parametrize("status", ReviewStatus)
@pytest.mark.parametrize("step", ReviewStep)
def test_a_step_leads_where_its_name_says_or_is_refused(
    status: ReviewStatus, step: ReviewStep
) -> None:
    if step in MAY[status]:
        assert taken(step, REVIEW_STEPS, current=status) is LEADS_TO[step]
        return

    with pytest.raises(InvalidTransition) as refused:
        taken(step, REVIEW_STEPS, current=status)

    assert set(refused.value.allowed) == MAY[status]
