"""`token`: tokens made, listed, and taken back."""

import re
import sys
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from api.clock import now
from cli.anywhere import ask_anywhere, declare_place, every, refused
from cli.exits import Exit
from domain.access import Scope
from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from resolvers.mutations.tokens import ID_BYTES
from schema.scalars import write_instant

CREATE = """mutation CreateToken($input: AccessTokenCreateInput!) {
  accessTokenCreate(input: $input) {
    outcome secret accessToken { key } userErrors { message path }
  }
}"""
REVOKE = """mutation RevokeToken($input: AccessTokenRevokeInput!) {
  accessTokenRevoke(input: $input) { outcome userErrors { code message path } }
}"""
LIST = """query Tokens($first: Int, $after: String) {
  accessTokens(first: $first, after: $after) {
    nodes {
      key label script user { email } account { name } bookOf { email } accountsSeen accountIds
      scopes expiresAt lastUsedAt revokedAt
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
KEY = re.compile(rf"[0-9a-f]{{{2 * ID_BYTES}}}")
DAYS = re.compile(r"(\d{1,3})d")
BOOK = "book:"


def declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    making = actions.add_parser("create", help="make one; it is shown this once")
    listing = actions.add_parser("list", help="all there were, the newest first")
    ending = actions.add_parser("revoke", help="it is good no more, at once")
    holder = making.add_mutually_exclusive_group(required=True).add_argument
    holder(
        "--for", dest="user", metavar="EMAIL", help="one of our people, who sees what the role says"
    )
    holder("--script", metavar="NAME", help="or a script …")
    add = making.add_argument
    add("--accounts", metavar="all|book:EMAIL|ID,...", help="… and which accounts it reaches")
    add(
        "--scope",
        action="append",
        required=True,
        choices=[scope.value for scope in Scope],
        help="once for each",
    )
    add("--expires", default="90d", metavar="DAYS", help="at most 366d (default: 90d)")
    add("--label", help="what it is for")
    ending.add_argument("key", help="what stands between bw_ and the next _; `token list` tells")
    for own, act in ((making, create), (listing, show), (ending, revoke)):
        declare_place(own)
        own.set_defaults(act=act)


def run(asked: Namespace) -> Exit:
    return asked.act(asked)


def create(asked: Namespace) -> Exit:
    """The token alone on standard output, so that a script can take it from there."""
    said = {
        "label": asked.label or asked.script or asked.user,
        "user": asked.user,
        "script": asked.script,
        "accounts": asked.accounts and accounts_of(asked.accounts),
        "scopes": asked.scope,
        "expiresAt": write_instant(now() + life(asked.expires)),
        "idempotencyKey": str(uuid4()),
    }
    return told_once(ask_anywhere(asked, CREATE, {"input": said})["accessTokenCreate"])


def revoke(asked: Namespace) -> Exit:
    token = global_id(RecordKey(RecordType.ACCESS_TOKEN, None, key_of(asked.key)))
    payload = ask_anywhere(asked, REVOKE, {"input": {"token": token}})["accessTokenRevoke"]
    if any(error["code"] == "NOT_FOUND" for error in payload["userErrors"]):
        print(f"bellwether: there is no token {asked.key}", file=sys.stderr)
        return Exit.REFUSED
    return told(payload, f"{asked.key} is good no more.")


def key_of(text: str) -> str:
    """Raises InvalidInput for what is no key, and says nothing of it: it may hold a secret."""
    if not KEY.fullmatch(text):
        raise InvalidInput(
            f"This is no key: it has {2 * ID_BYTES} digits, as `token list` shows them"
        )
    return text


def told_once(payload: dict[str, Any]) -> Exit:
    """The secret, or that it was lost on its way: nobody knows it, and the next try is another."""
    if payload["outcome"] != "REPLAYED":
        return told(payload, payload["secret"])
    key = payload["accessToken"]["key"]
    print(f"bellwether: {key} was made, but its answer got lost: revoke it", file=sys.stderr)
    return Exit.UNAVAILABLE


def told(payload: dict[str, Any], done: str) -> Exit:
    for why in refused(payload):
        print(f"bellwether: {why}", file=sys.stderr)
    if payload["userErrors"]:
        return Exit.REFUSED
    print(done)
    return Exit.FINE


def show(asked: Namespace) -> Exit:
    for token in every(asked, LIST, "accessTokens"):
        print("  ".join((token["key"], *state_of(token), token["label"])))
    return Exit.FINE


def state_of(token: dict[str, Any]) -> tuple[str, ...]:
    """Whose it is, what it is good for, and how long."""
    return (holder_of(token), ",".join(token["scopes"]), *until(token))


def until(token: dict[str, Any]) -> tuple[str, str]:
    """How long it is good, and when it was used."""
    ends = f"revoked {token['revokedAt']}" if token["revokedAt"] else f"until {token['expiresAt']}"
    return ends, f"used {token['lastUsedAt']}" if token["lastUsedAt"] else "never used"


def holder_of(token: dict[str, Any]) -> str:
    if token["user"]:
        return token["user"]["email"]
    if token["account"]:
        return f"customer of {token['account']['name']}"
    match token["accountsSeen"]:
        case "ALL":
            reach = "all"
        case "BOOK":
            reach = f"{BOOK}{token['bookOf']['email']}"
        case _:
            reach = f"{len(token['accountIds'])} accounts"
    return f"{token['script']} ({reach})"


def accounts_of(text: str) -> dict[str, Any]:
    """all, book:EMAIL, or ids with commas between."""
    if text == "all":
        return {"all": True}
    if text.startswith(BOOK):
        return {"bookOf": text.removeprefix(BOOK)}
    return {"ids": [one.strip() for one in text.split(",")]}


def life(text: str) -> timedelta:
    found = DAYS.fullmatch(text)
    if not found:
        raise InvalidInput(f"--expires={text} is no number of days such as 90d")
    return timedelta(days=int(found[1]))
