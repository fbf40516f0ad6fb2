"""Settings as they are chosen: environment variables, outranked by flags of the command line."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql.pyutils import suggestion_list

from api.declaring import spelt
from api.settings import DECLARED, WITH_TRUST, Settings
from domain.errors import InvalidInput

PREFIX = "BELLWETHER_"
LONGEST_SHOWN = 100  # characters of a wrong value
OF_CLIENTS = frozenset({"token", "url"})
"What scripts, and commands that speak to a server, read from the environment."
NO_FLAGS: Mapping[str, str | None] = {}
PROVIDER = {"oidc_issuer", "oidc_audience"}
"Neither is of use alone."


def read_settings(
    environment: Mapping[str, str], flags: Mapping[str, str | None] = NO_FLAGS
) -> Settings:
    """The settings; InvalidInput names every variable and flag that is wrong, one on each line."""
    chosen: dict[str, Any] = {}
    wrong: list[str] = []
    for field, said_as, text in said(environment, flags):
        try:
            chosen[field] = DECLARED[field].kind.read(text)
        except (ValueError, KeyError, OSError, InvalidInput):
            wrong.append(refused(field, said_as, text))
    if len(half := PROVIDER & chosen.keys()) == 1:
        wrong += (f"{variable(field)}: issuer and audience go together" for field in half)
    found = Settings(**chosen)
    if (found.trusted_documents is None) == (found.documents in WITH_TRUST) and not wrong:
        wrong.append(
            f"{variable('documents')}={found.documents}: a mode that trusts documents and"
            f" {variable('trusted_documents')} go together"
        )
    if wrong:
        raise InvalidInput("\n".join(wrong))
    return found


def said(
    environment: Mapping[str, str], flags: Mapping[str, str | None]
) -> Iterator[tuple[str, str, str]]:
    """Field, how it was named, what was said; the last one of a field counts."""
    for name, text in environment.items():
        field = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and field not in OF_CLIENTS:
            yield field, name, text
    for field, text in flags.items():
        if text is not None:
            yield field, f"--{field.replace('_', '-')}", text


def refused(field: str, said_as: str, text: str) -> str:
    """Why, in one line. What an unknown name says is not shown: it may be a misspelt secret."""
    if field not in DECLARED:
        near = suggestion_list(field, list(DECLARED))[:1]
        meant = (
            f"did you mean {variable(near[0])}?" if near else "`python -m cli settings` lists all"
        )
        return f"{said_as}: there is no such setting; {meant}"
    declared = DECLARED[field]
    shown = "" if declared.is_secret else f"={plain(text)}"
    return f"{said_as}{shown}: should be {declared.kind.may_be}"


def variable(field: str) -> str:
    """The environment variable of a field."""
    return PREFIX + field.upper()


def plain(text: str) -> str:
    """As it may stand in a line."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return short if short.isprintable() else ascii(short)


def counting(settings: Settings) -> Iterator[str]:
    """Every setting as a line of an environment file: defaults as comments, secrets hidden."""
    for field, declared in DECLARED.items():
        value = getattr(settings, field)
        comment = "# " if value == getattr(Settings(), field) else ""
        shown = "(secret)" if declared.is_secret and value else plain(spelt(value))
        yield f"{comment}{variable(field)}={shown}"


def table() -> Iterator[str]:
    """The table of docs/running.md."""
    yield "| variable | default | should be | is |"
    yield "|---|---|---|---|"
    for field, declared in DECLARED.items():
        default = spelt(getattr(Settings(), field)) or "none"
        is_for = f"{declared.told} ({declared.because})" if declared.because else declared.told
        yield f"| {variable(field)} | {default} | {declared.kind.may_be} | {is_for} |"
