"""`share`: links for customers, made, listed, and taken back."""

import sys
from argparse import ArgumentParser, Namespace
from typing import Any
from uuid import uuid4

from api.clock import now
from cli.anywhere import PAGE, ask_anywhere, declare_place
from cli.exits import Exit
from cli.remote import Server, server_of
from cli.token import life, told, told_once, until
from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from resolvers.ids import RecordKey, global_id
from schema.scalars import write_instant

CREATE = """mutation CreateShareLink($input: ShareLinkCreateInput!) {
  shareLinkCreate(input: $input) {
    outcome secret accessToken { key account { id } } userErrors { message path }
  }
}"""
REVOKE = """mutation RevokeShareLink($input: ShareLinkRevokeInput!) {
  shareLinkRevoke(input: $input) { outcome userErrors { message path } }
}"""
LIST = """query ShareLinks($account: AccountRef!, $first: Int!) {
  account(by: $account) {
    shareLinks(first: $first) { nodes { key label expiresAt lastUsedAt revokedAt } }
  }
}"""


def declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    making = actions.add_parser("create", help="make one; it is shown this once")
    listing = actions.add_parser("list", help="the account's latest, the newest first")
    ending = actions.add_parser("revoke", help="it shows nothing any more, at once")
    for own, act in ((making, create), (listing, show), (ending, revoke)):
        own.add_argument("account", metavar="ACCOUNT", help="its id, or SYSTEM:KEY")
        declare_place(own)
        own.set_defaults(act=act)
    making.add_argument("--expires", required=True, metavar="DAYS", help="such as 90d; up to 366d")
    making.add_argument("--label", required=True, help="who gets it")
    which = ending.add_mutually_exclusive_group(required=True)
    which.add_argument("key", nargs="?", help="what stands between bws_ and the next _")
    which.add_argument("--all", action="store_true", help="every link of the account")


def run(asked: Namespace) -> Exit:
    return asked.act(asked)


def create(asked: Namespace) -> Exit:
    """The token alone on standard output, so that a script can take it; the rest beside it."""
    said = {
        "account": account_of(asked),
        "label": asked.label,
        "expiresAt": write_instant(now() + life(asked.expires)),
        "idempotencyKey": str(uuid4()),
    }
    payload = ask_anywhere(asked, CREATE, {"input": said})["shareLinkCreate"]
    done = told_once(payload)
    if done is Exit.FINE:
        print(f"account  {payload['accessToken']['account']['id']}", file=sys.stderr)
        print(f"page     {page_of(server_of(asked), payload['secret'])}", file=sys.stderr)
    return done


def page_of(server: Server, token: str) -> str:
    """Browsers keep what stands behind # to themselves: no log and no other page learns it."""
    return f"{server.url.rstrip('/')}/share#{token}"


def revoke(asked: Namespace) -> Exit:
    key = asked.key and RecordKey(RecordType.ACCESS_TOKEN, None, asked.key)
    said = {"account": account_of(asked), "link": key and global_id(key)}
    payload = ask_anywhere(asked, REVOKE, {"input": said})["shareLinkRevoke"]
    return told(payload, f"{asked.key or 'Every link'} shows nothing any more.")


def show(asked: Namespace) -> Exit:
    found = ask_anywhere(asked, LIST, {"account": account_of(asked), "first": PAGE})["account"]
    if found is None:
        raise InvalidInput(f"There is no account {asked.account}")
    for link in found["shareLinks"]["nodes"]:
        print("  ".join((link["key"], *until(link), link["label"])))
    return Exit.FINE


def account_of(asked: Namespace) -> dict[str, Any]:
    """A reference to it: ids have no colon in them."""
    system, colon, key = asked.account.partition(":")
    return {"external": {"system": system, "key": key}} if colon else {"id": system}
