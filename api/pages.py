"""The pages people look at: plain files, read from this checkout alone."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parent.parent / "web"
CONSOLE, SHARE = WEB / "console.html", WEB / "share.html"


async def home(_: Request) -> Response:
    """Whoever opens the address alone is shown the console."""
    return RedirectResponse("/graphql")


async def share(_: Request) -> Response:
    """What a customer's link opens. The token stands behind #, and so is not sent for the page."""
    return FileResponse(SHARE)


PAGES: tuple[BaseRoute, ...] = (
    Route("/", home),
    Route("/share", share),
    Mount("/web", StaticFiles(directory=WEB)),
)
