"""How a place name is written, whatever place it is of: keys under which spellings meet."""

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["area_key", "loose_key", "place_key", "saint_key", "stress_key", "unscramble", "without_junk"]

SAINTS = frozenset({"s", "ss", "san", "santa", "santi", "sant", "santo", "st"})
PARTICLES = frozenset(
    {"a", "ad", "ai", "al", "all", "alla", "allo", "d", "da", "dal", "dalla", "de", "degli", "dei", "del",
     "dell", "della", "delle", "dello", "di", "e", "ed", "in", "nel", "nell", "nella", "sul", "sull", "sulla"}
)  # fmt: skip

JUNK = re.compile("[\ufffd?ÃÂÇÅ√├┬\x80-\x9f]+")
"""Characters that no Italian comune is written with, left by a wrong decoding.

``Ç`` stands for the first byte of an accented vowel in the national list of
family counselling centres ("TORTOLÇO" for Tortolì).
"""

WRONG_ENCODINGS = ("cp1252", "latin-1", "mac-roman", "cp850")

_NUMBER = r"(?: (?:n|nr|num|numero)(?= (?:\d|[ivx]+$)))?\b"
_AREA_WORDS = (
    ("ambito", re.compile(r"(?:ambito|ats|atss)(?: territoriale)?(?: sociale)?" + _NUMBER)),
    ("distretto", re.compile(r"distretto(?: (?:socio )?sanitario| sociosanitario)?" + _NUMBER)),
    ("asl", re.compile(r"(?:asl|ast|ausl|aulss|ulss|asp)" + _NUMBER)),
)
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}

_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")


def place_key(text: str) -> str:
    r"""Give a name without capitals, accents, apostrophes, hyphens and breaks.

    Examples
    --------
    >>> place_key("SANT'ANGELO IN\nVADO"), place_key("Merì") == place_key("MERI'")
    ('sant angelo in vado', True)
    """
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub(" ", lowered).strip()


def saint_key(folded: str) -> str:
    """Write every saint as ``s``: "S. Marco", "San Marco" and "SANTO MARCO" meet.

    Examples
    --------
    >>> saint_key("monte san vito")
    'monte s vito'
    """
    return " ".join("s" if word in SAINTS else word for word in folded.split(" "))


def loose_key(folded: str) -> str:
    """Drop particles besides, and write ``j`` and ``y`` as ``i``.

    Examples
    --------
    >>> loose_key("cassano allo ionio") == loose_key("cassano all jonio")
    True
    """
    words = [word for word in saint_key(folded).split(" ") if word not in PARTICLES]
    return " ".join(words).replace("j", "i").replace("y", "i")


def area_key(folded: str) -> tuple[str, str]:
    """Part the name of an area from the word for its kind, however that is written.

    Examples
    --------
    >>> area_key("ambito territoriale sociale ix") == area_key("ats n 9")
    True
    >>> area_key("distretto sanitario di jesi"), area_key("vallesina")
    (('distretto', 'iesi'), ('', 'vallesina'))
    """
    for kind, words in _AREA_WORDS:
        if match := words.match(folded):
            rest = folded[match.end() :].split()
            if len(rest) == 1 and _ROMAN.fullmatch(rest[0]):
                return kind, str(_arabic(rest[0]))
            return kind, loose_key(" ".join(rest))
    return "", loose_key(folded)


def _arabic(roman: str) -> int:
    digits = [_ROMAN_DIGITS[letter] for letter in roman]
    following = (*digits[1:], 0)
    return sum(-one if one < after else one for one, after in zip(digits, following, strict=True))


def stress_key(text: str) -> str:
    """Keep the accent of the last vowel, typed as accent or as apostrophe.

    Tells Paternò from Paterno.

    Examples
    --------
    >>> stress_key("PATERNO'") == stress_key("Paternò") != stress_key("Paterno")
    True
    """
    stripped = unicodedata.normalize("NFKD", text.strip().casefold())
    stressed = stripped.endswith(("\u0300", "\u0301", "'", "’", "`", "´"))
    return place_key(text) + ("'" if stressed else "")


def unscramble(text: str) -> Iterator[str]:
    """Give what a text may have been before it was decoded with the wrong encoding.

    Examples
    --------
    >>> next(unscramble("TortolÃ¬"))
    'Tortolì'
    """
    for encoding in WRONG_ENCODINGS:
        try:
            yield text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue


def without_junk(text: str) -> tuple[str, ...]:
    """Cut out what a wrong decoding left, alone and with the letter after it.

    Empty when there is nothing to cut.

    Examples
    --------
    >>> without_junk("TORTOLÇO")
    ('TORTOLO', 'TORTOL')
    """
    if not JUNK.search(text):
        return ()
    return JUNK.sub("", text), re.sub(f"{JUNK.pattern}\\w?", "", text)
