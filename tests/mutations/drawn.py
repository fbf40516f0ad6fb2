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
DEEPEST = 4


@dataclass(slots=True)
class Drawer:
    """Draws inputs: mostly of what is there and could be, now and then of what cannot."""

    random: Random
    path: Path
    now: datetime
    ids: list[str] = field(default_factory=list[str])

    def mutation(self) -> tuple[str, dict[str, Any]]:
        """Which one, and its input."""
        self.ids = ids_in(self.path)
        name = self.random.choice(list(MUTATIONS))
        (asked,) = MUTATIONS[name].args.values()
        return name, self.value("input", asked.type)

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
        return getattr(self, kind.name.lower())(name)

    def fields(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        every: list[tuple[str, Any]] = list(kind.fields.items())
        if kind.is_one_of:
            every = [self.random.choice(every)]
        found: dict[str, Any] = {}
        for name, one in every:
            wanted: Any = one.type
            is_needed = isinstance(wanted, GraphQLNonNull) or kind.is_one_of
            if is_needed or self.random.randrange(10) >= LEFT_OUT_OF_TEN:
                found[name] = self.value(name, wanted, depth)
        if self.random.random() < MOSTLY:
            found.pop("dryRun", None)
        return found

    def id(self, _: str) -> str:
        return self.random.choice([*self.ids, "nonsense"] if self.ids else ["nonsense"])

    def string(self, name: str) -> str:
        if name == "system":
            return CRM
        if name in {"key", "externalKey", "idempotencyKey"}:
            return self.random.choice("123456789")
        if name == "rrule":
            return self.random.choice(RULES)
        if self.random.random() < 0.05:
            return self.random.choice(NASTY)
        return f"{name} {self.random.randrange(3)}"

    def int(self, _: str) -> int:
        return self.random.choice([0, 1, 2, 5, 28, 31, -1, 2**31 - 1])

    def float(self, _: str) -> float:
        return self.random.choice([0.0, 0.5, -0.5, 1.0, 50.0, 1e9])

    def boolean(self, _: str) -> bool:
        return self.random.random() < 0.5

    def decimal(self, _: str) -> str:
        return self.random.choice(["0", "100.00", "1250.5", "-1", "1e30", "0.001"])

    def datetime(self, _: str) -> str:
        days = self.random.choice([-400, -30, -1, -1, 0, 0, 1, 30])
        return (self.now + timedelta(days=days, minutes=-self.random.randrange(90))).isoformat()

    def date(self, name: str) -> str:
        return self.datetime(name)[:10]

    def duration(self, _: str) -> str:
        return self.random.choice(["PT4H", "PT1H", "P60D", "P3M", "PT0S"])

    def currencycode(self, _: str) -> str:
        return self.random.choice(["USD", "USD", "EUR", "XXX"])

    def timezone(self, _: str) -> str:
        return self.random.choice(["Europe/Berlin", "America/New_York", "UTC", "Mars/Olympus"])

    def yearmonth(self, _: str) -> str:
        return self.random.choice(["2024-10", "2024-11", "2024-13"])

    def localtime(self, _: str) -> str:
        return self.random.choice(["09:30", "14:00", "25:00"])


RULES = (
    "FREQ=MONTHLY;BYDAY=1TU;COUNT=6",
    "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
    "FREQ=WEEKLY;COUNT=4",
    "FREQ=DAILY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2",
    "nonsense",
)


def ids_in(path: Path) -> list[str]:
    """The global ids of all there is."""
    found: list[str] = []
    with closing(sqlite3.connect(path)) as raw:
        for kind, (record_type, key, _, _) in TOLD.items():
            if key == "id":
                columns = "account_id, id" if issubclass(kind, Owned) else "NULL, id"
                rows = raw.execute(f"SELECT {columns} FROM {table_of(kind).name}")  # noqa: S608 - our own names
                found += [global_id(RecordKey(record_type, *row)) for row in rows]
    return [*found, global_id(RecordKey(RecordType.USER, None, ANNA))]


def shown_of(name: str) -> str:
    """The records a payload of this mutation shows, by their ids."""
    payload: Any = MUTATIONS[name].type
    parts: Sequence[str] = [
        f"{field} {{ __typename }}"
        for field, one in payload.fields.items()
        if isinstance(one.type, GraphQLObjectType)
    ]
    return " ".join(parts)
