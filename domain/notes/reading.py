"""What every part of a note is read against: the meeting's day, zone, account, people."""

import re
from dataclasses import dataclass
from datetime import date, time

from domain.notes.dates import Direction, Order, View, find_impossible
from domain.notes.draft import PersonDraft
from domain.notes.organizations import bare_name
from domain.notes.outline import Item, Outline
from domain.notes.record import NoteTime, Side, Span
from domain.notes.times import note_time
from domain.vocabulary import Audience, Basis

CUSTOMER = re.compile(r"\b(?:customers?|clients?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Grows while the note is read: header first, then people, then the incident."""

    outline: Outline
    order: Order
    today: date | None = None
    "The meeting's day."
    began: time | None = None
    zone: str | None = None
    is_zone_stated: bool = False
    is_day_entered: bool = False
    is_account_entered: bool = False
    currency_code: str | None = None
    account: str | None = None
    people: tuple[PersonDraft, ...] = ()
    incident: str | None = None

    def view(self, direction: Direction) -> View:
        """How a section that looks this way reads its days."""
        return View(today=self.today, direction=direction, order=self.order)

    def time(self, day: date, clock: time | None) -> NoteTime:
        """A wall time of the note, in its zone if that is known."""
        return note_time(day, clock, self.zone)

    @property
    def started_at(self) -> NoteTime | None:
        """The meeting's start: when everything in it was said."""
        return self.time(self.today, self.began) if self.today else None

    def people_called(self, name: str) -> tuple[PersonDraft, ...]:
        """Whoever the name may mean: by whole name or alias, else by given name or title."""
        said = name.casefold()
        exact = tuple(
            p for p in self.people if said in {n.casefold() for n in (p.name, *p.aliases)}
        )
        # A bare given name means everybody who has it, however fully the note names them elsewhere.
        loose = tuple(
            p for p in self.people if said in {p.given.casefold(), (p.title or p.name).casefold()}
        )
        return exact if len(loose) < len(exact) or " " in said else loose or exact

    def audience_of(self, text: str) -> Audience:
        """CUSTOMER when the words name the customer, the account or one of its people."""
        names = [p.name for p in self.people if p.side is Side.CUSTOMER]
        account = bare_name(self.account or "")
        is_named = any(names_in(text, name) for name in (*names, account) if name)
        return Audience.CUSTOMER if is_named or CUSTOMER.search(text) else Audience.INTERNAL


def impossible_days(reading: Reading) -> dict[int, str]:
    """The words that look like a day and name none, by the line of their item."""
    items = reading.outline.items
    told = {item.first_line: find_impossible(item.text, reading.order) for item in items}
    return {line: words for line, words in told.items() if words}


def names_in(text: str, name: str) -> bool:
    """Whether the name stands in the text as words of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def span(
    item: Item,
    field: str,
    *,
    rule: str,
    quote: str | None = None,
    basis: Basis = Basis.STATED,
    assumption: str | None = None,
) -> Span:
    """Where a field's words stand: the item's lines, and its text unless a quote is given."""
    return Span(
        field=field,
        quote=item.text if quote is None else quote,
        first_line=item.first_line,
        last_line=item.last_line,
        basis=basis,
        rule=rule,
        assumption=assumption,
    )


def group_span(
    item: Item, field: str, *, rule: str, basis: Basis = Basis.STATED
) -> tuple[Span, ...]:
    """The line of the words above an item, when the item takes a field from there."""
    if item.group is None:
        return ()
    line = item.group.line
    return (
        Span(
            field=field,
            quote=item.group.text,
            first_line=line,
            last_line=line,
            basis=basis,
            rule=rule,
        ),
    )
