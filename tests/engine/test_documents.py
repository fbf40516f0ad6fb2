"""Which texts share a plan, and what is remembered of them."""

from gc import collect
from typing import Any
from weakref import ref

import pytest
from graphql import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import documents
from engine.acts import Acts
from engine.documents import Documents
from engine.execute import Counts, Engine
from engine.lru import Lru
from engine.run import Plan
from engine.text import normal
from tests.engine.library import SCHEMA, Reader

FIRST = """query Q($s: String = "x") { # who
    writer(by: {name: "Ada"}) { novels(first: 1) { nodes { title } } initials(separator: $s) } }"""
SAME = [
    " ".join(FIRST.replace("# who", ",").replace('"Ada"', '"Bo",').replace("1", "9").split()),
    FIRST.replace("Ada", "Nobody").replace("who", "what"),
    FIRST.replace("first: 1", "first: 2"),
]
OTHER = [
    FIRST.replace('"x"', '"y"'),
    FIRST.replace("name:", "id:"),
    FIRST.replace("title", "id"),
    FIRST.replace('"Ada"', r'"\u0041da"'),
    FIRST.replace('"Ada"', '"""Ada"""'),
]


def plan_of(engine: Engine, text: str) -> Plan | None:
    ready = engine.ready(text, None, {})
    plan = ready and ready.plan
    assert not isinstance(plan, Acts)
    return plan


@pytest.mark.parametrize("text", SAME)
async def test_texts_that_differ_in_literals_or_blanks_share_a_plan(text: str) -> None:
    ask, reference = Reader(), Reader(engine=None)
    await ask(FIRST)
    assert ask.engine is not None

    assert plan_of(ask.engine, text) is plan_of(ask.engine, FIRST) is not None
    assert (await ask(text)).data == (await reference(text)).data
    assert ask.engine.counts == Counts(answered=2)


@pytest.mark.parametrize("text", OTHER)
async def test_other_texts_are_looked_at_first(text: str) -> None:
    ask, reference = Reader(), Reader(engine=None)
    await ask(FIRST)
    assert ask.engine is not None

    assert plan_of(ask.engine, text) is None
    assert (await ask(text)).data == (await reference(text)).data
    assert plan_of(ask.engine, text) is not plan_of(ask.engine, FIRST)


REFUSED = [
    FIRST.replace("first: 1", "first: 99999999999"),
    FIRST.replace("first: 1", "first: 1a"),
    FIRST.replace("first: 1", "first: 01"),
]


@pytest.mark.parametrize("text", REFUSED)
async def test_a_literal_that_does_not_fit_is_refused_by_graphql_core(text: str) -> None:
    ask = Reader()
    await ask(FIRST)
    assert ask.engine is not None

    assert plan_of(ask.engine, text) is None
    assert (await ask(text)).errors


async def test_numbers_with_fractions_may_differ_too() -> None:
    ask, reference = Reader(), Reader(engine=None)
    text = "{ writers { share(of: 2.5) } }"
    await ask(text)
    other = text.replace("2.5", "-0.5e1")
    assert ask.engine is not None

    assert plan_of(ask.engine, other) is plan_of(ask.engine, text) is not None
    assert (await ask(other)).data == (await reference(other)).data


ALONE = [
    (r'{ writer(by: {name: "\u0041da"}) { id } }', r'{ writer(by: {name: "\u0042o"}) { id } }'),
    ('{ writer(by: {name: """Ada"""}) { id } }', '{ writer(by: {name: """Bo"""}) { id } }'),
    (
        'query($by: Ref! = {name: "Ada"}) { writer(by: $by) { id } }',
        'query($by: Ref! = {name: "Bo"}) { writer(by: $by) { id } }',
    ),
]


@pytest.mark.parametrize("texts", ALONE)
async def test_literals_that_are_not_lifted_are_part_of_the_document(
    texts: tuple[str, str],
) -> None:
    ask = Reader()
    assert ask.engine is not None

    found: list[Any] = []
    for text in texts:
        assert plan_of(ask.engine, text) is None
        found.append((await ask(text)).data)

    assert found == [{"writer": {"id": "a"}}, {"writer": {"id": "b"}}]


async def test_one_field_under_two_names_has_literals_of_its_own_for_each() -> None:
    ask, reference = Reader(), Reader(engine=None)
    text = "{ writers { a: novels(first: 1) { totalCount } b: novels(first: 2) { totalCount } } }"
    other = text.replace("first: 1", "first: 3").replace("first: 2", "first: 1")
    await ask(text)
    assert ask.engine is not None

    assert plan_of(ask.engine, other) is plan_of(ask.engine, text) is not None
    assert (await ask(other)).data == (await reference(other)).data


async def test_literals_of_merged_fields_must_stay_the_same() -> None:
    ask = Reader()
    merged = "{ writers { novels(first: 1) { nodes { id } } novels(first: 1) { totalCount } } }"
    await ask(merged)
    assert ask.engine is not None

    assert plan_of(ask.engine, merged) is not None
    clash = merged.replace("first: 1", "first: 2", 1)
    assert plan_of(ask.engine, clash) is None
    assert (await ask(clash)).errors
    again = merged.replace("first: 1", "first: 2")
    assert (await ask(again)).errors is None
    assert plan_of(ask.engine, again) is not None


async def test_a_text_met_again_under_another_spelling_brings_its_own_literals() -> None:
    engine = Engine(SCHEMA)
    ask = Reader(engine=engine)
    await ask(FIRST)

    engine.documents.add(SAME[0], parse(SAME[0]))
    found = await ask(SAME[0])

    assert found.data is not None
    assert found.data["writer"]["novels"]["nodes"] == [{"title": "Uno"}]


def test_what_is_no_document_is_not_remembered() -> None:
    known = Documents(SCHEMA._schema)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - no public way

    known.add("{ own ? }", parse("{ own }"))

    assert known.find("{ own ? }") is None


async def test_arguments_are_worked_out_once_for_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_PLANS", 1)
    ask, reference = Reader(), Reader(engine=None)
    text = "query($is: Boolean!) { writers { novels(first: 1) { totalCount } id @skip(if: $is) } }"

    for is_skipped in (True, False, True):
        found = await ask(text, **{"is": is_skipped})
        assert found.data == (await reference(text, **{"is": is_skipped})).data


async def test_a_text_keeps_no_plan_that_its_document_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "MOST_PLANS", 1)
    ask = Reader()
    text = "query($is: Boolean!) { writers { novels(first: 1) { totalCount } id @skip(if: $is) } }"
    await ask(text, **{"is": True})
    assert ask.engine is not None
    ready = ask.engine.ready(text, None, {"is": True})
    assert ready is not None
    first = ref(ready.plan)
    del ready

    await ask(text.replace("1", "2"), **{"is": False})
    collect()

    assert first() is None


async def test_a_text_knows_no_more_plans_than_its_document_however_long_they_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "MOST_PLANS", 1)
    ask = Reader()
    text = "query($is: Boolean!) { writers { novels(first: 1) { totalCount } id @skip(if: $is) } }"
    assert ask.engine is not None
    running: list[object] = []
    for is_skipped in (True, False):
        assert (await ask(text, **{"is": is_skipped})).errors is None
        running.append(ask.engine.ready(text, None, {"is": is_skipped}))

    known = ask.engine.documents.find(text)

    assert known is not None
    assert len(known._spelt) == 1  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - nobody else can tell


@given(
    st.lists(
        st.sampled_from(["{", "}", "a", "(", ")", ":", "1", '"s"', "-2.5", "...", "$", "#c\n"])
    )
)
@settings(deadline=None, max_examples=100)
def test_blanks_and_commas_never_matter(tokens: list[str]) -> None:
    spaced, tight = normal(" , \n".join(tokens)), normal(" ".join(tokens))

    assert spaced is not None
    assert tight is not None
    if "#c\n" not in tokens:
        assert spaced.key == tight.key
    assert [one.value for one in spaced.literals] == [one.value for one in tight.literals]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4))))
@settings(deadline=None, max_examples=100)
def test_what_was_used_longest_ago_is_forgotten_first(uses: list[tuple[int, int]]) -> None:
    kept: Lru[int, int] = Lru(most=3, heaviest=6)
    order: dict[int, int] = {}
    for key, weight in uses:
        if kept.get(key) is None:
            kept.put(key, weight, weight=weight)
        order[key] = order.pop(key) if key in order else weight
        while len(order) > 3 or sum(order.values()) > 6:
            order.pop(next(iter(order)))

    assert {key: kept.get(key) for key in range(10) if kept.get(key)} == order
    assert len(kept) == len(order)


def test_what_alone_is_too_heavy_is_not_kept() -> None:
    kept: Lru[str, Any] = Lru(most=3, heaviest=6)
    kept.put("a", 1, weight=7)
    kept.put("b", 1)
    kept.put("b", 2)

    assert (kept.get("a"), kept.get("b"), len(kept)) == (None, 2, 1)
