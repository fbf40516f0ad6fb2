"""What docs/clients.md shows of HTTP is what happens."""

import json
import re
from typing import Any, NamedTuple

import httpx
import pytest

from tests.server.servers import ROOT, Server

BLOCK = re.compile(r"^```http\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Shown(NamedTuple):
    """A request or an answer: its first line, its headers, its body."""

    first: str
    headers: dict[str, str]
    body: Any


def shown(text: str) -> Shown:
    head, _, body = text.partition("\n\n")
    first, *headers = head.strip().splitlines()
    pairs = (header.partition(": ") for header in headers)
    return Shown(first, {name: value for name, _, value in pairs}, json.loads(body or "null"))


BLOCKS = [shown(text) for text in BLOCK.findall((ROOT / "docs" / "clients.md").read_text())]


@pytest.mark.parametrize(("asked", "expected"), list(zip(BLOCKS[::2], BLOCKS[1::2], strict=True)))
def test_the_request_shown_has_the_answer_shown(
    empty: Server, asked: Shown, expected: Shown
) -> None:
    method, _, path = asked.first.partition(" ")
    body = None if asked.body is None else json.dumps(asked.body)

    answer = httpx.request(method, empty.url + path, headers=asked.headers, content=body)

    assert answer.status_code == int(expected.first)
    found = answer.json()
    found.pop("extensions", None)  # what it cost changes with the clock
    assert found == expected.body
    for name, value in expected.headers.items():
        assert re.fullmatch(re.escape(value).replace("…", ".*"), answer.headers[name])
