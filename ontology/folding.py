"""When are two texts the same name: case, accents and punctuation apart."""

import re
import unicodedata

__all__ = ["fold"]

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Level case, accents, apostrophes of any shape, punctuation and spaces.

    Examples
    --------
    >>> fold("  L'INVALIDITÀ civile (100%) ")
    'l invalidita civile 100'
    """
    kept = text.casefold()
    if not kept.isascii():
        plain = unicodedata.normalize("NFKD", kept)
        kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(kept))
