"""The script a cron job runs for a year, on two machines at once, and its requests retried."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.mutations.asking import CRM, Client, client_of

STEP = timedelta(hours=97)
"Every hour of the day is met; the steps between would ask the same of the same rows."
HANDS = {
    2: ("reviewMove", "2025-01", {"localDate": "2025-01-16"}),
    16: ("reviewRecordOutcome", "2024-11", {"outcome": "HELD", "notes": "Went well."}),
    17: ("reviewCancel", "2025-03", {"reason": "Merger"}),
    35: ("reviewRecordOutcome", "2025-02", {"outcome": "NO_SHOW"}),
}
"After so many steps a person does this to the review of that slot."
EDITED = 23
"After so many steps the script asks for another weekday."
MBR: dict[str, Any] = {
    "account": {"external": {"system": CRM, "key": "1"}},
    "externalKey": "mbr",
    "startsOn": "2024-11-01",
    "startTime": "09:30",
    "timeZone": "America/New_York",
    "holidays": ["US-NY"],
}
SHOWN = "reviewSeries { id } slots { slot action review { id } }"
ROWS = """{ accounts { nodes { reviewSeries { totalCount } reviews(first: 100) { nodes {
  id slot status localDate sequence movedByHand version } } } } }"""


def rule_at(step: int) -> dict[str, str]:
    weekday = "1TU" if step < EDITED else "2TH"
    return {"rrule": f"FREQ=MONTHLY;BYDAY={weekday};COUNT=12"}


async def run(client: Client, step: int) -> dict[str, Any]:
    """One run of the script, its request sent again as if the first answer had been lost."""
    said = {**MBR, "rule": rule_at(step)}
    key = {"idempotencyKey": f"{id(client)}-{step}"} if step % 10 == 0 else {}
    first = await client.change("reviewSeriesSchedule", SHOWN, **said, **key)
    if key:
        again = await client.change("reviewSeriesSchedule", SHOWN, **said, **key)
        assert (again["outcome"], again["reviewSeries"]) == ("REPLAYED", first["reviewSeries"])
    return first


async def rows(client: Client) -> dict[str, dict[str, Any]]:
    (account,) = (await client.ask(ROWS))["accounts"]["nodes"]
    assert account["reviewSeries"]["totalCount"] == 1
    found = account["reviews"]["nodes"]
    assert len({one["slot"] for one in found}) == len(found)
    return {one["slot"]: one for one in found}


async def test_a_script_that_runs_for_a_year_on_two_machines_makes_each_review_once(
    tmp_path: Path,
) -> None:
    async with client_of(tmp_path / "book.db") as client:
        outcomes = await run_for_a_year(client, Client(database=client.database))

    assert outcomes.pop("CREATED") == 1
    assert outcomes.pop("UPDATED") == 1
    assert outcomes.keys() == {"UNCHANGED"}


async def run_for_a_year(client: Client, other: Client) -> Counter[str]:
    await client.account()
    outcomes: Counter[str] = Counter()
    ids: dict[str, str] = {}

    for step in range(int(timedelta(days=365) / STEP) + 1):
        client.now = other.now = datetime(2024, 10, 28, tzinfo=UTC) + step * STEP
        if step in HANDS:
            mutation, slot, said = HANDS[step]
            done = await client.change(mutation, review=ids[slot], **said)
            assert done["outcome"] == "UPDATED", done
        both = await asyncio.gather(run(client, step), run(other, step))
        outcomes.update(one["outcome"] for one in both)
        ids = ids or {one["slot"]: one["review"]["id"] for one in both[0]["slots"]}

    found = await rows(client)
    assert {slot: one["id"] for slot, one in found.items()} == ids
    assert len(ids) == 12
    by_hand = {
        slot: (found[slot]["status"], found[slot]["localDate"]) for _, slot, _ in HANDS.values()
    }
    assert by_hand == {
        # The first Tuesday is Election Day, on which New York does not work.
        "2024-11": ("HELD", "2024-11-06"),
        "2025-01": ("MISSED", "2025-01-16"),
        "2025-02": ("NO_SHOW", "2025-02-13"),
        "2025-03": ("CANCELLED", "2025-03-04"),
    }
    moved = {slot: one["sequence"] for slot, one in found.items() if slot not in by_hand}
    assert moved.pop("2024-12") == 0, "over before the rule was edited"
    assert set(moved.values()) == {1}
    assert found["2025-07"]["localDate"] == "2025-07-10"
    return outcomes
