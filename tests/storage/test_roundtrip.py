"""Every table gives back what was put in, through the road of a write and the road of a read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column

from domain.facts import Fact, FactKind, SlaTerm
from domain.period import Period
from domain.vocabulary import ClockMetric, RecordType, Severity
from models.account import Account
from models.base import Base, Owned, new_id, table_of
from models.columns import write_instant
from models.commitment import Commitment
from models.database import Database
from models.facts import DECODERS, INPUTS, fact_of
from models.history import Activity, DailyScore, FactRow, Score, ScoreDetail
from models.incident import Incident
from models.inputs import FACTS
from models.meeting import Attendance
from models.metadata import METADATA
from models.note import Note
from tests.domain.histories import account_histories
from tests.storage.reads import NOW, every, new_account

KEPT_BY_US = {Score, ScoreDetail, DailyScore, Activity, FactRow}
"Written by the unit of work itself; other tests read them."
KINDS = sorted(
    (m.class_ for m in Base.registry.mappers if m.class_ not in {*KEPT_BY_US, Account}),
    key=lambda kind: table_of(kind).name,
)
SAMPLES: dict[type, Any] = {
    str: "Zoë said “no”,\n\ttwice 😀",
    int: 2**53,
    float: 0.1 + 0.2,
    bool: True,
    datetime: NOW + timedelta(microseconds=1),
    date: date(2024, 2, 29),
    Decimal: Decimal("15.00"),
    Period: Period(months=3, days=5),
    timedelta: timedelta(days=400, seconds=1),
}
TERM = SlaTerm(metric=ClockMetric.RESOLUTION, target=timedelta(hours=4), severity=Severity.SEV1)
INSIDE: dict[Any, Any] = {
    str: "Ärger",
    date: date(2024, 11, 30),
    SlaTerm: TERM,
    Attendance: Attendance(person_id="p", is_contact=True, attended=False),
}
DERIVED = {
    "incident": {"status", "severity", "clock_due_at", "clock_stopped_at"},
    "incident_event": {"known_at", "recorded_at"},
    "commitment": {"gaps", "settled_status", "overdue_after"},
    "action_item": {"overdue_after"},
    "review": {"missed_after"},
    "contract": {"notice_deadline"},
}
"Columns that are worked out, and so do not keep what is put in."


def sample(kind: type[Base], column: Column[Any]) -> Any:  # noqa: ANN401 - of any type
    """A value of the column's Python type that is easy to damage on the way."""
    (annotated,) = get_args(annotation(kind, column.key))
    options = [one for one in get_args(annotated) or (annotated,) if one is not type(None)]
    wanted = annotated if getattr(annotated, "__origin__", None) else options[0]
    if getattr(wanted, "__origin__", None) is tuple:
        inside = get_args(wanted)[0]
        return (INSIDE[inside] if inside in INSIDE else next(iter(inside)),)
    if getattr(wanted, "__origin__", None) is dict:
        return {"a": "b"} if get_args(wanted)[1] is str else {"a": ("Account", "b")}
    return next(iter(wanted)) if issubclass(wanted, StrEnum) else SAMPLES[wanted]


def annotation(kind: type[Base], name: str) -> Any:  # noqa: ANN401 - of any type
    return next(c.__annotations__[name] for c in kind.__mro__ if name in c.__annotations__)


def full(kind: type[Base], account_id: str) -> Base:
    """A record with every column set that refers to nothing."""
    table = table_of(kind)
    referring = {key.parent.name for key in table.foreign_keys}
    special = {"id": new_id(), "time_zone": "Europe/Berlin", "currency_code": "JPY"}
    special |= dict.fromkeys(("credit_currency", "stated_loss_currency"), "EUR")
    special |= {"holidays": ("DE",), "credit_period": "2024-11", "spans": "[]"}
    values = {
        column.key: special.get(column.key) or sample(kind, column)
        for column in table.columns
        if column.key not in referring or column.primary_key
    }
    if table.name == "working_calendar":
        values["holidays"] = "[]"
    return kind(**values | ({"account_id": account_id} if issubclass(kind, Owned) else {}))


NEEDS = {"incident_event": Incident, "occurrence": Commitment, "source_span": Note}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__tablename__)
async def test_every_column_keeps_what_is_put_in(database: Database, kind: type[Base]) -> None:
    account_id = await new_account(database)
    async with database.write(account_id, actor="test", now=NOW) as unit:
        record = full(kind, account_id)
        owner = NEEDS.get(table_of(kind).name)
        if owner is not None:
            needed = unit.add(full(owner, account_id))
            setattr(record, f"{table_of(owner).name}_id", getattr(needed, "id"))  # noqa: B009
        if "account_id" in table_of(kind).columns:
            setattr(record, "account_id", account_id)  # noqa: B010
        unit.add(record)
    expected = {c.key: getattr(record, c.key) for c in table_of(kind).columns}

    (row,) = await database.read(every(kind))
    ours = DERIVED.get(table_of(kind).name, set()) | times(kind)
    for name in expected.keys() - ours:
        value = getattr(row, name)
        assert (value, type(value)) == (expected[name], type(expected[name])), name


def times(kind: type[Base]) -> set[str]:
    """What follows from an incident's timeline, which is empty here."""
    if table_of(kind).name != "incident":
        return set()
    return {c.key for c in table_of(kind).columns if c.key.endswith("_at")}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts=account_histories())
def test_every_fact_is_read_back_as_it_was(facts: list[Fact]) -> None:
    for fact in facts:
        row = FactRow(
            account_id=fact.account_id,
            source_id=fact.source_id,
            version=fact.version,
            kind=fact.kind,
            known_from=fact.known_from,
            known_until=fact.known_until,
            inputs=msgspec.json.encode(fact.inputs).decode(),
        )
        assert fact_of(row) == fact


def test_every_kind_of_fact_has_its_table_and_its_reader() -> None:
    assert set(INPUTS) == set(DECODERS) == set(FactKind) == {kind for kind, _ in FACTS.values()}


@given(a=st.datetimes(timezones=st.just(UTC)), b=st.datetimes(timezones=st.just(UTC)))
def test_the_text_of_instants_sorts_like_the_instants(a: datetime, b: datetime) -> None:
    assert (write_instant(a) < write_instant(b)) == (a < b)
    assert datetime.fromisoformat(write_instant(a)) == a


def test_a_naive_instant_cannot_be_stored() -> None:
    with pytest.raises(ValueError, match="naive"):
        write_instant(datetime(2024, 10, 25))  # noqa: DTZ001 - the point


def test_every_table_is_tried() -> None:
    tried = {table_of(kind).name for kind in {*KINDS, *KEPT_BY_US, Account}}

    assert tried == set(METADATA.tables)
    assert {Note} <= set(KINDS)
    assert RecordType.NOTE_DRAFT
