"""The HTTP door as one application: questions, records, the page, and how the server feels."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from ..ontology.errors import WelfareNetError
from . import routes_core, routes_desk, routes_health
from .desk_page import DeskPage
from .guard import BodyLimit, Doorkeeper
from .live import LiveDesk
from .problems import on_error, on_http_error, on_invalid
from .settings import Settings

__all__ = ["create_app"]

_ABOUT = """The knowledge graph of a local welfare network, and the answers people need from it.

A person's facts travel in the body of a request, never in its address; they are neither kept nor logged.
"""


def create_app(settings: Settings) -> FastAPI:
    """Build the application; its store is opened at the first question.

    Parameters
    ----------
    settings : Settings
        Where the network is and how long a request may be.
    """
    live = LiveDesk(settings.store)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        live.close()

    app = FastAPI(
        title="welfarenet",
        version="0.1.0",
        description=_ABOUT,
        docs_url=None,  # its page would fetch scripts from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.live = live
    app.state.page = DeskPage()
    app.include_router(routes_core.router)
    app.include_router(routes_desk.router)
    app.include_router(routes_health.router)
    app.mount("/static", StaticFiles(packages=[("welfarenet.api", "static")]), name="static")
    app.add_exception_handler(WelfareNetError, on_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(Doorkeeper)  # added last, hence outermost
    return app
