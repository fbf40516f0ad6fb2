"""How large a request may be: told before anything costly looks at it."""

from collections.abc import Mapping
from typing import Any, cast

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, specified_rules, validate
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.extent import size_of, tokens_of
from api.failures import RequestError
from api.settings import Settings

MOST_REASONS = 5
"Why a document is not valid; graphql-core adds that there are more."
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
"Those Strawberry goes by."
LONGEST_NAME = 200  # characters: ours have 30, and the parser goes one by one
DEEPEST_VALUE = 32  # levels of a variable: a filter inside of filters has some ten


class Limits:
    """Of documents and of variables, as the operator has set them."""

    def __init__(self, settings: Settings) -> None:
        self._set = settings

    def refuse_long(self, text: str) -> None:
        """Raises RequestError for a document that takes too long to be read at all."""
        most = self._set.document_limit
        if len(text) > most:
            raise RequestError(
                f"A document has at most {most:,} characters; send long texts as variables."
            )

    def refuse_large(self, text: str) -> int:
        """The tokens of a document; raises RequestError where there is too much of anything.

        Raises GraphQLSyntaxError where something is none.
        """
        self.refuse_long(text)
        most = self._set
        tokens = tokens_of(text, most.token_limit)
        refuse(len(tokens), most.token_limit, "A document has at most {1} tokens.")
        longest = max((len(token) for token in tokens if token[0] != '"'), default=0)
        refuse(longest, LONGEST_NAME, "A name or a number has {} characters; at most {} are read.")
        size = size_of(tokens)
        depth, aliases, fields, roots = size.extent
        refuse(depth, most.depth_limit, "The operation is {} levels deep; at most {} are allowed.")
        refuse(aliases, most.alias_limit, "The operation has {} aliases; at most {} are allowed.")
        refuse(size.repeats, most.alias_limit, "{} fields are selected twice; at most {} may be.")
        refuse(fields, most.field_limit, "The operation has {} fields; at most {} are allowed.")
        refuse(roots, most.mutation_limit, "{} changes at once; at most {} are allowed.")
        refuse(size.directives, most.directive_limit, "{} directives; at most {} are allowed.")
        if size.ring:
            raise RequestError(f"Cannot spread fragment '{size.ring}' within itself.")
        return len(tokens)

    def refuse_values(self, variables: Mapping[str, Any]) -> None:
        """Raises RequestError for more values than any input takes, or for deeper ones."""
        for value in variables.values():
            if isinstance(value, dict | list):
                self._refuse_values(variables)
                return

    def _refuse_values(self, variables: Mapping[str, Any]) -> None:
        most = self._set.variable_limit
        values, level = 0, list[Any]([variables])
        for _ in range(DEEPEST_VALUE):
            inside: list[Any] = []
            for value in level:
                if isinstance(value, dict):
                    inside.extend(cast("dict[str, Any]", value).values())
                elif isinstance(value, list):
                    inside.extend(cast("list[Any]", value))
                if values + len(inside) > most:
                    raise RequestError(f"Variables have at most {most:,} values.")
            if not inside:
                return
            values, level = values + len(inside), inside
        raise RequestError(f"Variables have at most {DEEPEST_VALUE} levels.")


def refuse(found: int, most: int, told: str) -> None:
    if found > most:
        raise RequestError(told.format(found, most))


def found_valid(core: GraphQLSchema, text: str, limits: Limits) -> DocumentNode:
    """The document, valid by the rules that hold for requests.

    Raises GraphQLError, and RequestError for one that is too large.
    """
    limits.refuse_large(text)
    document = parse(text)
    for error in broken(core, document):
        raise error
    return document


def broken(core: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Why it is not valid, as far as anybody reads: finding it out takes 10 ms for each reason."""
    return validate(core, document, RULES, max_errors=MOST_REASONS)
