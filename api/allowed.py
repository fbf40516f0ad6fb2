"""Whether a viewer may ask for what a document says: decided before any of it runs.

What an operation needs is worked out once; then it is one comparison of two small sets.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import partial

from graphql import ExecutionResult, GraphQLError, get_operation_ast
from strawberry import Schema
from strawberry.extensions import SchemaExtension

from api.choice import OneOperation
from api.failures import Told
from api.settings import EVERYBODY, NOBODY, Settings
from domain.vocabulary import Audience
from engine.documents import Operation
from engine.touched import fragments_of, touched
from resolvers.context import Viewer
from schema.root import CORE, FOR_CUSTOMERS, SCOPES

INTERNAL = frozenset({Audience.INTERNAL})
INTROSPECTION = frozenset({"Query.__schema", "Query.__type"})
NOT_VALID = (
    "This is not valid for a share link, which may ask for what the contract marks"
    " @audience(audience: CUSTOMER)."
)
"Of all that is wrong with a customer's document: more would tell what else there is."
SUGGESTION = re.compile(r" Did you mean [^?]*\?")
"As graphql-core ends its messages, or goes on with what it found."


class Gate:
    """What is open to whom: as the contract says, and as the operator has set it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        who = settings.introspection
        own = {} if self.tells_anybody else dict.fromkeys(INTROSPECTION, who)
        self._takes: Mapping[str, str] = {**SCOPES, **own}

        self._judge = self.needed  # made once: operations remember what it said

    def needed(self, parts: frozenset[str]) -> frozenset[str]:
        """The scopes these parts of the schema take, and INTERNAL if one is not for customers."""
        scopes = frozenset(self._takes[part] for part in parts if part in self._takes)
        return scopes if parts <= FOR_CUSTOMERS else scopes | INTERNAL

    def is_open(self, operation: Operation, viewer: Viewer) -> bool:
        """Whether this viewer may ask for all of it."""
        return operation.judged(self._judge) <= viewer.may

    def refusal_of(self, parts: frozenset[str], viewer: Viewer) -> GraphQLError | None:
        """What this viewer may not ask for; None where it is nothing."""
        if self.needed(parts) <= viewer.may:
            return None
        if viewer.is_customer:
            named = sorted(parts - FOR_CUSTOMERS)
            message = f"A share link does not show this: {', '.join(named)}."
            return GraphQLError(message, extensions={"code": "FORBIDDEN", "fields": named})
        if not self.tells_contract(viewer) and parts & INTROSPECTION:
            return GraphQLError(self.untold, extensions={"code": "FORBIDDEN"})
        lacking: dict[str, list[str]] = {}
        for part in sorted(parts):
            scope = self._takes.get(part)
            if scope is not None and scope not in viewer.may:
                lacking.setdefault(scope, []).append(part)
        said = "; ".join(f"{', '.join(of)} takes {scope}" for scope, of in lacking.items())
        told = {"code": "FORBIDDEN", "missingScopes": sorted(lacking)}
        return GraphQLError(f"Your token does not allow this: {said}.", extensions=told)

    @property
    def tells_anybody(self) -> bool:
        """Whether nobody needs a token to be told what can be asked."""
        return self._settings.introspection == EVERYBODY

    def tells_contract(self, viewer: Viewer) -> bool:
        """Whether this viewer may ask what can be asked."""
        return is_among(self._settings.introspection, viewer)

    @property
    def untold(self) -> str:
        who = self._settings.introspection
        to = NOBODY if who == NOBODY else f"tokens with {who}"
        return f"What can be asked is told to {to} here: BELLWETHER_INTROSPECTION={who}."

    def dressed(self, errors: Sequence[Told], viewer: Viewer) -> Sequence[Told]:
        """Errors of an answer as this viewer may read them."""
        if is_among(self._settings.suggestions, viewer):
            return errors
        return [{**one, "message": SUGGESTION.sub("", one["message"])} for one in errors]


def is_among(who: str, viewer: Viewer) -> bool:
    """Whether a viewer is one of these; a share link never is."""
    return not viewer.is_customer and (who == EVERYBODY or who in viewer.may)


class Allowed(SchemaExtension):
    """Answers a valid document that asks for more than its viewer may with a refusal."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate

    def on_execute(self) -> Iterator[None]:
        asked = self.execution_context
        refused = self._refused()
        if refused is not None:
            asked.result = ExecutionResult(data=None, errors=[refused])
        yield

    def _refused(self) -> GraphQLError | None:
        asked = self.execution_context
        document = asked.graphql_document
        operation = document and get_operation_ast(document, asked.operation_name)
        if document is None or operation is None:
            return None  # graphql-core says why
        asked.context.operation = operation.name and operation.name.value
        parts = touched(CORE, operation, fragments_of(document))
        return self.gate.refusal_of(parts, asked.context.viewer)


def bounded(schema: Schema, gate: Gate) -> Schema:
    """The same schema, refusing what is not allowed, or leaves open what is to run."""
    limited = copy(schema)
    limited.extensions = (*schema.extensions, OneOperation, partial(Allowed, gate))
    return limited
