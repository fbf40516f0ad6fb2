"""The facts of accounts, read back as they were known at an instant."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, func, or_, select

from domain.facts import (
    AccountInputs,
    ActionItemInputs,
    CommitmentInputs,
    ConcernInputs,
    ContactInputs,
    ContractInputs,
    Fact,
    FactKind,
    FeedbackInputs,
    IncidentEventInputs,
    IncidentInputs,
    Inputs,
    MeetingInputs,
    OccurrenceInputs,
    OverrideInputs,
    ReviewInputs,
    SignalInputs,
)
from engine.reads import Ask, Keys, Reads, Row, Statement
from engine.sql import KEYS, KeyList
from models.account import AccountAlias
from models.base import table_of
from models.history import FactRow

INPUTS: Mapping[FactKind, type[Inputs]] = {
    FactKind.ACCOUNT: AccountInputs,
    FactKind.CONTACT: ContactInputs,
    FactKind.CONTRACT: ContractInputs,
    FactKind.INCIDENT: IncidentInputs,
    FactKind.INCIDENT_EVENT: IncidentEventInputs,
    FactKind.COMMITMENT: CommitmentInputs,
    FactKind.OCCURRENCE: OccurrenceInputs,
    FactKind.ACTION_ITEM: ActionItemInputs,
    FactKind.REVIEW: ReviewInputs,
    FactKind.MEETING: MeetingInputs,
    FactKind.FEEDBACK: FeedbackInputs,
    FactKind.CONCERN: ConcernInputs,
    FactKind.SIGNAL: SignalInputs,
    FactKind.OVERRIDE: OverrideInputs,
}
DECODERS = {kind: msgspec.json.Decoder(inputs) for kind, inputs in INPUTS.items()}
fact, alias = table_of(FactRow), table_of(AccountAlias)


def facts_known(_: Sequence[str], *, ever: bool = False) -> Select[Any]:
    """Facts of accounts, merged ones under the id asked for: known at an instant, or ever."""
    parent = func.json_each(bindparam(KEYS, type_=KeyList())).table_valued("value", name="parent")
    asked = parent.c.value
    account = func.coalesce(alias.c.account_id, asked)
    known_at = bindparam("known_at", type_=fact.c.known_from.type)
    still_known = or_(fact.c.known_until.is_(None), fact.c.known_until > known_at)
    return (
        select(asked.label("asked"), *fact.c)
        .select_from(parent)
        .outerjoin(alias, alias.c.alias_id == asked)
        .join(fact, fact.c.account_id == account)
        .where(fact.c.known_from <= known_at, *(() if ever else (still_known,)))
        .order_by(fact.c.account_id, fact.c.source_id, fact.c.version)
    )


FACTS_KNOWN = Statement(facts_known)
ALL = Ask(())


def known_facts(accounts: Keys, known_at: datetime) -> Reads[dict[str, list[Fact]]]:
    """The facts known at that instant; a merged account's old id gives those of its heir."""
    rows = yield ALL.values(FACTS_KNOWN, keys=accounts, known_at=known_at)
    return by_account(rows, accounts)


def facts_until(accounts: Keys, known_at: datetime) -> Reads[dict[str, list[Fact]]]:
    """Every version known at that instant or before it: for judging many earlier instants."""
    rows = yield ALL.values(FACTS_KNOWN, (("ever", True),), keys=accounts, known_at=known_at)
    return by_account(rows, accounts)


def by_account(rows: Iterable[Row], accounts: Keys) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {account: [] for account in accounts}
    for row in rows:
        found[row.asked].append(fact_of(row))
    return found


def fact_of(row: Row) -> Fact:
    """A stored version as the domain knows it; a row of the fact table or a FactRow."""
    return Fact(
        account_id=row.account_id,
        source_id=row.source_id,
        kind=row.kind,
        version=row.version,
        known_from=row.known_from,
        known_until=row.known_until,
        inputs=DECODERS[row.kind].decode(row.inputs),
    )
