"""What the documentation asks costs as many statements of a large book as of a small one."""

import asyncio
from itertools import repeat
from pathlib import Path

import pytest

from models.account import Account
from models.database import Database
from tests.api.asking import Asker, reads_of
from tests.api.customers import customer
from tests.api.records import NOON
from tests.server.test_docs import QUERIES, Shown


async def fill(path: Path, *, accounts: int, rows: int) -> None:
    """Accounts named as the documentation names them, written as the product writes."""
    database = await Database.open(path)
    try:
        for records in map(customer, repeat(rows, accounts)):
            (account,) = (one for one in records if isinstance(one, Account))
            async with database.write(account.id, actor="test", now=NOON) as unit:
                for record in records:
                    unit.add(record)
    finally:
        await database.close()


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Asker, Asker]:
    """A small book and a large one."""
    folder = tmp_path_factory.mktemp("documented")
    # Two fill a page of one and its look ahead: a ranking that ends asks for the unranked too.
    asyncio.run(fill(folder / "small.db", accounts=2, rows=1))
    asyncio.run(fill(folder / "large.db", accounts=5, rows=5))
    return Asker(path=folder / "small.db", now=NOON), Asker(path=folder / "large.db", now=NOON)


@pytest.mark.parametrize("shown", QUERIES, ids=lambda shown: shown.place)
async def test_what_a_page_asks_takes_as_many_statements_however_large_the_book(
    sizes: tuple[Asker, Asker], shown: Shown
) -> None:
    small, large = sizes

    few, many = await small.result(shown.text), await large.result(shown.text)

    assert (few.data is None) == (many.data is None)
    assert reads_of(large.texts) == reads_of(small.texts)
