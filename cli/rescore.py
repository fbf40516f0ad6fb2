"""`rescore`: every account is judged again, as after a restored backup or a new model."""

import asyncio
from argparse import ArgumentParser, Namespace

from api.clock import now
from api.opening import opened
from api.settings import Settings
from cli.exits import Exit
from cli.options import declare_data, settings_of
from models.sweep import Which, sweep


def declare(parser: ArgumentParser) -> None:
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    return asyncio.run(rescore(settings_of(asked)))


async def rescore(settings: Settings) -> Exit:
    """Facts stay as they are; what the model makes of them is stored again."""
    async with opened(settings) as database:
        judged = await sweep(database, now=now(), which=Which.EVERY)
    print(f"Judged {judged} accounts again.")
    return Exit.FINE
