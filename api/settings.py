"""What an operator may choose, and what holds where nothing was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from api.declaring import (
    DIRECTORY,
    EMAIL,
    EXISTING,
    HOST,
    ISSUER,
    ORIGIN,
    SWITCH,
    TIME_ZONE,
    WORD,
    Declaration,
    choice,
    declaration,
    listed,
    number,
    setting,
    whole,
)
from domain.access import Scope

DATABASE_FILE = "bellwether.db"
EVERYBODY, NOBODY = "everybody", "nobody"
WHO = choice(EVERYBODY, NOBODY, *Scope)
"Callers: all, none, or those whose token has this scope."


class Documents(StrEnum):
    """Whose documents are run, and which may be named instead of sent."""

    OFF = "off"
    APQ = "apq"
    TRUSTED_PREFERRED = "trusted-preferred"
    TRUSTED_ONLY = "trusted-only"


WITH_TRUST = {Documents.TRUSTED_PREFERRED, Documents.TRUSTED_ONLY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every field is an environment variable: `port` is BELLWETHER_PORT.

    The table in docs/running.md is made of this one: `python -m cli settings --table`.
    """

    port: int = setting(8000, whole(0, 65535), "where to listen; 0 takes a free port")
    host: str = setting(
        "127.0.0.1",
        HOST,
        "the address to listen at",
        because="without tokens this machine alone is answered",
    )
    data: Path = setting(Path("data"), DIRECTORY, "where the database lives")
    log_level: str = setting(
        "INFO",
        choice("DEBUG", "INFO", "WARNING", "ERROR"),
        "the least that is logged",
        because="requests are INFO",
    )
    viewer: str | None = setting(None, EMAIL, "the user behind `mine: true`")
    time_zone: str = setting("UTC", TIME_ZONE, "where the viewer's days begin")
    oidc_issuer: str | None = setting(
        None, ISSUER, "the OpenID provider whose tokens are good here"
    )
    oidc_audience: str | None = setting(None, WORD, "what it calls us")
    oidc_scope_claim: str = setting("scope", WORD, "where its tokens say what they are good for")
    demonstration: bool = setting(
        True,  # noqa: FBT003 - a switch has no other word
        SWITCH,
        "fill a new database with the demonstration portfolio",
    )
    documents: Documents = setting(
        Documents.APQ,
        choice(*Documents),
        "which documents are run, see [clients](clients.md)",
        because="naming a document instead of sending it lets nobody do more",
    )
    trusted_documents: Path | None = setting(
        None, EXISTING, "documents to trust, in a file or in a directory of such files"
    )
    allowed_origins: tuple[str, ...] = setting(
        (), listed(ORIGIN), "pages elsewhere whose scripts may ask"
    )
    introspection: str = setting(
        EVERYBODY,
        WHO,
        "who may ask what can be asked, `/schema.graphql` included",
        because="it is no secret; a share link never may",
    )
    suggestions: str = setting(
        EVERYBODY,
        WHO,
        "who is told `Did you mean …?` after a wrong name",
        because="a share link never is",
    )

    cost_limit: int = setting(
        100_000,
        whole(1, 10**9, "cost"),
        "the dearest operation",
        because="1 is about 10 µs of a processor, so this is a second",
    )
    node_limit: int = setting(
        100_000,
        whole(1, 10**9, "items"),
        "the most all pages of an operation may hold",
        because="that many are some 30 MB of answer",
    )
    budget: int = setting(
        500_000,
        whole(1, 10**9, "cost"),
        "what a token may use at once",
        because="five of the dearest operations",
    )
    budget_refill: int = setting(
        50_000,
        whole(1, 10**9, "cost a second"),
        "what a token may use for ever",
        because="half a processor: one token cannot take it all",
    )
    document_limit: int = setting(
        50_000,
        whole(100, 10**6, "characters"),
        "the longest document",
        because="25 for each token; long texts are variables",
    )
    token_limit: int = setting(
        2_000,
        whole(10, 10**5, "tokens"),
        "the largest document",
        because="the largest example has 250; parsing takes 10 µs for each",
    )
    depth_limit: int = setting(
        12,
        whole(1, 100, "levels"),
        "the deepest operation",
        because="an account's incidents' tasks' owners' names are 9 levels down",
    )
    alias_limit: int = setting(
        30,
        whole(0, 10**4, "aliases"),
        "in an operation, fragments opened; and fields repeated in one selection",
        because="enough for a dashboard, and each may repeat what is dear",
    )
    field_limit: int = setting(
        1_000,
        whole(1, 10**5, "fields"),
        "in an operation, fragments opened",
        because="the largest example has 90; validating grows with the square",
    )
    directive_limit: int = setting(
        50, whole(0, 10**4, "directives"), "in a document", because="a page has few conditions"
    )
    mutation_limit: int = setting(
        10,
        whole(1, 1000, "fields"),
        "at the top of a mutation",
        because="they run one after the other; for many rows there are bulk mutations",
    )
    variable_limit: int = setting(
        20_000,
        whole(10, 10**6, "values"),
        "in the variables of a request",
        because="500 rows of a bulk mutation with terms have 15,000",
    )
    body_limit: int = setting(
        1_000_000,
        whole(1_000, 10**8, "bytes"),
        "the largest request",
        because="that of the largest note taken",
    )
    connection_limit: int = setting(
        512,
        whole(10, 10**5, "connections"),
        "that may be open; of more, those that wait longest are closed",
        because="half of the files a process may usually have open",
    )
    address_limit: int = setting(
        256,
        whole(1, 10**5, "connections"),
        "of one address, or of one /64 of IPv6",
        because="half of all; a proxy is one address, too",
    )
    head_limit: int = setting(
        64_000,
        whole(1_000, 10**6, "bytes"),
        "the largest head of a request",
        because="browsers send 2,000, a token of a large company 16,000",
    )
    patience: float = setting(
        10.0,
        number(0.5, 600, "seconds"),
        "for a head to come, and for a body or a reader to begin to move",
        because="three lost packets take 7",
    )
    time_limit: float = setting(
        10.0,
        number(0.1, 3600, "seconds"),
        "the longest request; what has begun to write is finished",
        because="a tenfold of what the dearest operation takes",
    )
    low_disk: int = setting(
        1_000_000_000,
        whole(0, 10**15, "bytes"),
        "free space below which `/readyz` says DISK_LOW",
        because="twenty times what it needs to go on",
    )
    log_format: str = setting("text", choice("text", "json"), "lines of `name=value`, or of JSON")
    drain: float = setting(
        0,
        number(0, 60, "seconds"),
        "to go on serving once told to stop, while `/readyz` says 503",
        because="only a load balancer needs the time",
    )

    @property
    def database_file(self) -> Path:
        """The SQLite file; its lock and its journal stand beside it."""
        return self.data / DATABASE_FILE


DECLARED: Mapping[str, Declaration] = {one.name: declaration(one) for one in fields(Settings)}
"By the name of the field."
