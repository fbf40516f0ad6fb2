"""Amounts of money as clients give them."""

from dataclasses import dataclass
from decimal import Decimal

from domain.errors import InvalidInput
from domain.money import Money, minor_digits
from domain.texts import CurrencyCode
from resolvers.mutations.writing import told_at


@dataclass(kw_only=True)
class MoneyInput:
    amount: Decimal
    currency_code: CurrencyCode


def amount_of(asked: MoneyInput, *, own: str | None) -> Money:
    """An amount in the account's or contract's own currency, where that is known.

    Raises InvalidInput for another currency, for less than nothing and for what no one believes.
    """
    with told_at("currency_code"):
        minor_digits(asked.currency_code)
        if own not in {None, asked.currency_code}:
            raise InvalidInput(f"Its currency is {own}, not {asked.currency_code}")
    with told_at("amount"):
        if asked.amount < 0:
            raise InvalidInput(f"{asked.amount} is less than nothing")
        return Money.of(asked.amount, asked.currency_code)
