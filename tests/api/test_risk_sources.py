"""A driver without evidence leads to the record it was read from, and to its words."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.verdicts import RiskDriverKey
from domain.vocabulary import Basis, NoteDraftState, SignalKind
from models.account import Account, Contact
from models.base import Base, new_id
from models.contract import Contract
from models.database import Database
from models.note import Note, SourceSpan
from models.voice import Signal
from tests.api.asking import Asker
from tests.api.book import NOW

DAY = timedelta(days=1)
TODAY = NOW.date()
SOURCE = """source { __typename ... on Contract { name } ... on Contact { name }
    ... on Signal { kind } } sources { quote }"""
DRIVERS = f"drivers(first: 20) {{ key {SOURCE} evidence {{ {SOURCE} }} }}"
RISKS = f"""query($at: DateTime) {{ accounts {{ nodes {{
    contracts {{ nodes {{ renewalRisk(asOf: $at) {{ {DRIVERS} }} }} }} }} }} }}"""
TERMS: dict[RiskDriverKey, dict[str, Any]] = {
    RiskDriverKey.NO_AUTO_RENEWAL: {"auto_renews": False},
    RiskDriverKey.SHORT_TERM: {"starts_on": TODAY, "ends_on": TODAY + 90 * DAY},
    RiskDriverKey.FIRST_RENEWAL: {"first_renewal": True},
    RiskDriverKey.NOTICE_GIVEN: {"notice_given_on": TODAY},
    RiskDriverKey.NOTICE_WINDOW_CLOSED: {"auto_renews": True, "renews_on": TODAY - DAY},
}
QUOTE = "as it is written"


@dataclass(frozen=True, slots=True)
class Told:
    """A file with one account and what was said of it."""

    path: Path

    async def of(self, *records: Base) -> Asker:
        """These records, each with its words in a note."""
        database = await Database.open(self.path / "one.db")
        account = new_id()
        try:
            async with database.write(account, actor="test", now=NOW) as unit:
                unit.add(Account(name="One", tracked_from=NOW))
                note = unit.add(
                    Note(
                        sha256="0" * 64,
                        importer_version="1",
                        text=QUOTE,
                        state=NoteDraftState.APPLIED,
                        created_at=NOW,
                    )
                )
                for record in records:
                    unit.add(span(unit.add(record), account, note))
        finally:
            await database.close()
        return Asker(path=self.path / "one.db", now=NOW)


def span(record: Any, account_id: str, note: Note) -> SourceSpan:
    return SourceSpan(
        account_id=account_id,
        record_id=record.id,
        note_id=note.id,
        place=0,
        field="name",
        quote=QUOTE,
        first_line=1,
        last_line=1,
        basis=Basis.STATED,
        rule="header",
    )


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def drivers(answer: dict[str, Any]) -> dict[str, Any]:
    (account,) = answer["accounts"]["nodes"]
    contracts = [c["renewalRisk"]["drivers"] for c in account["contracts"]["nodes"]]
    return {driver["key"]: driver for found in contracts for driver in found}


@pytest.mark.parametrize("at", [None, NOW.isoformat()], ids=["stored", "replayed"])
@pytest.mark.parametrize("key", TERMS)
async def test_a_term_of_the_contract_leads_to_the_contract(
    told: Told, key: RiskDriverKey, at: str | None
) -> None:
    ask = await told.of(Contract(name="Enterprise", **TERMS[key]))

    driver = drivers(await ask(RISKS, at=at))[key]

    assert driver["source"] == {"__typename": "Contract", "name": "Enterprise"}
    assert driver["sources"] == [{"quote": QUOTE}]


@pytest.mark.parametrize(
    ("key", "kind", "value"),
    [
        (RiskDriverKey.CHAMPION_LEFT, SignalKind.CHAMPION_LEFT, None),
        (RiskDriverKey.COMPETITOR_EVALUATED, SignalKind.COMPETITOR_EVALUATED, None),
        (RiskDriverKey.USAGE_DECLINE, SignalKind.USAGE_TREND, Decimal("0.5")),
    ],
)
async def test_what_was_observed_leads_to_the_signal(
    told: Told, key: RiskDriverKey, kind: SignalKind, value: Decimal | None
) -> None:
    ask = await told.of(
        Contract(name="Enterprise"), Signal(kind=kind, value=value, observed_at=NOW)
    )

    driver = drivers(await ask(RISKS))[key]

    assert driver["source"] == {"__typename": "Signal", "kind": kind}
    assert driver["sources"] == [{"quote": QUOTE}]


async def test_a_champion_who_left_is_the_contact_to_open(told: Told) -> None:
    ask = await told.of(
        Contract(name="Enterprise"), Contact(name="Sam", champion=True, left_on=TODAY)
    )

    driver = drivers(await ask(RISKS))[RiskDriverKey.CHAMPION_LEFT]

    assert driver["source"] == {"__typename": "Contact", "name": "Sam"}


async def test_every_driver_names_either_its_record_or_its_evidence(
    book: Asker,
) -> None:
    answer = await book(RISKS.replace("accounts {", "accounts(first: 100) {"))
    contracts = [c for a in answer["accounts"]["nodes"] for c in a["contracts"]["nodes"]]
    found = [d for c in contracts if c["renewalRisk"] for d in c["renewalRisk"]["drivers"]]

    assert {d["key"] for d in found if d["source"]}
    for driver in found:
        assert bool(driver["source"]) != bool(driver["evidence"])


async def test_the_records_of_all_drivers_cost_one_statement_for_each_kind(told: Told) -> None:
    signals = [
        Signal(kind=SignalKind.COMPETITOR_EVALUATED, observed_at=NOW),
        Signal(kind=SignalKind.USAGE_TREND, value=Decimal("0.5"), observed_at=NOW),
    ]
    terms: dict[str, Any] = {"first_renewal": True, "auto_renews": False}
    ask = await told.of(*signals, *(Contract(name=str(n), **terms) for n in range(5)))

    risks = RISKS.replace(f"evidence {{ {SOURCE} }}", "")
    await ask(risks.replace(SOURCE, "key"))
    without = len(ask.texts)
    await ask(risks)

    assert len(ask.texts) == without + 3  # contracts, signals, and the words of both
