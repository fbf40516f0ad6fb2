"""Answers to flags: what each one takes, and what it changes in the draft."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from domain.errors import InvalidInput
from domain.notes.dates import valid
from domain.notes.draft import Flag
from domain.notes.record import Span
from domain.notes.times import read_zone
from domain.vocabulary import Basis

ACCEPT = "accept"
"Seen, and left as it is."

NEEDS_VALUE = {
    "account-missing": "the account's name",
    "meeting-date-missing": "the meeting's day, as in 2024-10-25",
    "severity-missing": "one of SEV1, SEV2, SEV3 and SEV4",
    "time-zone-missing": "an IANA time zone such as Europe/Berlin",
}
"Flags without whose answer nothing could be stored, and what they take."


def refusal(flag: Flag, answer: str, takes: str) -> InvalidInput:
    return InvalidInput(f"the flag {flag.key} takes {takes}, not {answer!r}")


def checked(flag: Flag, answer: str) -> str:
    """The answer as it is kept: a candidate, "accept", or the value this kind of flag takes."""
    said = answer.strip()
    kind = kind_of(flag)
    same = (candidate for candidate in flag.candidates if candidate.casefold() == said.casefold())
    candidate = next(same, None)
    if candidate:
        return candidate
    if said.casefold() == ACCEPT:
        if kind in NEEDS_VALUE:
            raise refusal(flag, answer, NEEDS_VALUE[kind])
        return ACCEPT
    if kind in TYPED:
        TYPED[kind](flag, said)
        return said
    takes = " or ".join((*flag.candidates, ACCEPT))
    raise refusal(flag, answer, takes)


def kind_of(flag: Flag) -> str:
    """The key without the number of a repeated flag."""
    kind, _, number = flag.key.rpartition("-")
    kind = kind if number.isdecimal() else flag.key
    return "weekday" if kind.endswith("-is-today") or kind == "weekday-ambiguous" else kind


def typed_day(flag: Flag, answer: str) -> date:
    parts = answer.split("-")
    if len(parts) == 3 and all(p.isascii() and p.isdecimal() for p in parts):  # noqa: PLR2004 y-m-d
        year, month, day = (int(part[:5]) for part in parts)
        found = valid(year, month, day)
        if found:
            return found
    raise refusal(flag, answer, "a day such as 2024-11-01")


def typed_weekday(flag: Flag, answer: str) -> date:
    """Another week's day of that name is an answer too; any other day is a slip."""
    day = typed_day(flag, answer)
    if day.weekday() != date.fromisoformat(flag.candidates[0]).weekday():
        raise refusal(flag, answer, " or ".join((*flag.candidates, ACCEPT)))
    return day


def typed_instant(flag: Flag, answer: str) -> datetime:
    takes = "a time such as 2024-10-25T14:00"
    try:
        moment = datetime.fromisoformat(answer)
    except ValueError:
        raise refusal(flag, answer, takes) from None
    if valid(moment.year, moment.month, moment.day) is None or "T" not in answer:
        raise refusal(flag, answer, takes)
    return moment


def typed_polarity(flag: Flag, answer: str) -> float:
    takes = "a number from -1 to 1"
    try:
        value = float(answer)
    except ValueError:
        raise refusal(flag, answer, takes) from None
    if not -1 <= value <= 1:
        raise refusal(flag, answer, takes)
    return value


def typed_zone(flag: Flag, answer: str) -> str:
    try:
        return read_zone(answer).key
    except InvalidInput:
        raise refusal(flag, answer, NEEDS_VALUE["time-zone-missing"]) from None


def typed_name(flag: Flag, answer: str) -> str:
    if not any(char.isalpha() for char in answer):
        raise refusal(flag, answer, NEEDS_VALUE["account-missing"])
    return answer


TYPED: Mapping[str, Callable[[Flag, str], object]] = {
    "account-missing": typed_name,
    "meeting-date-missing": typed_day,
    "time-zone-missing": typed_zone,
    "weekday": typed_weekday,
    "resolution-time-missing": typed_instant,
    "open-ended-condition": typed_day,
    "quote-polarity": typed_polarity,
}


def entered(flag: Flag, field: str) -> Span:
    """The span of a value a person typed in, at the lines it is about."""
    return Span(
        field=field,
        quote=flag.answer or "",
        first_line=flag.lines[0],
        last_line=flag.lines[0],
        basis=Basis.ENTERED,
        rule=f"answer to {flag.key}",
    )
