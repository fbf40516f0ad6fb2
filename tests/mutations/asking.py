"""Changing and asking through the real schema, on a real file, with the engine or without."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from strawberry.types import ExecutionResult

from engine.execute import Engine
from models.account import User
from models.database import Database
from resolvers.context import Context, Viewer
from schema.root import schema

NOON = datetime(2024, 10, 25, 12, tzinfo=UTC)
ANNA = "0190a0a0-0000-7000-8000-00000000a11a"
ENGINE = Engine(schema)
CRM = "crm"
ERRORS = """userErrors {
  __typename code message path
  ... on VersionConflict { expectedVersion currentVersion conflictingFields current { id } }
  ... on InvalidTransition { currentState allowed }
  ... on IdempotencyKeyReused { firstSeenAt }
}"""


@dataclass(slots=True, kw_only=True)
class Client:
    """One client of one database; its clock goes on by a minute with every operation."""

    database: Database
    now: datetime = NOON
    viewer: Viewer = field(default_factory=lambda: Viewer(user_id=ANNA))
    engine: Engine | None = field(default_factory=lambda: ENGINE)

    async def result(self, document: str, **variables: Any) -> ExecutionResult:
        """The whole answer, errors included."""
        self.now += timedelta(minutes=1)
        async with self.database.snapshot() as run:
            context = Context(
                viewer=self.viewer,
                now=self.now,
                run=run,
                write=self.database.write,
                renew=run.renew,
                cursor_secret=b"of the tests",
                engine=self.engine,
            )
            return await schema.execute(document, variables, context_value=context)

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data; an error fails the test."""
        result = await self.result(document, **variables)
        assert result.errors is None, result.errors
        assert result.data is not None
        return result.data

    async def change(self, mutation: str, shown: str = "", **said: Any) -> dict[str, Any]:
        """The payload of a mutation with this input; `shown` is the record's part of it."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = (
            f"mutation($input: {kind}) {{ {mutation}(input: $input) "
            f"{{ outcome {shown} {ERRORS} }} }}"
        )
        return (await self.ask(document, input=said))[mutation]

    async def done(self, mutation: str, shown: str, **said: Any) -> dict[str, Any]:
        """The same, when it must not be refused; gives the record."""
        payload = await self.change(mutation, shown, **said)
        assert payload["userErrors"] == [], payload
        (record,) = (v for k, v in payload.items() if k not in {"outcome", "userErrors"})
        return record

    async def account(self, key: str = "1", **said: Any) -> dict[str, Any]:
        """A new account."""
        external = {"system": CRM, "key": key}
        return await self.done(
            "accountCreate", "account { id version }", external=external, **{"name": "Acme", **said}
        )


@asynccontextmanager
async def client_of(path: Path, **given: Any) -> AsyncGenerator[Client]:
    """A client of a new file in which one user of ours stands."""
    database = await Database.open(path)
    try:
        async with database.write(None, actor="test", now=NOON) as unit:
            unit.add(User(id=ANNA, name="Anna Olsson", email="anna@example.test"))
        yield Client(database=database, **given)
    finally:
        await database.close()


def code_of(payload: dict[str, Any]) -> tuple[str, list[str]]:
    """Code and path of the only user error, of a mutation that did nothing."""
    (error,) = payload["userErrors"]
    assert payload["outcome"] == "REFUSED"
    return error["code"], error["path"]
