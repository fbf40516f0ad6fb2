"""Money in minor units: exact, rounded once, at the end, half up; never two currencies in a sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from domain.errors import InvalidInput, quoted

LARGEST_MINOR = 10**15
"Ten trillion dollars in cents: more than any contract, and exact everywhere (below 2**53)."

AMOUNTS_KEPT = 8192  # the same contracts are shown again and again; about a megabyte

# ISO 4217, list one, as of 2025, with the few codes retired since 2023 that contracts still name.
WITHOUT_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITH_HUNDREDTHS = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD
    LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
    PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL"""
WITH_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
WITH_TEN_THOUSANDTHS = "CLF UYW"

EXPONENTS = {
    code: digits
    for digits, codes in (
        (0, WITHOUT_MINOR_UNIT),
        (2, WITH_HUNDREDTHS),
        (3, WITH_THOUSANDTHS),
        (4, WITH_TEN_THOUSANDTHS),
    )
    for code in codes.split()
}


def minor_digits(currency_code: str) -> int:
    """How many decimals the currency has; raises InvalidInput for a code ISO 4217 does not know."""
    digits = EXPONENTS.get(currency_code)
    if digits is None:
        raise InvalidInput(f"{currency_code!r} is no ISO 4217 currency code such as USD")
    return digits


@lru_cache(maxsize=AMOUNTS_KEPT)
def scaled(minor: int, currency_code: str) -> Decimal:
    """That many minor units in major ones."""
    return Decimal(f"{minor}e-{minor_digits(currency_code)}")


def rounded_half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero, as on an invoice."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return nearest if value >= 0 else -nearest


@dataclass(frozen=True, slots=True)
class Money:
    """A whole number of a currency's minor units: 625000 USD is 6,250.00 dollars."""

    minor: int
    currency_code: str

    def __post_init__(self) -> None:
        """Refuse a currency nobody knows: its amount could not be read back."""
        if self.currency_code not in EXPONENTS:
            minor_digits(self.currency_code)

    @classmethod
    def of(cls, amount: Decimal | str | int, currency_code: str) -> "Money":
        """Read an amount in major units; InvalidInput when not a number, too fine or absurd."""
        digits = minor_digits(currency_code)
        try:
            value = Decimal(amount)
        except InvalidOperation:
            raise InvalidInput(f"{quoted(amount)} is no amount of money") from None
        if not value.is_finite() or abs(value) > Decimal(LARGEST_MINOR).scaleb(-digits):
            said = quoted(f"{amount} {currency_code}")
            raise InvalidInput(f"{said} is not a believable amount of money")
        whole = value.quantize(Decimal(1).scaleb(-digits))
        if whole != value:
            said = quoted(str(amount))
            raise InvalidInput(f"{said} is finer than {currency_code} allows: {digits} decimals")
        return cls(int(whole.scaleb(digits)), currency_code)

    @property
    def amount(self) -> Decimal:
        """In major units, with exactly the currency's decimals."""
        return scaled(self.minor, self.currency_code)

    def times(self, ratio: Fraction | Decimal) -> "Money":
        """This much of it, rounded once: multiply all ratios first, then call this."""
        return Money(rounded_half_up(self.minor * Fraction(ratio)), self.currency_code)

    def __add__(self, other: "Money") -> "Money":
        """The sum; raises InvalidInput for two currencies, which have none."""
        if self.currency_code != other.currency_code:
            raise InvalidInput(f"{self.currency_code} and {other.currency_code} have no sum")
        return Money(self.minor + other.minor, self.currency_code)

    def __str__(self) -> str:
        """As in 6,250.00 USD."""
        return f"{self.amount:,f} {self.currency_code}"


@lru_cache(maxsize=AMOUNTS_KEPT)
def money_of(minor: int | None, currency_code: str | None) -> Money | None:
    """Money kept as two values; None where either is."""
    return None if minor is None or currency_code is None else Money(minor, currency_code)


def totals(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum per currency, in the order of the codes; nothing for nothing."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency_code] = sums.get(money.currency_code, 0) + money.minor
    return tuple(Money(minor, code) for code, minor in sorted(sums.items()))
