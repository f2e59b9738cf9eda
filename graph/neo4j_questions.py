"""Ready Cypher questions for people, from the file beside this; and what people type made safe for search."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["escape_words", "questions"]

_NAME = re.compile(r"^// name: (\w+)$", re.MULTILINE)
_SPECIAL = re.compile(r'([+\-!(){}\[\]^"~*?:\\/&|<>=@#])')
_OPERATORS = re.compile(r"\b(AND|OR|NOT|TO)\b")


@cache
def questions() -> Mapping[str, str]:
    """Give each question's Cypher by its name."""
    text = (files("welfarenet.graph") / "questions.cypher").read_text("utf-8")
    parts = _NAME.split(text)[1:]
    return MappingProxyType(
        dict(zip(parts[::2], (part.strip().rstrip(";") for part in parts[1::2]), strict=True))
    )


def escape_words(text: str) -> str:
    r"""Make what a person typed a harmless full-text query: all special characters and operators are words.

    Examples
    --------
    >>> escape_words("anziani AND (Jesi")
    'anziani and \\(Jesi'
    >>> escape_words("  ")
    '""'
    """
    harmless = _OPERATORS.sub(lambda found: found[0].lower(), _SPECIAL.sub(r"\\\1", text))
    return harmless if harmless.strip() else '""'
