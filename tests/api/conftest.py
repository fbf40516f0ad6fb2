import pytest

from tests.api.asking import Asker
from tests.api.book import filled


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """Read only: a test that writes makes a file of its own."""
    return filled(tmp_path_factory.mktemp("book") / "book.db")
