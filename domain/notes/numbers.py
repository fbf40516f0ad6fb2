"""Numbers as words and digits, and the durations, shares and counts made of them."""

import re
from datetime import timedelta
from decimal import Decimal

UP_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
WORDS = {word: number for number, word in enumerate(UP_TO_TWELVE.split(), start=1)} | {
    "a": 1, "an": 1, "fifteen": 15, "twenty": 20, "twenty-four": 24, "thirty": 30,
    "forty-eight": 48, "sixty": 60, "seventy-two": 72, "ninety": 90,
}  # fmt: skip
NUMBER_WORD = r"\d{1,4}|" + "|".join(sorted(WORDS, key=len, reverse=True))

DURATION = re.compile(
    rf"\b(?P<count>{NUMBER_WORD})(?P<half>[.,]\d)?\s?(?P<more>\+)?[\s-]?"
    r"(?P<unit>hours?|hrs?|h|minutes?|mins?|days?)\b",
    re.IGNORECASE,
)
PERCENT = re.compile(
    rf"\b(?P<count>\d{{1,6}}(?:[.,]\d{{1,3}})?|{NUMBER_WORD})\s?(?:%|per ?cent\b)", re.IGNORECASE
)
USERS = re.compile(
    r"\b(?P<count>\d{1,3}(?:[,. ]\d{3})+|\d{1,9})(?P<thousand>\s?k)?\+?\s"
    r"(?:\w+ ){0,2}?(?:users|people|seats|employees|accounts|customers|agents)\b",
    re.IGNORECASE,
)


def number_of(word: str) -> int:
    """The value of digits or a number word."""
    return int(word) if word.isdecimal() else WORDS[word.lower()]


def find_duration(text: str) -> tuple[timedelta, re.Match[str]] | None:
    """The first length of time in minutes, hours or days: "48+ hours", "4-hour", "two days"."""
    found = DURATION.search(text)
    if found is None:
        return None
    count = number_of(found["count"]) + float((found["half"] or "0").replace(",", "."))
    unit = {"h": 60, "m": 1, "d": 24 * 60}[found["unit"][0].lower()]
    return timedelta(minutes=count * unit), found


def find_percent(text: str) -> Decimal | None:
    """The first share, in percent."""
    found = PERCENT.search(text)
    if found is None:
        return None
    word = found["count"].replace(",", ".")
    return Decimal(word) if word[0].isdecimal() else Decimal(number_of(word))


def find_users(text: str) -> int | None:
    """How many people a text says are affected: "10,000 users", "about 10k employees"."""
    found = USERS.search(text)
    if found is None:
        return None
    return int(re.sub(r"\D", "", found["count"])) * (1000 if found["thousand"] else 1)
