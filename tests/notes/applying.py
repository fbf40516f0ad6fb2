"""Notes to apply, and what the model then says of their account."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cli.demo.known import NOTE
from cli.demo.tell import ANSWERS, NOTE_ZONE
from domain.assessment import Assessment, judge
from domain.notes.draft import Draft
from domain.notes.read import read_note
from models.base import Base
from models.database import Database
from models.facts import known_facts
from models.metadata import METADATA
from resolvers.note_apply import Applied, SentNote, apply_note
from tests.storage.reads import every

REPOSITORY = Path(__file__).parents[2]
SEED = REPOSITORY.parent / "shared" / "seed" / "techcorp-escalation-2024-10-25.md"
NOTES = {path.parent.name: path.read_bytes() for path in (NOTE, SEED) if path.exists()}
"Our own note, and the one it was modelled on where that is at hand."
NOW = datetime(2024, 12, 2, 9, tzinfo=UTC)
FOLLOW_UP = """\
## Renewal check-in with TechCorp

**Date:** November 20, 2024
**Time:** 9:00 AM - 9:30 AM
**Attendees:** Account Executive (Ines Roth), Customer ({who})

### Customer Issue Summary
**Customer:** {account} ({terms})
**Issue:** Critical outage of the search for 200 users

### Timeline of Events
- **November 19, 8:00 AM:** Customer reported slow search
- **November 19, 11:00 AM:** Issue resolved
"""


def local(hour: int, minute: int = 0) -> datetime:
    """On the day of the escalation, in the note's zone."""
    return datetime(2024, 10, 25, hour, minute, tzinfo=ZoneInfo(NOTE_ZONE))


def follow_up(
    account: str = "TechCorp",
    terms: str = "Enterprise, $500K annual contract",
    who: str = "Dana Whitfield, VP Operations at TechCorp",
) -> bytes:
    """A second meeting's note, about an outage weeks later."""
    return FOLLOW_UP.format(account=account, terms=terms, who=who).encode()


def drafted(data: bytes, answers: Mapping[str, str] = ANSWERS) -> Draft:
    """Read with every answer that one of its flags takes."""
    asked = {flag.key for flag in read_note(data, zone=NOTE_ZONE).flags}
    given = {key: answer for key, answer in answers.items() if key in asked}
    return read_note(data, zone=NOTE_ZONE, answers=given)


def sent(data: bytes, answers: Mapping[str, str] = ANSWERS) -> SentNote:
    return SentNote(text=data.decode(), time_zone=NOTE_ZONE, answers=answers)


async def applied(
    database: Database,
    data: bytes,
    answers: Mapping[str, str] = ANSWERS,
    *,
    now: datetime = NOW,
) -> Applied:
    """Read and stored."""
    draft = drafted(data, answers)
    return await apply_note(database, draft, sent(data, answers), actor="test", now=now)


async def judged(
    database: Database, account_id: str, *, at: datetime, known_at: datetime | None = None
) -> Assessment:
    """What the model says as of one instant, by what was known at the other."""
    facts = await database.read(known_facts([account_id], known_at or at))
    return judge(facts[account_id], at=at, known_at=known_at)


async def whole(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    kinds = {mapper.class_ for mapper in Base.registry.mappers}
    found = {
        kind.__tablename__: [tuple(row) for row in await database.read(every(kind))]
        for kind in kinds
    }
    assert set(found) == set(METADATA.tables)
    return found
