"""Where a note's draft goes: the ids of its records, and when its words became known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import InvalidInput
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
from domain.vocabulary import RecordType

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
    contract: ContractDraft | None
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
    draft: Draft, *, note_id: str, account_id: str, ids: Mapping[str, str], now: datetime
) -> Place:
    """When the note's words became known: as its first event happened, and as the meeting ended.

    Raises InvalidInput for a meeting that is not over yet.
    """
    meeting = next((r for r in draft.records if isinstance(r, MeetingDraft)), None)
    contract = next((r for r in draft.records if isinstance(r, ContractDraft)), None)
    times = (meeting.ended_at, meeting.planned_end_at, meeting.starts_at) if meeting else ()
    closed_at = next((t.instant for t in times if t and t.instant), now)
    if closed_at > now:
        raise InvalidInput(f"the meeting ends at {closed_at.isoformat()}, which is in the future")
    told = [record.at.instant for record in draft.records if isinstance(record, EventDraft)]
    return Place(
        draft=draft,
        note_id=note_id,
        account_id=account_id,
        ids=ids,
        meeting=meeting,
        contract=contract,
        began_at=min([closed_at, *(at for at in told if at)]),
        closed_at=closed_at,
    )
