"""The account and its contract: name, segment, annual value, renewal, notice, SLA terms."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain.money import Money
from domain.notes.amounts import find_money
from domain.notes.dates import Direction, find_days
from domain.notes.draft import AccountDraft, ContractDraft
from domain.notes.numbers import number_of
from domain.notes.outline import Item, Outline
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.notes.sections import Section
from domain.notes.service_levels import sla_terms
from domain.period import Period
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
RENEWAL = re.compile(r"\brenew(?:al|s|ed)?\b", re.IGNORECASE)
AUTO_RENEWS = re.compile(
    r"\bauto(?:matic(?:ally)?)?[\s-]*renew|\brenew(?:s|ed|al)? automatic", re.IGNORECASE
)
NOTICE = re.compile(
    r"\b(?P<count>\d{1,3}|thirty|sixty|ninety|one|two|three|six)[\s-](?P<unit>day|week|month)s?"
    r"['\u2019]? (?:notice|cancellation)|"
    r"\bnotice(?: period)?:? (?P<count_after>\d{1,3})[\s-](?P<unit_after>day|week|month)s?\b",
    re.IGNORECASE,
)


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
    automatic = next((item for item in items if AUTO_RENEWS.search(item.text)), None)
    spans = [*value_spans, *sla_spans]
    spans += [renewal[1]] if renewal else []
    spans += [notice[1]] if notice else []
    spans += [span(automatic, "auto_renews", rule="auto-renewal words")] if automatic else []
    if not spans:
        return None
    return ContractDraft(
        key="contract",
        spans=tuple(spans),
        name=f"{reading.account} contract",
        annual_value=value,
        renews_on=renewal[0] if renewal else None,
        notice_period=notice[0] if notice else None,
        auto_renews=True if automatic else None,
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


def renewals(items: Iterable[Item], reading: Reading) -> Iterator[tuple[date, Span]]:
    """The days the note calls the renewal."""
    for item in items:
        found = RENEWAL.search(item.text)
        days = find_days(item.text, reading.view(Direction.FORWARD)) if found else ()
        for day in days:
            if day.day:
                yield (
                    day.day,
                    span(
                        item,
                        "renews_on",
                        quote=day.words,
                        rule="renewal day",
                        basis=day.basis,
                        assumption=day.assumption,
                    ),
                )


def notices(items: Iterable[Item]) -> Iterator[tuple[Period, Span]]:
    """The notice periods: months by calendar, days by days."""
    for item in items:
        found = NOTICE.search(item.text)
        if found:
            count = number_of(found["count"] or found["count_after"])
            unit = (found["unit"] or found["unit_after"]).lower()
            days = {"day": 1, "week": 7}.get(unit, 0) * count
            period = Period(months=0 if days else count, days=days)
            yield period, span(item, "notice_period", quote=found[0], rule="notice period")
