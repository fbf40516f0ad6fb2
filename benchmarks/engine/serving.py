"""One contestant's server in a process of its own: python -m benchmarks.engine.serving MODULE DATA.

The same uvicorn for everybody, set up as `cli serve` sets it up; at /cost each says what it used.
"""

import logging
import socket
import sys
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time_ns

import orjson
import uvicorn
import uvloop
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

BY_HAND = "by hand"
COST = "/cost"
STATUS = Path("/proc/self/status")
PATIENT = 3600  # seconds a connection may rest while the others are measured


CONTESTANTS = {
    BY_HAND: "by_hand",
    "ours": "ours",
    "strawberry": "with_strawberry",
    "strawberry, cached": "with_strawberry_cached",
    "ariadne": "with_ariadne",
}
"Name -> module of this package; only that one is imported, so memory is its own."


def peak_kib() -> int:
    """The most memory held so far; getrusage would count the program that started this one, too."""
    if not STATUS.exists():
        return getrusage(RUSAGE_SELF).ru_maxrss
    told = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(told["VmHWM"].removesuffix("kB"))


class Accounted:
    """Adds a page that says what the process has used: CPU time, and memory at its highest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != COST:
            await self.app(scope, receive, send)
            return
        for log in logging.getLogger().handlers:
            log.flush()  # what is left to do of the requests before
        used = {"cpu_ns": process_time_ns(), "peak_kib": peak_kib()}
        await Response(orjson.dumps(used))(scope, receive, send)


def main(name: str, data: Path) -> None:
    """The module has an `application`, and its own protocol where it is not uvicorn's."""
    module = import_module(name)
    app = module.application(data)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            Accounted(app),
            loop="uvloop",
            http=getattr(module, "PROTOCOL", "httptools"),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=PATIENT,
        )
        print(listening.getsockname()[1], flush=True)
        uvloop.run(uvicorn.Server(config).serve(sockets=[listening]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
