"""What a cell was read as: a value, or a problem, always beside the original text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from ..ontology import folding

__all__ = ["NOTHING", "VALUES_KEPT", "Reading", "fold", "is_nothing", "slug", "tidy"]

T = TypeVar("T")

_TEXTS_KEPT = 1 << 16
"""Texts not worked out again: the cells of a column repeat themselves, and each is asked about often."""

VALUES_KEPT = 1 << 13
"""Readings that one reader keeps: of a column that repeats itself, they are all."""

_SPACE = re.compile(r"\s+")
NOTHING = frozenset(
    {"", "-", "--", "---", "–", "—", "/", "//", "///", "n.d.", "nd", "n.p.", "np", "n/a", "n.a.", "?"}
)
"""Ways to write that a cell holds nothing."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value read from a text.

    Parameters
    ----------
    value : T or None
        ``None`` when the text says nothing, or could not be read.
    original : str
        The text as it stood.
    repair : str
        Rule that changed something to get the value, or empty.
    problem : str
        Rule that says why no value, or not all of it, could be had, or empty.
    after : str
        The value in words, where a repair should show it.
    """

    value: T | None
    original: str
    repair: str = ""
    problem: str = ""
    after: str = ""


@lru_cache(_TEXTS_KEPT)
def fold(text: str) -> str:
    """Level case, accents, punctuation and spaces, as :func:`welfarenet.ontology.folding.fold` does."""
    return folding.fold(text)


@lru_cache(_TEXTS_KEPT)
def tidy(text: str) -> str:
    r"""Give a text with single ordinary spaces: no-break spaces and line breaks are spaces too.

    Examples
    --------
    >>> tidy(" Via\xa0Roma \n 3 ")
    'Via Roma 3'
    """
    if text.isascii():
        return " ".join(text.split())
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text).replace("\u200b", "")).strip()


def slug(text: str, limit: int = 60) -> str:
    """Give the part of an IRI that a text becomes.

    Examples
    --------
    >>> slug("Coop. Città Verde (2)")
    'coop-citta-verde-2'
    """
    kept = "".join(c if c.isascii() else "-" for c in fold(text)).replace(" ", "-")
    return "-".join(part for part in kept.split("-") if part)[:limit].strip("-") or "x"


def is_nothing(text: str) -> bool:
    """Tell a cell that says nothing, such as ``"//"``.

    Examples
    --------
    >>> is_nothing(" // "), is_nothing("no")
    (True, False)
    """
    return tidy(text).casefold() in NOTHING
