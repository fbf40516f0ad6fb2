"""Whoever asks whatever, nothing tells what they may not see; thousands more: make leaks."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.differential.asked import Asking
from tests.leaks.comparing import QUERIES, Comparing

SEEDS = range(20)
"With ten queries each: two hundred cases, the same ones every time."

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def comparing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comparing]:
    with asyncio.Runner() as runner:
        yield Comparing.over(tmp_path_factory.mktemp("leaks"), Asking(runner))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_is_that_of_a_book_without_what_is_not_seen(
    comparing: Comparing, seed: int
) -> None:
    leak = comparing.leaks(seed, QUERIES)

    assert leak is None, leak
