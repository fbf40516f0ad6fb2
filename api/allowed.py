"""Whether a viewer may ask for what a document says: decided before any of it runs.

What an operation needs is worked out once; then it is one comparison of two small sets.
"""

from collections.abc import Iterator

from graphql import ExecutionResult, FragmentDefinitionNode, GraphQLError, get_operation_ast
from strawberry.extensions import SchemaExtension

from domain.access import Scope
from domain.vocabulary import Audience
from engine.documents import Operation
from engine.touched import touched
from resolvers.context import Viewer
from schema.root import CORE, FOR_CUSTOMERS, SCOPES

INTERNAL = frozenset({Audience.INTERNAL})
NOT_VALID = (
    "This is not valid for a share link, which may ask for what the contract marks"
    " @audience(audience: CUSTOMER)."
)
"Of all that is wrong with a customer's document: more would tell what else there is."


def needed(parts: frozenset[str]) -> frozenset[Scope | Audience]:
    """The scopes these parts of the schema take, and INTERNAL if one is not for customers."""
    scopes = frozenset(SCOPES[part] for part in parts if part in SCOPES)
    return scopes if parts <= FOR_CUSTOMERS else scopes | INTERNAL


def is_allowed(operation: Operation, viewer: Viewer) -> bool:
    """Whether this viewer may ask for all of it."""
    return operation.judged(needed) <= viewer.may


def refusal_of(parts: frozenset[str], viewer: Viewer) -> GraphQLError | None:
    """What this viewer may not ask for; None where it is nothing."""
    if needed(parts) <= viewer.may:
        return None
    if viewer.is_customer:
        named = sorted(parts - FOR_CUSTOMERS)
        message = f"A share link does not show this: {', '.join(named)}."
        return GraphQLError(message, extensions={"code": "FORBIDDEN", "fields": named})
    lacking: dict[Scope, list[str]] = {}
    for part in sorted(parts):
        scope = SCOPES.get(part)
        if scope is not None and scope not in viewer.may:
            lacking.setdefault(scope, []).append(part)
    said = "; ".join(f"{', '.join(of)} takes {scope}" for scope, of in lacking.items())
    told = {"code": "FORBIDDEN", "missingScopes": sorted(lacking)}
    return GraphQLError(f"Your token does not allow this: {said}.", extensions=told)


class Allowed(SchemaExtension):
    """Answers a valid document that asks for more than its viewer may with a refusal."""

    def on_validate(self) -> Iterator[None]:
        yield
        asked = self.execution_context
        errors = asked.pre_execution_errors
        if errors and asked.context.viewer.is_customer:
            errors[:] = [GraphQLError(NOT_VALID)]  # in place: they are in the answer already

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
        fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        return refusal_of(touched(CORE, operation, fragments), asked.context.viewer)
