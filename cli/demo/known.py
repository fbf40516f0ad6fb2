"""By what the demonstration is known again: our people in it, and the note it ends with."""

from pathlib import Path
from random import Random
from uuid import UUID

from domain.access import UserRole
from models.account import User

ACTOR = "demonstration"
SEED = "bellwether"
NOTE = Path(__file__).parents[2] / "examples" / "techcorp-escalation-2024-10-25.md"
SELLER, CARER = "Account Executive", "Customer Success Manager"
SELLING = (
    ("Ines Okafor", SELLER),
    ("Marek Dvorak", SELLER),
    ("Priya Raman", SELLER),
    ("Jonas Lindqvist", SELLER),
    ("Camille Arnaud", SELLER),
    ("Theo Baptiste", CARER),
    ("Yuki Tanabe", CARER),
    ("Leila Haddad", CARER),
)
"Who owns the invented customers and cares for them."
NOTED = (
    ("Hugo", SELLER),
    ("Lena", CARER),
    ("Ruth Adler", "Support Lead"),
    ("Omar", "Engineering Lead"),
    ("Nina Costa", "Customer Success Coordinator"),
)
"Ours in the note, TechCorp's owner and who cares for it first; its names and titles find them."
LEAD, ADMIN = ("Tomas Vale", "Head of Accounts"), ("Signe Holt", "Revenue Operations")


def draw_id(draw: Random) -> str:
    """An id that is the same for the same draws."""
    return str(UUID(int=draw.getrandbits(128), version=4))


def staff() -> list[User]:
    """Our people, the same ids every time: those who sell, those of the note, lead and admin."""
    draw = Random(f"{SEED} staff")  # noqa: S311 - a story, no secret
    people = [
        User(
            id=draw_id(draw),
            name=name,
            title=title,
            email=f"{name.lower().replace(' ', '.')}@bellwether.example",
        )
        for name, title in (*SELLING, *NOTED, LEAD, ADMIN)
    ]
    *team, lead, admin = people
    lead.role, admin.role = UserRole.LEAD, UserRole.ADMIN
    for person in team:
        person.lead_id = lead.id
    return people


def noted() -> list[User]:
    """Those of the note."""
    return staff()[len(SELLING) :][: len(NOTED)]
