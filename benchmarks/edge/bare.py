"""The same without tokens and limits: the same HTTP, log, engine and reads, and nobody is refused.

Who asks and whether they may, what it costs, how long it takes: nothing of that is looked at.
"""

from pathlib import Path

from starlette.responses import Response
from starlette.routing import Router

from api.answers import Written, answer_of
from api.asked import read
from api.clock import now
from api.edge import Edge
from api.exchange import Exchange
from api.graphql import GraphQLEdge
from api.logs import begin_logging
from api.operation import Operate
from api.settings import DATABASE_FILE, Settings
from api.straight import written
from engine.execute import Engine
from models.readers import Readers
from resolvers.context import Context, Viewer
from schema.root import schema


class Bare(GraphQLEdge):
    """Runs what it is sent."""

    async def operation(self, exchange: Exchange) -> Response:
        asked = read(exchange, await exchange.body())
        text = asked.text or ""

        async def operate(context: Context) -> Response:
            engine = context.engine
            ready = engine and engine.ready(text, asked.name, asked.variables or {})
            if engine and ready:
                context.operation = ready.operation.name
                return Written((await engine.run(ready, context, written)).answer)
            result = await self.run(text, asked, context, may_change=True)
            return Written(answer_of(result, [], b"")[0])

        return await self.begin(exchange, operate)


def application(data: Path) -> Edge:
    """The application over the file in that directory, which it only reads."""
    begin_logging(Settings().log_level)
    engine, viewer = Engine(schema), Viewer()
    readers = Readers(data / DATABASE_FILE)

    async def begin(exchange: Exchange, operate: Operate) -> Response:
        async with readers.snapshot() as run:
            secret = b"of a benchmark"
            context = Context(
                viewer=viewer, now=now(), run=run, cursor_secret=secret, engine=engine
            )
            exchange.context = context
            return await operate(context)

    return Edge(Bare(schema, begin), Router())
