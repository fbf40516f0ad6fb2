"""`serve`: the server, until it is told to stop."""

import os
import signal
import socket
from argparse import ArgumentParser, Namespace
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import uvicorn
import uvloop

from api.app import create_app
from api.logs import begin_logging
from api.opening import opened
from api.settings import Settings
from cli.demo.fill import fill
from cli.exits import Exit
from cli.options import declare_data, settings_of
from domain.errors import InvalidInput

LOOPBACK = "127.0.0.1"  # until there are tokens, whoever reaches the port sees everything
GRACE = 2  # seconds open requests have to end once the server is told to stop
STOPPED_BY = (signal.SIGINT, signal.SIGTERM)


class Announced(uvicorn.Server):
    """A server that says where it is, and whose caller may still tidy up when it has stopped."""

    def __init__(self, config: uvicorn.Config, database: Path) -> None:
        super().__init__(config)
        self.database = database

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listening in sockets or ():
            announce(listening.getsockname()[1], self.database)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop when told; uvicorn would then kill the process before the database is closed."""
        for told in STOPPED_BY:
            signal.signal(told, self.handle_exit)
        yield


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--port", help="where to listen (default: 8000); 0 takes a free one")
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    settings = settings_of(asked)
    begin_logging(settings.log_level)
    with taken(settings.port) as listening:
        uvloop.run(serve(settings, listening))
    return Exit.FINE


@contextmanager
def taken(port: int) -> Generator[socket.socket, None, None]:
    """The port, before anything else is touched; InvalidInput when somebody has it."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, port))
            listening.listen()
        except OSError as error:
            raise InvalidInput(
                f"port {port} cannot be taken: {error.strerror}; "
                "choose another with --port, or `make run PORT=9000`"
            ) from error
        yield listening


async def serve(settings: Settings, listening: socket.socket) -> None:
    """The database is opened here, so that what is wrong with it is one line and an exit code."""
    async with opened(settings, fill) as database:
        config = uvicorn.Config(
            create_app(settings, nullcontext(database)),
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
        )
        await Announced(config, settings.database_file).serve(sockets=[listening])
    print("Bellwether has stopped.", flush=True)


def announce(port: int, database: Path) -> None:
    print(
        f"Bellwether answers at http://{LOOPBACK}:{port}/graphql (open it in a browser)\n"
        f"  data     {database.resolve()}\n"
        f"  process  {os.getpid()}; stop it with Ctrl-C or `kill {os.getpid()}`",
        flush=True,
    )
