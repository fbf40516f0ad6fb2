"""By what the demonstration is known again: our people in it, and the note it ends with."""

from pathlib import Path
from random import Random
from uuid import UUID

from models.account import User

ACTOR = "demonstration"
SEED = "bellwether"
NOTE = Path(__file__).parents[2] / "examples" / "techcorp-escalation-2024-10-25.md"
SELLER, CARER = "Account Executive", "Customer Success Manager"
STAFF = (
    ("Ines Okafor", SELLER),
    ("Marek Dvorak", SELLER),
    ("Priya Raman", SELLER),
    ("Jonas Lindqvist", SELLER),
    ("Camille Arnaud", SELLER),
    ("Theo Baptiste", CARER),
    ("Yuki Tanabe", CARER),
    ("Leila Haddad", CARER),
)


def draw_id(draw: Random) -> str:
    """An id that is the same for the same draws."""
    return str(UUID(int=draw.getrandbits(128), version=4))


def staff() -> list[User]:
    """Our people, the same ids every time."""
    draw = Random(f"{SEED} staff")  # noqa: S311 - a story, no secret
    return [
        User(
            id=draw_id(draw),
            name=name,
            title=title,
            email=f"{name.lower().replace(' ', '.')}@bellwether.example",
        )
        for name, title in STAFF
    ]
