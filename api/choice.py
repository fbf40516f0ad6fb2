"""Which operation of a document runs: the one that is named, or the only one."""

from collections.abc import Iterator

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

UNNAMED = "Must provide operation name if query contains multiple operations."


class OneOperation(SchemaExtension):
    """Strawberry runs the first of several when none is named; GraphQL says that is an error."""

    def on_parse(self) -> Iterator[None]:
        """Before: an empty name, as forms send it, is none. After: several need one."""
        asked = self.execution_context
        # Its public name is already the first operation's, so what was sent is read where it lies.
        sent = asked._provided_operation_name  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        if not sent and isinstance(sent, str):
            sent = asked._provided_operation_name = None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        yield
        if sent is None and asked.graphql_document and operations(asked.graphql_document) > 1:
            asked.pre_execution_errors = [GraphQLError(UNNAMED)]


def operations(document: DocumentNode) -> int:
    return sum(isinstance(one, OperationDefinitionNode) for one in document.definitions)
