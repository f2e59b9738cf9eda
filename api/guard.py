"""What stands between the network and the routes: a size limit, headers, and a log without secrets."""

import logging
from time import perf_counter
from traceback import extract_tb

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import language, problem

__all__ = ["BodyLimit", "Doorkeeper"]

log = logging.getLogger("welfarenet.http")

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Doorkeeper:
    """Put safe headers on every response, and log each request without what was asked.

    A line of the log holds method, route template, status and milliseconds:
    never an address as asked, a query string, a body or the text of an error.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        # The last frontier: an error nobody foresaw must neither reach the reader nor put its text, which
        # may quote a citizen, in a log. It is named by its type and place, and answered with 500.
        except Exception as error:  # noqa: BLE001
            place = extract_tb(error.__traceback__)[-1]
            log.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
            if not status:
                await problem(500, "internal-error", "en")(scope, receive, watched)
        finally:
            elapsed = (perf_counter() - started) * 1000
            log.info("%s %s %s %.1f ms", scope["method"], _template(scope), status, elapsed)


class BodyLimit:
    """Refuse a body that is too long: at once when it says so, else as soon as it shows."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request with its body read, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = None if _declared(headers) > self._max_bytes else await self._read(receive)
        if body is None:
            refusal = problem(
                413, "body-too-long", language(headers.get("accept-language")), max_bytes=self._max_bytes
            )
            await refusal(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """Read a body up to the limit; ``None`` when there is more. A client that left sends nothing more."""
        body, more = bytearray(), True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._max_bytes:
                return None
        return bytes(body)


def _declared(headers: Headers) -> int:
    """Give the length a request says it has; what is no number is left to the reading."""
    length = headers.get("content-length", "")
    return int(length[:20]) if length.isdecimal() else 0


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _dress(headers: MutableHeaders) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")


def _template(scope: Scope) -> str:
    """Give the route's pattern, which holds nothing of the question."""
    return str(getattr(scope.get("route"), "path", "(no route)"))
