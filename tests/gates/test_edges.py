"""Each thing that must happen in one place happens in that place: one rule per real mistake."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pytest

PRODUCT = ("domain/", "engine/", "models/", "resolvers/", "schema/", "api/", "cli/", "server.py")


class Rule(NamedTuple):
    """Names that may be written in some places only, and why."""

    names: frozenset[str]
    places: tuple[str, ...]
    why: str


CLOCK = Rule(
    frozenset(
        {
            "datetime.now",
            "datetime.utcnow",
            "datetime.today",
            "date.today",
            "time.time",
            "time.time_ns",
        }
    ),
    ("api/clock.py",),
    "`now` is an argument: it is read once per request or command, at the edge",
)
COMMIT = Rule(
    frozenset({".commit"}),
    ("models/",),
    "the unit of work commits when its block ends; nobody else does",
)
SELECT = Rule(
    frozenset({"select", "sqlalchemy.select", "sa.select"}),
    ("models/", "resolvers/", "engine/"),
    "SQL is written where rows are fetched",
)
UNNARROWED = Rule(
    frozenset({".unnarrowed"}),
    (
        "resolvers/mutations/busy.py",  # when our people are busy, and of whose review no more
        "resolvers/mutations/decisions.py",  # what was known of a contract the viewer sees
    ),
    "a read sees what the viewer sees; who must see more answers less than that",
)
RULES = (CLOCK, COMMIT, SELECT, UNNARROWED)


def names_in(source: str) -> Iterator[tuple[int, str]]:
    """Every name read, as `name`, `owner.name` and `.name`, and every name taken by an import."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                yield node.lineno, f"{owner}.{name}"
                yield node.lineno, f".{name}"
            case ast.Attribute(attr=name):
                yield node.lineno, f".{name}"
            case ast.ImportFrom(module=str(owner), names=taken):
                for alias in taken:
                    yield node.lineno, f"{owner}.{alias.name}"
                    yield node.lineno, alias.name
            case _:
                continue


def out_of_place(modules: Mapping[str, str], rules: Iterable[Rule]) -> Iterator[str]:
    for module, source in modules.items():
        broken = [
            r for r in rules if module.startswith(PRODUCT) and not module.startswith(r.places)
        ]
        for line, name in names_in(source):
            yield from (f"{module}:{line}: {name}: {r.why}" for r in broken if name in r.names)


def test_clock_commit_and_select_stand_only_where_they_may(modules: dict[str, str]) -> None:
    assert list(out_of_place(modules, RULES)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("domain/sla.py", "from datetime import datetime\nx = datetime.now(tz=UTC)"),
        ("models/base.py", "import datetime\nfield(default_factory=datetime.datetime.now)"),
        ("api/app.py", "import time\nstarted = time.time()"),
        ("api/app.py", "from time import time\nstarted = time()"),
        ("resolvers/accounts.py", "async def f(session):\n    await session.commit()"),
        ("cli/serve.py", "async def f(context):\n    await context.session().commit()"),
        ("schema/root.py", "from sqlalchemy import select"),
        ("api/feeds.py", "import sqlalchemy\nsqlalchemy.select(1)"),
    ],
)
def test_what_stands_out_of_place_is_refused(module: str, source: str) -> None:
    assert list(out_of_place({module: source}, RULES)) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("api/clock.py", "from datetime import UTC, datetime\nnow = datetime.now(tz=UTC)"),
        ("models/database.py", "async def f(session):\n    await session.commit()"),
        ("resolvers/accounts.py", "from sqlalchemy import select"),
        ("tests/test_a.py", "from datetime import UTC, datetime\nnow = datetime.now(tz=UTC)"),
        ("domain/sla.py", "from datetime import datetime\ndatetime.fromisoformat('2024')"),
    ],
)
def test_what_stands_in_its_place_passes(module: str, source: str) -> None:
    assert list(out_of_place({module: source}, RULES)) == []
