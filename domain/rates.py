"""Reference rates: how many USD one unit of another currency is worth, from a day on.

They compare contracts, never pay for one: they pick the base rate's step and rank a book of several
currencies. No amount is shown converted, and no total adds two currencies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from domain.errors import InvalidInput
from domain.money import Money, minor_digits

USD = "USD"
MOST_DIGITS = 6
"""As many as central banks publish; with them the cents of 90 billion units are worked out in whole
numbers of 64 bits."""
MOST_DECIMALS = 12
"The rial is worth some 0.00002 USD, and has room to fall."
LARGEST = 100
"No unit is worth as much: the dearest, Chile's UF, stands near 40."

Rates = Mapping[str, Decimal]
"How many USD one unit of each currency is worth; USD itself is not among them."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRate:
    """What somebody put on file, and when; in force from its day (UTC) until a later one's."""

    currency_code: str
    usd_per_unit: Decimal
    as_of: date
    source: str
    recorded_at: datetime

    def __post_init__(self) -> None:
        """Refuse what is no currency, no believable rate, of a day ahead, or of nobody."""
        minor_digits(self.currency_code)
        if self.currency_code == USD:
            raise InvalidInput("Rates are in USD: one of USD itself would say nothing")
        refuse_unbelievable(self.usd_per_unit)
        if self.as_of > self.recorded_at.astimezone(UTC).date():
            raise InvalidInput(f"{self.as_of} lies ahead: no rate of that day is known yet")
        if not self.source.strip():
            raise InvalidInput("A rate needs a source: who says so")

    @property
    def cents_per_minor(self) -> Fraction:
        """USD cents one minor unit of the currency is worth."""
        return cents_per_minor(self.currency_code, self.usd_per_unit)


def refuse_unbelievable(usd_per_unit: Decimal) -> None:
    if not usd_per_unit.is_finite() or not 0 < usd_per_unit < LARGEST:
        raise InvalidInput(f"A rate lies between 0 and {LARGEST} USD, not at {usd_per_unit}")
    told = usd_per_unit.normalize()
    is_too_fine = told % Decimal(1).scaleb(-MOST_DECIMALS) != 0
    if len(told.as_tuple().digits) > MOST_DIGITS or is_too_fine:
        raise InvalidInput(f"A rate has at most {MOST_DIGITS} digits and {MOST_DECIMALS} decimals")


def in_force(rates: Iterable[ReferenceRate], at: datetime) -> Rates:
    """Of each currency the latest rate of that instant's day (UTC) or an earlier one."""
    day = at.astimezone(UTC).date()
    told = sorted((rate for rate in rates if rate.as_of <= day), key=lambda rate: rate.as_of)
    return {rate.currency_code: rate.usd_per_unit for rate in told}


def usd_rate(money: Money | None, rates: Rates) -> Decimal | None:
    """USD one unit of the money's currency is worth; None when no rate is on file, or no money."""
    if money is None:
        return None
    return Decimal(1) if money.currency_code == USD else rates.get(money.currency_code)


def in_usd(money: Money, usd_per_unit: Decimal) -> Money:
    """To rank it by; rounded half up to the cent."""
    return Money(money.minor, USD).times(cents_per_minor(money.currency_code, usd_per_unit))


def cents_per_minor(currency_code: str, usd_per_unit: Decimal) -> Fraction:
    units = Fraction(10 ** minor_digits(USD), 10 ** minor_digits(currency_code))
    return Fraction(usd_per_unit) * units
