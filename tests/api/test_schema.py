"""The types hold what the rows hold, and read as the contract does."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType
from strawberry.types.base import get_object_definition

from domain.busy import ReviewConflict
from domain.change import HealthChange
from domain.errors import (
    DomainError,
    IdempotencyKeyReused,
    InvalidTransition,
    ScheduleConflict,
    VersionConflict,
)
from domain.facts import SlaTerm
from domain.health import FactorScore, Remainder
from domain.money import Money
from domain.notes.draft import Flag
from domain.risk import RiskRemainder
from domain.sla import SlaClock
from engine.fields import ANSWER, Answer, Worked
from models.access import AccessToken
from models.account import AccountRef
from models.history import Activity, DailyScore
from models.note import SourceSpan
from models.outlines import FactorRow
from resolvers import (
    activity,
    changes,
    drafts,
    evidence,
    health,
    incidents,
    occurrences,
    paging,
    people,
    portfolio,
    records,
    recovery,
    risk,
    said,
    service_credits,
    stored,
    viewer,
)
from resolvers.mutations.payload import Payload
from resolvers.mutations.review_rows import SlotResult
from schema.build import core_of
from schema.root import schema, sdl
from tests.api.records import NOON

VALUES: Mapping[str, Any] = {
    "HealthScore": health.HealthAnswer,
    "HealthOverride": said.Override,
    "HealthFactor": FactorRow,
    "Remainder": Remainder,
    "Evidence": evidence.Evidence,
    "HealthChange": changes.Change,
    "HealthChangeItem": changes.Item,
    "RenewalRisk": risk.RiskAnswer,
    "RiskDriver": risk.ShownDriver,
    "RiskRemainder": RiskRemainder,
    "Money": Money,
    "PageInfo": paging.Connection,
    "Viewer": viewer.Seen,
    "AccessToken": AccessToken,
    "Portfolio": portfolio.Portfolio,
    "BandTotal": portfolio.Total,
    "OwnerTotal": portfolio.Total,
    "QuarterTotal": portfolio.Total,
    "CauseTotal": portfolio.Cause,
    "HealthPoint": changes.Point,
    "ExternalRef": AccountRef,
    "Activity": Activity,
    "FieldChange": activity.FieldChange("name", None, None),
    "SourceSpan": SourceSpan,
    "SlaTerm": SlaTerm,
    "SlaClock": SlaClock,
    "RootCause": incidents.RootCause,
    "RecoveryStep": recovery.Step,
    "Attendance": people.Attending,
    "ServiceCredit": service_credits.ServiceCredit,
    "CommitmentOccurrence": occurrences.Due,
    "NoteDraft": drafts.NoteDraft,
    "DraftRecord": drafts.DraftRecord,
    "NoteFlag": Flag,
    "PlainError": DomainError(""),
    "VersionConflict": VersionConflict(expected=1, current=2, fields=()),
    "InvalidTransition": InvalidTransition("", current="", allowed=()),
    "IdempotencyKeyReused": IdempotencyKeyReused(NOON),
    "ScheduleConflict": ScheduleConflict(()),
    "ReviewConflict": ReviewConflict,
    "SlotResult": SlotResult,
}
"Which value of ours each type without an id of its own shows."

GENERIC: Mapping[str, Any] = {
    "Connection": paging.Connection,
    "Edge": paging.Edge,
    "Payload": Payload,
    "RowResult": Payload,
}


def offered(value: object) -> set[str]:
    """Everything a value can be asked for."""
    table: Any = getattr(value, "__table__", None)
    if table is not None:
        return set(table.c.keys())
    own: Mapping[str, object] = getattr(value, "__dataclass_fields__", {})
    return {*own, *(name for name in dir(value) if not name.startswith("_"))}


def object_types() -> Iterator[tuple[str, Any]]:
    for name, kind in core_of(schema).type_map.items():
        definition = kind.extensions.get("strawberry-definition")
        is_shown = isinstance(kind, GraphQLObjectType) and name != "Mutation"
        if is_shown and definition is not None:
            yield name, definition


def needed(definition: Any) -> set[str]:
    """What a type reads from its value: plain fields, keys of batch reads, inputs of functions."""
    found: set[str] = set()
    for field in definition.fields:
        answer = field.metadata.get(ANSWER)
        if isinstance(answer, Answer):
            found.update(answer.key)
        elif isinstance(answer, Worked):
            found.update(answer.of)
        else:
            found.add(field.python_name)
    return found


def tables() -> Mapping[str, set[str]]:
    """What the rows of each type that has an id offer."""
    return {
        kind.value: set(read.table.c.keys())
        for kind, read in records.NODES.items()
        if read.table is not None
    }


@pytest.mark.parametrize("name", sorted(dict(object_types())))
def test_what_a_resolver_returns_offers_every_field_its_type_reads(name: str) -> None:
    shown = next((v for end, v in GENERIC.items() if name.endswith(end)), VALUES.get(name))

    assert needed(dict(object_types())[name]) <= (tables().get(name) or offered(shown))


def test_a_history_point_is_a_daily_score_or_a_point_of_a_change() -> None:
    point = needed(get_object_definition(dict(object_types())["HealthPoint"].origin, strict=True))

    assert point <= offered(DailyScore)
    assert point <= offered(changes.Point)


@pytest.mark.parametrize("name", ["HealthScore", "RenewalRisk"])
def test_a_stored_score_is_a_health_and_a_risk(name: str) -> None:
    row = stored.STORED.prepared((), ()).row

    assert needed(dict(object_types())[name]) <= offered(row)


def test_a_factor_is_a_row_of_a_stored_score_or_what_a_replay_gives() -> None:
    factor = needed(get_object_definition(dict(object_types())["HealthFactor"].origin, strict=True))

    assert factor <= offered(FactorScore)


def test_leaving_an_argument_out_is_spelt_without_a_default() -> None:
    assert "= null" not in sdl()


def test_generators_are_told_that_an_account_is_named_in_one_way() -> None:
    assert "input AccountRef @oneOf {" in sdl()


def test_filters_are_written_with_and_or_not() -> None:
    kind = core_of(schema).type_map["AccountFilter"]

    assert isinstance(kind, GraphQLInputObjectType)
    assert {"and", "or", "not", "mine", "incidentsSome"} <= kind.fields.keys()


def test_a_change_has_what_the_domain_says_of_it() -> None:
    assert {field.name for field in fields(HealthChange)} <= offered(changes.Change)
