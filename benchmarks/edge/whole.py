"""Ours with its whole edge, as `cli serve` serves it; but a budget that no benchmark uses up."""

from pathlib import Path

from api.app import create_app
from api.connection import Connection
from api.edge import Edge
from api.logs import begin_logging
from api.opening import opened
from api.settings import Settings

PLENTY = 10**9
PROTOCOL = Connection
"Which gives slow clients up."


def application(data: Path) -> Edge:
    """The application over the file in that directory."""
    settings = Settings(data=data, demonstration=False, budget=PLENTY, budget_refill=PLENTY)
    begin_logging(settings.log_level)
    return create_app(settings, opened(settings))
