"""The facts of a note, from a draft and from a written list of them, in the same words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from domain.notes.draft import (
    AccountDraft,
    ActionDraft,
    CommitmentDraft,
    ConcernDraft,
    ContractDraft,
    Draft,
    EventDraft,
    FeedbackDraft,
    IncidentDraft,
    MeetingDraft,
    PersonDraft,
)
from domain.notes.record import NoteTime, Record
from domain.vocabulary import ActionOrigin

Fact = tuple[object, ...]
Gold = Mapping[str, Any]

EVENT_KINDS = {
    "reported": "REPORTED",
    "escalated": "ESCALATED",
    "outage_declared": "DECLARED",
    "root_cause_identified": "ROOT_CAUSE_FOUND",
    "recovery_started": "RECOVERY_STARTED",
    "meeting": "NOTE",
}
COMMITMENT_KINDS = {
    "conditional": "UNTIL_CONDITION",
    "recurring": "RECURRING",
    "one_off": "ONE_OFF",
    "monetary": "CREDIT",
    "standing": "STANDING",
}
OWN_FLAGS = {"quote-polarity"}
"Raised by design and on no list: a person must confirm how a quotation is meant."


def local(moment: NoteTime | None) -> str | None:
    if moment is None:
        return None
    return f"{moment.day}T{moment.clock:%H:%M}" if moment.clock else f"{moment.day}"


def lines(record: Record, *fields: str) -> tuple[int, ...]:
    """The lines of a record, or of some of its fields."""
    spans = [s for s in record.spans if not fields or s.field in fields]
    return tuple(sorted({n for s in spans for n in range(s.first_line, s.last_line + 1)}))


def listed(entry: Gold) -> tuple[int, ...]:
    return tuple(sorted(entry["lines"]))


def meetings(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        if isinstance(r, MeetingDraft):
            ends = local(r.planned_end_at), local(r.ended_at)
            yield (r.title, r.meeting_kind, local(r.starts_at), *ends, r.location)


def gold_meetings(gold: Gold) -> Iterable[Fact]:
    m = gold["meeting"]
    ends = m["end_local_planned"], m["end_local_actual"]
    yield (m["title"], m["kind"], m["start_local"], *ends, m["location"])


def people(draft: Draft) -> Iterable[Fact]:
    meeting = next((r for r in draft.records if isinstance(r, MeetingDraft)), None)
    attended = {a.person: a.attended for a in meeting.attendance} if meeting else {}
    for r in draft.records:
        if isinstance(r, PersonDraft):
            side = r.side.lower()
            yield r.name, r.title, side, r.organization, attended.get(r.key), lines(r)


def gold_people(gold: Gold) -> Iterable[Fact]:
    for p in gold["people"]:
        yield p["name"], p["role"], p["side"], p.get("org"), p["attended"], listed(p)


def accounts(draft: Draft) -> Iterable[Fact]:
    return [(r.name, r.segment, lines(r)) for r in draft.records if isinstance(r, AccountDraft)]


def gold_accounts(gold: Gold) -> Iterable[Fact]:
    return [(gold["account"]["name"], gold["account"]["segment"], listed(gold["account"]))]


def contracts(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        if isinstance(r, ContractDraft):
            value, dates = r.annual_value, (r.starts_on, r.ends_on, r.renews_on, r.notice_period)
            money = (str(value.amount), value.currency_code) if value else None
            yield money, dates, lines(r, "annual_value")


def gold_contracts(gold: Gold) -> Iterable[Fact]:
    c = gold["contract"]
    dates = c["start"], c["end"], c["renewal"], c["notice_period"]
    yield (c["annual_value"]["amount"], c["annual_value"]["currency"]), dates, listed(c)


def service_levels(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        for term in r.sla_terms if isinstance(r, ContractDraft) else ():
            hours = term.target // timedelta(hours=1)
            yield term.metric.lower(), f"PT{hours}H", term.basis, lines(r, "sla_terms")


def gold_service_levels(gold: Gold) -> Iterable[Fact]:
    for t in gold["sla_targets"]:
        yield t["metric"], t["target"], t["clock"], listed(t)


def incidents(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        if isinstance(r, IncidentDraft):
            length = r.stated_duration or timedelta()
            stated = f"PT{length // timedelta(hours=1)}H"
            told = (r.severity_text, r.users_affected, stated, r.impact, r.root_cause)
            yield r.title, *told, r.contributing_factors, r.status == "RESOLVED"


def gold_incidents(gold: Gold) -> Iterable[Fact]:
    for i in gold["incidents"]:
        told = i["users_affected"], i["duration_stated_min"], i["impact"], i["root_cause"]
        factors = tuple(i["contributing_factors"])
        yield i["title"], i["severity_text"], *told, factors, i["resolved_at_local"] is not None


def events(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        if isinstance(r, EventDraft):
            yield local(r.at), r.event_kind.value, r.summary, lines(r)


def gold_events(gold: Gold) -> Iterable[Fact]:
    for e in gold["timeline"]:
        yield e["at_local"], EVENT_KINDS[e["kind"]], e["text"], listed(e)


def actions(draft: Draft, origin: ActionOrigin) -> list[ActionDraft]:
    return [r for r in draft.records if isinstance(r, ActionDraft) and r.origin is origin]


def day(value: object) -> str | None:
    return str(value) if value else None


def taken(draft: Draft) -> Iterable[Fact]:
    for r in actions(draft, ActionOrigin.TAKEN):
        status = "done" if r.status == "DONE" else "scheduled"
        yield r.text, status, day(r.event_on), local(r.done_at), lines(r)


def gold_taken(gold: Gold) -> Iterable[Fact]:
    for a in gold["immediate_actions"]:
        text, date = f"{a['title']}: {a['text']}", a.get("date")
        yield text, a["status"], date, a.get("at_local"), listed(a)


def plans(draft: Draft) -> Iterable[Fact]:
    for r in actions(draft, ActionOrigin.PLAN):
        yield r.horizon, r.text, day(r.due_on), r.owner, lines(r)


def gold_plans(gold: Gold) -> Iterable[Fact]:
    for p in gold["plan_items"]:
        horizon = p["horizon"].upper().replace("-", "_")
        yield horizon, p["text"], p["horizon_end_date"], p["owner"], listed(p)


def commitments(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        if isinstance(r, CommitmentDraft):
            credit = r.credit
            amount = str(credit.amount.amount) if credit and credit.amount else None
            period = (str(credit.percent), credit.period, amount) if credit else None
            kind = r.commitment_kind.value, r.condition, r.slots, period
            yield r.audience.lower(), r.text, *kind, r.owner, lines(r, "text")


def gold_commitments(gold: Gold) -> Iterable[Fact]:
    for c in gold["commitments"]:
        slots = tuple(c.get("recurrence", {}).get("months_proposed", ()))
        amount = c.get("amount_derived", {}).get("amount")
        period = (c["percent"], c["period"], amount) if "percent" in c else None
        kind = COMMITMENT_KINDS[c["type"]], c.get("condition"), slots, period
        yield c["to"], c["text"], *kind, c["owner"], listed(c)


def action_items(draft: Draft) -> Iterable[Fact]:
    names = {r.key: r.name for r in draft.records if isinstance(r, PersonDraft)}
    for r in actions(draft, ActionOrigin.ACTION_ITEM):
        dates = day(r.due_on), day(r.event_on)
        yield names.get(r.owner or ""), r.text, *dates, r.recurrence, lines(r)


def gold_action_items(gold: Gold) -> Iterable[Fact]:
    names = {p["id"]: p["name"] for p in gold["people"]}
    for a in gold["action_items"]:
        dates = a["due_date"], a.get("event_date")
        recurrence = a["recurrence"]["freq"] if a.get("recurrence") else None
        yield names[a["owner"]], a["text"], *dates, recurrence, listed(a)


def concerns(draft: Draft) -> Iterable[Fact]:
    for r in draft.records:
        if isinstance(r, ConcernDraft):
            loss = str(r.stated_loss.amount) if r.stated_loss else None
            yield r.text, loss, lines(r)


def gold_concerns(gold: Gold) -> Iterable[Fact]:
    for c in gold["concerns"]:
        yield f"{c['title']}: {c['text']}", c.get("amount", {}).get("amount"), listed(c)


def quotes(draft: Draft) -> Iterable[Fact]:
    names = {r.key: r.name for r in draft.records if isinstance(r, PersonDraft)}
    for r in draft.records:
        if isinstance(r, FeedbackDraft):
            is_negative = (r.suggested_polarity or 0) < 0
            yield r.quote, names.get(r.speaker or ""), is_negative, lines(r)


def gold_quotes(gold: Gold) -> Iterable[Fact]:
    names = {p["id"]: p["name"] for p in gold["people"]}
    for q in gold["quotes"]:
        yield q["text"], names[q["speaker"]], q["sentiment"] == "negative", listed(q)


def flags(draft: Draft) -> Iterable[Fact]:
    return [(f.key, f.level.lower()) for f in draft.flags if f.key not in OWN_FLAGS]


def gold_flags(gold: Gold) -> Iterable[Fact]:
    return [(i["code"], i["severity"]) for i in gold["issues"]]


Facts = Callable[[Draft], Iterable[Fact]]
Expected = Callable[[Gold], Iterable[Fact]]
KINDS: Mapping[str, tuple[Facts, Expected]] = {
    "meeting": (meetings, gold_meetings),
    "people": (people, gold_people),
    "account": (accounts, gold_accounts),
    "contract": (contracts, gold_contracts),
    "service levels": (service_levels, gold_service_levels),
    "incident": (incidents, gold_incidents),
    "timeline": (events, gold_events),
    "actions taken": (taken, gold_taken),
    "concerns": (concerns, gold_concerns),
    "plan": (plans, gold_plans),
    "commitments": (commitments, gold_commitments),
    "action items": (action_items, gold_action_items),
    "quotes": (quotes, gold_quotes),
    "flags": (flags, gold_flags),
}
