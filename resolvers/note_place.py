"""Where a note's draft goes: the ids of its records, and when its words became known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import InvalidInput
from domain.facts import SlaTerm
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
    Record,
    ReviewSeriesDraft,
    Side,
)
from domain.vocabulary import Precision, RecordType
from domain.wall_time import end_of_day, zone_of
from models.contract import Contract

TYPES: Mapping[type[Record], RecordType] = {
    AccountDraft: RecordType.ACCOUNT,
    ContractDraft: RecordType.CONTRACT,
    IncidentDraft: RecordType.INCIDENT,
    EventDraft: RecordType.TIMELINE_ENTRY,
    ActionDraft: RecordType.ACTION_ITEM,
    CommitmentDraft: RecordType.COMMITMENT,
    ReviewSeriesDraft: RecordType.REVIEW_SERIES,
    MeetingDraft: RecordType.MEETING,
    FeedbackDraft: RecordType.FEEDBACK,
    ConcernDraft: RecordType.CONCERN,
}


def type_of(record: Record) -> RecordType:
    """What a part of the draft becomes: our people users, the customer's contacts."""
    if isinstance(record, PersonDraft):
        return RecordType.USER if record.side is Side.VENDOR else RecordType.CONTACT
    return TYPES[type(record)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the rows of one draft go."""

    draft: Draft
    note_id: str
    account_id: str
    ids: Mapping[str, str]
    "Draft key -> record id; the account's own is account_id."
    meeting: MeetingDraft | None
    contract_id: str | None
    "The note's contract, else the only one the account has."
    sla_terms: tuple[SlaTerm, ...]
    "Those the note states, else those of that contract as they were when the first thing happened."
    began_at: datetime
    "The first thing the note tells of: the customer and its contract were known by then."
    closed_at: datetime
    "When the meeting was over, and with it what was said there known."

    def id_of(self, record: Record) -> str:
        """The id the record has, or gets."""
        return self.account_id if isinstance(record, AccountDraft) else self.ids[record.key]

    def refer(self, key: str | None) -> str | None:
        """The id of another record of the draft."""
        return None if key is None else self.ids[key]

    def refer_all(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The same for several."""
        return tuple(self.ids[key] for key in keys)

    def is_contact(self, key: str) -> bool:
        """Whether the person is the customer's."""
        people = (r for r in self.draft.records if isinstance(r, PersonDraft) and r.key == key)
        return next(people).side is Side.CUSTOMER

    def contact(self, key: str | None) -> str | None:
        """The id of somebody at the customer; nobody of ours speaks for them."""
        return self.ids[key] if key is not None and self.is_contact(key) else None

    def user(self, key: str | None) -> str | None:
        """The id of one of us; a customer owns none of our work."""
        return self.ids[key] if key is not None and not self.is_contact(key) else None


def place_of(
    draft: Draft,
    *,
    note_id: str,
    account_id: str,
    ids: Mapping[str, str],
    on_file: Contract | None,
    now: datetime,
) -> Place:
    """When the note's words became known: as its first event happened, and as the meeting ended.

    `on_file`: the contract the note speaks of, where the account has it already. Raises
    InvalidInput for times without a zone, and for a meeting that is not over yet.
    """
    meeting = next((r for r in draft.records if isinstance(r, MeetingDraft)), None)
    stated = next((r for r in draft.records if isinstance(r, ContractDraft)), None)
    events = [record for record in draft.records if isinstance(record, EventDraft)]
    if draft.zone is None and (meeting or events):
        raise InvalidInput("The note's times are no instants yet: answer time-zone-missing")
    closed_at = end_of_meeting(meeting, draft.zone or "UTC", now=now) if meeting else now
    return Place(
        draft=draft,
        note_id=note_id,
        account_id=account_id,
        ids=ids,
        meeting=meeting,
        contract_id=ids[stated.key] if stated else on_file and on_file.id,
        sla_terms=stated.sla_terms if stated else (),
        began_at=min([closed_at, *(event.at.instant for event in events if event.at.instant)]),
        closed_at=closed_at,
    )


def end_of_meeting(meeting: MeetingDraft, zone: str, *, now: datetime) -> datetime:
    """Its end in fact, else by plan, else its start; without any, the end of its day or now."""
    times = (meeting.ended_at, meeting.planned_end_at, meeting.starts_at)
    clocks = (t.instant for t in times if t and t.precision is Precision.MINUTE)
    closed_at = next((instant for instant in clocks if instant), None)
    if closed_at is None and meeting.held_on <= now.astimezone(zone_of(zone)).date():
        closed_at = min(now, end_of_day(meeting.held_on, zone_of(zone)))
    if closed_at is None or closed_at > now:
        raise InvalidInput(f"The meeting of {meeting.held_on} lies in the future")
    return closed_at
