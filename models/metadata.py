"""All tables, so that whoever needs the whole has one place to import."""

from models import (
    access,
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
    access,
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
