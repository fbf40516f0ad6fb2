from collections.abc import Iterator

import pytest

from tests.differential.__main__ import comparing
from tests.differential.cases import Comparing, Drawn


@pytest.fixture(scope="session")
def executors() -> Iterator[tuple[Drawn, Comparing]]:
    """Cases over our schema, and both executors to ask."""
    with comparing() as both:
        yield both


@pytest.fixture(scope="session")
def drawn(executors: tuple[Drawn, Comparing]) -> Drawn:
    return executors[0]


@pytest.fixture(scope="session")
def compare(executors: tuple[Drawn, Comparing]) -> Comparing:
    return executors[1]
