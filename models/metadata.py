"""All tables, so that whoever needs the whole has one place to import."""

from models import account, commitment, contract, directory, history, incident, meeting, note, voice
from models.base import Base

TABLES = (account, commitment, contract, directory, history, incident, meeting, note, voice)
METADATA = Base.metadata
