"""Documents a client names instead of sending them: those it registered, and those we trust."""

import logging
from collections.abc import Mapping
from hashlib import sha256

from starlette.exceptions import HTTPException

from api.asked import Asked
from api.failures import RequestError
from api.settings import Documents
from engine.lru import Lru

MOST = 2000  # registered documents; as many as the engine remembers texts of
HEAVIEST = 2_000_000  # bytes of them; a large application has a tenth of it
SHA256 = "sha256:"
"Before an id, in the words of GraphQL over HTTP."
NONE_TRUSTED: Mapping[str, str] = {}
NOT_FOUND = ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
"In the words Apollo's clients and urql look for, before they send the document itself."
NOT_SUPPORTED = ("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
"In those upon which they stop naming documents."
NOT_TRUSTED = (
    "Only documents this server was given are run, by their ids; this is none.",
    "DOCUMENT_NOT_TRUSTED",
)

log = logging.getLogger("bellwether.documents")


class Persisted:
    """Which document a request means, and whether it may be run."""

    def __init__(
        self, mode: Documents = Documents.APQ, trusted: Mapping[str, str] = NONE_TRUSTED
    ) -> None:
        self._mode = mode
        self._trusted = trusted
        self._takes_any = mode in {Documents.OFF, Documents.APQ}
        self._registered: Lru[str, str] = Lru(most=MOST, heaviest=HEAVIEST)

    def text_of(self, asked: Asked, request_id: str) -> str:
        """Its text; raises RequestError where it is unknown or not trusted.

        Raises HTTPException for a request without document, or with an id that is not its own.
        """
        if asked.id is None and asked.text is not None and self._takes_any:
            return asked.text
        known = asked.id and self._known(asked.id.removeprefix(SHA256))
        if known and asked.text in {None, known}:
            return known
        if asked.text is None:
            raise self._unknown() if asked.id else no_document()
        if self._mode is Documents.TRUSTED_ONLY:
            raise RequestError(*NOT_TRUSTED)
        if self._mode is Documents.TRUSTED_PREFERRED:
            log.info("id=%s untrusted operation=%a", request_id, asked.name)
        if asked.id and self._mode is not Documents.OFF:
            self._register(asked.id.removeprefix(SHA256), asked.text)
        return asked.text

    def _known(self, key: str) -> str | None:
        return self._trusted.get(key) or self._registered.get(key)

    def _register(self, key: str, text: str) -> None:
        spelt = text.encode()
        if sha256(spelt).hexdigest() != key:
            raise HTTPException(400, "The id sent is not the SHA-256 of the document beside it.")
        self._registered.put(key, text, weight=len(spelt))

    def _unknown(self) -> RequestError:
        match self._mode:
            case Documents.OFF:
                return RequestError(*NOT_SUPPORTED)
            case Documents.TRUSTED_ONLY:
                return RequestError(*NOT_TRUSTED)
            case _:
                return RequestError(*NOT_FOUND)


def no_document() -> HTTPException:
    return HTTPException(400, "A request has a document, as `query`, or names one: `documentId`.")
