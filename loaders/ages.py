"""Ages in words: "over 65", "65+", "dai 65 in su", "3/14 anni", "minori"."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .reading import fold, tidy

__all__ = ["EVERYBODY", "Age", "ages_in", "find_age", "plain", "unaccounted"]

EVERYBODY = frozenset(
    {
        "tutti",
        "tutte",
        "tutte le eta",
        "tutta la popolazione",
        "tutti i cittadini",
        "tutti i residenti",
        "nessun limite",
        "nessun limite di eta",
        "nessuno",
        "nessun requisito",
        "no",
        "qualsiasi",
        "cittadinanza",
        "cittadini",
        "chiunque",
        "popolazione generale",
    }
)
"""Ways to say that a service turns nobody away."""

Bounds = tuple[float | None, float | None]

_N = "([0-9]{1,3})"
_SPANS: tuple[tuple[str, Callable[[re.Match[str]], Bounds]], ...] = (
    (rf"{_N}\s*(?:-|–|/|a|ai)\s*{_N}\s*\+", lambda m: (float(m[1]), None)),
    (rf"{_N}\s*(?:-|–|/|ai|a|e i|e|fino ai|fino a)\s*{_N}", lambda m: (float(m[1]), float(m[2]))),
    (
        rf"(?:over|ultra|dagli|dai|da|oltre(?: gli| i)?|piu di|almeno|minimo|min\.?|>=|≥|maggiori di)\s*{_N}",
        lambda m: (float(m[1]), None),
    ),
    (rf">\s*{_N}", lambda m: (float(m[1]) + 1, None)),
    (rf"{_N}\s*(?:anni\s*)?(?:\+|e oltre|in su|e piu|compiuti)", lambda m: (float(m[1]), None)),
    (rf"(?:fino ai|fino a|max\.?|massimo|entro i|<=|≤)\s*{_N}", lambda m: (None, float(m[1]))),
    (rf"(?:under|sotto i|sotto ai|meno di|minori di|<)\s*{_N}", lambda m: (None, float(m[1]) - 1)),
    (rf"^{_N}(?: anni)?$", lambda m: (float(m[1]), float(m[1]))),
    (r"\bminor(?:i|enni)\b(?! [0-9])", lambda _: (None, 17.0)),
    (r"\b(?:adulti(?: e anz(?:iani|\.)?)?|maggiorenni)(?!\w)", lambda _: (18.0, None)),
)
_FILLER_WORDS = """
anni anno eta enni persone di da dai su in e i gli le la con solo per anziani anziane anz anziano
bambini ragazzi giovani minori adulti
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
_NOT_THE_PERSON = re.compile(r"\bmes[ei]\b|\b(?:figl|nipot|genitor)\w+")
"""Ages in months, and the age of somebody else."""

_OLDEST = 130


@dataclass(frozen=True, slots=True)
class Age:
    """Bounds in years, both included, and the part of the text they were read from."""

    low: float | None
    high: float | None
    span: tuple[int, int]

    @property
    def words_it(self) -> str:
        """The bounds in Italian."""
        if self.low is not None and self.high is not None:
            return f"da {self.low:.0f} a {self.high:.0f} anni"
        return f"da {self.low:.0f} anni in su" if self.low is not None else f"fino a {self.high:.0f} anni"

    @property
    def words_en(self) -> str:
        """The bounds in English."""
        if self.low is not None and self.high is not None:
            return f"from {self.low:.0f} to {self.high:.0f} years"
        return f"from {self.low:.0f} years" if self.low is not None else f"up to {self.high:.0f} years"


def find_age(shown: str) -> Age | None:
    """Find the age a text names; ``None`` when it names none, or an impossible one.

    Parameters
    ----------
    shown : str
        A text made :func:`plain`.
    """
    if _NOT_THE_PERSON.search(shown):
        return None
    for expression, bounds in _SPANS:
        if found := re.search(rf"(?<![0-9]){expression}(?![0-9%])", shown):
            low, high = bounds(found)
            possible = (low or 0) <= (_OLDEST if high is None else high) <= _OLDEST
            return Age(low, high, found.span()) if possible else None
    return None


def ages_in(shown: str) -> bool:
    """Tell whether a text speaks of ages at all, so that other figures are not taken for one."""
    return bool(re.search(r"\banni\b|enni\b|\b(?:over|under|ultra)\s*[0-9]|\bminori\b|\badulti\b", shown))


def unaccounted(shown: str, span: tuple[int, int]) -> bool:
    """Tell whether words outside a span say something more."""
    outside = fold(shown[: span[0]] + " " + shown[span[1] :]).split()
    return any(word not in _FILLERS for word in outside)


def plain(text: str) -> str:
    """Lower the case and take accents off, but keep signs such as ``+`` and ``>``.

    Examples
    --------
    >>> plain("Età  > 65")
    'eta > 65'
    """
    return tidy(text).casefold().translate(str.maketrans("àèéìòù", "aeeiou"))
