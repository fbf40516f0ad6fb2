"""Whoever asks whatever, nothing tells what they may not see; thousands more: make leaks."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.differential.asked import Asking, Door, Request
from tests.leaks.comparing import QUERIES, Comparing

SEEDS = range(20)
"With ten queries each: two hundred cases, the same ones every time."
LATE_AND_EARLY = """{ accounts {
  a: nodes { contracts { nodes { account {
    healthHistory(from: "2024-11-02", to: "2024-11-01") { at } } } } }
  nodes { contracts(first: -1) { totalCount } } } }"""
"Both make `accounts` null: which is told hangs on who looks at the deeper one first."

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


def test_whichever_of_two_errors_an_executor_tells_is_no_leak(comparing: Comparing) -> None:
    seen = (comparing.meeting(seed) for seed in SEEDS)
    request = Request(LATE_AND_EARLY, None, {})

    for meeting in seen:
        told = {comparing.ask(request, meeting.copy, door).errors for door in Door}
        if len(told) > 1:
            assert not [*comparing.of(meeting, request)]
            return
    pytest.fail("Nobody saw an account with a contract")
