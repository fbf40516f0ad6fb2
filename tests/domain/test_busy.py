from datetime import UTC, datetime, timedelta

from domain.busy import MOST_CONFLICTS, Engagement, Span, conflicts
from domain.vocabulary import RecordType

NOON = datetime(2024, 11, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def span(hours: float = 0) -> Span:
    return Span(slot="2024-11", starts_at=NOON + hours * HOUR, ends_at=NOON + (hours + 1) * HOUR)


def busy(person: str = "anna", *, is_contact: bool = False) -> Engagement:
    return Engagement(
        account_id="a",
        review_id="r",
        person_id=person,
        is_contact=is_contact,
        starts_at=NOON,
        ends_at=NOON + HOUR,
    )


def test_reviews_one_after_the_other_are_no_conflict() -> None:
    assert conflicts([span(-1), span(1)], [busy()]) == ()


def test_a_minute_in_common_is_one_and_says_who_and_when() -> None:
    ours, theirs = conflicts([span(59 / 60)], [busy(), busy("sarah", is_contact=True)])

    assert (ours.slot, ours.busy_from, ours.busy_to) == ("2024-11", NOON, NOON + HOUR)
    assert (ours.account_id, ours.review_id) == ("a", "r")
    assert (ours.person_type, ours.person_id) == (RecordType.USER, "anna")
    assert (theirs.person_type, theirs.person_id) == (RecordType.CONTACT, "sarah")


def test_nobody_is_told_of_more_than_can_be_read() -> None:
    assert len(conflicts([span()], [busy()] * (MOST_CONFLICTS + 1))) == MOST_CONFLICTS
