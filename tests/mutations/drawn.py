"""Mutations drawn from the contract: whatever is added to it is drawn from then on."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_required_input_field,
)

from domain.vocabulary import RecordType
from engine.kinds import of
from models.activity import TOLD
from models.base import Owned, table_of
from resolvers.ids import RecordKey, global_id
from schema.build import core_of
from schema.root import schema
from tests.mutations.asking import ANNA, CRM

ROOT: Any = core_of(schema).mutation_type
MUTATIONS: dict[str, Any] = dict(ROOT.fields)
NASTY = ("", " ", "nul\0", "x" * 30_000, "two\nlines", "ünï", "\u202e", "'; drop table account;--")
LEFT_OUT_OF_TEN = 4
MOSTLY = 0.9
NOW_AND_THEN = 0.02
SELDOM = ("dryRun", "idempotencyKey", "expectedVersion", "external", "calendar", "id", "raisedBy")
USUAL: dict[str, Sequence[Any]] = {
    "value": (0.5, 50.0),
    "noticePeriod": ("P60D", "P3M"),
    "expiresAt": ("2024-11-20T00:00:00Z",),
    "endsOn": ("2025-10-01",),
    "renewsOn": ("2025-10-01",),
    "startsOn": ("2023-10-01",),
    "title": ("Call", "Outage"),
    "name": ("Sarah", "Support"),
    "champion": (True, False),
    "rrule": ("FREQ=MONTHLY;BYDAY=1TU;COUNT=6", "FREQ=WEEKLY;COUNT=4"),
    "recurrence": ("FREQ=MONTHLY;COUNT=3",),
    "externalKey": ("mbr",),
    "day": (1, 15, 31),
    "count": (3, 6),
    "localDate": ("2024-11-12", "2024-12-10"),
}
"Values that mostly fit where this is asked for."
NAMED = {
    "account": RecordType.ACCOUNT,
    "from": RecordType.ACCOUNT,
    "into": RecordType.ACCOUNT,
    "owner": RecordType.USER,
    "csm": RecordType.USER,
    "user": RecordType.USER,
    "contract": RecordType.CONTRACT,
    "incident": RecordType.INCIDENT,
    "commitment": RecordType.COMMITMENT,
    "review": RecordType.BUSINESS_REVIEW,
    "series": RecordType.REVIEW_SERIES,
    "draft": RecordType.NOTE_DRAFT,
    "dependsOn": RecordType.ACTION_ITEM,
    "sponsor": RecordType.CONTACT,
    "speaker": RecordType.CONTACT,
    "raisedBy": RecordType.CONTACT,
    "waivedBy": RecordType.CONTACT,
    "agreedWith": RecordType.CONTACT,
    "promisedTo": RecordType.CONTACT,
    "person": RecordType.CONTACT,
}
"Of which type an id is that stands under this name; else of what the mutation is about."
DEEPEST = 4


@dataclass(slots=True)
class Drawer:
    """Draws inputs: mostly of what is there and could be, now and then of what cannot."""

    random: Random
    path: Path
    now: datetime
    ids: list[RecordKey] = field(default_factory=list[RecordKey])
    account: RecordKey | None = None
    about: RecordType | None = None

    def mutation(self) -> tuple[str, dict[str, Any]]:
        """Which one, and its input; most of it is about one account."""
        self.ids = keys_in(self.path)
        accounts = [key for key in self.ids if key.type is RecordType.ACCOUNT]
        self.account = accounts[0] if self.mostly() else self.random.choice(accounts)
        name = self.random.choice(list(MUTATIONS))
        self.about = about_of(name)
        (asked,) = MUTATIONS[name].args.values()
        return name, self.value("input", asked.type)

    def mostly(self) -> bool:
        return self.random.random() < MOSTLY

    def value(self, name: str, kind: Any, depth: int = 0) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self.value(name, of(kind), depth)
        if isinstance(kind, GraphQLList):
            most = 3 if depth < DEEPEST else 0
            return [self.value(name, of(kind), depth) for _ in range(self.random.randint(0, most))]
        if isinstance(kind, GraphQLInputObjectType):
            return self.fields(kind, depth + 1)
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(list(kind.values))
        if name in USUAL and self.mostly():
            return self.random.choice(USUAL[name])
        return getattr(self, kind.name.lower())(name)

    def fields(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        every: list[tuple[str, Any]] = list(kind.fields.items())
        if kind.name == "AccountRef" and self.account and self.mostly():
            return {"id": global_id(self.account)}
        if kind.is_one_of:
            every = [self.random.choice(every)]
        found: dict[str, Any] = {}
        for name, one in every:
            wanted: Any = one.type
            is_needed = isinstance(wanted, GraphQLNonNull) or kind.is_one_of
            if is_needed or self.random.randrange(10) >= LEFT_OUT_OF_TEN:
                found[name] = self.value(name, wanted, depth)
        needed = {name for name, one in every if is_required_input_field(one)}
        for name in SELDOM:
            if self.mostly() and name not in needed and not kind.is_one_of:
                found.pop(name, None)
        return found

    def id(self, name: str) -> str:
        own = [k for k in self.ids if k.account_id in {None, self.account and self.account.id}]
        wanted = NAMED.get(name, self.about)
        fitting = [key for key in own if key.type is wanted]
        if fitting and self.mostly():
            return global_id(self.random.choice(fitting))
        return self.random.choice([*map(global_id, self.ids), "nonsense"])

    def string(self, name: str) -> str:
        if name == "system":
            return CRM
        if name in {"key", "externalKey", "idempotencyKey"}:
            return self.random.choice("123456789")
        if name in {"rrule", "recurrence"}:
            return self.random.choice(RULES)
        if name == "slot":
            return self.random.choice(["2024-10", "2024-11", "2024-10-20", "2024-W43"])
        if self.random.random() < NOW_AND_THEN:
            return self.random.choice(NASTY)
        return f"{name} {self.random.randrange(3)}"

    def int(self, _: str) -> int:
        return self.random.choice([1, 2, 5, 28] if self.mostly() else [0, 31, -1, 2**31 - 1])

    def float(self, _: str) -> float:
        return self.random.choice([0.0, 0.5, -0.5, 1.0] if self.mostly() else [50.0, 1e9])

    def boolean(self, _: str) -> bool:
        return self.random.random() < 0.5

    def decimal(self, _: str) -> str:
        return self.random.choice(
            ["100.00", "1250.5", "0"] if self.mostly() else ["-1", "1e30", "0.001"]
        )

    def datetime(self, _: str) -> str:
        days = self.random.choice([-400, -30, -1, -1, 0, 0] if self.mostly() else [1, 30])
        return (self.now + timedelta(days=days, minutes=-self.random.randrange(90))).isoformat()

    def date(self, name: str) -> str:
        return self.datetime(name)[:10]

    def duration(self, _: str) -> str:
        return self.random.choice(["PT4H", "PT1H", "P60D", "P3M", "PT0S"])

    def currencycode(self, _: str) -> str:
        return "USD" if self.mostly() else self.random.choice(["EUR", "XXX"])

    def timezone(self, _: str) -> str:
        return self.random.choice(["Europe/Berlin", "UTC"] if self.mostly() else ["Mars/Olympus"])

    def yearmonth(self, _: str) -> str:
        return self.random.choice(["2024-10", "2024-11"] if self.mostly() else ["2024-13"])

    def localtime(self, _: str) -> str:
        return self.random.choice(["09:30", "14:00"] if self.mostly() else ["25:00"])


RULES = (
    "FREQ=MONTHLY;BYDAY=1TU;COUNT=6",
    "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
    "FREQ=WEEKLY;COUNT=4",
    "FREQ=DAILY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2",
    "nonsense",
)


def keys_in(path: Path) -> list[RecordKey]:
    """The keys of all there is."""
    found = [RecordKey(RecordType.USER, None, ANNA)]
    with closing(sqlite3.connect(path)) as raw:
        for kind, (record_type, key, _, _) in TOLD.items():
            if key == "id":
                columns = "account_id, id" if issubclass(kind, Owned) else "NULL, id"
                rows = raw.execute(f"SELECT {columns} FROM {table_of(kind).name}")  # noqa: S608 - our own names
                found += [RecordKey(record_type, *row) for row in rows]
    return found


def about_of(name: str) -> RecordType | None:
    """The type of the record a payload of this mutation shows."""
    fields: dict[str, Any] = MUTATIONS[name].type.fields
    names = [getattr(one.type, "name", "") for one in fields.values()]
    return next((RecordType[word] for word in map(worded, names) if word in KINDS), None)


def worded(name: str) -> str:
    return "".join(f"_{c}" if c.isupper() and place else c for place, c in enumerate(name)).upper()


KINDS = set(RecordType.__members__)


def shown_of(name: str) -> str:
    """The records a payload of this mutation shows, by their ids."""
    payload: Any = MUTATIONS[name].type
    parts: Sequence[str] = [
        f"{field} {{ __typename }}"
        for field, one in payload.fields.items()
        if isinstance(one.type, GraphQLObjectType)
    ]
    return " ".join(parts)
