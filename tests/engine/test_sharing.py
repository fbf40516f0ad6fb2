"""What requests share, and what must stay with each: viewers, values, what was read."""

from typing import Any

import orjson
import pytest

from engine.execute import Counts, Engine
from engine.run import Plan
from tests.engine.library import SCHEMA, Reader
from tests.engine.library_reads import shelves
from tests.engine.tables import Counted, Operation

NOTED = '{ writer(by: {id: "a"}) { noted } }'
STEERED = """mutation($is: Boolean!) {
    rename(id: "a", name: "X") { writer { id @skip(if: $is) name } } }"""
BOTH = """mutation {
        one: rename(id: "a", name: "X") { ...F }
        two: rename(id: "a", name: "Y") { ...F } MORE }
    fragment F on Renamed { writer { broken stats { note } } }"""


async def test_a_plan_serves_two_viewers_and_shows_each_their_own() -> None:
    engine = Engine(SCHEMA)
    for viewer in ("Vi", "Wes", "Vi"):
        ask = Reader(engine=engine, viewer=viewer)

        assert (await ask(NOTED)).data == {"writer": {"noted": f"{viewer} on a"}}
        ready = engine.ready(NOTED, None, {})
        assert ready is not None
        run = await engine.run(ready, Operation(Counted(shelves()), engine, viewer), orjson.dumps)
        assert run.answer == orjson.dumps({"writer": {"noted": f"{viewer} on a"}})


async def test_payloads_and_events_are_shown_to_their_viewer() -> None:
    engine = Engine(SCHEMA)
    for viewer in ("Vi", "Wes"):
        ask = Reader(engine=engine, viewer=viewer)

        done = await ask('mutation { rename(id: "a", name: "X") { writer { noted } } }')
        events = [
            e async for e in await ask.stream("subscription { renamed { writer { noted } } }")
        ]

        assert done.data == {"rename": {"writer": {"noted": f"{viewer} on a"}}}
        assert [event.data["renamed"]["writer"]["noted"] for event in events] == [
            f"{viewer} on {id_}" for id_ in "ab"
        ]
    assert engine.counts == Counts(answered=6)


@pytest.mark.parametrize("is_skipped", [True, False])
async def test_what_steers_a_payload_has_a_plan_each(*, is_skipped: bool) -> None:
    ask = Reader()
    for skipped in (is_skipped, not is_skipped):
        found = await ask(STEERED, **{"is": skipped})

        shown: dict[str, Any] = {"name": "X"} if skipped else {"id": "a", "name": "X"}
        assert found.data == {"rename": {"writer": shown}}


@pytest.mark.parametrize("more", ["", "own"], ids=["completed", "unplanned"])
async def test_what_graphql_core_completes_is_read_after_each_field_of_a_mutation(
    more: str,
) -> None:
    ask = Reader()

    found = await ask(BOTH.replace("MORE", more))

    assert found.data is not None
    notes = [found.data[key]["writer"]["stats"]["note"] for key in ("one", "two")]
    assert notes == ["X", "Y"]


async def test_what_was_begun_at_once_is_completed_and_not_begun_again() -> None:
    ask, text = Reader(), "{ writers { name broken } }"
    expected = await ask(text)
    engine = Engine(SCHEMA)
    await Reader(engine=engine)(text.replace("broken", ""))
    await Reader(engine=engine)(text)
    begun, context = engine.counts.handed_over, Operation(Counted(shelves()), engine)
    ready = engine.ready(text, None, {})
    assert ready is not None

    run = await engine.run(ready, context, orjson.dumps)
    found = await SCHEMA.execute(text, context_value=context)

    assert run.failure is not None
    assert found.data == expected.data
    assert engine.counts.handed_over == begun + 1
    assert len(context.counted.texts) == 2


async def test_what_any_type_of_a_union_selects_is_wanted_of_the_read() -> None:
    engine, text = Engine(SCHEMA), "{ writers { works { ... on Novel { pages } title } } }"
    await Reader(engine=engine)(text)

    ready = engine.ready(text, None, {})

    assert ready is not None
    assert isinstance(ready.plan, Plan)
    assert [fetch.wants for fetch in ready.plan.fetches] == [{"works"}, {"pages", "title"}]
