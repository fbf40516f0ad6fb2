"""`explain`: what a query reads, level by level, with the statements and the rows they gave."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from textwrap import indent
from typing import Any, NoReturn, cast

import orjson
from graphql import GraphQLError, OperationType, parse, validate

from api.clock import now
from api.settings import Settings
from cli.exits import Exit
from cli.options import declare_data, settings_of
from domain.errors import InvalidInput
from engine.execute import Engine, Ready
from engine.explain import Step, explain
from engine.journeys import drive
from engine.reads import Reads
from engine.run import Plan
from models.readers import connect
from resolvers.context import Context, Viewer
from resolvers.principals import user_called
from schema.root import schema


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("query", help="a GraphQL document")
    parser.add_argument("--variables", metavar="JSON", default="{}", help="values of its variables")
    parser.add_argument("--operation", metavar="NAME", help="which of several operations")
    declare_data(parser)


def run(asked: Namespace) -> Exit:
    """Reads the database only; a server may be running on it."""
    settings = settings_of(asked)
    ready = planned(asked.query, asked.operation, variables_of(asked.variables))
    if isinstance(ready, str):
        print(f"graphql-core answers this alone: {ready}.")
        return Exit.FINE
    if not settings.database_file.exists():
        raise InvalidInput(f"{settings.data} holds no database")
    for step in explained(ready, settings):
        print("\n".join(told(step)))
    return Exit.FINE


def variables_of(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"--variables is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise InvalidInput('--variables is a JSON object: {"first": 5}')
    return cast("dict[str, Any]", found)


def planned(text: str, name: str | None, given: dict[str, Any]) -> Ready | str:
    """What is to be run, or why graphql-core has to; raises InvalidInput for what nobody can."""
    engine = Engine(schema)
    try:
        document = parse(text)
    except GraphQLError as error:
        raise InvalidInput(error.message) from error
    for error in validate(engine.core, document):
        raise InvalidInput(error.message)
    engine.documents.add(text, document)
    known = engine.documents.find(text)
    operation = known and known.document.operation(name)
    if known is None or operation is None or operation.kind is not OperationType.QUERY:
        raise InvalidInput("Name a query of this document with --operation")
    variables = operation.variables.read(given)
    if variables is None:
        raise InvalidInput("These variables are not those of the query")
    plan = engine.query(known, operation, variables)
    return Ready(known, plan, variables, operation) if isinstance(plan, Plan) else plan


def explained(ready: Ready, settings: Settings) -> list[Step]:
    with closing(connect(settings.database_file)) as connection:
        connection.execute("BEGIN")
        email, zone = settings.viewer, settings.time_zone
        user = drive(user_called(email, (), time_zone=zone), connection) if email else None
        context = Context(
            viewer=Viewer(user_id=user and user.user_id, time_zone=zone),
            now=now(),
            run=never,
            cursor_secret=b"explain",
        )
        return explain(ready, context, connection)


def never(_: Reads[Any]) -> NoReturn:
    """The plan is driven here, statement by statement."""
    raise AssertionError("explain drives the plan itself")


def told(step: Step) -> Iterator[str]:
    yield f"{'  ' * (step.level - 1)}{step.level}. {step.path}: {step.read}"
    margin = "  " * (step.level + 1)
    if step.columns:
        yield f"{margin}columns {', '.join(step.columns)}"
    for ran in step.ran:
        yield f"{margin}{ran.rows} rows from"
        yield indent(ran.text, f"{margin}  ")
