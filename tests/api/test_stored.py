"""What is read of a stored score is what somebody asked for."""

import pytest

from resolvers.stored import NEEDS
from tests.api.asking import Asker

HEALTH = """value band bandReason trend confidence asOf knownAt computedAt modelVersion
    weakestFactor weakestLinkPoints factors{points} override{value} evidence{points} rest{points}"""
RISK = """probability low high level basis modelVersion missing decisionDate contract{name}
    baseRate baseRateAssumed usdPerUnit contractValueAtRisk{amount} drivers{points} rest{points}"""
PARTS = {"health": HEALTH, "renewalRisk": RISK}
EACH = [(part, field) for part, fields in PARTS.items() for field in fields.split()]


@pytest.mark.parametrize(("part", "field"), EACH)
async def test_a_field_asked_alone_says_what_it_says_beside_all_others(
    book: Asker, part: str, field: str
) -> None:
    name = field.partition("{")[0]

    alone = await book(f"{{ accounts {{ nodes {{ {part} {{ __typename {field} }} }} }} }}")
    beside = await book(f"{{ accounts {{ nodes {{ {part} {{ {PARTS[part]} }} }} }} }}")

    shown, same = ([one[part] for one in all_["accounts"]["nodes"]] for all_ in (alone, beside))
    assert any(shown)
    assert [one and one[name] for one in shown] == [one and one[name] for one in same]


def test_every_field_is_known_that_reads_columns() -> None:
    names = {field.partition("{")[0] for field in f"{HEALTH} {RISK}".split()}
    assert NEEDS.keys() - {"__typename"} <= names


async def test_only_columns_of_what_is_asked_are_read(book: Asker) -> None:
    await book("{ accounts { nodes { health { value } } } }")

    assert "score.value" in book.texts[-1]
    assert "score.health" not in book.texts[-1]
    assert "score.risk" not in book.texts[-1]
