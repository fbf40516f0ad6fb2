"""Large answers come in gzip where that is taken, and only there."""

import httpx

from api.charge import without_cost
from api.compression import LARGE
from tests.server.servers import Server

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
EVERY = {"query": "{ __schema { types { name fields { name description } } } }"}
FEW = {"query": "{ __typename }"}


def test_a_large_answer_is_the_same_in_gzip(empty: Server) -> None:
    for path, parts in (("/graphql", EVERY), ("/schema.graphql", {}), ("/web/console.css", {})):
        plain = empty.get(path, params=parts, headers=PLAIN)
        small = empty.get(path, params=parts, headers=GZIP)

        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert without_cost(small.content) == without_cost(plain.content)
        assert len(plain.content) >= LARGE
        assert int(small.headers["Content-Length"]) < len(plain.content) / 2
        assert "Accept-Encoding" in small.headers["Vary"]


def test_a_small_answer_and_one_for_who_refuses_gzip_are_sent_as_they_are(empty: Server) -> None:
    small = empty.get("/graphql", params=FEW, headers=GZIP)
    refused = empty.get("/graphql", params=EVERY, headers={"Accept-Encoding": "gzip;q=0, br"})

    assert "Content-Encoding" not in small.headers
    assert "Content-Encoding" not in refused.headers


def test_a_tag_is_known_however_the_answer_was_sent(empty: Server) -> None:
    for path, parts in (("/graphql", EVERY), ("/web/console.css", {})):
        tag = empty.get(path, params=parts, headers=GZIP).headers["ETag"]

        again = empty.get(path, params=parts, headers=PLAIN | {"If-None-Match": tag})

        assert tag.startswith('W/"')
        assert (again.status_code, again.content) == (304, b"")


def test_the_head_of_a_large_answer_is_that_of_the_answer(empty: Server) -> None:
    head = httpx.head(f"{empty.url}/schema.graphql", headers=GZIP)
    whole = empty.get("/schema.graphql", headers=GZIP)

    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert head.content == b""


def test_part_of_a_file_is_sent_as_it_is(empty: Server) -> None:
    answer = empty.get("/web/console.css", headers=GZIP | {"Range": f"bytes=0-{LARGE + 10}"})

    assert (answer.status_code, len(answer.content)) == (206, LARGE + 11)
    assert "Content-Encoding" not in answer.headers
