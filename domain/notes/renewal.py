"""When and how a contract goes on: renewal day, notice period, and whether it renews by itself."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from domain.notes.dates import Direction, find_days
from domain.notes.numbers import number_of
from domain.notes.outline import Item
from domain.notes.reading import Reading, span
from domain.notes.record import Span
from domain.period import Period

RENEWAL = re.compile(r"\brenew(?:al|s|ed)?\b", re.IGNORECASE)
NOTICE = re.compile(
    r"\b(?P<count>\d{1,3}|thirty|sixty|ninety|one|two|three|six)[\s-](?P<unit>day|week|month)s?"
    r"['\u2019]? (?:notice|cancellation)|"
    r"\bnotice(?: period)?:? (?P<count_after>\d{1,3})[\s-](?P<unit_after>day|week|month)s?\b",
    re.IGNORECASE,
)
AUTOMATIC = re.compile(
    r"\bauto(?:matic(?:ally)?)?[\s-]*renew|\brenew\w*[^,.;]{0,40}\bauto(?:matic(?:ally)?)?\b",
    re.IGNORECASE,
)
BY_HAND = re.compile(
    r"\bmanual\w*[\s-]+renew|\brenew\w*[^.;]{0,40}\b(?:manual(?:ly)?|signed again|re-?signed)\b",
    re.IGNORECASE,
)
MANNER = re.compile(r"\bauto|\bmanual|\bsigned again|\bre-?signed", re.IGNORECASE)
# "Renews automatically unless cancelled" renews automatically.
CONDITION = re.compile(r"\b(?:unless|if (?:it is |they do )?not|if no notice)\b.*", re.IGNORECASE)
NEGATED = re.compile(
    r"\b(?:no|not|none|never|nor|without|off|false|manual(?:ly)?|cannot|signed again|re-?signed|"
    r"disabled|deactivated|removed|excluded|waived|cancell?ed|terminated|stopped|ended|opted out|"
    r"opt-?out)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
AFFIRMED = re.compile(
    r"\b(?:yes|y|true|on|enabled|active|applies|agreed|auto(?:matic(?:ally)?)?)\b|\d", re.IGNORECASE
)
DOUBTED = re.compile(
    r"\?|\b(?:unclear|unknown|tb[cda]|to be (?:agreed|clarified|confirmed|decided|discussed)|if|"
    r"may|might|maybe|perhaps|possibly|depends|whether|wants?|wish\w*|ask(?:s|ed)?|request\w*|"
    r"discuss\w*|consider\w*|negotiat\w*|propos\w*|would|could|should)\b",
    re.IGNORECASE,
)


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


def automatic_renewal(items: Iterable[Item]) -> tuple[bool | None, tuple[Span, ...]]:
    """Whether the contract renews by itself; None, with spans, when lines leave it unclear."""
    told = [item for item in items if is_about_renewing(item)]
    answers = {renews_by_itself(item) for item in told}
    spans = tuple(span(item, "auto_renews", rule="auto-renewal words") for item in told)
    return answers.pop() if len(answers) == 1 else None, spans


def is_about_renewing(item: Item) -> bool:
    """Whether a line says in which manner a contract renews."""
    is_labelled = RENEWAL.search(item.label) and MANNER.search(item.body)
    return bool(AUTOMATIC.search(item.text) or BY_HAND.search(item.text) or is_labelled)


def renews_by_itself(item: Item) -> bool | None:
    """What one such line says; None when a negation or a doubt may belong to it."""
    is_answer = AUTOMATIC.search(item.label) is not None
    said = CONDITION.sub("", item.body if is_answer else item.text)
    clauses = re.split(r"[,;.|]", said)
    first = next((c for c in clauses if is_answer or MANNER.search(c)), said)
    if DOUBTED.search(said):
        return None
    if NEGATED.search(first):
        return False
    if NEGATED.search(said) or (is_answer and not AFFIRMED.search(first)):
        return None
    return True
