"""The account's log: who changed what, in a plain sentence and field by field."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, func, select

from domain.vocabulary import RecordType
from engine.reads import Ask, Reads, Statement
from models.access import AccessToken
from models.account import Account, AccountAlias, AccountRef, Contact, User
from models.base import Base, new_id, table_of
from models.changes import Change
from models.commitment import ActionItem, Commitment, Occurrence
from models.contract import Contract
from models.feeds import FeedToken
from models.history import Activity
from models.incident import Incident, IncidentEvent
from models.meeting import Meeting, Review, ReviewSeries
from models.names import RecordRef
from models.note import Note
from models.rows import Values
from models.told import told_of
from models.voice import Concern, Feedback, HealthOverride, Signal

activity = table_of(Activity)
LONGEST_NAME = 80  # of a record within a sentence; a promise may be a paragraph

# Record -> (its public type, the column that holds that record's id, what people call it, its name)
TOLD: dict[type[Base], tuple[RecordType, str, str, str]] = {
    Account: (RecordType.ACCOUNT, "id", "account", "name"),
    AccountAlias: (RecordType.ACCOUNT, "account_id", "records of account", "alias_id"),
    AccountRef: (RecordType.ACCOUNT, "account_id", "external reference", "key"),
    RecordRef: (RecordType.ACCOUNT, "record_id", "external reference", "key"),
    Contact: (RecordType.CONTACT, "id", "contact", "name"),
    Contract: (RecordType.CONTRACT, "id", "contract", "name"),
    Incident: (RecordType.INCIDENT, "id", "incident", "title"),
    IncidentEvent: (RecordType.TIMELINE_ENTRY, "id", "timeline entry", "summary"),
    Commitment: (RecordType.COMMITMENT, "id", "commitment", "text"),
    Occurrence: (RecordType.COMMITMENT, "commitment_id", "due date of a commitment", "slot"),
    ActionItem: (RecordType.ACTION_ITEM, "id", "action item", "text"),
    ReviewSeries: (RecordType.REVIEW_SERIES, "id", "review series", "title"),
    Review: (RecordType.BUSINESS_REVIEW, "id", "business review", "title"),
    Meeting: (RecordType.MEETING, "id", "meeting", "title"),
    Feedback: (RecordType.FEEDBACK, "id", "feedback", "quote"),
    Concern: (RecordType.CONCERN, "id", "concern", "text"),
    Signal: (RecordType.SIGNAL, "id", "signal", "kind"),
    HealthOverride: (RecordType.ACCOUNT, "account_id", "health override", "reason"),
    Note: (RecordType.NOTE_DRAFT, "id", "meeting note", "state"),
    AccessToken: (RecordType.ACCESS_TOKEN, "id", "access token", "label"),
    FeedToken: (RecordType.ACCOUNT, "account_id", "calendar feed until", "expires_at"),
}


def type_of(kind: type[Base]) -> RecordType:
    """The public type of records of this kind that have a name outside."""
    return RecordType.USER if kind is User else TOLD[kind][0]


def activities(
    changes: Iterable[Change],
    account_id: str,
    *,
    at: datetime,
    actor: str,
    because: str | None = None,
) -> Iterator[Values]:
    """One entry for every changed record that has a name outside, with the reason given."""
    reason = {} if because is None else {"reason": (None, because)}
    why = "" if because is None else f" ({shortened(because)})"
    for change in changes:
        told = TOLD.get(type(change.record))
        if told is not None:
            kind, key, _, _ = told
            record = change.record
            yield {
                "account_id": account_id,
                "id": new_id(),
                "at": at,
                "actor": actor,
                "summary": sentence(change) + why,
                "record_type": record.record_type if isinstance(record, RecordRef) else kind,
                "record_id": getattr(record, key),
                "change": msgspec.json.encode(told_of(change) | reason, enc_hook=str).decode(),
            }


def sentence(change: Change) -> str:
    """As in: Changed commitment "Monthly reviews": due on, kept at."""
    _, _, word, name = TOLD[type(change.record)]
    record = f'{word} "{shortened(str(getattr(change.record, name)))}"'
    if change.is_new:
        return f"Added {record}"
    if change.is_gone:
        return f"Retracted {record}"
    return f"Changed {record}: {', '.join(spelt(field) for field in change.fields)}"


def spelt(field: str) -> str:
    return field.replace("_", " ")


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"


def last_activity(_: tuple[str, ...]) -> Select[Any]:
    is_its = activity.c.account_id == bindparam("account_id")
    return select(func.max(activity.c.at).label("at")).where(is_its)


LAST = Statement(last_activity)


def last_at(account_id: str) -> Reads[datetime | None]:
    """When the account was last changed; None for a new one."""
    (row,) = yield Ask(()).values(LAST, account_id=account_id)
    return row.at
