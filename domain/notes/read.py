"""A meeting note's bytes in, its draft out: records with their words, flags, unclaimed lines."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.errors import InvalidInput
from domain.notes.answers import checked
from domain.notes.draft import AccountDraft, AnyRecord, Draft, Flag
from domain.notes.findings import Findings
from domain.notes.header import Given, read_header
from domain.notes.incident import find_incident
from domain.notes.incident_checks import INCIDENT_CHECKS
from domain.notes.links import linked
from domain.notes.meeting import find_meeting
from domain.notes.outline import outline
from domain.notes.people_checks import PEOPLE_CHECKS
from domain.notes.promise_checks import PROMISE_CHECKS
from domain.notes.promises import find_commitments, proposed_series
from domain.notes.reading import Reading
from domain.notes.roster import with_aliases
from domain.notes.settle import settled
from domain.notes.source import Source, read_source
from domain.notes.summary import find_contract
from domain.notes.time_checks import TIME_CHECKS
from domain.notes.timeline import find_events
from domain.notes.unread import UNREAD_KEYS, unread_flags
from domain.notes.voices import find_concerns, find_feedback
from domain.notes.work import find_action_items, find_plan, find_taken

IMPORTER_VERSION = "2026.1"
"A draft made by another version is made again before it is applied."

CHECKS = (*PEOPLE_CHECKS, *TIME_CHECKS, *INCIDENT_CHECKS, *PROMISE_CHECKS)
NO_ANSWERS: Mapping[str, str] = {}


def read_note(
    data: bytes,
    *,
    zone: str | None = None,
    currency_code: str | None = None,
    answers: Mapping[str, str] = NO_ANSWERS,
) -> Draft:
    """Read a note of at most 1 MB; the same bytes, options and answers give the same draft.

    `zone` and `currency_code` decide what the note leaves open, as the account's defaults would.
    `answers` go by flag key: a candidate, "accept" (seen, left as it is) or the value that kind of
    flag takes. Raises InvalidInput for what is no text note, for an unknown zone, currency or
    flag, and for an answer its flag cannot take.
    """
    source = read_source(data)
    given = Given(zone=zone, currency_code=currency_code, answers=answers)
    reading, account = read_header(outline(source.text), given)
    found = find_records(reading, account)
    flags = answered(raised(source, found), given)
    for flag in flags:
        found = settled(found, flag)
    return draft_of(source, found, flags)


def find_records(reading: Reading, account: AccountDraft | None) -> Findings:
    """Every record of the note; without an account there is nothing they could belong to."""
    if account is None:
        return nothing(reading)
    incident = find_incident(reading)
    reading = replace(reading, incident=incident.key if incident else None)
    contract = find_contract(reading)
    actions = linked((*find_taken(reading), *find_plan(reading), *find_action_items(reading)))
    commitments = find_commitments(reading, contract.annual_value if contract else None)
    owned = [(r.owner, s) for r in (*actions, *commitments) if r.owner for s in r.spans]
    people = with_aliases(reading.people, [(o, s) for o, s in owned if s.field == "owner"])
    return Findings(
        reading=replace(reading, people=people),
        account=account,
        meeting=find_meeting(reading),
        contract=contract,
        incident=incident,
        events=find_events(reading, incident.key) if incident else (),
        actions=actions,
        commitments=commitments,
        series=proposed_series(commitments),
        concerns=find_concerns(reading),
        feedback=find_feedback(reading),
    )


def nothing(reading: Reading) -> Findings:
    return Findings(
        reading=replace(reading, people=()),
        account=None,
        meeting=None,
        contract=None,
        incident=None,
        events=(),
        actions=(),
        commitments=(),
        series=(),
        concerns=(),
        feedback=(),
    )


def raised(source: Source, found: Findings) -> tuple[Flag, ...]:
    """What the checks found, HIGH first; a key that comes again is numbered."""
    checks = CHECKS if found.account else PEOPLE_CHECKS
    told = (flag for check in checks for flag in check(found))
    flags = sorted((*told, *unread_flags(source, found)), key=by_level)
    seen: dict[str, int] = {}
    numbered: list[Flag] = []
    for flag in flags:
        seen[flag.key] = seen.get(flag.key, 0) + 1
        count = seen[flag.key]
        numbered.append(flag if count == 1 else replace(flag, key=f"{flag.key}-{count}"))
    return tuple(numbered)


def by_level(flag: Flag) -> int:
    return ("HIGH", "MEDIUM", "LOW").index(flag.level)


def answered(flags: Iterable[Flag], given: Given) -> tuple[Flag, ...]:
    """The flags with their answers; the options answer the flags about zone and currency."""
    flags = tuple(flags)
    # Another answer may have read the lines these two ask about.
    unknown = sorted(given.answers.keys() - {flag.key for flag in flags} - UNREAD_KEYS)
    if unknown:
        raise InvalidInput(f"the note raises no flag {', '.join(unknown)}")
    options = {"time-zone-missing": given.zone, "currency-inferred": given.currency_code}
    return tuple(
        replace(flag, answer=checked(flag, given.answers[flag.key]))
        if flag.key in given.answers
        else replace(flag, answer=options.get(flag.key))
        for flag in flags
    )


def draft_of(source: Source, found: Findings, flags: tuple[Flag, ...]) -> Draft:
    """The draft, every line of the note accounted for."""
    filled = source.filled_lines
    records: tuple[AnyRecord, ...] = found.records
    claimed = {line for record in records for line in record.lines}
    structure = found.reading.outline.structure - claimed
    unclaimed = filled - claimed - structure
    account_for(filled, claimed, structure, unclaimed)
    return Draft(
        sha256=source.sha256,
        importer_version=IMPORTER_VERSION,
        zone=found.reading.zone,
        records=records,
        flags=flags,
        structure_lines=tuple(sorted(structure)),
        unclaimed_lines=tuple(sorted(unclaimed)),
    )


def account_for(filled: Iterable[int], *parts: Iterable[int]) -> None:
    """Nothing lost, nothing counted twice: the parts together are exactly the filled lines."""
    lines = sorted(line for part in parts for line in part)
    if lines != sorted(filled):
        raise AssertionError("record, structure and unclaimed lines are not the note's lines")
