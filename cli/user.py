"""`user`: our own people, listed, added and changed."""

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from cli.anywhere import ask_anywhere, declare_place, every, refused
from cli.exits import Exit
from domain.access import UserRole

LIST = """query Users($first: Int, $after: String) {
  users(first: $first, after: $after) {
    nodes { email name title role active lead { email } }
    pageInfo { hasNextPage endCursor }
  }
}"""
SAVE = """mutation SaveUser($input: UserSaveInput!) {
  userSave(input: $input) { outcome userErrors { message path } }
}"""
YES = {"yes": True, "no": False}
NOBODY = "none"


def declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="everybody, by name", description="Everybody.")
    adding = actions.add_parser("add", help="add somebody", description="Adds somebody.")
    setting = actions.add_parser("set", help="change somebody", description="Changes somebody.")
    adding.add_argument("--email", required=True, help="by which they are known here")
    setting.add_argument("email", help="by which they are known here")
    setting.add_argument("--new-email", help="by which they are known from now on")
    setting.add_argument("--active", choices=YES, help="no: their tokens are good no more")
    for own in (adding, setting):
        own.add_argument("--name", required=own is adding)
        own.add_argument("--title")
        stays = "MEMBER" if own is adding else "as it is"
        own.add_argument(
            "--role", choices=[role.value for role in UserRole], help=f"default: {stays}"
        )
        own.add_argument("--lead", metavar="EMAIL|none", help="whose team they are in")
    for own, run in ((listing, show), (adding, add), (setting, change)):
        declare_place(own)
        own.set_defaults(act=run)


def run(asked: Namespace) -> Exit:
    return asked.act(asked)


def show(asked: Namespace) -> Exit:
    for user in every(asked, LIST, "users"):
        lead = user["lead"] and f"in the team of {user['lead']['email']}"
        left = None if user["active"] else "no longer active"
        parts = (user["email"], user["role"], user["name"], user["title"], lead, left)
        print("  ".join(part for part in parts if part))
    return Exit.FINE


def add(asked: Namespace) -> Exit:
    """REFUSED for who is there already: a typing error must not change somebody else."""
    if any(user["email"] == asked.email.lower() for user in every(asked, LIST, "users")):
        print(f"bellwether: {asked.email} is there; `user set` changes them", file=sys.stderr)
        return Exit.REFUSED
    return save(asked)


def change(asked: Namespace) -> Exit:
    if not any(user["email"] == asked.email.lower() for user in every(asked, LIST, "users")):
        print(f"bellwether: nobody has the address {asked.email}", file=sys.stderr)
        return Exit.REFUSED
    return save(asked)


def save(asked: Namespace) -> Exit:
    payload = ask_anywhere(asked, SAVE, {"input": input_of(asked)})["userSave"]
    for why in refused(payload):
        print(f"bellwether: {why}", file=sys.stderr)
    if payload["userErrors"]:
        return Exit.REFUSED
    print(f"{payload['outcome']}: {asked.email.lower()}")
    return Exit.FINE


def input_of(asked: Namespace) -> dict[str, Any]:
    said = {
        "email": asked.email,
        "newEmail": getattr(asked, "new_email", None),
        "name": asked.name,
        "title": asked.title,
        "role": asked.role,
        "lead": asked.lead,
        "active": YES.get(getattr(asked, "active", None) or ""),
    }
    given = {name: value for name, value in said.items() if value is not None}
    return given | {"lead": None} if asked.lead == NOBODY else given
