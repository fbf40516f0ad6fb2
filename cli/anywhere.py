"""Asking as an operator: of the database itself, or of the server that holds it.

A file is one process's at a time, and what is known of tokens is known there: so a running server
is asked like by anybody else, and only where there is none the operation runs here.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLError

from api.clock import now
from api.opening import opened
from api.settings import Settings
from cli.options import declare_data, settings_of
from cli.remote import ask, declare_server, server_of
from domain.errors import DomainError, InvalidInput
from models.failures import DatabaseInUse
from resolvers.context import Context, Viewer
from resolvers.cursor_secret import cursor_secret
from schema.root import schema

PAGE = 100  # records: as many as a page may have


def declare_place(parser: ArgumentParser) -> None:
    """Flags that say which database, or which server."""
    declare_data(parser)
    declare_server(parser)


def ask_anywhere(asked: Namespace, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The data of the answer; raises InvalidInput, Unreachable, and what opening the file does."""
    if asked.url is not None:
        return ask(server_of(asked), document, variables)
    try:
        return asyncio.run(asked_here(settings_of(asked), document, variables))
    except DatabaseInUse:
        return ask(server_of(asked), document, variables)


async def asked_here(
    settings: Settings, document: str, variables: Mapping[str, Any]
) -> dict[str, Any]:
    """Whoever may write the file may do anything."""
    async with opened(settings) as database:
        secret = await cursor_secret(database, now=now())
        async with database.snapshot() as run:
            context = Context(
                viewer=Viewer(token="operator"),  # noqa: S106 - what the log calls it
                now=now(),
                run=run,
                write=database.write,
                renew=run.renew,
                cursor_secret=secret,
            )
            result = await schema.execute(document, dict(variables), context_value=context)
    for error in result.errors or ():
        raise told(error)
    return result.data or {}


def told(error: GraphQLError) -> Exception:
    """What a rule says goes to whoever asked, a defect to whoever mends it."""
    cause = error.original_error
    return cause if isinstance(cause, DomainError) else cause or InvalidInput(error.message)


def every(asked: Namespace, document: str, field: str) -> Iterator[dict[str, Any]]:
    """All records of a list, page by page."""
    after: str | None = None
    while True:
        page = ask_anywhere(asked, document, {"first": PAGE, "after": after})[field]
        yield from page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


def refused(payload: Mapping[str, Any]) -> list[str]:
    """Why not, a line for each reason; nothing where it was done."""
    return [f"{'.'.join(e['path'])}: {e['message']}" for e in payload["userErrors"]]
