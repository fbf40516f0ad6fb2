"""Global ids: opaque text that carries what a keyed look-up needs: type, account, id."""

from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from domain.errors import InvalidId, quoted
from domain.vocabulary import RecordType
from engine.fields import promised

URL_SAFE = bytes.maketrans(b"+/", b"-_")
STANDARD = bytes.maketrans(b"-_", b"+/")
KINDS = {kind.value: kind for kind in RecordType}
DIRECTORY = frozenset(
    {RecordType.USER, RecordType.ACCOUNT, RecordType.NOTE_DRAFT, RecordType.ACCESS_TOKEN}
)
"Types that belong to no account; their key is the id alone."
IDS_KEPT = 1_000  # some 500 kB: whoever works with a record asks for it again and again
LONGEST = 400
"Characters; two ids of ours and a type name stay far below it."


class RecordKey(NamedTuple):
    """Which record is meant; `account_id` is None for a directory type."""

    type: RecordType
    account_id: str | None
    id: str


def global_id(key: RecordKey) -> str:
    """The id as clients see it."""
    return opaque(*(part for part in key if part is not None))


def opaque(*parts: str) -> str:
    """Parts of an id as one text that nobody is tempted to take apart."""
    return encoded(":".join(parts))


def encoded(text: str) -> str:
    """URL-safe base64 without padding, in half the time `base64` takes: pages hold hundreds."""
    return b2a_base64(text.encode(), newline=False).translate(URL_SAFE, b"=").decode()


def ids_of(kind: RecordType) -> Callable[..., str]:
    """How rows of this type get their global id: from (account_id, id), or a directory's (id)."""
    start = f"{kind}:"

    @promised
    def of_directory(id_: str) -> str:
        return encoded(start + id_)

    @promised
    def of_account(account_id: str, id_: str) -> str:  # as `encoded`, in one call
        raw = b2a_base64(f"{start}{account_id}:{id_}".encode(), newline=False)
        return raw.translate(URL_SAFE, b"=").decode()

    return of_directory if kind in DIRECTORY else of_account


def parsed(text: str, *kinds: RecordType) -> RecordKey:
    """Read a global id; raises InvalidId when it is none of ours, or not of the kinds asked for."""
    key = _key_of(text) if len(text) <= LONGEST else None  # it remembers what it is given
    if key is None:
        raise InvalidId(f"{quoted(text)} is no id of ours")
    if kinds and key.type not in kinds:
        raise InvalidId(f"{quoted(text)} is the id of a {key.type}, not of a {' or '.join(kinds)}")
    return key


@lru_cache(maxsize=IDS_KEPT)
def _key_of(text: str) -> RecordKey | None:
    """None for what is no id, and for another spelling of one: each record has one."""
    try:
        said = a2b_base64(text.encode().translate(STANDARD) + b"==").decode()
    except ValueError:
        return None
    name, *parts = said.split(":")
    kind = KINDS.get(name)
    if kind is None or encoded(said) != text or not all(parts):
        return None
    match parts:
        case [id_] if kind in DIRECTORY:
            return RecordKey(kind, None, id_)
        case [account_id, id_] if kind not in DIRECTORY:
            return RecordKey(kind, account_id, id_)
        case _:
            return None
