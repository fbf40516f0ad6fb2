"""The pages people look at: plain files, read from this checkout alone."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parent.parent / "web"
CONSOLE = WEB / "console.html"


async def home(_: Request) -> Response:
    """Whoever opens the address alone is shown the console."""
    return RedirectResponse("/graphql")


PAGES: tuple[BaseRoute, ...] = (Route("/", home), Mount("/web", StaticFiles(directory=WEB)))
