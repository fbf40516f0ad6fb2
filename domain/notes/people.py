"""Who is named: "Role (Name)", "Name, Role", "Name (Role, Org)", "Customer (Name, Role at Org)"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.notes.outline import Item
from domain.notes.record import Side
from domain.vocabulary import Influence

ROLE = re.compile(
    r"\b(?:manager|lead|leader|executive|engineer|engineering|director|vp|svp|evp|vice president|"
    r"head|officer|ceo|cto|cio|coo|cfo|ciso|chief|coordinator|specialist|analyst|architect|"
    r"president|owner|founder|consultant|administrator|representative|associate|support|success|"
    r"sales|operations|product|csm|ae|sre|dba|developer|partner|supervisor|agent)\b",
    re.IGNORECASE,
)
CUSTOMER_WORD = re.compile(
    r"\b(?:customer|client)s?(?!\s+(?:success|support|care|service))\b", re.IGNORECASE
)
VENDOR_WORD = re.compile(
    r"^(?:us|our side|our team|vendor|internal|supplier|provider)$", re.IGNORECASE
)
OUR_WORD = re.compile(
    r"\b(?:us|our (?:side|team|people)|internal|vendor|supplier|provider)\b", re.IGNORECASE
)
NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: [^\W\d_][\w.'\u2019-]*){0,3}")
EMAIL = re.compile(r"<?\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}>?")

# Highest first: a "VP, account manager" decides like a VP.
INFLUENCES = (
    (
        Influence.EXECUTIVE,
        r"\b(?:[se]?vp|(?:vice )?president|c[a-z]o|ciso|chief|founder|owner|general manager)\b",
    ),
    (Influence.MANAGER, r"\b(?:director|head|manager|lead|leader|supervisor)\b"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One person as one place of the note names them."""

    name: str
    title: str | None
    organization: str | None
    side: Side | None
    item: Item
    form: str
    "How it was written, as a rule's name."
    email: str | None = None

    @property
    def given(self) -> str:
        """The first word of the name."""
        return self.name.split()[0]


def influence_of(title: str | None) -> Influence | None:
    """What a customer's title lets expect; USER for a title that leads nobody."""
    if title is None:
        return None
    found = (kind for kind, words in INFLUENCES if re.search(words, title, re.IGNORECASE))
    return next(found, Influence.USER)


def parted(text: str, marks: str) -> list[str]:
    """The text split at the marks that stand outside brackets."""
    parts, depth = [""], 0
    for char in text:
        depth = max(0, depth + (char == "(") - (char == ")"))
        if char in marks and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def read_people(item: Item, text: str) -> tuple[Mention, ...]:
    """The people a list of names gives; a role behind a name's comma belongs to that name."""
    if ";" in text:
        return mentions(item, parted(text, ";"))
    entries: list[str] = []
    for part in parted(text, ","):
        is_role = "(" not in part and ROLE.search(part) is not None
        if entries and is_role and not ROLE.search(entries[-1]):
            entries[-1] += f", {part}"
        else:
            entries.append(part)
    return mentions(item, entries)


def mentions(item: Item, entries: Iterable[str]) -> tuple[Mention, ...]:
    found = (read_person(item, entry) for entry in entries)
    return tuple(mention for mention in found if mention)


def read_person(item: Item, entry: str) -> Mention | None:
    """One person in any of the forms, or nobody."""
    email = EMAIL.search(entry)
    words = EMAIL.sub("", entry).strip(" -\u2013\u2014")
    outer, inner = bracketed(words)
    if inner and (CUSTOMER_WORD.search(outer) or VENDOR_WORD.match(outer)):
        side = Side.CUSTOMER if CUSTOMER_WORD.search(outer) else Side.VENDOR
        mention = replace_side(named(item, inner, form="side (name, role)"), side)
    elif inner and ROLE.search(outer) and not ROLE.search(inner):
        mention = named(item, f"{inner}, {outer}", form="role (name)")
    elif inner:
        mention = named(item, f"{outer}, {inner}", form="name (role)")
    else:
        mention = named(item, words, form="name, role")
    return replace(mention, email=email[0].strip("<>")) if mention and email else mention


def replace_side(mention: Mention | None, side: Side) -> Mention | None:
    return replace(mention, side=side) if mention else None


def bracketed(words: str) -> tuple[str, str]:
    """What stands before a closing bracket's words, and the words inside it."""
    if not words.endswith(")") or "(" not in words:
        return words, ""
    outer, inner = words[:-1].split("(", 1)
    return outer.strip(), inner.strip()


def named(item: Item, words: str, *, form: str) -> Mention | None:
    """One of: Name; Name, Role at Org; Name - Role, Org."""
    name, *rest = re.split(r"\s*,\s*|\s+[-\u2013\u2014]\s+", words, maxsplit=1)
    name = name.removeprefix("and ").strip()
    if not NAME.fullmatch(name) or not name[0].isupper() or is_no_name(name):
        return None
    title, organization = titled(rest[0]) if rest else (None, None)
    return Mention(
        name=name, title=title, organization=organization, side=None, item=item, form=form
    )


def is_no_name(name: str) -> bool:
    """Whether the word is a side or a role: nobody is called Customer."""
    return bool(ROLE.search(name) or CUSTOMER_WORD.search(name) or VENDOR_WORD.match(name))


def titled(words: str) -> tuple[str | None, str | None]:
    """Title and organization of "VP Operations at TechCorp", "CTO, TechCorp" or "TechCorp"."""
    title, _, organization = words.partition(" at ")
    if not organization:
        title, _, organization = words.partition(", ")
    if not organization and not ROLE.search(title):
        return None, title.strip() or None
    if organization and not ROLE.search(title) and ROLE.search(organization):
        title, organization = organization, title
    return title.strip() or None, organization.strip() or None
