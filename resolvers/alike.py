"""Promises and tasks that are the same thing, whichever of them says so."""

from typing import Any

from sqlalchemy import Select, Table, Text, select, type_coerce

from domain.evidence.linked import groups
from engine.fields import Typed
from engine.reads import Ask, Key, Keys, Reads, Row, Statement, batch
from engine.sql import one_of
from models.base import table_of
from models.commitment import ActionItem, Commitment
from resolvers.context import Context
from resolvers.records import TABLES
from resolvers.references import promises_and_actions


def linked(table: Table) -> Statement:
    """Ids of the accounts' rows that name others as the same."""

    def build(_: tuple[str, ...]) -> Select[Any]:
        columns = [table.c[name] for name in ("account_id", "id", "same_as")]
        names_some = type_coerce(table.c.same_as, Text()) != "[]"
        return select(*columns).where(one_of(table.c.account_id), names_some)

    return Statement(build)


LINKED = (linked(table_of(Commitment)), linked(table_of(ActionItem)))


@batch(types=TABLES)
def of_records(keys: Keys, ask: Ask, context: Context) -> Reads[dict[Key, list[Typed]]]:
    """What each (account id, id) is the same as, through others as well; in the order of ids."""
    accounts = list(dict.fromkeys(account for account, _ in keys))
    links: list[Row] = []
    for statement in LINKED:
        links += yield ask.values(statement, keys=accounts)
    group = groups((row.id, row.same_as) for row in links)
    others = {
        (account, one): (account, tuple(sorted(group.get(one, {one}) - {one})))
        for account, one in keys
    }
    found = yield from promises_and_actions.read(list(others.values()), ask, context)
    return {key: found[names] for key, names in others.items()}
