"""Notes to apply, and what the model then says of their account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cli.demo.fill import ANSWERS, NOTE
from domain.assessment import Assessment, judge
from domain.notes.draft import Draft
from domain.notes.read import read_note
from models.database import Database
from models.facts import known_facts
from models.metadata import METADATA
from resolvers.note_apply import Applied, SentNote, apply_note
from tests.storage.reads import every_row

SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "techcorp-escalation-2024-10-25.md"
NOTES = [path for path in (NOTE, SEED) if path.exists()]
ZONE = "America/New_York"
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def local(hour: int, minute: int = 0) -> datetime:
    """On the day of the meeting, in the note's zone."""
    return datetime(2024, 10, 25, hour, minute, tzinfo=ZoneInfo(ZONE))
