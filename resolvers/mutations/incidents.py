"""Reporting incidents, and changing what is known of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.errors import InvalidInput
from domain.severities import SEVERITY_CODE, severity_of
from domain.targets import length_of
from domain.texts import Duration
from domain.vocabulary import IncidentEventKind, IncidentStatus, RecordType, Severity
from domain.wall_time import write_instant
from engine.given import ID, LEFT_OUT
from models.contract import Contract
from models.incident import Incident
from resolvers.accounts import AccountRefInput, ExternalRefInput
from resolvers.mutations.inputs import MutationInput, UpdateInput
from resolvers.mutations.names import call
from resolvers.mutations.perform import Mutation
from resolvers.mutations.root_causes import RootCauseInput, set_cause
from resolvers.mutations.timeline import (
    entries_of,
    event_of,
    refuse_impossible,
    severity_at,
)
from resolvers.mutations.writing import Writing, change, required, told_at
from resolvers.terms_then import terms_then


@dataclass(kw_only=True)
class IncidentReportInput(MutationInput):
    """`severity` may be left out where `severity_text` names it by its code: SEV2, P1."""

    account: AccountRefInput
    external: ExternalRefInput | None = None
    contract: ID | None = LEFT_OUT
    title: str
    severity: Severity | None = None
    severity_text: str | None = None
    impact: str | None = None
    users_affected: int | None = None
    reported_at: datetime
    stated_duration: Duration | None = None
    root_cause: RootCauseInput | None = None
    known_at: datetime | None = None


@dataclass(kw_only=True)
class IncidentUpdateInput(UpdateInput):
    id: ID
    external: ExternalRefInput | None = None
    contract: ID | None = LEFT_OUT
    title: str | None = LEFT_OUT
    severity: Severity | None = LEFT_OUT
    effective_from: datetime | None = None
    severity_text: str | None = LEFT_OUT
    impact: str | None = LEFT_OUT
    users_affected: int | None = LEFT_OUT
    stated_duration: Duration | None = LEFT_OUT
    root_cause: RootCauseInput | None = LEFT_OUT


async def report(writing: Writing, asked: IncidentReportInput) -> None:
    writing.past(asked.reported_at, at="reported_at")
    known_at = writing.known_since(asked.known_at, happened=asked.reported_at)
    severity = severity_said(asked)
    incident = writing.add(
        Incident(
            title=asked.title,
            first_severity=severity,
            severity=severity,
            status=IncidentStatus.OPEN,
        ),
        known_at=known_at,
    )
    if contract := await contract_meant(writing, asked.contract):
        incident.contract_id = contract.id
        incident.sla_terms = await terms_then(writing.unit, contract, asked.reported_at)
    set_fields(incident, asked)
    writing.add(
        event_of(incident, IncidentEventKind.REPORTED, asked.reported_at), known_at=known_at
    )
    await call(writing, incident, asked.external)


async def update(writing: Writing, asked: IncidentUpdateInput) -> None:
    incident = await writing.about(Incident, asked.id, at="id")
    required(asked.title, at="title")
    change(incident, {"title": asked.title})
    if asked.contract is not LEFT_OUT:
        set_contract(incident, await contract_meant(writing, asked.contract))
    set_fields(incident, asked)
    await set_severity(writing, incident, asked)
    await call(writing, incident, asked.external)


def set_fields(incident: Incident, asked: IncidentReportInput | IncidentUpdateInput) -> None:
    """What both may say."""
    users = asked.users_affected
    if users is not None and users is not LEFT_OUT and users < 0:
        raise InvalidInput("No fewer than nobody was affected", at=("users_affected",))
    change(
        incident,
        {
            "severity_text": asked.severity_text,
            "impact": asked.impact,
            "users_affected": users,
            "stated_duration": duration_of(asked.stated_duration),
        },
    )
    set_cause(incident, asked.root_cause)


def duration_of(said: Any) -> timedelta | None:  # noqa: ANN401 - a duration, null, or left out
    if said is None or said is LEFT_OUT:
        return said
    with told_at("stated_duration"):
        return length_of(said)


def severity_said(asked: IncidentReportInput) -> Severity:
    """Raises InvalidInput when neither field says how grave it is."""
    if asked.severity is not None:
        return asked.severity
    code = SEVERITY_CODE.search(asked.severity_text or "")
    if code is None:
        raise InvalidInput("Say how grave it is: SEV1, SEV2, SEV3 or SEV4", at=("severity",))
    return severity_of(code[1])


async def contract_meant(writing: Writing, id_: str | None) -> Contract | None:
    """The one named; left out: the only one the account has."""
    if id_ is LEFT_OUT:
        every = await writing.unit.find(Contract)
        return every[0] if len(every) == 1 else None
    return None if id_ is None else await writing.one(Contract, id_, at="contract")


def set_contract(incident: Incident, contract: Contract | None) -> None:
    """Its terms as they are now are the incident's from then on, whatever becomes of them."""
    if incident.contract_id != (contract and contract.id):
        incident.contract_id = contract and contract.id
        incident.sla_terms = contract.sla_terms if contract else ()


async def set_severity(writing: Writing, incident: Incident, asked: IncidentUpdateInput) -> None:
    """An entry of the timeline, unless it is the one in force at that instant already."""
    required(asked.severity, at="severity")
    if asked.severity is LEFT_OUT or asked.severity is None:
        if asked.effective_from is not None:
            raise InvalidInput("Which severity, from then on?", at=("effective_from",))
        return
    at = writing.past(asked.effective_from, at="effective_from") or writing.now
    if incident.reported_at is not None and at < incident.reported_at:
        raise InvalidInput(
            f"It was reported at {write_instant(incident.reported_at)}", at=("effective_from",)
        )
    told = await entries_of(writing, incident)
    if severity_at(at, incident, told) is not asked.severity:
        kind = IncidentEventKind.SEVERITY_CHANGED
        event = event_of(incident, kind, at, severity=asked.severity)
        refuse_impossible(event, incident, told, kind_at="severity", time_at="effective_from")
        writing.add(event)


REPORT = Mutation(
    name="incidentReport",
    asked=IncidentReportInput,
    of="account",
    about=RecordType.INCIDENT,
    body=report,
    told="Its clocks run by the contract's terms as they were when it was reported; where none were"
    " entered yet, by the first. Contract left out: the only one there is; null: none.",
)
UPDATE = Mutation(
    name="incidentUpdate",
    asked=IncidentUpdateInput,
    of="id",
    about=RecordType.INCIDENT,
    body=update,
    told="A severity from `effectiveFrom` on (left out: from now on) is an entry of the timeline."
    " With another contract its clocks run by the terms of that one as they are now.",
)
ALL = (REPORT, UPDATE)
