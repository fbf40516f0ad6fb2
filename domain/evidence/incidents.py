"""Reliability: what incidents weigh, and what faultless service under observation is worth."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.evidence.item import Evidence
from domain.evidence.outages import Outage
from domain.evidence.words import counted, number
from domain.facts import AccountInputs, FactKind, IncidentInputs
from domain.history import History
from domain.known import Known, once
from domain.model import IncidentModel
from domain.verdicts import FactorKey
from domain.vocabulary import Severity

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]
OUTAGES = {Severity.SEV1, Severity.SEV2}
"Below these the service is there, if worse."


def incident_evidence(
    history: History, outages: Sequence[Outage], model: IncidentModel
) -> list[Evidence]:
    """One fault per incident; open ones count whole until somebody records their end."""
    return [
        fault(
            outage.incident,
            outage,
            at=outage.state.resolved_at or history.judged_at,
            is_repeat=is_repeat(outage, outages, model),
            healed=recovery(outage, outages, model),
            model=model,
        )
        for outage in outages
    ]


@once
def fault(
    incident: Known[IncidentInputs],
    outage: Outage,
    *,
    at: datetime,
    is_repeat: bool,
    healed: float,
    model: IncidentModel,
) -> Evidence:
    mass = model.severity[outage.state.severity]
    mass *= users_weight(incident.inputs.users_affected, model)
    mass *= clock_weight(outage, model)
    mass *= model.repeat if is_repeat else 1
    return Evidence(
        key=f"{incident.source_id}:incident",
        factor=FactorKey.RELIABILITY,
        bad=mass * (1 - healed),
        anchor=at,
        is_open=outage.state.is_open,
        summary=incident_summary(outage, is_repeat=is_repeat, is_healed=healed > 0),
        occurred_at=outage.started_at,
        known_at=outage.known_at,
        source_kind=FactKind.INCIDENT,
        source_id=incident.source_id,
    )


def users_weight(users: int | None, model: IncidentModel) -> float:
    """By orders of magnitude of the people hit."""
    if users is None:
        return model.users_unknown
    reach = model.users_base + model.users_per_decade * math.log10(1 + users)
    return min(model.users_most, max(model.users_base, reach))


def clock_weight(outage: Outage, model: IncidentModel) -> float:
    """One more for every doubling of the target, up to four; without one, of a day, up to two."""
    if outage.clock is None:
        days = outage.lasted / HOUR / model.untargeted_hours
        return 1 + min(model.untargeted_most, math.log2(max(1.0, days)))
    return 1 + min(model.clock_most, math.log2(max(1.0, outage.clock.times_target)))


def of_same_cause(outage: Outage, outages: Sequence[Outage]) -> list[Outage]:
    """Those it is known to share a cause with, itself among them."""
    key = outage.incident.inputs.cause_key
    return [] if key is None else [o for o in outages if o.incident.inputs.cause_key == key]


def is_repeat(outage: Outage, outages: Sequence[Outage], model: IncidentModel) -> bool:
    """Whether the same cause struck not long before."""
    window = model.repeat_days * DAY
    return any(
        other.started_at < outage.started_at <= other.started_at + window
        for other in of_same_cause(outage, outages)
    )


def recovery(outage: Outage, outages: Sequence[Outage], model: IncidentModel) -> float:
    """The share that completed steps heal, once it is over and unless its cause strikes again."""
    resolved_at = outage.state.resolved_at
    if resolved_at is None or strikes_again(outage, resolved_at, outages, model):
        return 0.0
    return min(model.steps_most, model.step * len(outage.steps))


def strikes_again(
    outage: Outage, resolved_at: datetime, outages: Sequence[Outage], model: IncidentModel
) -> bool:
    window = model.repeat_days * DAY
    return any(
        outage.started_at < other.started_at <= resolved_at + window
        for other in of_same_cause(outage, outages)
    )


def incident_summary(outage: Outage, *, is_repeat: bool, is_healed: bool) -> str:
    parts = [f"{outage.incident.inputs.title}: {duration(outage)}"]
    if is_repeat:
        parts.append("the same cause struck before")
    if is_healed:
        parts.append(f"{counted(len(outage.steps), 'recovery step')} completed")
    return ", ".join(parts)


def duration(outage: Outage) -> str:
    """As in open 55.8 h against a target of 4 h (13.9x)."""
    state = "open" if outage.state.is_open else "resolved after"
    if outage.clock is None:
        return f"{state} {number(outage.lasted / HOUR)} h, no target agreed"
    clock = outage.clock
    return (
        f"{state} {number(clock.elapsed / HOUR)} h against a target of "
        f"{number(clock.target / HOUR)} h ({number(clock.times_target)}x)"
    )


def service_evidence(
    history: History, outages: Sequence[Outage], model: IncidentModel
) -> list[Evidence]:
    """Service without a grave outage, as long as an incident feed would have told us of one."""
    found: list[Evidence] = []
    for account in history.every(AccountInputs):
        if account.inputs.incidents_observed_from:
            spans = faultless(account.inputs.incidents_observed_from, history, outages)
            found += service_before(account, spans[:-1], model)
            found += [service_during(account, span, model) for span in spans[-1:]]
    return found


@once
def service_before(
    account: Known[AccountInputs], spans: Sequence[Span], model: IncidentModel
) -> list[Evidence]:
    """All but the last one, which may go on."""
    return [service_during(account, span, model) for span in spans]


def service_during(account: Known[AccountInputs], span: Span, model: IncidentModel) -> Evidence:
    since, until = span
    lasted = until - since
    return Evidence(
        key=f"service:{since.isoformat()}",
        factor=FactorKey.RELIABILITY,
        good=model.service_per_day * (lasted / DAY),
        anchor=until,
        spread=lasted,
        summary=f"{counted(lasted // DAY, 'day')} of observed service without outage",
        occurred_at=since,
        known_at=account.known_from,
    )


def faultless(observed_from: datetime, history: History, outages: Sequence[Outage]) -> list[Span]:
    """The spans from then to the judging instant with no grave outage in them."""
    spans: list[Span] = []
    since = observed_from
    for outage in outages:  # in the order they struck
        if outage.state.severity in OUTAGES:
            if since < outage.started_at:
                spans.append((since, outage.started_at))
            since = max(since, outage.state.resolved_at or history.judged_at)
    if since < history.judged_at:
        spans.append((since, history.judged_at))
    return spans
