"""The tables of incidents and contracts, walked whole and against the readers of timelines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contract_steps import CONTRACT, ContractState, ContractStep
from domain.errors import InvalidTransition
from domain.facts import IncidentEventInputs
from domain.incident_steps import INCIDENT, IncidentStage
from domain.incidents import incident_state
from domain.vocabulary import IncidentEventKind as Kind
from domain.vocabulary import IncidentStatus, Severity

HOUR = timedelta(hours=1)
START = datetime(2024, 10, 23, 8, tzinfo=UTC)
ROADS: dict[IncidentStage, list[Kind]] = {
    IncidentStage.OPEN: [],
    IncidentStage.PAUSED: [Kind.PAUSED],
    IncidentStage.RESOLVED: [Kind.RESOLVED],
    IncidentStage.CLOSED: [Kind.RESOLVED, Kind.CLOSED],
}
ALWAYS = {Kind.ROOT_CAUSE_FOUND, Kind.UPDATE_SENT, Kind.REPORT_DELIVERED, Kind.NOTE}
AT_WORK = ALWAYS | {
    Kind.REPORTED,
    Kind.RESPONDED,
    Kind.DECLARED,
    Kind.ESCALATED,
    Kind.RECOVERY_STARTED,
    Kind.MITIGATED,
    Kind.SEVERITY_CHANGED,
    Kind.RESOLVED,
    Kind.CLOSED,
}
POSSIBLE = {
    IncidentStage.OPEN: AT_WORK | {Kind.PAUSED},
    IncidentStage.PAUSED: AT_WORK | {Kind.RESUMED},
    IncidentStage.RESOLVED: ALWAYS | {Kind.SEVERITY_CHANGED, Kind.CLOSED, Kind.REOPENED},
    IncidentStage.CLOSED: ALWAYS | {Kind.REOPENED},
}
CONTRACTS: list[tuple[ContractState, list[ContractStep], set[ContractStep]]] = [
    (ContractState.RUNNING, [], {ContractStep.GIVE_NOTICE, ContractStep.DECIDE}),
    (ContractState.NOTICE_GIVEN, [ContractStep.GIVE_NOTICE], {ContractStep.DECIDE}),
    (ContractState.DECIDED, [ContractStep.GIVE_NOTICE, ContractStep.DECIDE], set()),
]


def told(*kinds: Kind) -> list[tuple[datetime, Kind]]:
    """One an hour."""
    return [(START + hour * HOUR, kind) for hour, kind in enumerate(kinds)]


def test_every_kind_of_event_has_its_place_in_an_instant() -> None:
    assert sorted(INCIDENT.order) == sorted(Kind)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("stage", IncidentStage)
def test_an_incident_takes_the_steps_of_its_stage_and_no_other(
    stage: IncidentStage, kind: Kind
) -> None:
    events = told(*ROADS[stage])
    new = (START + 10 * HOUR, kind)

    assert INCIDENT.walked(events) == (stage, {})
    if kind in POSSIBLE[stage]:
        INCIDENT.refuse_misfit(new, events)
        return
    with pytest.raises(InvalidTransition) as refused:
        INCIDENT.refuse_misfit(new, events)
    assert refused.value.current_state == stage
    assert "later" not in refused.value.message
    assert set(refused.value.allowed) == POSSIBLE[stage]


def test_a_back_dated_event_is_judged_at_its_own_instant() -> None:
    events = told(Kind.REPORTED, Kind.PAUSED, Kind.RESUMED, Kind.RESOLVED)

    INCIDENT.refuse_misfit((START + 1.5 * HOUR, Kind.DECLARED), events)
    with pytest.raises(InvalidTransition) as refused:
        INCIDENT.refuse_misfit((START + 1.5 * HOUR, Kind.PAUSED), events)

    assert refused.value.current_state == IncidentStage.PAUSED


def test_an_event_that_makes_a_later_one_impossible_is_refused() -> None:
    events = told(Kind.REPORTED, Kind.PAUSED, Kind.RESUMED)

    with pytest.raises(InvalidTransition) as refused:
        INCIDENT.refuse_misfit((START + 1.5 * HOUR, Kind.RESOLVED), events)

    assert refused.value.current_state == IncidentStage.PAUSED
    assert "later" in refused.value.message
    assert Kind.RESOLVED not in refused.value.allowed
    assert Kind.ESCALATED in refused.value.allowed


def test_a_timeline_that_contradicts_itself_goes_on() -> None:
    events = told(Kind.RESOLVED, Kind.RESOLVED)

    INCIDENT.refuse_misfit((START + 5 * HOUR, Kind.REOPENED), events)
    with pytest.raises(InvalidTransition):
        INCIDENT.refuse_misfit((START + 5 * HOUR, Kind.RESOLVED), events)


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(Kind)), max_size=14))
@settings(deadline=None, max_examples=100)
def test_whatever_was_accepted_is_read_as_the_table_says(drawn: list[tuple[int, Kind]]) -> None:
    accepted: list[tuple[datetime, Kind]] = []
    for hour, kind in drawn:
        new = (START + hour * HOUR, kind)
        if INCIDENT.fits(new, accepted):
            accepted.append(new)
    events = [IncidentEventInputs(incident_id="i", kind=kind, at=at) for at, kind in accepted]

    stage, impossible = INCIDENT.walked(accepted)
    state = incident_state(Severity.SEV1, events, at=START + 10 * HOUR)

    assert not impossible
    is_paused = bool(state.pauses) and state.pauses[-1].end is None
    assert (stage is IncidentStage.PAUSED) == is_paused
    read = IncidentStatus.OPEN if state.is_open else state.status
    assert read == (IncidentStatus.OPEN if stage is IncidentStage.PAUSED else stage.value)


@pytest.mark.parametrize(("state", "road", "possible"), CONTRACTS)
def test_a_contract_takes_the_steps_of_its_state_and_no_other(
    state: ContractState, road: list[ContractStep], possible: set[ContractStep]
) -> None:
    steps = [(date(2024, 1, day), step) for day, step in enumerate(road, 1)]

    assert CONTRACT.walked(steps) == (state, {})
    for step in ContractStep:
        assert CONTRACT.fits((date(2024, 2, 1), step), steps) == (step in possible)


def test_notice_is_told_late_but_never_given_after_the_decision() -> None:
    decided = [(date(2024, 2, 1), ContractStep.DECIDE)]

    CONTRACT.refuse_misfit((date(2024, 2, 1), ContractStep.GIVE_NOTICE), decided)
    with pytest.raises(InvalidTransition) as refused:
        CONTRACT.refuse_misfit((date(2024, 2, 2), ContractStep.GIVE_NOTICE), decided)

    assert (refused.value.current_state, refused.value.allowed) == ("DECIDED", ())
