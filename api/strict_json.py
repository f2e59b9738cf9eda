"""JSON without its traps: no NaN, no key twice, no half of a character, no bottomless nesting."""

import json
from collections.abc import Callable, Coroutine
from math import isfinite
from typing import Any, NoReturn

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

__all__ = ["StrictRoute", "strict_json"]


class StrictRoute(APIRoute):
    """A route whose body is read by :func:`strict_json`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Read the body strictly, then go on as ever."""
        inner = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await inner(_StrictRequest(request.scope, request.receive))

        return strictly


class _StrictRequest(Request):
    async def json(self) -> object:
        """Read the body, or refuse it with 400 and without a word of it."""
        try:
            return strict_json(await self.body())
        except ValueError as error:
            raise HTTPException(400, str(error)) from None


def strict_json(body: bytes) -> object:
    """Read JSON of RFC 8259, refusing what Python's reader lets through.

    Raises
    ------
    ValueError
        Saying what is wrong and never what was given.

    Examples
    --------
    >>> strict_json(b'{"k": 3}')
    {'k': 3}
    >>> strict_json(b'{"k": NaN}')
    Traceback (most recent call last):
    ...
    ValueError: the body holds NaN or Infinity, which JSON does not know
    """
    try:
        found = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_once,
        )
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except _RefusedJson as error:
        raise ValueError(str(error)) from None
    except UnicodeError:
        raise ValueError("the body is not text in UTF-8 or holds half a character") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the body is not JSON: line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise ValueError("the body holds a number that is too long") from None
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    return found


class _RefusedJson(Exception):  # noqa: N818  not raised beyond this module
    """JSON that Python reads and we do not."""


def _no_constant(_name: str) -> NoReturn:
    raise _RefusedJson("the body holds NaN or Infinity, which JSON does not know")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _RefusedJson("the body holds a number that is too large")
    return number


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RefusedJson("the body gives the same key twice in one object")
    return found
