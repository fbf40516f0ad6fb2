"""`rates`: the reference rates on file; `rates set` puts one there and judges whom it concerns."""

import asyncio
from argparse import SUPPRESS, ArgumentParser, Namespace
from datetime import date
from decimal import Decimal, InvalidOperation

from api.clock import now
from api.opening import opened
from api.settings import Settings
from cli.exits import Exit
from cli.options import declare_data, settings_of
from domain.errors import InvalidInput
from domain.rates import ReferenceRate
from models.rates import every_rate
from models.sweep import sweep

TOLD_SET = "put a rate on file and judge again the accounts it concerns"


def declare(parser: ArgumentParser) -> None:
    declare_data(parser)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    # Suppressed, a flag left out here leaves the one given before the action as it is.
    own = actions.add_parser("set", help=TOLD_SET, description=TOLD_SET, argument_default=SUPPRESS)
    declare_data(own)
    own.add_argument("code", metavar="CODE", help="the currency, e.g. EUR")
    own.add_argument("value", metavar="VALUE", help="USD one unit of it is worth, e.g. 1.08")
    own.add_argument("--as-of", metavar="DATE", default=None, help="its day (default: today)")
    own.add_argument("--source", metavar="WHO", required=True, help="who says so, e.g. ECB")


def run(asked: Namespace) -> Exit:
    settings = settings_of(asked)
    if asked.action is None:
        return asyncio.run(listed(settings))
    return asyncio.run(put(settings, told(asked)))


def told(asked: Namespace) -> ReferenceRate:
    """The rate as it was typed; InvalidInput says what is wrong with it."""
    at = now()
    return ReferenceRate(
        currency_code=asked.code,
        usd_per_unit=number(asked.value),
        as_of=at.date() if asked.as_of is None else day(asked.as_of),
        source=asked.source,
        recorded_at=at,
    )


def number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidInput(f"{text!r} is no number such as 1.08") from None


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"--as-of={text} is no day such as 2024-11-01") from None


async def listed(settings: Settings) -> Exit:
    """By currency, the newest first: that one is in force."""
    async with opened(settings) as database:
        rates = await database.read(every_rate())
    for rate in rates:
        print(f"{rate.currency_code}  {rate.as_of}  {rate.usd_per_unit:f} USD  {rate.source}")
    if not rates:
        print("No reference rates: contracts in other currencies than USD count as small ones.")
    return Exit.FINE


async def put(settings: Settings, rate: ReferenceRate) -> Exit:
    """Repeated after a failure, it judges whom the first attempt left."""
    async with opened(settings) as database:
        await database.set_rate(rate)
        judged = await sweep(database, now=rate.recorded_at)
    print(f"1 {rate.currency_code} is {rate.usd_per_unit:f} USD from {rate.as_of} on.")
    print(f"Judged {judged} accounts again.")
    return Exit.FINE
