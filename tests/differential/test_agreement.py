"""Whatever is asked, the engine answers as graphql-core does; thousands more: make differential."""

from collections import Counter

import pytest

from tests.differential.asked import By
from tests.differential.cases import Comparing, Drawn
from tests.differential.faults import UNAWAITED

pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{UNAWAITED}:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.timeout(400),
]
EACH, SEEDS = 50, range(6)
"Three hundred operations, the same ones every time."


@pytest.mark.parametrize("seed", SEEDS)
def test_both_executors_give_the_same_answers(drawn: Drawn, compare: Comparing, seed: int) -> None:
    before = Counter(compare.ask.by)

    for choices, case in drawn.many(EACH, seed=seed):
        if any(compare.differences(case)):
            smallest = drawn.smallest(choices, lambda one: any(compare.differences(one)))
            pytest.fail("\n\n".join(map(str, [smallest, *compare.differences(smallest)])))

    by = compare.ask.by - before
    assert by[By.ENGINE] > by.total() * 2 / 3
    assert by[By.REFERENCE] < by.total() / 6
