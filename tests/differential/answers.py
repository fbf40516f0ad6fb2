"""Answers as clients see them, and when two of them say the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult

from api.failures import explained

Path = tuple[str | int, ...]
Groups = Mapping[Path, set[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Data as JSON text, so the order of keys counts; errors in any order."""

    data: bytes
    errors: tuple[bytes, ...]

    @property
    def codes(self) -> list[str]:
        return [orjson.loads(error)["extensions"]["code"] for error in self.errors]

    def ends(self, variable: str) -> list[str]:
        """Cursors of the pages this variable may turn."""
        return list(cursors(orjson.loads(self.data), variable))

    def agrees(self, other: "Answer") -> bool:
        """The same data, and the same errors but where the specification leaves a choice.

        Where several errors make one place null, an executor may stop at any of them: which item
        of a list fails first is chance.
        """
        if self.data != other.data:
            return False
        mine, others = self.by_null(), other.by_null()
        return mine.keys() == others.keys() and all(
            mine[place] == others[place] or bool(kinds(mine[place]) & kinds(others[place]))
            for place in mine
        )

    def by_null(self) -> Groups:
        """Errors by the place in the data that is null for them."""
        data, found = orjson.loads(self.data), defaultdict[Path, set[bytes]](set)
        for error in self.errors:
            found[null_at(data, orjson.loads(error).get("path", ()))].add(error)
        return found

    def __str__(self) -> str:
        return "\n  ".join(part.decode() for part in (self.data, *self.errors))


def kinds(errors: set[bytes]) -> set[bytes]:
    """The errors, whichever item of a list they are about."""
    read = map(orjson.loads, errors)
    return {
        orjson.dumps({**one, "path": [0 if isinstance(key, int) else key for key in one["path"]]})
        for one in read
        if "path" in one
    }


def answered(result: ExecutionResult) -> Answer:
    """As the server tells it."""
    told = sorted(orjson.dumps(explained(error, "0")) for error in result.errors or ())
    return Answer(orjson.dumps(result.data), tuple(told))


def null_at(data: Any, path: list[str | int]) -> Path:
    """How far down the path there is something; what comes next is null."""
    for depth, key in enumerate(path):
        if data is None:
            return tuple(path[:depth])
        data = data[key]
    return tuple(path)


def cursors(data: Any, key: str) -> Iterator[str]:
    if isinstance(data, list):
        items: list[Any] = data  # pyright: ignore[reportUnknownVariableType] - JSON
        for item in items:
            yield from cursors(item, key)
    elif isinstance(data, dict):
        fields: dict[str, Any] = data  # pyright: ignore[reportUnknownVariableType] - JSON
        for name, value in fields.items():
            if name == key and value:
                yield from (cursor for cursor in value.values() if cursor)
            else:
                yield from cursors(value, key)
