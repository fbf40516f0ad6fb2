"""What a note speaks of that is on file already: people, the account, its contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.errors import InvalidInput
from domain.notes.draft import AccountDraft, ContractDraft, Draft, PersonDraft, Record, Side
from models.account import Account, Contact, User
from models.base import Base
from models.contract import Contract
from models.unit import Unit

BLANKS: Mapping[type[Base], tuple[tuple[str, ...], ...]] = {
    Account: (("segment",), ("currency_code",), ("time_zone",)),
    Contact: (("title",), ("email",), ("influence",), ("aliases",)),
    Contract: (
        ("annual_value_minor", "currency_code"),
        ("starts_on",),
        ("ends_on",),
        ("renews_on",),
        ("notice_period",),
        ("auto_renews",),
        ("penalty_terms",),
        ("sla_terms",),
    ),
}
"Columns a later note may fill; an amount and its currency only together."


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Records on file, by the key of the draft's part that speaks of them."""

    rows: Mapping[str, Account | Contact | Contract | User]
    contract: Contract | None
    "The one the note speaks of; without a word about it, the only one."

    def id_of(self, record: Record) -> str | None:
        row = self.rows.get(record.key)
        return row and row.id


async def matches(unit: Unit, draft: Draft) -> Matches:
    """Everything on file the draft speaks of.

    Raises InvalidInput where a name or an e-mail address leaves open who is meant.
    """
    account = await unit.get(Account, unit.account_id or "")
    contacts = await unit.find(Contact) if account else []
    contracts = await unit.find(Contract) if account else []
    users = await unit.find(User)
    rows: dict[str, Account | Contact | Contract | User] = {}
    contract = contracts[0] if len(contracts) == 1 else None
    for record in draft.records:
        if isinstance(record, ContractDraft):
            contract = found = same_contract(record, contracts)
        elif isinstance(record, PersonDraft):
            is_ours = record.side is Side.VENDOR
            found = same_user(record, users) if is_ours else same_contact(record, contacts)
        else:
            found = account if isinstance(record, AccountDraft) else None
        if found:
            rows[record.key] = found
    refuse_shared_addresses(draft)
    return Matches(rows=rows, contract=contract)


def same_user(person: PersonDraft, users: Sequence[User]) -> User | None:
    """One of us: of the same e-mail address, else of the same name and title."""
    by_address = (user for user in users if person.email and user.email == person.email)
    by_name = (user for user in users if (user.name, user.title) == (person.name, person.title))
    return next(by_address, None) or next(by_name, None)


def same_contact(person: PersonDraft, contacts: Sequence[Contact]) -> Contact | None:
    """Somebody at the account of the same name; among several, of the same title too."""
    named = [contact for contact in contacts if contact.name == person.name]
    titled = [contact for contact in named if contact.title == person.title]
    found = titled if len(named) > 1 else named
    if named and len(found) != 1:
        raise InvalidInput(f"{len(named)} contacts are named {person.name!r}: which one is meant?")
    return found[0] if found else None


def same_contract(draft: ContractDraft, contracts: Sequence[Contract]) -> Contract | None:
    """The contract of the stated value, else the only one there is.

    A note that states a contract's value speaks of the contract there is, so no second one is
    made. What differs stays visible in the sources.
    """
    value = draft.annual_value
    stated = (value.minor, value.currency_code) if value else None
    for contract in contracts:
        if (contract.annual_value_minor, contract.currency_code) == stated:
            return contract
    return contracts[0] if len(contracts) == 1 else None


def refuse_shared_addresses(draft: Draft) -> None:
    """An address names one of us; with two behind it nobody could tell them apart."""
    owners: dict[str, str] = {}
    for person in draft.records:
        if isinstance(person, PersonDraft) and person.side is Side.VENDOR and person.email:
            other = owners.setdefault(person.email, person.name)
            if other != person.name:
                raise InvalidInput(f"{other} and {person.name} have one address, {person.email}")


def fill_blanks(on_file: Base, told: Base) -> None:
    """Take from the note what nobody had said before; what is on file is never overwritten."""
    for columns in BLANKS.get(type(on_file), ()):
        if all(getattr(on_file, column) in {None, ()} for column in columns):
            for column in columns:
                setattr(on_file, column, getattr(told, column))
