"""`serve`: the server, until it is told to stop."""

import asyncio
import logging
import os
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn
import uvloop

from api.app import create_app
from api.auth import is_open_house, refuse_nobody, refuse_open_house
from api.connection import Connection
from api.edge import Edge
from api.logs import begin_logging
from api.opening import opened
from api.settings import Settings
from cli.demo.fill import fill
from cli.exits import Exit
from cli.options import declare_data, settings_of
from domain.errors import InvalidInput
from models.database import Database

GRACE = 2  # seconds open requests have to end once the server is told to stop
STOPPED_BY = (signal.SIGINT, signal.SIGTERM)


class Announced(uvicorn.Server):
    """A server that says where it is, and whose caller may still tidy up when it has stopped."""

    def __init__(self, config: uvicorn.Config, edge: Edge, settings: Settings) -> None:
        super().__init__(config)
        self.edge = edge
        self.settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listening in sockets or ():
            is_open = self.edge.access is None or self.edge.access.is_open
            announce(listening.getsockname(), self.settings.database_file, is_open=is_open)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop when told; uvicorn would then kill the process before the database is closed."""
        for told in STOPPED_BY:
            signal.signal(told, self.handle_exit)
        yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told once, drain and stop; told again, end at once: what was acknowledged is stored."""
        super().handle_exit(sig, frame)
        self.edge.is_draining = True
        for told in STOPPED_BY:
            signal.signal(told, signal.SIG_DFL)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go on for as long as a load balancer needs to turn away, then stop."""
        await asyncio.sleep(self.settings.drain)
        await super().shutdown(sockets)


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--port", help="where to listen (default: 8000); 0 takes a free one")
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    settings = settings_of(asked)
    begin_logging(settings.log_level, settings.log_format)
    with taken(settings.host, settings.port) as listening:
        uvloop.run(serve(settings, listening))
    gone(Exit.FINE)


def gone(code: Exit) -> NoReturn:
    """End the process: taking the interpreter apart could take longer than all the rest."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


@contextmanager
def taken(host: str, port: int) -> Generator[socket.socket, None, None]:
    """The port, before anything else is touched; InvalidInput when somebody has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen()
        except OSError as error:
            raise InvalidInput(
                f"port {port} cannot be taken at {host}: {error.strerror}; "
                "choose another with --port, or `make run PORT=9000`"
            ) from error
        yield listening


async def serve(settings: Settings, listening: socket.socket) -> None:
    """The database is opened here, so that what is wrong with it is one line and an exit code."""
    if not settings.database_file.exists():  # and so no token, nor is anything made
        refuse_open_house(settings.host, is_open=settings.oidc_issuer is None)
    async with opened(settings, fill, partial(refuse_if_open, settings)) as database:
        await refuse_nobody(settings, database)
        edge = create_app(settings, nullcontext(database))
        config = uvicorn.Config(
            edge,
            loop="uvloop",
            http=Connection,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
        )
        await Announced(config, edge, settings).serve(sockets=[listening])
    print("Bellwether has stopped.", flush=True)


async def refuse_if_open(settings: Settings, database: Database) -> None:
    refuse_open_house(settings.host, is_open=await is_open_house(settings, database))


def announce(address: tuple[str, int], database: Path, *, is_open: bool) -> None:
    host, port, *_ = address
    access = "this machine alone, for there are no tokens" if is_open else "whoever has a token"
    print(
        f"Bellwether answers at http://{f'[{host}]' if ':' in host else host}:{port}/graphql"
        " (open it in a browser)\n"
        f"  data     {database.resolve()}\n"
        f"  process  {os.getpid()}; stop it with Ctrl-C or `kill {os.getpid()}`\n"
        f"  open to  {access}",
        flush=True,
    )
