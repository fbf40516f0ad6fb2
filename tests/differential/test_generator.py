"""What is generated is valid, various, reaches the whole schema, and shrinks."""

from collections import Counter
from statistics import median, quantiles

import pytest
from graphql import parse, validate

from tests.differential.asked import CORE
from tests.differential.cases import Case, Drawn
from tests.differential.choices import Choices, shrunk, smaller
from tests.differential.reached import reachable, reached

MANY = 800


@pytest.fixture(scope="module")
def cases(drawn: Drawn) -> list[Case]:
    return [case for _, case in drawn.many(MANY, seed=0)]


def test_every_operation_is_valid_however_it_is_spelt(cases: list[Case]) -> None:
    for case in cases[:: MANY // 100]:
        for text in (case.operation.text, case.respelt or case.operation.text):
            assert validate(CORE, parse(text)) == [], text


def test_nearly_all_of_the_schema_is_asked_for(cases: list[Case]) -> None:
    found: set[str] = set()
    for case in cases:
        found |= reached(CORE, parse(case.operation.text))

    assert found <= reachable(CORE)
    assert len(found) > 0.95 * len(reachable(CORE)), sorted(reachable(CORE) - found)


def test_operations_are_small_and_large_and_hold_what_is_hard(cases: list[Case]) -> None:
    texts = [case.operation.text for case in cases]
    few, _, many = quantiles([text.count("\n") for text in texts], n=4)

    assert few < 20
    assert many > 40
    assert max(len(text) for text in texts) < 8000
    hard = ("@skip", "@include", "... on", "...F", "__typename", "$cursor", "null", "[]", "__type(")
    counts = Counter(word for word in hard for text in texts if word in text)
    assert all(counts[word] > MANY / 100 for word in hard), counts
    assert len(set(texts)) > 0.9 * MANY


def test_few_choices_make_the_simplest_operation(drawn: Drawn) -> None:
    assert drawn.case(Choices()).operation.text.count("\n") < 5


def test_a_case_that_fails_shrinks_to_what_makes_it_fail(drawn: Drawn) -> None:
    def fails(case: Case) -> bool:
        return "evidence" in case.operation.text

    failing = [made for made, case in drawn.many(MANY, seed=1) if fails(case)][:5]

    found = [shrunk(choices, lambda made: fails(drawn.case(made))) for choices in failing]
    sizes = [drawn.case(Choices(one.made)).operation.text.count("\n") for one in found]

    assert median(sizes) < 30, sizes
    for one in found:  # it has ended by itself: without any part of what is left nothing fails
        fewer = [Choices(told) for told in smaller(one)]
        still = [new for new in fewer if fails(drawn.case(new)) and len(new.made) < len(one.made)]
        assert still == []
