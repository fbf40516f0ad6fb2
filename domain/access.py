"""Who may do what: what a token is good for, and what our people are."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """What a token is good for."""

    READ = "READ"
    WRITE = "WRITE"
    REVIEWS_WRITE = "REVIEWS_WRITE"
    NOTES_WRITE = "NOTES_WRITE"
    ADMIN = "ADMIN"


class UserRole(StrEnum):
    """Which accounts one of our people sees: all, a team's, or the own book."""

    ADMIN = "ADMIN"
    LEAD = "LEAD"
    MEMBER = "MEMBER"


IMPLIED = {
    Scope.ADMIN: frozenset(Scope),
    Scope.WRITE: frozenset({Scope.WRITE, Scope.REVIEWS_WRITE}),
}
"""Who may write may schedule reviews. Nobody may claim what was known earlier, or that something
never was, without NOTES_WRITE; and a script may write without being able to read."""


def implied(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """All that these scopes allow."""
    return frozenset(one for scope in scopes for one in IMPLIED.get(scope, (scope,)))


def counted(scopes: Iterable[Scope], *, sees_all: bool) -> tuple[Scope, ...]:
    """Those that count, in one order: ADMIN only for who sees every account anyway."""
    said = set(scopes)
    return tuple(one for one in Scope if one in said and (sees_all or one is not Scope.ADMIN))
