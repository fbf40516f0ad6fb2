"""What the documentation shows is what happens: queries, answers, commands and their output."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from api.environment import table
from schema.build import core_of
from schema.root import schema
from tests.server.servers import ROOT, Server, environment

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)\)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"query: `(.*?)`,(?:\s*variables: (\{.*?\}),\n)?", re.DOTALL)
VARIABLE = re.compile(r"\$(\w+): ID!")
UNQUOTED = re.compile(r"(\w+):(?= )")


class Shown(NamedTuple):
    """A block of a page, and the answer shown for it; none where it changes from day to day."""

    page: str
    place: str
    text: str
    answer: str


def blocks(kind: str) -> Iterator[Shown]:
    for page in PAGES:
        found = BLOCK.findall(page.read_text(encoding="utf-8"))
        for number, (language, text) in enumerate(found):
            if language == kind:
                after, answer = found[number + 1] if number + 1 < len(found) else ("", "")
                yield Shown(
                    page.name, f"{page.name}:{number}", text, answer if after == "json" else ""
                )


EVERY = list(blocks("graphql"))
CHANGING = {shown.page for shown in EVERY if shown.text.startswith("mutation")}
"Pages whose blocks follow one another, on a server of their own."
QUERIES = [shown for shown in EVERY if shown.page not in CHANGING]
SESSIONS = list(blocks("console"))


@pytest.mark.parametrize("page", sorted(CHANGING))
def test_the_changes_shown_happen_as_shown(start: Callable[..., Server], page: str) -> None:
    server = start()
    ids: dict[str, str] = {}

    for shown in EVERY:
        if shown.page == page:
            asked = {name: ids[name] for name in VARIABLE.findall(shown.text)}
            given = without_ids(server.ask(shown.text, asked))
            assert elided(given, ids) == json.loads(shown.answer), shown.place


def elided(answer: Any, ids: dict[str, str], of: str = "") -> Any:  # noqa: ANN401 - any part of one
    """With … for each id, as pages show them; kept by the field of the record it is of."""
    if isinstance(answer, list):
        return [elided(one, ids, of) for one in cast("list[Any]", answer)]
    if not isinstance(answer, dict):
        return answer
    parts = cast("dict[str, Any]", answer)
    if "id" in parts:
        ids[of] = parts["id"]
        parts = {**parts, "id": "…"}
    return {name: elided(part, ids, name) for name, part in parts.items()}


@pytest.mark.parametrize("shown", QUERIES, ids=lambda shown: shown.place)
def test_the_answer_shown_is_the_answer_given(demonstration: Server, shown: Shown) -> None:
    answer = demonstration.ask(shown.text)

    if shown.answer:
        assert without_ids(answer) == json.loads(shown.answer)
    else:
        assert "errors" not in answer
        assert all(found["nodes"] for found in answer["data"].values())


def without_ids(answer: dict[str, Any]) -> dict[str, Any]:
    """The id of a failed request is another one each time; none is shown."""
    for error in answer.get("errors", []):
        error["extensions"].pop("id", None)
    return answer


@pytest.mark.parametrize("shown", SESSIONS, ids=lambda shown: shown.place)
def test_the_commands_shown_say_what_is_shown(tmp_path: Path, shown: Shown) -> None:
    lines = shown.text.splitlines()
    script = "\n".join(line[2:] for line in lines if line.startswith(("$ ", "> ")))
    expected = [line for line in lines if not line.startswith(("$ ", "> "))]
    given = subprocess.run(  # noqa: S603 - what our own pages say
        ["bash", "-c", script],  # noqa: S607 - as a reader would
        cwd=ROOT,
        env=environment({"DATA": str(tmp_path)}) | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )

    # An ellipsis stands for any lines, or for any part of one.
    holes = re.escape("\n".join(expected)).replace("…", ".*")
    assert re.fullmatch(holes, given.stdout.strip(), re.DOTALL), given.stdout + given.stderr


def test_every_example_of_the_console_is_answered(demonstration: Server) -> None:
    source = (ROOT / "web" / "examples.js").read_text(encoding="utf-8")
    examples = EXAMPLE.findall(source)
    assert len(examples) == source.count("name: ") - source.count("{ name: ")

    for query, variables in examples:
        given = json.loads(UNQUOTED.sub(r'"\1":', variables)) if variables else None
        assert "errors" not in demonstration.ask(query, given), query


def test_every_link_of_a_page_leads_somewhere() -> None:
    for page in PAGES:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_mutation_is_told() -> None:
    page = (ROOT / "docs" / "changing.md").read_text(encoding="utf-8")
    table = page.partition("## What can be changed")[2].partition("##")[0]
    mutations: Any = core_of(schema).mutation_type

    assert set(mutations.fields) <= set(re.findall(r"\w+", table))


def test_every_setting_is_told_as_it_is_declared() -> None:
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")

    assert "\n".join(table()) in page, "`python -m cli settings --table` says what should be there"
