"""Any record by its global id."""

from domain.errors import InvalidInput
from domain.vocabulary import RecordType
from engine.fields import Typed
from engine.reads import Ask, Key, Keys, Reads, batch
from resolvers.accounts import heirs
from resolvers.context import Context
from resolvers.ids import RecordKey, parsed
from resolvers.records import TABLES, named

MOST_IDS = 100
"Of one `nodes`; as on a page."


@batch(types=TABLES)
def one(keys: Keys, ask: Ask, context: Context, *, id_: str) -> Reads[dict[Key, Typed | None]]:
    """The record; null where there is none. An id that is none of ours is an error."""
    found = yield from by_ids([id_], ask, context)
    return {(): found[0]}


@batch(types=TABLES)
def many(
    keys: Keys, ask: Ask, context: Context, *, ids: list[str]
) -> Reads[dict[Key, list[Typed | None]]]:
    """The records in the order of the ids, null where there is none."""
    if len(ids) > MOST_IDS:
        raise InvalidInput(f"nodes takes at most {MOST_IDS} ids, not {len(ids)}")
    return {(): (yield from by_ids(ids, ask, context))}


def by_ids(ids: list[str], ask: Ask, context: Context) -> Reads[list[Typed | None]]:
    """Ids of merged accounts, and of what was theirs, lead to where it is now."""
    meant = [parsed(text) for text in ids]
    owners = sorted({owner for key in meant if (owner := owner_of(key))})
    now = (yield from heirs(owners, ask)) if owners else {}
    keys = [moved(key, now) for key in meant]
    found = yield from named.read(list(dict.fromkeys(keys)), ask, context)
    return [found.get(key) for key in keys]


def owner_of(key: RecordKey) -> str | None:
    """The account it belongs to, or is."""
    return key.id if key.type is RecordType.ACCOUNT else key.account_id


def moved(key: RecordKey, now: dict[str, str]) -> tuple[str | None, RecordType, str]:
    if key.type is RecordType.ACCOUNT:
        return (None, key.type, now[key.id])
    return (key.account_id and now[key.account_id], key.type, key.id)
