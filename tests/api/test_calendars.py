"""A working calendar that changes: which version every reading of a clock keeps to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.facts import SlaTerm
from domain.vocabulary import ClockMetric, IncidentEventKind, IncidentStatus, Severity
from models.account import Account
from models.database import Database
from models.directory import WorkingCalendar
from models.incident import Incident, IncidentEvent
from models.sweep import sweep
from models.unit import Unit
from tests.api.asking import Asker

NINE = datetime(2024, 10, 23, 9, tzinfo=UTC)
"A Wednesday."
HOUR = timedelta(hours=1)
AGREED = tuple(
    SlaTerm(metric=ClockMetric.RESOLUTION, target=hours * HOUR, calendar=name)
    for name, hours in (("office", 4), ("shop", 3))
)
ASKED = """query ($then: DateTime!) {
  incidents(orderBy: {field: REPORTED_AT, direction: ASC}) { nodes { title clocks { dueAt } } }
  late: incidents(filter: {breached: true}) { nodes { title } }
  accounts { nodes { health { evidence { summary } } then: health(asOf: $then) {
    evidence { summary } } } } }"""


async def opens(database: Database, start: str, *, version: int) -> None:
    """Both calendars get a version in which the day goes from then to 17:00 UTC."""
    days = ",".join(f'{{"weekday":{d},"start":"{start}","end":"17:00:00"}}' for d in range(5))
    async with database.write(None, actor="test", now=NINE) as unit:
        for name, number in (("office", version), ("shop", version + 4)):
            unit.add(
                WorkingCalendar(
                    key=name,
                    version=number,
                    time_zone="UTC",
                    spans=f"[{days}]",
                    holidays="[]",
                    source="agreed",
                    created_at=NINE,
                )
            )


def breaks(unit: Unit, title: str) -> Incident:
    """An incident that is reported now, under the agreed terms."""
    incident = unit.add(
        Incident(
            title=title,
            first_severity=Severity.SEV2,
            severity=Severity.SEV2,
            status=IncidentStatus.OPEN,
            sla_terms=AGREED,
        )
    )
    tells(unit, incident, IncidentEventKind.REPORTED)
    return incident


def tells(unit: Unit, incident: Incident, kind: IncidentEventKind) -> None:
    unit.add(IncidentEvent(incident_id=incident.id, kind=kind, at=unit.now, summary="It happened"))


async def test_calendars_that_change_move_no_clock_that_runs_already(tmp_path: Path) -> None:
    database, three = await Database.open(tmp_path / "records.db"), NINE + 6 * HOUR
    await opens(database, "13:00:00", version=1)
    async with database.write("a", actor="test", now=NINE) as unit:
        unit.add(Account(name="TechCorp", tracked_from=NINE))
        old = breaks(unit, "old")
    await opens(database, "09:00:00", version=2)
    async with database.write("a", actor="test", now=NINE + HOUR) as unit:
        breaks(unit, "new")
        tells(unit, await unit.get_or_raise(Incident, old.id), IncidentEventKind.UPDATE_SENT)
    await sweep(database, now=three)
    await database.close()

    told = await Asker(path=database.path, now=three)(ASKED, then=three.isoformat())

    shown = {
        n["title"]: [c["dueAt"][11:16] for c in n["clocks"]] for n in told["incidents"]["nodes"]
    }
    assert shown == {"old": ["17:00", "16:00"], "new": ["14:00", "13:00"]}
    assert [node["title"] for node in told["late"]["nodes"]] == ["new"]
    (account,) = told["accounts"]["nodes"]
    expected = {f"{n}: open {h} h against a target of 3 h" for n, h in (("old", 2), ("new", 5))}
    for health in account.values():
        assert {e["summary"].partition(" (")[0] for e in health["evidence"]} >= expected
