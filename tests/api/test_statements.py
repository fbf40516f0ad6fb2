from pathlib import Path

import pytest

from tests.api.asking import asker, reads_of
from tests.api.customers import customer

SOURCES = "sources { quote }"
COMMITMENTS = f"""commitments {{ totalCount nodes {{ status owner {{ name }} promisedTo {{ name }}
  waivedBy {{ name }} occurrences {{ nodes {{ slot status fulfilledBy {{ id }} }} }}
  sameAs {{ id }} occurrencesDue occurrencesKept credit {{ state }} gaps source {{ id }}
  {SOURCES} }} }}"""
ACTION_ITEMS = f"""actionItems {{ totalCount nodes {{ owner {{ name }} sameAs {{ id }}
  dependsOn {{ id }} source {{ id }} {SOURCES} }} }}"""
PERSON = "person { ... on User { name } ... on Contact { name } }"
PAGE = f"""{{ accounts(first: 100) {{ nodes {{ name {SOURCES} owner {{ name }} csm {{ name }}
  sponsor {{ name }} externalRefs {{ key }}
  contacts {{ nodes {{ name account {{ name }} {SOURCES} }} }}
  contracts {{ nodes {{ monthlyFee {{ amount }} slaTerms {{ target }} {SOURCES} }} }}
  incidents {{ totalCount nodes {{ contract {{ name }} clocks {{ state }} recoverySteps {{ kind
    record {{ id }} }} timeline {{ nodes {{ at {SOURCES} }} }} {COMMITMENTS} {ACTION_ITEMS}
    {SOURCES} }} }}
  {COMMITMENTS} {ACTION_ITEMS}
  reviews {{ nodes {{ status series {{ title }} attendance {{ {PERSON} }} {COMMITMENTS}
    {ACTION_ITEMS} {SOURCES} }} }}
  reviewSeries {{ nodes {{ held missed upcoming commitment {{ text }} {SOURCES}
    reviews {{ totalCount nodes {{ status }} }} }} }}
  nextReview {{ title }}
  meetings {{ nodes {{ attendance {{ {PERSON} }} incidents {{ title }} {SOURCES} }} }}
  feedback {{ nodes {{ speaker {{ name }} confirmedBy {{ name }} {SOURCES} }} }}
  concerns {{ nodes {{ raisedBy {{ name }} incident {{ title }} {SOURCES} }} }}
}} }} }}"""


@pytest.mark.parametrize("accounts", [1, 4])
async def test_an_account_page_costs_the_same_statements_whatever_its_rows(
    tmp_path: Path, accounts: int
) -> None:
    small, large = [tmp_path / name for name in ("small", "large")]
    small.mkdir()
    large.mkdir()
    few = asker(small, *customer(1))
    many = asker(large, *(row for _ in range(accounts) for row in customer(5)))

    await few(PAGE)
    told = await many(PAGE)

    assert sum(len(a["incidents"]["nodes"]) for a in told["accounts"]["nodes"]) == 5 * accounts
    assert reads_of(many.texts) == reads_of(few.texts)


@pytest.mark.parametrize(
    ("fields", "statements"),
    [
        ("name", 1),
        ("name contacts { nodes { name } }", 2),
        ("name contacts { totalCount nodes { name } }", 3),
        ("incidents { nodes { title status severity } }", 2),
        ("incidents { nodes { clocks { state } } }", 3),
        ("commitments { nodes { text status gaps } }", 2),
        ("commitments { nodes { credit { state } } }", 4),
        ("commitments { nodes { occurrencesDue } }", 5),
        ("reviews { nodes { status localDate } }", 2),
        ("reviewSeries { nodes { upcoming } }", 3),
        ("nextReview { status }", 2),
    ],
)
async def test_what_a_field_costs(tmp_path: Path, fields: str, statements: int) -> None:
    ask = asker(tmp_path, *customer(2))

    await ask(f"{{ accounts {{ nodes {{ {fields} }} }} }}")

    assert len(ask.texts) == statements
