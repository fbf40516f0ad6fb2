"""Documents an operator trusts, as the build of a front-end lists them."""

import logging
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

from api.failures import RequestError
from api.limits import Limits, found_valid
from api.persisted import NONE_TRUSTED, SHA256
from api.settings import Settings
from domain.errors import InvalidInput
from engine.execute import Engine

APOLLO = "apollo-persisted-query-manifest"

log = logging.getLogger("bellwether.documents")


def trusted(settings: Settings, engine: Engine) -> Mapping[str, str]:
    """By id the text of each; the engine knows them from now on.

    Raises InvalidInput that names the document that is wrong.
    """
    place = settings.trusted_documents
    if place is None:
        return NONE_TRUSTED
    found: dict[str, str] = {}
    limits = Limits(settings)
    for file, name, text in documents_in(place):
        told = f"{file}: document {name!r}"
        engine.documents.add(text, read(text, engine, limits, told))
        for key in {name.removeprefix(SHA256), sha256(text.encode()).hexdigest()}:
            if found.setdefault(key, text) != text:
                raise InvalidInput(f"{told} is another one elsewhere")
    log.info("%d trusted documents in %s", len(set(found.values())), place)
    return found


def read(text: str, engine: Engine, limits: Limits, told: str) -> DocumentNode:
    try:
        document = found_valid(engine.core, text, limits)
    except (GraphQLError, RequestError) as error:
        raise InvalidInput(f"{told}: {error}") from error
    if not any(isinstance(one, OperationDefinitionNode) for one in document.definitions):
        raise InvalidInput(f"{told} has no operation")
    return document


def documents_in(place: Path) -> Iterator[tuple[Path, str, str]]:
    """Of each document its file, its id and its text."""
    for file in sorted(place.glob("*.json")) if place.is_dir() else [place]:
        try:
            said = orjson.loads(file.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise InvalidInput(f"{file}: {error}") from error
        yield from ((file, name, text) for name, text in listed(said, file))


def listed(said: Any, file: Path) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever a file holds
    """Id and text, from Apollo's manifest, or from a map as Relay and graphql-codegen write it."""
    pairs: list[tuple[Any, Any]] = [(None, None)]
    match said:
        case {"format": kind, "version": 1, "operations": [*operations]} if kind == APOLLO:
            pairs = [(one.get("id"), one.get("body")) for one in operations]
        case {**map_of_texts}:
            pairs = list(map_of_texts.items())
        case _:
            pass
    for name, text in pairs:
        if not isinstance(name, str) or not isinstance(text, str):
            raise InvalidInput(f"{file} is no map of ids to documents, and no manifest of Apollo's")
        yield name, text
