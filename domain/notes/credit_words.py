"""Service credits as notes promise them: "15% of monthly fee for November", "a $5,000 credit"."""

import re
from dataclasses import dataclass

from domain.credits import credit_amount
from domain.money import Money
from domain.notes.amounts import find_money
from domain.notes.dates import Direction
from domain.notes.draft import CreditDraft
from domain.notes.numbers import find_percent
from domain.notes.outline import Item
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.notes.times import find_month
from domain.vocabulary import Basis, CreditBase, PeriodRole

CREDIT = re.compile(r"\b(?:credit(?:ed|s)?|refund\w*|rebates?|discount\w*)\b", re.IGNORECASE)
ANNUAL_BASE = re.compile(r"\b(?:annual|yearly|per year|contract value)\b", re.IGNORECASE)
INVOICE = re.compile(r"\b(?:invoice|bill|billing)\b", re.IGNORECASE)
SERVICE = re.compile(r"\bservice (?:in|during|month|period)\b|\bmonth of service\b", re.IGNORECASE)
EVERYTHING = 100
"Percent. More than the whole fee is a slip of the pen, not a credit."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCredit:
    draft: CreditDraft
    spans: tuple[Span, ...]


def read_credit(item: Item, reading: Reading, annual_value: Money | None) -> ReadCredit | None:
    """The credit a line promises: a share of a fee, or a sum; None when it names neither."""
    percent = find_percent(item.text)
    if not CREDIT.search(item.text) or has_odd_share(item):
        return None
    if percent is None:
        return fixed_credit(item, reading)
    base = CreditBase.ANNUAL_VALUE if ANNUAL_BASE.search(item.text) else CreditBase.MONTHLY_FEE
    worked_out = credit_amount(percent, base, value=annual_value) if annual_value else None
    spans = [span(item, "credit", rule="share of a fee")]
    if worked_out:
        spans.append(
            span(
                item,
                "credit.amount",
                rule="percent of the fee",
                basis=Basis.DERIVED,
                assumption="monthly fee = annual value / 12",
            )
        )
    draft = CreditDraft(
        base=base,
        percent=percent,
        period=period_of(item, reading),
        period_role=role_of(item),
        amount=worked_out.amount if worked_out else None,
        formula=worked_out.formula if worked_out else None,
    )
    return ReadCredit(draft=draft, spans=(*spans, *period_spans(item, reading)))


def has_odd_share(item: Item) -> bool:
    """Whether a credit is said to be nothing of a fee, or more than all of it."""
    percent = find_percent(item.text) if CREDIT.search(item.text) else None
    return percent is not None and not 0 < percent <= EVERYTHING


def fixed_credit(item: Item, reading: Reading) -> ReadCredit | None:
    amount = find_money(item.text, currency_code=reading.currency_code)
    if amount is None:
        return None
    words = span(
        item,
        "credit.amount",
        quote=amount.words,
        rule="stated credit",
        basis=amount.basis,
        assumption=amount.assumption,
    )
    draft = CreditDraft(
        base=CreditBase.FIXED,
        period=period_of(item, reading),
        period_role=role_of(item),
        amount=amount.money,
        formula=str(amount.money),
    )
    return ReadCredit(draft=draft, spans=(words, *period_spans(item, reading)))


def period_of(item: Item, reading: Reading) -> str | None:
    found = find_month(item.text, reading.view(Direction.FORWARD))
    return found.slot if found else None


def period_spans(item: Item, reading: Reading) -> tuple[Span, ...]:
    """Where the month stands, and whether its year was worked out from the meeting's."""
    found = find_month(item.text, reading.view(Direction.FORWARD))
    if found is None:
        return ()
    basis = Basis.INFERRED if found.is_year_inferred else Basis.STATED
    return (
        span(
            item,
            "credit.period",
            quote=found.words,
            rule="month",
            basis=basis,
            assumption=found.assumption,
        ),
    )


def role_of(item: Item) -> PeriodRole | None:
    """Whether the month is the service's or the invoice's; mostly the words leave it open."""
    if INVOICE.search(item.text):
        return PeriodRole.INVOICE
    return PeriodRole.SERVICE if SERVICE.search(item.text) else None
