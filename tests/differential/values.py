"""Values for arguments: such as make sense, such as nearly do, and their spelling."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
)

from domain.vocabulary import RecordType
from engine.kinds import Type, named, of
from resolvers.ids import RecordKey, global_id

INSTANTS = (
    "2026-06-10T12:00:00Z",
    "2026-05-01T08:30:00+02:00",
    "2024-10-25T15:45:00-04:00",
    "2024-11-30T00:00:00.000001Z",
    "2020-01-01T00:00:00Z",
    "2030-01-01T00:00:00Z",
)
DAYS = ("2026-06-10", "2026-05-11", "2026-07-01", "2024-10-25", "2024-11-30", "2025-12-31")
WORDS = ("TechCorp", "a", "", "%", "é", 'say "no"\n', "Enterprise", "crm")
NUMBERS: Mapping[str, tuple[int, ...]] = {
    "first": (2, 3, 1, 5) * 4 + (0, 20, 100, 101, -1),
    "last": (2, 3, 1, 4) * 4 + (0, 101),
    "weeks": (3, 1, 12) * 3 + (0, 60, -1),
    "nextDays": (30, 0, 400) * 3 + (-1, 36_501),
    "lastDays": (30, 0, 400) * 3 + (-1, 36_501),
}
SOME = (1, 0, 7)
SHARES = (0, 0.25, 1, -0.5, 37.51, 70, 100, 1e300)
MALFORMED: tuple[Any, ...] = ("nonsense", 3_000_000_000, {"no": 1}, [None], True, 1.5, "2024-10-25")
"For variables only: literals like these make a document invalid."
RECORDS_OF: Mapping[str, tuple[RecordType, ...]] = {
    "AccountRef.id": (RecordType.ACCOUNT,),
    "Query.activity.accounts": (RecordType.ACCOUNT,),
    "Query.noteDraft.id": (RecordType.NOTE_DRAFT,),
    "IdFilter.eq": (RecordType.USER,),
    "IdFilter.in": (RecordType.USER,),
}
"Places that take ids of these types only; any other takes all."


class Ref(NamedTuple):
    """A variable, where a value stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Pool:
    """What a portfolio holds that arguments can name."""

    ids: Mapping[RecordType, Sequence[str]]
    external: Sequence[str]

    def ids_for(self, place: str) -> Sequence[str]:
        """Of records there are."""
        kinds = RECORDS_OF.get(place, tuple(RecordType))
        return [id_ for kind in kinds for id_ in self.ids.get(kind, ())]


STRAY_IDS = (
    *(
        global_id(RecordKey(kind, None, "01900000-0000-7000-8000-ffffffffffff"))
        for kind in (RecordType.USER, RecordType.ACCOUNT, RecordType.NOTE_DRAFT)
    ),
    "no-id-of-ours",
    "",
)
"Of nobody, and of no form of ours."


def scalar(kind: str, name: str) -> tuple[Any, ...]:
    """Values of a scalar or of an argument of that name."""
    match kind:
        case "DateTime":
            return INSTANTS
        case "Date":
            return DAYS
        case "Boolean":
            return (True, False)
        case "Float":
            return SHARES
        case "Int":
            return NUMBERS.get(name, SOME)
        case _:
            return WORDS


def spelt(kind: Type, value: Any) -> str:
    """The value as a literal of this type."""
    if isinstance(value, Ref):
        return f"${value.name}"
    if value is None:
        return "null"
    if isinstance(kind, GraphQLNonNull):
        return spelt(of(kind), value)
    match value:
        case list():
            items = cast("list[Any]", value)
            return f"[{', '.join(spelt(of(kind), item) for item in items)}]"
        case dict():
            return object_spelt(named(kind).fields, cast("dict[str, Any]", value))
        case _:
            return str(value) if isinstance(named(kind), GraphQLEnumType) else json.dumps(value)


def object_spelt(fields: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    told = (f"{name}: {spelt(fields[name].type, one)}" for name, one in value.items())
    return f"{{{', '.join(told)}}}"
