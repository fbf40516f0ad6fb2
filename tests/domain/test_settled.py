"""What is settled is judged as of when it was: any later instant would say the same of it."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.commitments import evidence_alone, own_evidence
from domain.evidence.linked import Links
from domain.evidence.outages import outages, read_outage
from domain.evidence.reviews import read_review, read_reviews
from domain.facts import (
    CommitmentInputs,
    Fact,
    IncidentEventInputs,
    IncidentInputs,
    ReviewInputs,
)
from domain.history import History
from domain.model import MODEL
from tests.domain.histories import commitments, events, incidents, instants, reviews
from tests.domain.records import DAY, NOW, fact

OFTEN = settings(max_examples=100, deadline=None)
LOOKS = [NOW + weeks * 7 * DAY for weeks in range(-60, 20)]


def looked(facts: list[Fact], at: datetime) -> History:
    """Judged at an instant with all of it known."""
    return History.of(facts, at=at, known_at=NOW + 999 * DAY, calendars={})


@OFTEN
@given(commitments, st.lists(reviews, max_size=1), instants)
def test_a_kept_promise(
    promised: CommitmentInputs, told: list[ReviewInputs], known_from: datetime
) -> None:
    promise = fact("promise", promised, known_from)
    own = [fact("review", review, known_from) for review in told]
    for history in (looked([promise, *own], at) for at in LOOKS):
        for made in history.every(CommitmentInputs):
            held = history.every(ReviewInputs)
            found = own_evidence(history, made, held, MODEL, has_slots=False)

            assert found == evidence_alone(made, held, history.moment, MODEL, has_slots=False)


@OFTEN
@given(reviews, instants)
def test_a_review_of_which_somebody_told(review: ReviewInputs, known_from: datetime) -> None:
    planned = fact("review", review, known_from)
    for at in LOOKS:
        for found in read_reviews(looked([planned], at)):
            assert found == read_review(found.review, None, at)


@OFTEN
@given(incidents, st.lists(events, max_size=5), instants)
def test_a_resolved_incident(
    struck: IncidentInputs, told: list[IncidentEventInputs], known_from: datetime
) -> None:
    entries = [
        fact(f"event-{n}", replace(event, incident_id="incident"), known_from)
        for n, event in enumerate(sorted(told, key=lambda e: e.at))
    ]
    for at in LOOKS:
        history = looked([fact("incident", struck, known_from), *entries], at)
        so_far = [e for e in history.every(IncidentEventInputs) if e.inputs.at <= at]
        for found in outages(history, Links({})):
            assert found == read_outage(found.incident, so_far, found.steps, at=at, calendars={})
