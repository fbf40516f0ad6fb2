from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.vocabulary import ActionOrigin, ActionStatus, RecordType
from resolvers.context import Viewer
from resolvers.ids import RecordKey, global_id
from tests.api import records
from tests.api.asking import asker

MIDNIGHT = datetime(2024, 10, 26, tzinfo=UTC)
TICK = timedelta(microseconds=1)
FOUND = "query($filter: ActionItemFilter) { actionItems(filter: $filter) { nodes { text } } }"


@pytest.mark.parametrize(
    ("status", "now", "overdue"),
    [
        (ActionStatus.OPEN, MIDNIGHT, False),
        (ActionStatus.OPEN, MIDNIGHT + TICK, True),
        (ActionStatus.DONE, MIDNIGHT + TICK, False),
        (ActionStatus.CANCELLED, MIDNIGHT + TICK, False),
    ],
)
async def test_an_item_is_overdue_while_it_is_open_and_its_day_is_over(
    tmp_path: Path, status: ActionStatus, now: datetime, *, overdue: bool
) -> None:
    account = records.account()
    item = records.action_item(account, status=status, overdue_after=MIDNIGHT)
    ask = asker(tmp_path, account, item, now=now)

    found = await ask(FOUND, filter={"overdue": overdue})
    others = await ask(FOUND, filter={"overdue": not overdue})

    assert (len(found["actionItems"]["nodes"]), len(others["actionItems"]["nodes"])) == (1, 0)


async def test_items_are_found_by_who_is_to_do_them(tmp_path: Path) -> None:
    account, me, you = records.account(), records.user(), records.user()
    owners = {"mine": me.id, "yours": you.id, "nobody's": None}
    items = [records.action_item(account, text=text, owner_id=of) for text, of in owners.items()]
    ask = asker(tmp_path, account, me, you, *items, viewer=Viewer(user_id=me.id))
    my_id, your_id = (global_id(RecordKey(RecordType.USER, None, u.id)) for u in (me, you))

    async def found(**chosen: object) -> set[str]:
        nodes = (await ask(FOUND, filter=chosen))["actionItems"]["nodes"]
        return {node["text"] for node in nodes}

    assert await found(mine=True) == {"mine"}
    assert await found(mine=False) == {"yours", "nobody's"}
    assert await found(owner={"eq": your_id}) == {"yours"}
    assert await found(owner={"in": [my_id, your_id]}) == {"mine", "yours"}
    assert await found(owner={"in": []}) == set()
    wrong = global_id(RecordKey(RecordType.ACCOUNT, None, account.id))
    assert await ask.code(FOUND, filter={"owner": {"eq": wrong}}) == "INVALID_ID"


async def test_mine_is_an_error_for_a_viewer_who_is_nobody(tmp_path: Path) -> None:
    ask = asker(tmp_path, records.account())

    assert await ask.code(FOUND, filter={"mine": True}) == "INVALID"


async def test_an_item_shows_what_it_waits_for_and_the_days_its_words_may_mean(
    tmp_path: Path,
) -> None:
    account = records.account()
    first = records.action_item(account, text="Build the dashboard", origin=ActionOrigin.PLAN)
    item = records.action_item(
        account,
        text="Give access",
        depends_on=(first.id,),
        due_candidates=(date(2024, 11, 1), date(2024, 10, 25)),
    )
    ask = asker(tmp_path, account, first, item)

    told = await ask(
        """{ actionItems(orderBy: [{field: UPDATED_AT}]) { nodes { text dueCandidates
             dependsOn { ... on ActionItem { text } } } } }"""
    )

    assert told["actionItems"]["nodes"][1] == {
        "text": "Give access",
        "dueCandidates": ["2024-11-01", "2024-10-25"],
        "dependsOn": [{"text": "Build the dashboard"}],
    }


async def test_the_same_thing_said_three_times_names_the_others_each_time(tmp_path: Path) -> None:
    account = records.account()
    promise = records.commitment(account, text="Report")
    task = records.action_item(account, text="Send it", same_as=(promise.id,))
    plan = records.action_item(account, text="Provide it", same_as=(task.id,))
    other = records.action_item(account, text="Call")
    ask = asker(tmp_path, account, promise, task, plan, other)
    same = "sameAs { ... on Commitment { text } ... on ActionItem { text } }"

    told = await ask(
        f"{{ commitments {{ nodes {{ text {same} }} }} actionItems {{ nodes {{ text {same} }} }} }}"
    )

    found = told["commitments"]["nodes"] + told["actionItems"]["nodes"]
    assert {node["text"]: [one["text"] for one in node["sameAs"]] for node in found} == {
        "Report": ["Send it", "Provide it"],
        "Send it": ["Report", "Provide it"],
        "Provide it": ["Report", "Send it"],
        "Call": [],
    }
