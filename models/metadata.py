"""All tables, so that whoever needs the whole has one place to import."""

from models import (
    account,
    commitment,
    contract,
    directory,
    feeds,
    history,
    incident,
    meeting,
    names,
    note,
    retries,
    voice,
)
from models.base import Base

TABLES = (
    account,
    commitment,
    contract,
    directory,
    feeds,
    history,
    incident,
    meeting,
    names,
    note,
    retries,
    voice,
)
METADATA = Base.metadata
