"""`migrate`: the database is brought to the tables of this version, and nothing else happens."""

import asyncio
from argparse import ArgumentParser, Namespace

from api.opening import opened
from api.settings import Settings
from cli.exits import Exit
from cli.options import declare_data, settings_of


def declare(parser: ArgumentParser) -> None:
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    return asyncio.run(migrate(settings_of(asked)))


async def migrate(settings: Settings) -> Exit:
    """Opening a database migrates it; the revision it is then at is printed."""
    async with opened(settings) as database:
        facts = database.ready()
    print(f"{settings.database_file} is at revision {facts.revision}.")
    return Exit.FINE
