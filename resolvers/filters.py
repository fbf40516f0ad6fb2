"""A client's filter becomes a shape, which picks the statement, and values, bound to it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NoReturn, Protocol, Self, TypeVar

from sqlalchemy import ColumnElement, FromClause, Table, and_, bindparam, func, or_, select, true
from sqlalchemy import false as never

from domain.errors import InvalidInput
from engine.sql import one_of
from resolvers.context import Context

DEEPEST = 8
"Filters nested deeper than this are not written by people."
MOST_TESTS = 100
"Tests in one filter; SQLite's own limit is an expression a thousand deep."
LONGEST_LIST = 1000
FEW = 8
"Values of a list that are parameters of their own: SQLite takes 50 us to open a list in JSON."
MOST_DAYS = 36_500
"A century either way keeps every relative date on the calendar."

Test = tuple[Any, ...]
"all/any/not of tests, some(relation, test), or (comparison, column, bind)."
Term = Callable[[FromClause], ColumnElement[Any]]
"A column worked out from those of a row; `:now` and `:today` may stand in it."

EVERY: Final[Test] = ("all",)


@dataclass(kw_only=True)
class StringFilter:
    """contains and startsWith take a-z and A-Z for the same letters."""

    eq: str | None = None
    in_: list[str] | None = None
    contains: str | None = None
    starts_with: str | None = None
    is_null: bool | None = None


@dataclass(kw_only=True)
class FloatFilter:
    gt: float | None = None
    gte: float | None = None
    lt: float | None = None
    lte: float | None = None


@dataclass(kw_only=True)
class DateFilter:
    eq: date | None = None
    gt: date | None = None
    gte: date | None = None
    lt: date | None = None
    lte: date | None = None
    next_days: int | None = None
    last_days: int | None = None
    is_null: bool | None = None


@dataclass(kw_only=True)
class IdFilter:
    eq: str | None = None
    in_: list[str] | None = None


class Nested(Protocol):
    """A filter made of filters."""

    @property
    def and_(self) -> Sequence[Self] | None: ...
    @property
    def or_(self) -> Sequence[Self] | None: ...
    @property
    def not_(self) -> Self | None: ...


F = TypeVar("F", bound=Nested)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """`shape` picks the statement, `given` is bound, `asked` ties cursors to the filter."""

    shape: Test = EVERY
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])
    asked: object = None


ALL_ROWS: Final = Where()


class DependsOnAsker(Exception):
    """A filter means something else to somebody else, or tomorrow."""


class Anybody:
    """Stands for the context where a filter is worked out for everybody."""

    def __getattr__(self, name: str) -> NoReturn:
        raise DependsOnAsker(name)


class Asked:
    """Collects the values of one filter while its tests are written down."""

    def __init__(self, context: Context | Anybody) -> None:
        self.context = context
        self.given: dict[str, Any] = {}
        self.tests = 0
        self.depth = 0

    def where(self, test: Test, asked: object) -> Where:
        """The finished filter; `asked` is the filter as the client wrote it."""
        return Where(shape=test, given=self.given, asked=asked)

    def compare(self, how: str, column: str, value: object) -> Test:
        """One test, or none when the client left the value out."""
        return EVERY if value is None else self._test(how, column, self._named(value))

    def among(self, column: str, values: Sequence[Any] | None) -> Test:
        """The column is one of the values; an empty list is none of them."""
        if values is None:
            return EVERY
        if len(values) > LONGEST_LIST:
            raise InvalidInput(f"A list in a filter holds at most {LONGEST_LIST} values")
        if 0 < len(values) <= FEW:
            return self._test("few", column, tuple(map(self._named, values)))
        return self._test("in", column, self._named(list(values)))

    def _test(self, how: str, column: str, bound: str | tuple[str, ...]) -> Test:
        self.tests += 1
        if self.tests > MOST_TESTS:
            raise InvalidInput(f"A filter holds at most {MOST_TESTS} tests")
        return (how, column, bound)

    def _named(self, value: object) -> str:
        name = f"value{len(self.given)}"
        self.given[name] = value
        return name

    def equal(self, column: str, value: object) -> Test:
        return self.compare("eq", column, value)

    def null(self, column: str, wanted: bool | None) -> Test:  # noqa: FBT001 - the client's own word
        if wanted is None:
            return EVERY
        return ("null", column) if wanted else ("not", ("null", column))

    def mine(self, mine: bool | None, *columns: str) -> Test:  # noqa: FBT001 - the client's own word
        """One of the columns holds the viewer; raises InvalidInput when the viewer is nobody."""
        if mine is None:
            return EVERY
        user = self.context.viewer.user_id
        if user is None:
            raise InvalidInput(
                "mine: no user is asking; send a user's token or, without tokens,"
                " set BELLWETHER_VIEWER"
            )
        test = either(self.equal(column, user) for column in columns)
        return test if mine else ("not", test)

    def text(self, column: str, f: StringFilter | None) -> Test:
        if f is None:
            return EVERY
        return every(
            self.equal(column, f.eq),
            self.among(column, f.in_),
            self.compare("contains", column, f.contains),
            self.compare("starts", column, f.starts_with),
            self.null(column, f.is_null),
        )

    def range(self, column: str, f: FloatFilter | DateFilter | None) -> Test:
        if f is None:
            return EVERY
        return every(*(self.compare(how, column, getattr(f, how)) for how in RANGES))

    def day(self, column: str, f: DateFilter | None) -> Test:
        """A column that holds a day of the calendar."""
        if f is None:
            return EVERY
        return every(
            self.equal(column, f.eq),
            self.range(column, f),
            self._days(column, f.next_days, ahead=True),
            self._days(column, f.last_days, ahead=False),
            self.null(column, f.is_null),
        )

    def _days(self, column: str, days: int | None, *, ahead: bool) -> Test:
        if days is None:
            return EVERY
        if not 0 <= days <= MOST_DAYS:
            raise InvalidInput(f"nextDays and lastDays lie between 0 and {MOST_DAYS}")
        today, span = self.context.today, timedelta(days=days)
        low, high = (today, today + span) if ahead else (today - span, today)
        return every(self.compare("gte", column, low), self.compare("lte", column, high))

    def nested(self, f: F, tests: Callable[[F], Test]) -> Test:
        """A filter's own and, or, not; `tests` writes down what such a filter asks for."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise InvalidInput(f"A filter is nested at most {DEEPEST} deep")
        found = every(
            every(*(tests(inner) for inner in f.and_ or ())),
            EVERY if f.or_ is None else either(tests(inner) for inner in f.or_),
            EVERY if f.not_ is None else ("not", tests(f.not_)),
        )
        self.depth -= 1
        return found


def every(*tests: Test) -> Test:
    """All of them hold; without any it holds."""
    kept = [test for test in tests if test != EVERY]
    return kept[0] if len(kept) == 1 else ("all", *kept)


def either(tests: Iterable[Test]) -> Test:
    """One of them holds; without any it does not."""
    return ("any", *tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What tests may name: a table's columns, terms worked out from them, and related tables."""

    table: Table
    terms: Mapping[str, Term] = field(default_factory=dict[str, Term])
    related: Mapping[str, "Related"] = field(default_factory=dict[str, "Related"])

    def column(self, rows: FromClause, name: str) -> ColumnElement[Any]:
        """A term, or the column of that name."""
        term = self.terms.get(name)
        return rows.c[name] if term is None else term(rows)

    def condition(self, test: Test, rows: FromClause) -> ColumnElement[bool]:
        """The test in SQL. Unknown is no: `not` turns a comparison with null into yes."""
        match test:
            case ("all", *tests):
                return and_(true(), *(self.condition(t, rows) for t in tests))
            case ("any", *tests):
                return or_(never(), *(self.condition(t, rows) for t in tests))
            case ("not", inner):
                return func.coalesce(self.condition(inner, rows), 0) == 0
            case ("some", name, inner):
                return self.related[str(name)].exists(inner, rows)
            case ("null", name):
                return self.column(rows, str(name)).is_(None)
            case (how, name, bound):
                return COMPARE[str(how)](self.column(rows, str(name)), bound)
            case _:
                raise AssertionError(test)


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Rows of another table that belong to a row: `by` of theirs holds `key` of ours."""

    source: Source
    by: str
    key: str = "id"

    def exists(self, test: Test, rows: FromClause) -> ColumnElement[bool]:
        """At least one of them passes the test."""
        theirs = self.source.table.alias()
        same = theirs.c[self.by] == rows.c[self.key]
        return select(1).where(same, self.source.condition(test, theirs)).exists()


def _bound(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=column.type)


RANGES = ("gt", "gte", "lt", "lte")
COMPARE: Mapping[str, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    "eq": lambda column, name: column == _bound(column, name),
    "gt": lambda column, name: column > _bound(column, name),
    "gte": lambda column, name: column >= _bound(column, name),
    "lt": lambda column, name: column < _bound(column, name),
    "lte": lambda column, name: column <= _bound(column, name),
    "in": lambda column, name: one_of(column, name=name),
    "few": lambda column, names: column.in_([_bound(column, name) for name in names]),
    "contains": lambda column, name: (
        func.instr(func.lower(column), func.lower(_bound(column, name))) > 0
    ),
    "starts": lambda column, name: (
        func.instr(func.lower(column), func.lower(_bound(column, name))) == 1
    ),
}
