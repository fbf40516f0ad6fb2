"""Ours, as `cli serve` serves it: with its log, its limits and its sweep."""

from pathlib import Path

from api.app import create_app
from api.connection import Connection
from api.edge import Edge
from api.logs import begin_logging
from api.opening import opened
from api.settings import Settings

PROTOCOL = Connection


def application(data: Path) -> Edge:
    """The application over the file in that directory."""
    settings = Settings(data=data, demonstration=False)
    begin_logging(settings.log_level)
    return create_app(settings, opened(settings))
