"""Running a plan: what one operation has read so far, and what becomes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn, Protocol, cast

from engine.arguments import NO_LITERALS, NO_VARIABLES, Given, Literals, Site, Variables
from engine.fields import BatchContext, Kept, Place
from engine.reads import Bound, Key, Reads
from engine.tree import Fetch

Code = Callable[["Run", Any], Reads[Any]]
NOTHING: Mapping[Key, Any] = {}


class Irregular(Exception):
    """An error, or a null where none may be: graphql-core completes the answer."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of a plan."""

    context: BatchContext
    variables: Variables
    given: Sequence[Given] = ()
    bound: dict[int, Bound] = field(default_factory=dict)
    "As in `Spelt`."
    done: dict[Place, Kept] = field(default_factory=dict)
    "What each root field of a mutation gave, or how one failed."
    read: list[tuple[Fetch, list[Key], Mapping[Key, Any]]] = field(default_factory=list)
    "What each batch read gave."
    at: Fetch | None = None
    "What is being read,"
    keys: list[Key] = field(default_factory=list)
    "for these parents."
    answer: Any = None
    failure: Exception | None = None
    "Why graphql-core must complete the answer."

    def arguments(self, site: int) -> Mapping[str, Any]:
        return self.given[site](self.variables)

    @property
    def kept(self) -> dict[Place, Kept]:
        """What was done, what each batch read gave, and how one failed: for graphql-core."""
        read = {(place.parent, place.path): Kept(keys, found) for place, keys, found in self.read}
        kept = self.done | read
        if self.at is not None and self.failure is not None:
            failed = Kept(self.keys, self.failure, self.failure.__traceback__)
            kept[self.at.parent, self.at.path] = failed
        return kept


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False, kw_only=True)
class Plan:
    """How one operation is answered, or the value of one root field completed."""

    code: Code
    python: str
    "The same as text."
    fetches: Sequence[Fetch]
    sites: Sequence[Site]

    def spelt(self, literals: Literals = NO_LITERALS) -> "Spelt":
        """What a text with these literals asks for."""
        given = tuple(site.given(literals) for site in self.sites)
        bound = {
            fetch.site: bound_to(fetch, given[fetch.site])
            for fetch in self.fetches
            if fetch.is_bound
        }
        return Spelt(given, bound)


class Spelt(NamedTuple):
    """A plan with the literals of one text."""

    given: Sequence[Given]
    "How the arguments of each site come about."
    bound: dict[int, Bound]
    "The reads that know theirs, by site."


def bound_to(fetch: Fetch, given: Given) -> Bound:
    """The batch read of a place where no variable stands; what is wrong is told when it is run."""
    batch, ask = fetch.answer.batch, fetch.ask
    try:
        return cast("Any", batch.bind)(ask, **given(NO_VARIABLES))
    except Exception:  # noqa: BLE001 - then it is raised again, where there is somebody to tell
        return lambda keys, context: batch.read(keys, ask, context, **given(NO_VARIABLES))


class Spelling(Protocol):
    """A text that a plan answers."""

    def spelt(self, plan: Plan) -> Spelt: ...


def answer(
    plan: Plan, run: Run, text: Spelling, *, root: Any, then: Callable[[Any], Any]
) -> Reads[Run]:
    """Run it: afterwards `run.answer` is what `then` makes of the data, or `run.failure` is set."""
    try:
        run.given, run.bound = text.spelt(plan)
        run.answer = then((yield from plan.code(run, root)))
    except Exception as error:  # noqa: BLE001 - graphql-core tells what it is about
        run.failure = error
    return run


def read(run: Run, place: Fetch, keys: list[Key], found: Mapping[Key, Any]) -> Mapping[Key, Any]:
    """What a batch read gave; raises Irregular where that is an error."""
    run.at = None
    run.read.append((place, keys, found))
    if len(found) > len(keys):  # more than was asked for; what is wrong with it is nobody's
        found = {key: found[key] for key in keys if key in found}
    for value in found.values():
        if isinstance(value, Exception):
            raise Irregular from value
    return found


def as_it_is(data: Any) -> Any:
    return data


def null() -> NoReturn:
    raise Irregular("null where none may be")
