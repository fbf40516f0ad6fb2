"""Media types: what a client sends, and what it would like to be answered in."""

from functools import lru_cache

JSON = b"application/json"
RESPONSE = b"application/graphql-response+json; charset=utf-8"
"Tells a client that an answer is GraphQL's own, whatever its status; so that may say more."
NAMED = b"application/graphql-response+json"
ANY = (b"application/*", b"*/*")
REMEMBERED = 64  # spellings: every client has one, and sends it each time


@lru_cache(REMEMBERED)
def chosen(accept: bytes) -> bytes | None:
    """What an Accept header asks for; None where it leaves us nothing.

    GraphQL's own type is for those who name it: who takes anything may be older than it.
    """
    liked = {kind: parameter(rest, b"q") for kind, rest in ranges(accept)}
    own, plain = quality(liked, NAMED), quality(liked, JSON, *ANY)
    if not own and not plain:
        return None
    return RESPONSE if own >= plain else JSON


def quality(liked: dict[bytes, bytes | None], *kinds: bytes) -> float:
    """How much the first of these that is named is liked, 0 to 1."""
    said = next((liked[kind] or b"1" for kind in kinds if kind in liked), b"0")
    try:
        return float(said)
    except ValueError:
        return 0


@lru_cache(REMEMBERED)
def takes_page(accept: bytes) -> bool:
    """Whether a page may be the answer."""
    liked = {kind: parameter(rest, b"q") for kind, rest in ranges(accept)}
    return quality(liked, b"text/html", b"text/*", b"*/*") > 0


@lru_cache(REMEMBERED)
def is_json(content_type: bytes) -> bool:
    """Whether a body of this type is JSON in UTF-8, the only JSON there is."""
    [(kind, rest), *_] = ranges(content_type)
    charset = parameter(rest, b"charset") or b"utf-8"
    return kind == JSON and charset.strip(b'"') in {b"utf-8", b"utf8"}


@lru_cache(REMEMBERED)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is named, and not in order to refuse it."""
    return (
        quality({kind: parameter(rest, b"q") for kind, rest in ranges(accept_encoding)}, b"gzip")
        > 0
    )


def ranges(header: bytes) -> list[tuple[bytes, bytes]]:
    """Of each part of a header its value, and what follows it."""
    parts = (part.partition(b";") for part in header.lower().split(b","))
    return [(kind.strip(), rest) for kind, _, rest in parts]


def parameter(rest: bytes, name: bytes) -> bytes | None:
    """The value of this parameter among those that follow."""
    for part in rest.split(b";"):
        key, _, value = part.partition(b"=")
        if key.strip() == name:
            return value.strip()
    return None
