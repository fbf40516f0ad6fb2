"""Sums of money in notes: $500K, 250 000 €, £1.2m, EUR 40,000.50."""

import re
from dataclasses import dataclass
from decimal import Decimal

from domain.errors import InvalidInput
from domain.money import EXPONENTS, Money
from domain.vocabulary import Basis

SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD", "A$": "AUD", "C$": "CAD", "CHF": "CHF", "₹": "INR"}
# Several currencies share these signs; the first is meant unless somebody says another.
SHARED = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"), "¥": ("JPY", "CNY")}
MAGNITUDES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "bn": 9, "billion": 9}

# "ALL 12 users" is no sum in lek.
WORDS_TOO = {"ALL", "CUP", "MOP", "PEN", "TOP", "TRY"}
CODES = "|".join(sorted(EXPONENTS.keys() - WORDS_TOO))
SIGNS = "|".join(re.escape(sign) for sign in sorted((*SYMBOLS, *SHARED), key=len, reverse=True))
NUMBER = r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,3})?(?!\d)"
SIZE = r"(?i:thousand|million|billion|mio|mn|bn|k|m)\b"
MONEY = re.compile(
    rf"(?:(?<![A-Za-z])(?P<sign>{SIGNS}|{CODES})\s?)(?P<number>{NUMBER})(?:\s?(?P<size>{SIZE}))?"
    rf"|(?<![\d.,])(?P<number_first>{NUMBER})(?:\s?(?P<size_after>{SIZE}))?"
    rf"\s?(?P<sign_after>{SIGNS}|(?:{CODES})\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Money found in a text; INFERRED when its sign stands for several currencies."""

    money: Money
    words: str
    basis: Basis
    candidates: tuple[str, ...] = ()

    @property
    def assumption(self) -> str | None:
        """What was taken for granted about the currency."""
        if self.basis is Basis.STATED:
            return None
        return f"the sign means {self.money.currency_code}"


def find_money(text: str, *, currency_code: str | None = None) -> Amount | None:
    """The first believable sum; `currency_code` decides between the currencies of a shared sign."""
    for found in MONEY.finditer(text):
        amount = read_money(found, currency_code)
        if amount:
            return amount
    return None


def read_money(found: re.Match[str], currency_code: str | None) -> Amount | None:
    sign = found["sign"] or found["sign_after"]
    size = (found["size"] or found["size_after"] or "").lower()
    shared = SHARED.get(sign, ())
    preferred = currency_code if currency_code in shared else None
    code = preferred or (shared[0] if shared else SYMBOLS.get(sign, sign))
    number = read_number(found["number"] or found["number_first"], is_sized=bool(size))
    try:
        money = Money.of(number.scaleb(MAGNITUDES.get(size, 0)), code)
    except InvalidInput:
        return None
    basis = Basis.INFERRED if shared else Basis.STATED
    return Amount(money=money, words=found[0], basis=basis, candidates=shared)


def read_number(words: str, *, is_sized: bool) -> Decimal:
    """The value; three digits behind the last mark are thousands, unless a size follows."""
    marks = [char for char in words if not char.isdecimal()]
    if not marks:
        return Decimal(words)
    whole, decimals = words.rsplit(marks[-1], 1)
    is_decimal = len(decimals) < 3 or (is_sized and len(marks) == 1)  # noqa: PLR2004 thousands
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{digits}.{decimals}" if is_decimal else f"{digits}{decimals}")
