from tests.storage.conftest import database, path

__all__ = ["database", "path"]
