"""Documents nobody has found valid yet: the cheapest look comes first, and what it finds is kept.

Measured by their tokens, then parsed, then priced, then found valid: each takes several times what
the one before takes, and few that are refused get as far as the last.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    get_operation_ast,
    parse,
)

from api.asked import Asked, refuse_controls
from api.charge import Charge
from api.failures import Refused, RequestError, Told, explained, named
from api.limits import Limits, broken
from domain.errors import CostLimitExceeded
from engine.lru import Lru
from engine.price import Price
from engine.pricing import price_before_validation

MOST = 1_000  # refused documents; a client that is wrong sends few, again and again
HEAVIEST = 1_000_000  # characters of them, and of what is told of them
EMPTY = 500  # characters that a short one weighs
READING = frozenset({OperationType.QUERY})
CHANGING = READING | {OperationType.MUTATION}


class Kept(NamedTuple):
    """A refusal, without anything of the request that led to it."""

    errors: Sequence[Told]
    by_rules: bool = False
    operation: str | None = None
    "The one of this name is refused, without variables; None: all are, whatever is given."


class Newcomers:
    """Reads what is new, and refuses at once what was refused before."""

    def __init__(self, core: GraphQLSchema, limits: Limits) -> None:
        self._core = core
        self._limits = limits
        self._refused: Lru[str, Kept] = Lru(most=MOST, heaviest=HEAVIEST)

    def refuse_again(self, text: str, asked: Asked, charge: Charge) -> None:
        """Raises Refused for what was refused before; raises RateLimited for it as well."""
        kept = self._refused.get(text)
        if kept and (kept.operation is None or is_same(kept.operation, asked)):
            charge.look()
            raise Refused(kept.errors, by_rules=kept.by_rules)

    def read(
        self, text: str, asked: Asked, charge: Charge, *, may_change: bool
    ) -> DocumentNode | None:
        """The document, valid and not too dear; raises Refused, RateLimited and HTTPException.

        None where it has no operation that may be run at all; who is to run it says so.
        """
        charge.look()
        refuse_controls(text)
        document = self._parsed(text, charge)
        operation = get_operation_ast(document, asked.name)
        if operation is None or operation.operation not in (CHANGING if may_change else READING):
            return None
        given = asked.variables or {}
        price = partial(price_before_validation, self._core, document, operation, given)
        self._refuse_dear(text, asked, charge, price)
        if errors := broken(self._core, document):
            raise self._refusal(text, Kept(told_of(errors), by_rules=True))
        return document

    def _parsed(self, text: str, charge: Charge) -> DocumentNode:
        try:
            charge.read(self._limits.refuse_large(text))
            return parse(text)
        except RequestError as why:
            raise self._refusal(text, Kept(why.errors)) from why
        except GraphQLError as why:
            raise self._refusal(text, Kept(told_of([why]))) from why

    def _refuse_dear(
        self, text: str, asked: Asked, charge: Charge, price: Callable[[], Price]
    ) -> None:
        try:
            charge.refuse_dear(price)
        except CostLimitExceeded as why:
            errors = [named(why)]
            if asked.variables:
                raise Refused(errors) from why
            raise self._refusal(text, Kept(errors, operation=asked.name or "")) from why

    def _refusal(self, text: str, kept: Kept) -> Refused:
        weight = EMPTY + len(text) + sum(len(error["message"]) for error in kept.errors)
        self._refused.put(text, kept, weight=weight)
        return Refused(kept.errors, by_rules=kept.by_rules)


def is_same(operation: str, asked: Asked) -> bool:
    return not asked.variables and operation == (asked.name or "")


def told_of(errors: Iterable[GraphQLError]) -> list[Told]:
    return [explained(error, "") for error in errors]
