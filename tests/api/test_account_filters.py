"""Filters, held against a plain filter in Python over all rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.verdicts import HealthBand
from domain.vocabulary import Audience, IncidentStatus, RecordType, Severity
from models.account import Account, User
from models.base import Base
from resolvers.context import Viewer
from resolvers.filters import MOST_TESTS
from resolvers.ids import RecordKey, global_id
from tests.api import records
from tests.api.asking import Asker, asker

NOW = datetime(2025, 3, 10, 20, tzinfo=UTC)  # the 11th in Auckland
ZONE = "Pacific/Auckland"
TODAY = date(2025, 3, 11)
NAMES = ["Alpha", "alp", "Beta 10%", "beta_", "Gamma"]
LISTED = (
    "query($f: AccountFilter) { accounts(first: 100, filter: $f) { totalCount nodes { name id } } }"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the plain filter knows of one account."""

    id: str
    name: str
    segment: str | None
    people: tuple[str | None, str | None]
    band: HealthBand | None
    health: float | None
    risk: float | None
    renewal: date | None
    notice: date | None
    incidents: tuple[Mapping[str, Any], ...]
    promises: tuple[Mapping[str, Any], ...]


def account_id(account: Account) -> str:
    return global_id(RecordKey(RecordType.ACCOUNT, None, account.id))


def user_id(user: User) -> str:
    return global_id(RecordKey(RecordType.USER, None, user.id))


def customer(n: int, users: list[User]) -> tuple[list[Base], Known]:
    """The n-th account with its rows, each a little different from the last."""
    owner, csm = ([*users, None][n % 3], [None, *users][n // 3 % 3])
    segment = [None, "SMB", "Enterprise"][n // 2 % 3]
    account = records.account(
        name=f"{NAMES[n % 5]}{n}",
        segment=segment,
        owner_id=owner and owner.id,
        csm_id=csm and csm.id,
    )
    incidents = tuple(
        {"status": list(IncidentStatus)[(n + i) % 4], "severity": list(Severity)[(n * i) % 4]}
        for i in range(n % 3)
    )
    promises = tuple(
        {"audience": list(Audience)[(n + i) % 2], "due": TODAY + timedelta(days=n - 20 + i)}
        for i in range(n % 4)
    )
    score = stored_score(n) if n != WITHOUT_SCORE else {}
    rows: list[Base] = [account, *(records.incident(account, **given) for given in incidents)]
    rows += [records.commitment(account, audience=p["audience"], due_on=p["due"]) for p in promises]
    rows += [records.score(account, **score)] if score else []
    known = Known(
        id=account_id(account),
        name=account.name,
        segment=segment,
        people=(owner and user_id(owner), csm and user_id(csm)),
        band=score.get("band"),
        health=score.get("value"),
        risk=score.get("probability"),
        renewal=score.get("renewal_date"),
        notice=score.get("notice_deadline"),
        incidents=incidents,
        promises=promises,
    )
    return rows, known


def stored_score(n: int) -> dict[str, Any]:
    return {
        "value": n * 2.5,
        "band": list(HealthBand)[n % 5],
        "probability": None if n % 6 == 0 else n / 40,
        "renewal_date": None if n % 7 == 0 else TODAY + timedelta(days=n - 20),
        "notice_deadline": None if n % 4 == 0 else TODAY + timedelta(days=5 * (n % 5) - 10),
    }


WITHOUT_SCORE = 39
USERS = [records.user(name=name, email=f"{name}@x") for name in "uv"]
BOOK = [customer(n, USERS) for n in range(40)]
KNOWN = [known for _, known in BOOK]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    viewer = Viewer(user_id=USERS[0].id, time_zone=ZONE)
    path: Path = tmp_path_factory.mktemp("filters")
    rows = [row for own, _ in BOOK for row in own]
    return asker(path, *USERS, *rows, now=NOW, viewer=viewer)


def lower(text: str) -> str:
    return text.lower()


COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, asked: value == asked,
    "in": lambda value, asked: value in asked,
    "gt": lambda value, asked: value > asked,
    "gte": lambda value, asked: value >= asked,
    "lt": lambda value, asked: value < asked,
    "lte": lambda value, asked: value <= asked,
    "contains": lambda value, asked: lower(asked) in lower(value),
    "startsWith": lambda value, asked: lower(value).startswith(lower(asked)),
    "nextDays": lambda value, asked: TODAY <= value <= TODAY + timedelta(days=asked),
    "lastDays": lambda value, asked: TODAY - timedelta(days=asked) <= value <= TODAY,
}


def holds(value: Any, asked: Mapping[str, Any]) -> bool:
    """A comparison with nothing holds never, but for isNull."""
    return all(
        (value is None) is wanted
        if how == "isNull"
        else value is not None and COMPARE[how](value, as_day(value, wanted))
        for how, wanted in asked.items()
    )


def as_day(value: Any, wanted: Any) -> Any:
    is_day = isinstance(value, date) and isinstance(wanted, str)
    return date.fromisoformat(wanted) if is_day else wanted


def incident_passes(incident: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    return all(
        incident[name] in wanted
        if name in incident
        else nested(incident, name, wanted, incident_passes)
        for name, wanted in asked.items()
    )


def promise_passes(promise: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    due, audience = asked.get("dueOn", {}), asked.get("audience", promise["audience"])
    return holds(promise["due"], due) and promise["audience"] == audience


def nested(row: Any, name: str, asked: Any, passes: Callable[[Any, Any], bool]) -> bool:
    if name == "and":
        return all(passes(row, one) for one in asked)
    if name == "or":
        return any(passes(row, one) for one in asked)
    assert name == "not"
    return not passes(row, asked)


def passes(account: Known, asked: Mapping[str, Any]) -> bool:
    """The same filter, in Python."""
    for name, wanted in asked.items():
        if name == "mine":
            ok = (user_id(USERS[0]) in account.people) is wanted
        elif name == "incidentsSome":
            ok = any(incident_passes(incident, wanted) for incident in account.incidents)
        elif name == "commitmentsSome":
            ok = any(promise_passes(promise, wanted) for promise in account.promises)
        elif name in COLUMNS:
            ok = holds(COLUMNS[name](account), wanted)
        else:
            ok = nested(account, name, wanted, passes)
        if not ok:
            return False
    return True


COLUMNS: Mapping[str, Callable[[Known], Any]] = {
    "name": lambda account: account.name,
    "segment": lambda account: account.segment,
    "owner": lambda account: account.people[0],
    "band": lambda account: account.band,
    "health": lambda account: account.health,
    "riskProbability": lambda account: account.risk,
    "renewalDate": lambda account: account.renewal,
    "noticeDeadline": lambda account: account.notice,
}
DAYS = st.dates(TODAY - timedelta(days=25), TODAY + timedelta(days=25)).map(date.isoformat)
SPANS = st.integers(0, 20)
TEXTS = st.fixed_dictionaries(
    {},
    optional={
        "eq": st.sampled_from(["Alpha0", "SMB"]),
        "in": st.lists(st.sampled_from(["SMB", "Enterprise", "alp1", "Beta 10%2"]), max_size=3),
        "contains": st.sampled_from(["a", "BETA", "%", "_", "1", ""]),
        "startsWith": st.sampled_from(["al", "B", "%", "SM"]),
        "isNull": st.booleans(),
    },
)
NUMBERS = st.fixed_dictionaries(
    {},
    optional={
        how: st.sampled_from([0.0, 0.25, 0.5, 25.0, 50.0]) for how in ("gt", "gte", "lt", "lte")
    },
)
DATES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("eq", "gt", "gte", "lt", "lte"), DAYS),
        "nextDays": SPANS,
        "lastDays": SPANS,
        "isNull": st.booleans(),
    },
)
IDS = st.sampled_from([user_id(user) for user in USERS])
CHOICES = st.lists(st.sampled_from([band.value for band in HealthBand]), max_size=3)
Asked = st.SearchStrategy[dict[str, Any]]


def combined(inner: Asked) -> Asked:
    lists = st.lists(inner, max_size=2)
    return st.fixed_dictionaries({}, optional={"and": lists, "or": lists, "not": inner})


STATES = st.lists(st.sampled_from([status.value for status in IncidentStatus]), max_size=2)
SEVERITIES = st.lists(st.sampled_from([severity.value for severity in Severity]), max_size=2)
PLAIN_INCIDENT: Asked = st.fixed_dictionaries(
    {}, optional={"status": STATES, "severity": SEVERITIES}
)
INCIDENTS: Asked = st.recursive(PLAIN_INCIDENT, combined, max_leaves=3)
PROMISES: Asked = st.fixed_dictionaries(
    {}, optional={"audience": st.sampled_from([a.value for a in Audience]), "dueOn": DATES}
)
PLAIN: Asked = st.fixed_dictionaries(
    {},
    optional={
        "mine": st.booleans(),
        "name": TEXTS,
        "segment": TEXTS,
        "owner": st.fixed_dictionaries({}, optional={"eq": IDS, "in": st.lists(IDS, max_size=2)}),
        "band": st.fixed_dictionaries(
            {}, optional={"eq": CHOICES.filter(bool).map(min), "in": CHOICES}
        ),
        "health": NUMBERS,
        "riskProbability": NUMBERS,
        "renewalDate": DATES,
        "noticeDeadline": DATES,
        "incidentsSome": INCIDENTS,
        "commitmentsSome": PROMISES,
    },
)


def size_of(asked: Any) -> int:
    """How many tests a filter holds, and not fewer."""
    if isinstance(asked, dict):
        return sum(map(size_of, cast("dict[str, Any]", asked).values()))
    if isinstance(asked, list) and asked and isinstance(asked[0], dict):
        return sum(map(size_of, cast("list[Any]", asked)))
    return 2  # `mine` looks at two columns


FILTERS: Asked = st.recursive(
    PLAIN,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "and": st.lists(inner, max_size=2),
            "or": st.lists(inner, max_size=3),
            "not": inner,
            "name": TEXTS,
        },
    ),
    max_leaves=4,
).filter(lambda asked: size_of(asked) <= MOST_TESTS)


@given(asked=FILTERS)
@settings(deadline=None, max_examples=100)
async def test_a_filter_finds_what_a_plain_filter_over_all_rows_finds(
    ask: Asker, asked: dict[str, Any]
) -> None:
    found = (await ask(LISTED, f=asked))["accounts"]

    expected = sorted(account.name for account in KNOWN if passes(account, asked))
    assert sorted(node["name"] for node in found["nodes"]) == expected
    assert found["totalCount"] == len(expected)


async def test_days_are_those_of_the_viewers_zone(ask: Asker) -> None:
    found = (await ask(LISTED, f={"renewalDate": {"nextDays": 0}}))["accounts"]["nodes"]

    assert [node["name"] for node in found] == [a.name for a in KNOWN if a.renewal == TODAY]


async def test_mine_without_a_user_is_an_error_and_not_an_empty_list(ask: Asker) -> None:
    nobody = Asker(path=ask.path, now=NOW)

    result = await nobody.result(LISTED, f={"mine": True})

    assert [error.message for error in result.errors or ()] == [
        "mine: no user is asking; send a user's token or, without tokens, set BELLWETHER_VIEWER"
    ]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"owner": {"eq": KNOWN[0].id}}, "INVALID_ID"),
        ({"owner": {"in": ["nonsense"]}}, "INVALID_ID"),
        ({"renewalDate": {"nextDays": -1}}, "INVALID"),
        ({"renewalDate": {"lastDays": 10**6}}, "INVALID"),
        ({"name": {"in": ["a"] * 1001}}, "INVALID"),
        ({"and": [{"health": {"gt": 0.0, "lt": 1.0}}] * 51}, "INVALID"),
    ],
)
async def test_a_filter_that_cannot_be_is_refused(
    ask: Asker, asked: dict[str, Any], code: str
) -> None:
    assert await ask.code(LISTED, f=asked) == code


async def test_a_filter_is_nested_only_so_deep(ask: Asker) -> None:
    deep: dict[str, Any] = {"name": {"eq": "x"}}
    for _ in range(6):
        deep = {"not": deep}
    assert await ask(LISTED, f=deep)

    for _ in range(4):
        deep = {"not": deep}
    assert await ask.code(LISTED, f=deep) == "INVALID"


async def test_filters_that_differ_in_values_alone_share_a_statement(ask: Asker) -> None:
    await ask(LISTED, f={"health": {"gt": 1.0}})
    first = list(ask.texts)

    await ask(LISTED, f={"health": {"gt": 99.0}})

    assert ask.texts == first
