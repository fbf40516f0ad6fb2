"""What all else is read against: the meeting's day, zone and account, from the note or given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.money import minor_digits
from domain.notes.amounts import SHARED
from domain.notes.answers import ACCEPT, checked, typed_day
from domain.notes.dates import Direction, Order, View, order_of
from domain.notes.draft import AccountDraft, Flag
from domain.notes.meeting import (
    attendee_mentions,
    find_meeting_clocks,
    find_meeting_day,
    role_mentions,
)
from domain.notes.outline import Outline
from domain.notes.reading import Reading
from domain.notes.roster import roster
from domain.notes.summary import facts_of, find_account
from domain.notes.times import find_zone, read_zone
from domain.notes.voices import speaker_mentions
from domain.vocabulary import FlagLevel

CURRENCIES = tuple(dict.fromkeys(code for codes in SHARED.values() for code in codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller adds to the note."""

    zone: str | None
    currency_code: str | None
    answers: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise InvalidInput for a zone or currency nobody knows."""
        if self.zone is not None:
            read_zone(self.zone)
        if self.currency_code is not None:
            minor_digits(self.currency_code)

    def answer(self, key: str, candidates: tuple[str, ...] = ()) -> str | None:
        """An answer that decides how the note is read; "accept" decides nothing."""
        if key not in self.answers:
            return None
        answer = checked(self.asked(key, candidates), self.answers[key])
        return None if answer == ACCEPT else answer

    def asked(self, key: str, candidates: tuple[str, ...] = ()) -> Flag:
        return Flag(key=key, level=FlagLevel.HIGH, statement="", lines=(), candidates=candidates)


def read_header(outline: Outline, given: Given) -> tuple[Reading, AccountDraft | None]:
    """The reading every extractor starts from, and the account; None when the note names none."""
    account = find_account(outline)
    entered_name = None if account else given.answer("account-missing")
    if entered_name:
        account = AccountDraft(key="account", spans=(), name=entered_name)
    reading = read_day(outline, given)
    reading = replace(
        reading,
        account=account.name if account else None,
        is_account_entered=entered_name is not None,
        currency_code=given.answer("currency-inferred", CURRENCIES) or given.currency_code,
    )
    mentions = [*attendee_mentions(outline), *(m for _, m in role_mentions(outline))]
    mentions += speaker_mentions(reading)
    return replace(reading, people=roster(mentions, reading.account)), account


def read_day(outline: Outline, given: Given) -> Reading:
    """The meeting's day and start, the zone of its clocks and the order of its dates."""
    text = " ".join(item.text for item in outline.items)
    said = given.answer("date-order", tuple(Order))
    order = Order(said) if said else order_of(text)[0] or Order.DAY_FIRST
    held = find_meeting_day(outline, View(today=None, direction=Direction.BACK, order=order))
    key = "meeting-date-missing"
    entered = None if held else given.answer(key)
    today = typed_day(given.asked(key), entered) if entered else held and held[1].day
    clocks = find_meeting_clocks(outline)
    stated = find_zone(" ".join(item.text for item in facts_of(outline)))
    return Reading(
        outline=outline,
        order=order,
        today=today,
        began=clocks[1][0].at if clocks else None,
        zone=stated or given.answer("time-zone-missing") or given.zone,
        is_zone_stated=stated is not None,
        is_day_entered=entered is not None,
    )
