"""Records as JSON and back, by their own type hints; for files derived from a revision."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

__all__ = ["from_json", "to_json"]

T = TypeVar("T")


def to_json(value: object) -> object:
    """Give the JSON shape of a record: a list of its fields, in order.

    Examples
    --------
    >>> from .model import Days
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


def from_json(kind: type[T], value: object) -> T:
    """Read back what :func:`to_json` wrote.

    Raises
    ------
    TypeError
        If the value does not have the shape of the kind.

    Examples
    --------
    >>> from .model import Days
    >>> from_json(Days, [30, 60, ""])
    Days(min=30, max=60, text='')
    """
    read: T = _read(kind, value)
    return read


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401  a type hint is any object
    if value is None:
        return None
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        if not isinstance(value, list) or len(value) != len(hints):
            raise TypeError(f"{kind.__name__} has {len(hints)} fields")
        return kind(*(_read(hint, item) for hint, item in zip(hints.values(), value, strict=True)))
    origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], item) for item in value)
        return tuple(_read(hint, item) for hint, item in zip(inner, value, strict=True))
    if origin is UnionType:
        (only,) = (arm for arm in get_args(kind) if arm is not NoneType)
        return _read(only, value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is float:
        return float(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum | Decimal):
        return kind(value)
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    resolved = get_type_hints(kind)
    return {field.name: resolved[field.name] for field in fields(kind)}
