"""Records as JSON and back, by their own type hints; for files derived from a revision, and for stores.

Reading is the hot half: a kind is turned into a reader once, which then asks
each value only what its type makes necessary.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

__all__ = ["from_json", "to_json", "to_text"]

T = TypeVar("T")
Reading = Callable[[Any], Any]
"""From a JSON value to the value of one type."""


def to_json(value: object) -> object:
    """Give the JSON shape of a record: a list of its fields, in order.

    Examples
    --------
    >>> from .demands import (Days)
    >>> to_json(Days(30, 60))
    [30, 60, '']
    """
    if is_dataclass(value) and not isinstance(value, type):
        return [to_json(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def to_text(value: object) -> str:
    """Give the JSON shape of a record as compact text: what :func:`to_json` gives, written at once.

    Examples
    --------
    >>> from .demands import (Days)
    >>> to_text(Days(30, 60))
    '[30,60,""]'
    """
    return _ENCODER.encode(value)


def from_json(kind: type[T], value: object) -> T:
    """Read back what :func:`to_json` wrote.

    Raises
    ------
    TypeError
        If the value does not have the shape of the kind.

    Examples
    --------
    >>> from .demands import (Days)
    >>> from_json(Days, [30, 60, ""])
    Days(min=30, max=60, text='')
    """
    hint: Any = kind
    read: T = _reading(hint)(value)
    return read


def _shape(value: object) -> object:
    """Give what JSON has no shape for as something it has one for."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    kind: Any = type(value)
    return _fields_of(kind)(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_shape)


@cache
def _fields_of(kind: type) -> Callable[[object], list[object]]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has no shape in JSON")
    take = [attrgetter(field.name) for field in fields(kind)]
    return lambda value: [get(value) for get in take]


@cache
def _reading(kind: Any) -> Reading:  # noqa: ANN401  a type hint is any object
    """Give the reader of a type, made once."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _reading_record(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return _reading_tuple(get_args(kind))
    if origin is UnionType:
        (only,) = (_reading(arm) for arm in get_args(kind) if arm is not NoneType)
        return only if only is _as_is else lambda value: None if value is None else only(value)
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, StrEnum | Decimal | float):
        return kind
    return _as_is


def _reading_record(kind: type) -> Reading:
    hints = get_type_hints(kind)
    readings = [_reading(hints[field.name]) for field in fields(kind)]
    changing = [(place, reading) for place, reading in enumerate(readings) if reading is not _as_is]

    def read(value: Any) -> object:  # noqa: ANN401  whatever JSON holds
        if not isinstance(value, list) or len(value) != len(readings):
            raise TypeError(f"{kind.__name__} has {len(readings)} fields")
        parts = value.copy()
        for place, reading in changing:
            parts[place] = reading(parts[place])
        return kind(*parts)

    return read


def _reading_tuple(inner: tuple[Any, ...]) -> Reading:
    if inner[-1] is not Ellipsis:
        each = [_reading(hint) for hint in inner]
        return lambda value: tuple([read(item) for read, item in zip(each, value, strict=True)])
    item = _reading(inner[0])
    return tuple if item is _as_is else lambda value: tuple(map(item, value))


def _as_is(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    return value
