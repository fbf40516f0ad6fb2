"""How large a GraphQL document may be. Its size in bytes is bounded by edge.py.

Strawberry's own depth and alias limits walk every path through the fragments: twenty fragments that
each spread the next one twice keep them busy for seconds, sixty for good. Here each fragment is
measured once.
"""

from copy import copy
from typing import NamedTuple

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import ASTValidationContext
from strawberry import Schema
from strawberry.extensions import AddValidationRules, MaxTokensLimiter

from api.allowed import Allowed
from api.choice import OneOperation

MAX_TOKENS = 2000  # the largest example of ours has 250
MAX_DEPTH = 12  # account → incidents → edges → node → actionItems → edges → node → owner → name: 9
MAX_ALIASES = 30  # enough for a dashboard; each one may repeat an expensive field


class Extent(NamedTuple):
    """Levels of fields below a selection, and aliases in it, fragments opened."""

    depth: int = 0
    aliases: int = 0


class DocumentExtent(ASTValidationRule):
    """Refuses operations that are too deep or repeat too much under aliases."""

    def __init__(self, context: ASTValidationContext) -> None:
        super().__init__(context)
        self.measured: dict[str, Extent] = {}
        self.fragments: dict[str, FragmentDefinitionNode] = {}

    def enter_document(self, node: DocumentNode, *_: object) -> None:
        self.fragments = {
            definition.name.value: definition
            for definition in node.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.judge(definition)

    def judge(self, operation: OperationDefinitionNode) -> None:
        depth, aliases = self.of_set(operation.selection_set)
        if depth > MAX_DEPTH:
            message = f"The operation is {depth} levels deep; at most {MAX_DEPTH} are allowed."
            self.report_error(GraphQLError(message, operation))
        if aliases > MAX_ALIASES:
            message = f"The operation has more than {MAX_ALIASES} aliases."
            self.report_error(GraphQLError(message, operation))

    def of_set(self, selected: SelectionSetNode | None) -> Extent:
        extents = [self.of(node) for node in selected.selections] if selected else []
        return Extent(max((e.depth for e in extents), default=0), sum(e.aliases for e in extents))

    def of(self, node: SelectionNode) -> Extent:
        if isinstance(node, FragmentSpreadNode):
            return self.of_fragment(node.name.value)
        below = self.of_set(getattr(node, "selection_set", None))
        if not isinstance(node, FieldNode):
            return below
        # What the schema says of itself is deep by nature, and graphql-core bounds it.
        depth = 0 if node.name.value.startswith("__") else below.depth + 1
        return Extent(depth, below.aliases + (node.alias is not None))

    def of_fragment(self, name: str) -> Extent:
        """Unknown fragments and rings of them are nothing here: other rules refuse them."""
        if name not in self.measured and name in self.fragments:
            self.measured[name] = Extent()
            self.measured[name] = self.of_set(self.fragments[name].selection_set)
        return self.measured.get(name, Extent())


class BoundedTokens(MaxTokensLimiter):
    def __init__(self) -> None:
        super().__init__(max_token_count=MAX_TOKENS)


class BoundedExtent(AddValidationRules):
    def __init__(self) -> None:
        super().__init__([DocumentExtent])


def found_valid(core: GraphQLSchema, text: str) -> DocumentNode:
    """The document, valid by the rules that hold for requests; raises GraphQLError."""
    document = parse(text, max_tokens=MAX_TOKENS)
    for error in validate(core, document, (*specified_rules, DocumentExtent)):
        raise error
    return document


def bounded(schema: Schema) -> Schema:
    """The same schema, refusing what is too large, not allowed, or leaves open what is to run."""
    limited = copy(schema)
    limited.extensions = (*schema.extensions, OneOperation, BoundedTokens, BoundedExtent, Allowed)
    return limited
