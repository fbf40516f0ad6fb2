"""Asking a server that answers badly: what is tried again, and what a script is told at the end."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from cli import remote
from cli.remote import Server, Unreachable, ask
from domain.errors import InvalidInput

GOOD = b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"data": {"a": "b"}}'
CUT = GOOD[:-5]
INTERNAL = (
    b'{"data": null, "errors": [{"message": "Our side", "extensions": {"code": "INTERNAL"}}]}'
)
FAILED = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(INTERNAL), INTERNAL)
USED_UP = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def answering(answers: Sequence[bytes]) -> Generator[str]:
    """A server that says these bytes, one answer after the other, the last one for ever."""
    left = list(answers)

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            size = 0
            while (line := self.rfile.readline()).strip():
                name, _, value = line.partition(b":")
                size = int(value) if name.lower() == b"content-length" else size
            self.rfile.read(size)
            self.wfile.write(left.pop(0) if len(left) > 1 else left[0])

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAUSES", (0.01,))


@pytest.mark.parametrize("bad", [CUT, b"no status\r\n\r\n", b"", FAILED, USED_UP])
def test_an_answer_that_is_none_is_asked_for_again(bad: bytes) -> None:
    with answering([bad, GOOD]) as url:
        assert ask(Server(url), "{ a }", {}) == {"a": "b"}


def test_a_fault_of_the_server_is_not_the_callers() -> None:
    with answering([FAILED]) as url, pytest.raises(Unreachable, match="Our side"):
        ask(Server(url), "{ a }", {})


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY"])
def test_this_machine_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    with answering([GOOD]) as url:
        assert ask(Server(url), "{ a }", {}) == {"a": "b"}
        assert ask(Server(url.replace("127.0.0.1", "localhost")), "{ a }", {}) == {"a": "b"}


def test_another_machine_is_asked_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering([GOOD]) as url:
        monkeypatch.setenv("http_proxy", url)
        assert ask(Server("http://bellwether.invalid:8000"), "{ a }", {}) == {"a": "b"}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:port", "http://127.0.0.1]", "http://127.0.0.1 x", "ftp://127.0.0.1"]
)
def test_an_address_that_is_none_is_the_callers_fault(url: str) -> None:
    with pytest.raises(InvalidInput, match="no address"):
        ask(Server(url), "{ a }", {})


@pytest.mark.parametrize(
    ("said", "why"),
    [(b'{"errors": [{"message": "No"}]}', "refuses: No"), (b'{"err', "refuses: 400")],
)
def test_a_request_that_is_refused_is_the_callers_fault_also_when_the_reason_is_cut_off(
    said: bytes, why: str
) -> None:
    refusal = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 31\r\n\r\n" + said
    with answering([refusal]) as url, pytest.raises(InvalidInput, match=why):
        ask(Server(url), "{ a }", {})
