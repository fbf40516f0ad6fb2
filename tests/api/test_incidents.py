from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import SlaTerm
from domain.vocabulary import (
    ActionOrigin,
    ActionStatus,
    ClockMetric,
    CommitmentKind,
    IncidentEventKind,
    IncidentStatus,
    Severity,
)
from models.directory import WorkingCalendar
from models.incident import Incident
from resolvers.context import Viewer
from tests.api import records
from tests.api.asking import asker, filters

REPORTED = datetime(2024, 10, 23, 8, tzinfo=UTC)
CLOSED_THE_NOTE = datetime(2024, 10, 25, 15, 45, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOCKS = """{ incidents { nodes { clocks { basis state target startedAt dueAt stoppedAt elapsed
  elapsedAtMost pausedFor timesTarget breachedAt } } } }"""


def outage(**given: Any) -> list[Any]:
    """The outage of the escalation note: reported at 8, escalated at 10, declared at 14."""
    account = records.account()
    incident = records.incident(account, reported_at=REPORTED, **given)
    kinds = IncidentEventKind
    return [
        account,
        incident,
        records.event(incident, kinds.REPORTED, REPORTED),
        records.event(incident, kinds.ESCALATED, REPORTED + 2 * HOUR),
        records.event(incident, kinds.DECLARED, REPORTED + 6 * HOUR),
    ]


async def test_without_an_agreed_basis_three_clocks_run_and_none_has_an_end(tmp_path: Path) -> None:
    ask = asker(tmp_path, *outage(), now=CLOSED_THE_NOTE)

    clocks = (await ask(CLOCKS))["incidents"]["nodes"][0]["clocks"]

    assert [(c["basis"], c["dueAt"], c["elapsed"]) for c in clocks] == [
        ("REPORTED", "2024-10-23T12:00:00Z", "PT55H45M"),
        ("ESCALATED", "2024-10-23T14:00:00Z", "PT53H45M"),
        ("DECLARED", "2024-10-23T18:00:00Z", "PT49H45M"),
    ]
    assert clocks[0] == {
        "basis": "REPORTED",
        "state": "BREACHED",
        "target": "PT4H",
        "startedAt": "2024-10-23T08:00:00Z",
        "dueAt": "2024-10-23T12:00:00Z",
        "stoppedAt": None,
        "elapsed": "PT55H45M",
        "elapsedAtMost": None,
        "pausedFor": "PT0S",
        "timesTarget": 13.9375,
        "breachedAt": "2024-10-23T12:00:00Z",
    }


async def test_a_retracted_resolution_stops_no_clock(tmp_path: Path) -> None:
    account, incident, *events = outage()
    at = REPORTED + HOUR
    taken_back = records.event(incident, IncidentEventKind.RESOLVED, at, retracted_at=at)
    ask = asker(tmp_path, account, incident, *events, taken_back, now=CLOSED_THE_NOTE)

    found = await ask(CLOCKS)

    assert {c["stoppedAt"] for c in found["incidents"]["nodes"][0]["clocks"]} == {None}


def office_hours(version: int, start: str) -> WorkingCalendar:
    days = ",".join(f'{{"weekday":{d},"start":"{start}","end":"17:00:00"}}' for d in range(5))
    return WorkingCalendar(
        key="office",
        version=version,
        time_zone="UTC",
        spans=f"[{days}]",
        holidays='["2024-10-24"]',
        source="agreed",
        created_at=REPORTED,
    )


async def test_an_unknown_calendar_fails_the_clocks_of_its_incident_alone(tmp_path: Path) -> None:
    term = SlaTerm(metric=ClockMetric.RESOLUTION, target=4 * HOUR, calendar="nobody's")
    account, incident, *events = outage(sla_terms=(term,))
    other = records.incident(account, title="Fine")
    ask = asker(tmp_path, account, incident, *events, other)

    result = await ask.result("{ incidents { nodes { title clocks { state } } } }")

    assert [error.path for error in result.errors or ()] == [["incidents", "nodes", 1, "clocks"]]


async def test_an_incident_tells_its_cause_and_what_happened_when(tmp_path: Path) -> None:
    rows = outage(
        cause_summary="Database corruption",
        cause_factors=("No rollback",),
        cause_confirmed=True,
        stated_duration=48 * HOUR,
    )
    ask = asker(tmp_path, *rows)

    told = await ask(
        """{ incidents { nodes { statedDuration rootCause { summary contributingFactors confirmed }
           timeline(first: 2) { nodes { kind at precision } pageInfo { hasNextPage } } } } }"""
    )

    assert told["incidents"]["nodes"] == [
        {
            "statedDuration": "PT48H",
            "rootCause": {
                "summary": "Database corruption",
                "contributingFactors": ["No rollback"],
                "confirmed": True,
            },
            "timeline": {
                "nodes": [
                    {"kind": "REPORTED", "at": "2024-10-23T08:00:00Z", "precision": "MINUTE"},
                    {"kind": "ESCALATED", "at": "2024-10-23T10:00:00Z", "precision": "MINUTE"},
                ],
                "pageInfo": {"hasNextPage": True},
            },
        }
    ]


async def test_an_incident_tells_what_was_done_about_it_and_where_that_is_recorded(
    tmp_path: Path,
) -> None:
    account, incident, *events = outage()
    about, done = {"incident_id": incident.id}, {"done_at": CLOSED_THE_NOTE}
    credit = {"kind": CommitmentKind.CREDIT, "issued_at": CLOSED_THE_NOTE}
    item = {"status": ActionStatus.DONE, "origin": ActionOrigin.PLAN}
    rows = [
        records.event(incident, IncidentEventKind.ROOT_CAUSE_FOUND, REPORTED + 34 * HOUR),
        records.commitment(account, **about, **credit),
        records.action_item(account, **about, **item, **done),
    ]
    ask = asker(tmp_path, account, incident, *events, *rows, now=CLOSED_THE_NOTE)

    told = await ask(
        """{ incidents { nodes { recoverySteps { kind doneAt record { __typename } }
           commitments { nodes { kind } } actionItems { nodes { text } } } } }"""
    )

    (found,) = told["incidents"]["nodes"]
    steps = [(s["kind"], s["doneAt"], s["record"]["__typename"]) for s in found["recoverySteps"]]
    assert steps == [
        ("ROOT_CAUSE", "2024-10-24T18:00:00Z", "TimelineEntry"),
        ("COMPENSATION", "2024-10-25T15:45:00Z", "Commitment"),
        ("CORRECTIVE_ACTIONS", "2024-10-25T15:45:00Z", "ActionItem"),
    ]
    assert found["commitments"]["nodes"] == [{"kind": "CREDIT"}]
    assert found["actionItems"]["nodes"] == [{"text": "Call them"}]


async def test_graver_incidents_come_first_by_severity_descending(tmp_path: Path) -> None:
    account = records.account()
    rows = [records.incident(account, severity=severity) for severity in Severity]
    ask = asker(tmp_path, account, *rows)

    told = await ask("{ incidents(orderBy: [{field: SEVERITY}]) { nodes { severity } } }")

    severities = [node["severity"] for node in told["incidents"]["nodes"]]
    assert severities == ["SEV1", "SEV2", "SEV3", "SEV4"]


FILTERED = """query($filter: IncidentFilter) {
  incidents(first: 100, filter: $filter) { nodes { title } totalCount }
  accounts { nodes { incidents(first: 100, filter: $filter) { nodes { title } } } }
  with: accounts(filter: {incidentsSome: $filter}) { totalCount } }"""
INSTANTS = st.none() | st.integers(-3 * 24, 3 * 24).map(lambda hours: records.NOON + hours * HOUR)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "severity": st.sampled_from(Severity),
            "status": st.sampled_from(IncidentStatus),
            "reported_at": INSTANTS,
            "clock_due_at": INSTANTS,
            "clock_stopped_at": INSTANTS,
        }
    ),
    max_size=8,
)
DAYS = st.integers(-3, 3).map(lambda days: records.NOON.date() + timedelta(days=days))
DATES = filters(
    eq=DAYS,
    gt=DAYS,
    gte=DAYS,
    lt=DAYS,
    lte=DAYS,
    nextDays=st.integers(0, 3),
    lastDays=st.integers(0, 3),
    isNull=st.booleans(),
)
PLAIN = filters(
    status=st.lists(st.sampled_from(IncidentStatus)),
    severity=st.lists(st.sampled_from(Severity)),
    breached=st.booleans(),
    reportedAt=DATES,
)
FILTERS = st.recursive(
    PLAIN,
    lambda inner: filters(**{"and": st.lists(inner), "or": st.lists(inner), "not": inner}),
    max_leaves=4,
)
VIENNA_ZONE = ZoneInfo("Europe/Vienna")
VIENNA = Viewer(time_zone="Europe/Vienna")


def on_days(day: date | None, f: dict[str, Any], today: date) -> bool:
    """What a date filter says, in plain Python."""
    if day is None:
        return set(f) <= {"isNull"} and f.get("isNull", True)
    checks: dict[str, Callable[[Any], bool]] = {
        "eq": lambda v: day == v,
        "gt": lambda v: day > v,
        "gte": lambda v: day >= v,
        "lt": lambda v: day < v,
        "lte": lambda v: day <= v,
        "nextDays": lambda v: 0 <= (day - today).days <= v,
        "lastDays": lambda v: 0 <= (today - day).days <= v,
        "isNull": lambda v: not v,
    }
    return all(checks[name](value) for name, value in f.items())


def passes(row: Incident, f: dict[str, Any], now: datetime) -> bool:
    """What an incident filter says, in plain Python."""
    zone = VIENNA_ZONE
    day = None if row.reported_at is None else row.reported_at.astimezone(zone).date()
    due, stopped = row.clock_due_at, row.clock_stopped_at
    is_breached = due is not None and due < (stopped or now)
    return (
        all(passes(row, inner, now) for inner in f.get("and", ()))
        and ("or" not in f or any(passes(row, inner, now) for inner in f["or"]))
        and ("not" not in f or not passes(row, f["not"], now))
        and row.status in f.get("status", IncidentStatus)
        and row.severity in f.get("severity", Severity)
        and f.get("breached", is_breached) == is_breached
        and on_days(day, f.get("reportedAt", {}), now.astimezone(zone).date())
    )


def in_json(f: dict[str, Any]) -> dict[str, Any]:
    """A filter as a client sends it."""
    return orjson.loads(orjson.dumps(f))


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, filter_=FILTERS)
async def test_a_filter_finds_what_the_same_words_find_in_plain_python(
    rows: list[dict[str, Any]], filter_: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    account = records.account()
    incidents = [records.incident(account, title=str(n), **row) for n, row in enumerate(rows)]
    now = records.NOON
    ask = asker(tmp_path_factory.mktemp("filter"), account, *incidents, now=now, viewer=VIENNA)
    expected = {row.title for row in incidents if passes(row, filter_, now)}

    found = await ask(FILTERED, filter=in_json(filter_))

    assert {node["title"] for node in found["incidents"]["nodes"]} == expected
    assert found["incidents"]["totalCount"] == len(expected)
    (of_account,) = found["accounts"]["nodes"]
    assert {node["title"] for node in of_account["incidents"]["nodes"]} == expected
    assert found["with"]["totalCount"] == bool(expected)
