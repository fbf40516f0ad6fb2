"""The account and its contract: name, segment, annual value, renewal, notice, SLA terms."""

import re
from collections.abc import Iterable
from decimal import Decimal

from domain.money import Money
from domain.notes.amounts import find_money
from domain.notes.draft import AccountDraft, ContractDraft
from domain.notes.outline import Item, Outline
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.notes.renewal import automatic_renewal, notices, renewals
from domain.notes.sections import Section
from domain.notes.service_levels import sla_terms
from domain.vocabulary import Basis

FACTS = (Section.HEADER, Section.PEOPLE, Section.SUMMARY, Section.UNKNOWN)
"Where labels name facts; elsewhere they are owners and topics."

ACCOUNT_LABEL = re.compile(
    r"(?:(?:customer|client|account|company)(?: name| account)?|customer/account)", re.IGNORECASE
)
SEGMENT = re.compile(
    r"\b(?:enterprise|mid-?market|smb|small business|strategic|start-?up|public sector)\b",
    re.IGNORECASE,
)
ANNUAL = re.compile(
    r"\b(?:annual(?:ly)?|arr|acv|per year|a year|yearly|p\.a\.|per annum|contract)|/\s?y",
    re.IGNORECASE,
)
MONTHLY = re.compile(r"\b(?:per month|a month|monthly|mrr)\b|/\s?mo", re.IGNORECASE)
LOSS = re.compile(r"\b(?:loss|lost|losses|damages?|penalt\w+|credits?)\b", re.IGNORECASE)


def facts_of(outline: Outline) -> tuple[Item, ...]:
    """The items that may state facts about account, contract and incident."""
    return outline.of(*FACTS)


def find_account(outline: Outline) -> AccountDraft | None:
    """The account the note names with a label of its own."""
    for item in facts_of(outline):
        name = re.split(r"\s*(?:\(|,|;| [-\u2013\u2014] )", item.body, maxsplit=1)[0].strip()
        if ACCOUNT_LABEL.fullmatch(item.label) and re.search(r"[^\W\d_]", name):
            segment = SEGMENT.search(item.body[len(name) :])
            spans = [span(item, "name", quote=name, rule="labelled account")]
            if segment:
                spans.append(span(item, "segment", quote=segment[0], rule="segment word"))
            said = segment[0].capitalize() if segment else None
            return AccountDraft(key="account", spans=tuple(spans), name=name, segment=said)
    return None


def find_contract(reading: Reading) -> ContractDraft | None:
    """What the note says of the contract; None when it says nothing."""
    items = facts_of(reading.outline)
    value, value_spans = annual_value(items, reading)
    terms, sla_spans = sla_terms(items)
    renewal = next(renewals(items, reading), None)
    notice = next(notices(items), None)
    is_automatic, automatic_spans = automatic_renewal(items)
    spans = [*value_spans, *sla_spans]
    spans += [renewal[1]] if renewal else []
    spans += [notice[1]] if notice else []
    spans += automatic_spans
    if not spans:
        return None
    return ContractDraft(
        key="contract",
        spans=tuple(spans),
        name=f"{reading.account} contract",
        annual_value=value,
        renews_on=renewal[0] if renewal else None,
        notice_period=notice[0] if notice else None,
        auto_renews=is_automatic,
        sla_terms=terms,
    )


def annual_value(items: Iterable[Item], reading: Reading) -> tuple[Money | None, tuple[Span, ...]]:
    """The yearly price: stated, or twelve times a stated monthly one; a loss is none."""
    for item in items:
        amount = find_money(item.text, currency_code=reading.currency_code)
        is_yearly, is_monthly = ANNUAL.search(item.text), MONTHLY.search(item.text)
        if amount is None or LOSS.search(item.text) or not (is_yearly or is_monthly):
            continue
        is_derived = is_monthly is not None and is_yearly is None
        if is_derived:
            basis, assumption = Basis.DERIVED, "annual value = monthly fee x 12"
        else:
            basis, assumption = amount.basis, amount.assumption
        money = amount.money.times(Decimal(12)) if is_derived else amount.money
        words = span(
            item,
            "annual_value",
            quote=amount.words,
            rule="yearly price",
            basis=basis,
            assumption=assumption,
        )
        return money, (words,)
    return None, ()
