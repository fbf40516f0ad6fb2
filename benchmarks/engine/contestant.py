"""One server under measurement: its process, a connection to it, and what it has used so far."""

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import orjson

from benchmarks.engine.portfolio import ROOT
from benchmarks.engine.queries import Query
from benchmarks.engine.serving import BY_HAND, CONTESTANTS, COST

OK = 200
JSON = {"Content-Type": "application/json"}
LOCALHOST = "127.0.0.1"
GRAPHQL = "/graphql"
TRIES = 50


class Connection(HTTPConnection):
    """Sends head and body of a request together; apart they would wake the server twice."""

    def __init__(self, port: int) -> None:
        super().__init__(LOCALHOST, port)
        self.unsent: list[bytes] = []

    def send(self, data: object) -> None:
        assert isinstance(data, bytes)  # noqa: S101 - all we ever send
        self.unsent.append(data)

    def getresponse(self) -> HTTPResponse:
        super().send(b"".join(self.unsent))
        self.unsent.clear()
        return super().getresponse()


class Contestant:
    """Asks one server, one request after the other over one connection."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.connection = Connection(port)
        self.headers = JSON
        self.asking_ns = min(-self.used_ns() + self.used_ns() for _ in range(TRIES))
        "What it costs the server to be asked what it used."

    def cost(self) -> Mapping[str, int]:
        """What the server has used since it began."""
        self.connection.request("GET", COST)
        return orjson.loads(self.read())

    def used_ns(self) -> int:
        """Processor time of the whole process, all threads."""
        return self.cost()["cpu_ns"]

    def ask(self, query: Query, variables: Mapping[str, Any]) -> bytes:
        """The answer as sent; where there is no GraphQL, the path says what is asked."""
        path = query.path if self.name == BY_HAND else GRAPHQL
        return self.post(query.document, variables, path=path)

    def post(self, document: str, variables: Mapping[str, Any], *, path: str = GRAPHQL) -> bytes:
        body = orjson.dumps({"query": document, "variables": variables})
        self.connection.request("POST", path, body, self.headers)
        return self.read()

    def read(self) -> bytes:
        response = self.connection.getresponse()
        body = response.read()
        if response.status != OK:
            raise RuntimeError(f"{self.name}: {response.status} {body.decode()}")
        return body

    def pages(self, query: Query, turn: int) -> Generator[bytes]:
        """The whole answer: one page, or as many as the query takes."""
        cursor = None
        for place in range(query.pages):
            body = self.ask(query, query.variables(turn, cursor))
            yield body
            if place + 1 < query.pages:
                cursor = end_of(body)


def end_of(body: bytes) -> str:
    """Where a page ended; looked up in the text, for decoding it would cost more than asking."""
    _, _, rest = body.partition(b'"endCursor":"')
    return rest.partition(b'"')[0].decode()


@contextmanager
def running(name: str, data: Path, module: str | None = None) -> Generator[Contestant]:
    """The server while the block lasts; what is asked before it is up waits in its port."""
    module = module or f"benchmarks.engine.{CONTESTANTS[name]}"
    command = [sys.executable, "-m", "benchmarks.engine.serving", module, str(data)]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - a pipe was asked for
            yield Contestant(name, int(process.stdout.readline()))
        finally:
            process.terminate()
