"""What each part of the contract costs: the one place for weights and assumed sizes, with reasons.

One is what an object of an answer takes with all that belongs to it: 2 to 10 µs of a processor,
measured over a book of 5,000 accounts. What takes much more than its objects has a weight.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLDirective,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)

from engine.kinds import Type, nullable
from engine.price import Count, Rate, Values
from engine.pricing import FREE, RATE
from resolvers.paging import PAGE
from resolvers.past_health import HistoryStep

REPLAY = 300  # facts of an account as they were known, evidence and rules: 2 to 3 ms
BOOK = 5_000  # one sum over all accounts: 50 ms
CHANGE = 200  # a transaction and a judgement of the account: about 2 ms
BY_MONEY = frozenset({"ARR", "CONTRACT_VALUE_AT_RISK"})
DAYS = {HistoryStep.DAY: 1, HistoryStep.WEEK: 7, HistoryStep.MONTH: 28}


def replays(given: Values) -> int:
    return int(any(given.get(name) is not None for name in ("asOf", "knownAt")))


def portfolios(given: Values) -> int:
    """A replayed one judges accounts anew, 350 in that time; dearer, nobody could ask for it."""
    return 1 + 7 * replays(given)


def rankings_by_money(given: Values) -> int:
    """Sums over all accounts before the first row; every other order has an index."""
    orders = cast("list[dict[str, Any] | None]", given.get("orderBy") or ())
    return sum(str(order.get("field")) in BY_MONEY for order in orders if order)


def rows(given: Values) -> int:
    asked = cast("dict[str, Any]", given.get("input") or {})
    return len(asked.get("rows") or ())


def months(given: Values) -> int:
    return (given.get("weeks") or 0) // 4


class Weight(NamedTuple):
    """Of answering a field once, or as often as its arguments say."""

    number: int
    times: Count | None = None


WEIGHTS: Mapping[str, Weight] = {
    "Query.accounts": Weight(BOOK, rankings_by_money),
    "Query.portfolio": Weight(2 * BOOK, portfolios),  # reads every account with its score
    "Portfolio.byCause": Weight(BOOK),  # decodes the drivers of every account
    "Account.health": Weight(REPLAY, replays),
    "Account.renewalRisk": Weight(REPLAY, replays),
    "Contract.renewalRisk": Weight(REPLAY, replays),
    "HealthScore.changesSince": Weight(2 * REPLAY),  # before and after
    "HealthScore.evidence": Weight(5),  # all of it is decoded, however little is shown: 80 µs
    "HealthScore.rest": Weight(5),
    "RiskDriver.evidence": Weight(5),
    "Account.recentHealth": Weight(1, months),  # 2 µs for each week
    "Incident.clocks": Weight(8),  # working time between instants: 90 µs
    "Incident.recoverySteps": Weight(2),
    "Commitment.credit": Weight(2),
    "Commitment.occurrencesDue": Weight(2),
    "Commitment.occurrencesKept": Weight(2),
    "Query.noteDraft": Weight(100),  # a draft is read whole, up to a megabyte
    "Mutation.noteDraftCreate": Weight(50 * CHANGE),  # reads the note: .1 s for a long one
    "Mutation.noteDraftApply": Weight(10 * CHANGE),  # some fifty records in one transaction
    "Mutation.accountMerge": Weight(10 * CHANGE),  # every record of the one is told again
    "Mutation.reviewSeriesSchedule": Weight(5 * CHANGE),  # up to sixty reviews
    "Mutation.accountBulkSave": Weight(CHANGE // 2, rows),  # rows share a transaction
    "Mutation.contactBulkSave": Weight(CHANGE // 2, rows),
    "Mutation.contractBulkSave": Weight(CHANGE // 2, rows),
}
OF_ITSELF = {"__schema": 20_000, "__type": 200}
"All that tools ask of the contract takes .2 s, a type 2 ms; whatever is selected of it."
NONE, CHANGED = Weight(0), Weight(CHANGE)
TOTAL = Weight(10)  # counts rows it does not show: .1 ms below an account, 4 ms over all
TOTAL_COUNT = "totalCount"

SIZES: Mapping[str, int] = {
    "sources": 10,  # a record has one for each field of it that a note told
    "userErrors": 10,
    "factors": 6,  # of the model
    "clocks": 16,  # two metrics, of each start that was recorded
    "recoverySteps": 4,  # as many kinds as there are
    "slaTerms": 8,  # four severities, two metrics
    "arr": 3,  # currencies
    "contractValueAtRisk": 3,
    "externalRefs": 5,
    "attendance": 20,
    "incidents": 10,  # a meeting is about few
    "promisedTo": 5,
    "sameAs": 5,
    "dependsOn": 5,
    "changes": 20,  # fields a change changed
    "carriedCommitments": 50,  # nothing bounds them; an account seldom has more open
    "carriedActionItems": 50,
    "byBand": 5,  # bands
    "byOwner": 50,  # people who own accounts
    "byRenewalQuarter": 20,  # five years
    "byCause": 15,  # drivers of the model
    "flags": 50,  # of a long note
    "records": 100,
    "fields": 10,
    "slots": 60,  # a rule gives no more
    "conflicts": 100,  # no more are told
}
"Lists of objects without pages, by the name of the field: so many are counted."


def page(given: Values) -> int:
    """What is asked for, were it ever so large; the page itself is refused later."""
    return max(
        (given[name] for name in ("first", "last") if given.get(name) is not None), default=PAGE
    )


def ids(given: Values) -> int:
    return len(given.get("ids") or ())


def points(given: Values) -> int:
    """Days, weeks or months that lie between two days, both ends included."""
    first, last, every = (given.get(name) for name in ("from", "to", "every"))
    if not (first and last and every):
        return 0  # refused later
    return (last - first).days // DAYS[every] + 2


SIZED: Mapping[str, Count] = {
    "Query.nodes": ids,
    "Account.healthHistory": points,
    "Mutation.accountBulkSave": rows,
    "Mutation.contactBulkSave": rows,
    "Mutation.contractBulkSave": rows,
}
"What is as long as its arguments say, and not by `first` or `last`."


def rate_of(owner: str, name: str, field: GraphQLField) -> Rate:
    """What a field of the schema costs."""
    at = f"{owner}.{name}"
    usual = TOTAL if name == TOTAL_COUNT else CHANGED if owner == "Mutation" else NONE
    weight = WEIGHTS.get(at, usual)
    return Rate(weight=weight.number, times=weight.times, size=size_of(at, name, field))


def size_of(at: str, name: str, field: GraphQLField) -> Count | None:
    if at in SIZED:
        return SIZED[at]
    if "first" in field.args:
        return page
    is_list = isinstance(nullable(cast("Any", field).type), GraphQLList)
    if not is_list or name not in SIZES:
        return None
    assumed = SIZES[name]
    return lambda _: assumed


def priced(schema: GraphQLSchema) -> dict[str, str]:
    """Gives every field its rate; returns what the contract says of it, by schema coordinate."""
    schema.directives += directives()
    schema.extensions[RATE] = OF_ITSELF
    told: dict[str, str] = {}
    for type_ in schema.type_map.values():
        for name, field in fields_of(type_):
            rate = rate_of(type_.name, name, field)
            if rate == FREE:
                continue
            field.extensions[RATE] = rate
            said = [f"@cost(weight: {rate.weight})"] if rate.weight else []
            if rate.size and name in SIZES and "first" not in field.args:
                said.append(f"@listSize(assumedSize: {SIZES[name]})")
            if said:
                told[f"{type_.name}.{name}"] = " ".join(said)
    return told


def fields_of(type_: Type) -> Iterable[tuple[str, GraphQLField]]:
    is_object = isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
    return cast("Any", type_).fields.items() if is_object else ()


def directives() -> tuple[GraphQLDirective, ...]:
    """As clients find them in the contract."""
    number = GraphQLArgument(GraphQLNonNull(GraphQLInt))
    return tuple(
        GraphQLDirective(
            name, [DirectiveLocation.FIELD_DEFINITION], {argument: number}, description=told
        )
        for name, argument, told in (
            ("cost", "weight", "What answering this once costs beside its objects, which are 1."),
            ("listSize", "assumedSize", "So many items are counted of a list without pages."),
        )
    )
