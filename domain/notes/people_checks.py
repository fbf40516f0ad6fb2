"""What the note leaves open about who is who."""

from collections.abc import Iterable, Iterator, Sequence

from domain.notes.draft import Flag, PersonDraft
from domain.notes.findings import Findings, field_lines, flag, lines_of
from domain.notes.language import NOT_ENGLISH, looks_english
from domain.notes.meeting import attendee_mentions, role_mentions
from domain.notes.organizations import bare_name
from domain.notes.record import Side
from domain.vocabulary import FlagLevel


def account_missing(found: Findings) -> Iterator[Flag]:
    """Nobody to hang the records on."""
    account = found.account
    if account is None or found.reading.is_account_entered:
        text = " ".join(item.text for item in found.reading.outline.items)
        foreign = "" if looks_english(text) else f"; {NOT_ENGLISH}"
        statement = f"the note names no account this importer can read{foreign}"
        yield flag("account-missing", FlagLevel.HIGH, statement, ())


def family_names(found: Findings) -> Iterator[Flag]:
    short = [person for person in found.reading.people if " " not in person.name]
    if short:
        names = ", ".join(person.name for person in short)
        statement = f"only a given name: {names}"
        yield flag("family-name-missing", FlagLevel.LOW, statement, lines_of(short))


def not_listed(found: Findings) -> Iterator[Flag]:
    """Somebody with a part in the meeting whom the list of attendees does not name."""
    attendance = found.meeting.attendance if found.meeting else ()
    unsaid = {a.person for a in attendance if a.attended is None}
    missing = [person for person in found.reading.people if person.key in unsaid]
    if missing:
        listed = [m.item.first_line for m in attendee_mentions(found.reading.outline)]
        owned = [a for a in found.actions if a.owner in unsaid]
        lines = (*listed, *lines_of(missing), *lines_of(owned))
        statement = f"not in the list of attendees: {', '.join(p.name for p in missing)}"
        yield flag("attendee-missing", FlagLevel.LOW, statement, lines)


def given_names(found: Findings) -> Iterator[Flag]:
    lines = [
        n
        for record in (*found.actions, *found.commitments)
        for s in record.spans
        if s.rule == "owner by given name"
        for n in field_lines(record, "owner")
    ]
    if lines:
        statement = "owners are given names; each fits exactly one person of the note"
        yield flag("given-name-match", FlagLevel.LOW, statement, lines)


def name_forms(found: Findings) -> Iterator[Flag]:
    outline = found.reading.outline
    mentions = (*attendee_mentions(outline), *(m for _, m in role_mentions(outline)))
    forms = {mention.form for mention in mentions}
    if len(forms) > 1:
        lines = [mention.item.first_line for mention in mentions]
        statement = f"names are written in several ways: {'; '.join(sorted(forms))}"
        yield flag("role-name-order", FlagLevel.LOW, statement, lines)


def unclear_sides(people: Iterable[PersonDraft]) -> tuple[tuple[PersonDraft, ...], ...]:
    """Those only taken for ours, by the company they are of."""
    assumed: dict[str, list[PersonDraft]] = {}
    for person in people:
        if field_lines(person, "side"):
            company = bare_name(person.organization or "").casefold()
            assumed.setdefault(company, []).append(person)
    return tuple(map(tuple, assumed.values()))


def side_statement(people: Sequence[PersonDraft]) -> str:
    names = ", ".join(person.name for person in people)
    company = people[0].organization
    who = f"{names} of {company}" if company else names
    return f"{who}: not said to be the customer's or ours; taken as ours"


def side_unclear(found: Findings) -> Iterator[Flag]:
    """Somebody of a company that is neither the account nor said to be ours: one flag for each."""
    for people in unclear_sides(found.reading.people):
        lines = [n for person in people for n in field_lines(person, "side")]
        key, level = "person-side-unclear", FlagLevel.MEDIUM
        yield flag(key, level, side_statement(people), lines, candidates=tuple(Side))


def vendor_unnamed(found: Findings) -> Iterator[Flag]:
    ours = [person for person in found.reading.people if person.side is Side.VENDOR]
    if ours and not any(person.organization for person in ours):
        statement = "our own company is not named"
        yield flag("vendor-unnamed", FlagLevel.LOW, statement, lines_of(ours))


PEOPLE_CHECKS = (
    account_missing,
    family_names,
    not_listed,
    given_names,
    name_forms,
    side_unclear,
    vendor_unnamed,
)
