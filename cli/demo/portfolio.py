"""Sixty invented customers, the same every time: who they are, and which story each lives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from cli.demo.known import CARER, SEED, SELLER, SELLING, draw_id, staff
from cli.demo.life import Life
from cli.demo.stories import STORIES
from domain.money import Money
from models.account import User
from resolvers.note_rows import New

FIRST = (
    "Halvenmoor", "Brackensea", "Corvandale", "Merrowick", "Fennhallow", "Junevara", "Kestermoor",
    "Larkwether", "Marlstane", "Norvessa", "Oakenrill", "Pellingrove", "Quarrowby", "Rethmoor",
    "Saltrigg", "Thornavale", "Umbreck", "Verrindale", "Westmarrow", "Yarrowden", "Aldervane",
    "Bellisford", "Cressomere", "Dunvarrow", "Elmstrode", "Farrowmint", "Glenhastow", "Hollinquay",
    "Isterfall", "Jorrandale",
)  # fmt: skip
"Coined, so that none is the name of a company there is."
SECOND = (
    "Logistics", "Energy", "Health", "Robotics", "Foods", "Insurance", "Retail",
    "Media", "Pharma", "Freight", "Telecom", "Capital", "Textiles",
)  # fmt: skip
MARKETS = (
    ("USD", "America/New_York", "US"),
    ("USD", "America/Chicago", "US"),
    ("USD", "America/Los_Angeles", "US"),
    ("EUR", "Europe/Berlin", "DE"),
    ("EUR", "Europe/Paris", "FR"),
    ("GBP", "Europe/London", "GB"),
    ("JPY", "Asia/Tokyo", "JP"),
)
MARKET_WEIGHTS = (4, 3, 3, 3, 2, 2, 1)
YEN_A_DOLLAR = 150  # only so that the invented yen contracts have a believable size
SEGMENTS = (("Enterprise", 300, 1200), ("Mid-market", 60, 280), ("Small business", 12, 55))
SEGMENT_WEIGHTS = (4, 5, 2)


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer: the id of its account and all rows of its life."""

    account_id: str
    news: list[New]


def customers(now: datetime) -> Iterator[Customer]:
    """Every customer's life up to the beginning of this day: the same all day long."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    people = staff()[: len(SELLING)]
    stories = [story for story, often in STORIES for _ in range(often)]
    names = [
        f"{FIRST[place % len(FIRST)]} {SECOND[place % len(SECOND)]}"  # the lengths share no factor
        for place in range(len(stories))
    ]
    Random(SEED).shuffle(stories)  # noqa: S311 - a story, no secret
    for name, story in zip(names, stories, strict=True):
        yield customer(name, story, today, people)


def customer(
    name: str, story: Callable[[Life, Money], None], now: datetime, people: list[User]
) -> Customer:
    """One customer: its market, its people, its contract, and then its story."""
    draw = Random(f"{SEED} {name}")  # noqa: S311 - a story, no secret
    currency, zone, country = draw.choices(MARKETS, MARKET_WEIGHTS)[0]
    segment, least, most = draw.choices(SEGMENTS, SEGMENT_WEIGHTS)[0]
    amount = draw.randrange(least, most) * 1000 * (YEN_A_DOLLAR if currency == "JPY" else 1)
    life = Life(
        draw=draw,
        now=now,
        account_id=draw_id(draw),
        name=name,
        segment=segment,
        currency_code=currency,
        zone=zone,
        country=country,
        sellers=[user.id for user in people if user.title == SELLER],
        carers=[user.id for user in people if user.title == CARER],
    )
    story(life, Money.of(amount, currency))
    return Customer(life.account_id, life.news)
