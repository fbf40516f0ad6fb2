"""Books whose accounts belong to various people, and who looks into them."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from models.sight import Sight
from resolvers.context import Viewer
from tests.api.book import filled
from tests.differential.portfolios import link

NOBODY = "01900000-0000-7000-8000-ffffffffffff"
MOST_PEOPLE = 5
"Among whom the accounts are shared out; so each has some, and not all."


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who asks, and in plain words what they may see."""

    viewer: Viewer
    people: tuple[str, ...] | None = None
    "Whose book it is."
    accounts: tuple[str, ...] | None = None
    is_customer: bool = False

    @property
    def in_full(self) -> Viewer:
        """Somebody of the same name who sees everything there is."""
        one = self.viewer
        return Viewer(
            user_id=one.user_id,
            account_id=one.account_id,
            token=one.token,
            scopes=one.scopes,
            time_zone=one.time_zone,
        )


def bases(folder: Path) -> Sequence[Path]:
    """One written as the product writes; one where everything is linked with everything."""
    linked = folder / "linked.db"
    link(linked)
    return filled(folder / "book.db").path, linked


def shared_out(base: Path, random: Random, path: Path) -> None:
    """The same book, with accounts, teams, drafts and audiences drawn anew."""
    shutil.copyfile(base, path)
    with closing(sqlite3.connect(path)) as raw, raw:
        people: list[Any] = column(raw, "SELECT id FROM user ORDER BY id")[:MOST_PEOPLE]
        someone = [*people, *people, None]
        accounts = column(raw, "SELECT id FROM account ORDER BY id")
        for id_ in accounts:
            whose = random.choice(someone), random.choice(someone), id_
            raw.execute("UPDATE account SET owner_id = ?, csm_id = ? WHERE id = ?", whose)
        for id_ in people:
            raw.execute("UPDATE user SET lead_id = ? WHERE id = ?", (random.choice(someone), id_))
        for table in ("commitment", "action_item"):
            for id_ in column(raw, f"SELECT id FROM {table}"):  # noqa: S608 - our own names
                audience = random.choice(("CUSTOMER", "INTERNAL"))
                raw.execute(f"UPDATE {table} SET audience = ? WHERE id = ?", (audience, id_))  # noqa: S608 - our own names
        for id_ in column(raw, "SELECT id FROM note"):
            made_by = random.choice((*people, "script", None))
            of = random.choice((*accounts, None, None))
            raw.execute(
                "UPDATE note SET created_by = ?, account_id = ? WHERE id = ?", (made_by, of, id_)
            )
        if random.random() < 0.5:
            merge(raw, *random.sample(accounts, 2))


def merge(raw: sqlite3.Connection, old: str, heir: str) -> None:
    """As if what was of the one were left behind: the strangest book there could be."""
    if raw.execute("SELECT 1 FROM account_alias WHERE alias_id = ?", (heir,)).fetchone():
        return
    raw.execute("UPDATE account SET merged_into_id = ? WHERE id = ?", (heir, old))
    raw.execute("UPDATE account_alias SET account_id = ? WHERE account_id = ?", (heir, old))
    raw.execute("INSERT OR REPLACE INTO account_alias VALUES (?, ?)", (old, heir))


def column(raw: sqlite3.Connection, text: str) -> list[Any]:
    return [value for (value,) in raw.execute(text).fetchall()]


def someone_looking(path: Path, random: Random) -> Looking:
    """A lead with a team, somebody with a book, a script with a list, a customer."""
    with closing(sqlite3.connect(path)) as raw:
        people = column(raw, "SELECT id FROM user ORDER BY id")[:MOST_PEOPLE]
        accounts = column(raw, "SELECT id FROM account ORDER BY id")
        one = random.choice(people)
        team = raw.execute("SELECT id FROM user WHERE lead_id = ? AND id <> ?", (one, one))
        members = tuple(id_ for (id_,) in team.fetchall())
    chosen = tuple(random.sample(accounts, random.randint(0, 3)))
    match random.choice(("lead", "member", "member", "script", "customer")):
        case "lead":
            book = (one, *members)
            return Looking(viewer=Viewer(user_id=one, sight=of_book(book, random)), people=book)
        case "member":
            return Looking(viewer=Viewer(user_id=one, sight=of_book((one,), random)), people=(one,))
        case "script":
            viewer = Viewer(token="script", sight=Sight.of_accounts(chosen))  # noqa: S106 - a name
            return Looking(viewer=viewer, accounts=chosen)
        case _:
            of = random.choice(accounts)
            viewer = Viewer(account_id=of, token="customer", sight=Sight.customer_of(of))  # noqa: S106 - a name
            return Looking(viewer=viewer, accounts=(of,), is_customer=True)


def of_book(people: Sequence[str], random: Random) -> Sight:
    """Found in either way."""
    return replace(Sight.book_of(people), is_small=random.choice((True, False)))
