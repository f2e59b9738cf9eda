"""What area a cell such as "ATS 9 tranne Cingoli" or "Jesi e limitrofi" stands for.

The parts that can be read become territories; the parts that cannot stay
visible as problems. An empty cell is *unknown*, never *everywhere*.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .gazetteer import Gazetteer, Outcome, Resolution
from .placenames import place_key

__all__ = ["Coverage", "CoverageProblem", "Home", "read_coverage"]

EXCEPT = re.compile(
    r"[\s,;(]*\b(?:tranne|eccett?o|esclus[oiae]|ad (?:eccezion|esclusion)e d\w+|salvo|fuorch[eé]'?|meno)\b"
    r"[\s:]*",
    re.IGNORECASE,
)
SEPARATORS = re.compile(r"\s*[,;\n+]\s*")
CONJUNCTION = re.compile(r"\s+(?:e|ed|&|oppure|o)\s+", re.IGNORECASE)
JOINED = re.compile(r"\s*[-–/]\s*")
VAGUE = re.compile(
    r"\b(?:(?:comuni|zone|paesi|territori|aree)\s+)?"
    r"(?:limitrof\w+|dintorni|vicin[ioae]|circostant\w+|confinant\w+|zona)\b.*|\becc\b\.?|\bpaesi vicini\b",
    re.IGNORECASE,
)
LISTED = re.compile(
    r"^(?:sol(?:o|tanto|amente)\s+)?(?:tutt[oiae]\s+(?:(?:i|il|la|lo)\s+|l')?)?"
    r"(?:(?:il?\s+)?(?:comuni|comune|territori[oi]?)(?:\s+d(?:i|el|ei|ella|ello)\b|\s+dell')?\s*:?\s*)?(?=\S)",
    re.IGNORECASE,
)
PROVINCES = re.compile(
    r"^(?:tutt[ae]\s+)?(?:l[ae]\s+)?prov(?:inci\w+|ince)?\b\.?\s+(?:di\s+)?(?P<names>\S.*)$", re.IGNORECASE
)
WHOLE = (
    r"(?:tutt[oiae]\s+)?(?:(?:i|il|la|lo|l')\s*)?"
    r"(?:comuni\s+d\w+l*'?\s*|territorio\s+d\w+'?\s*)?(?:intero\s+|intera\s+)?"
)
HOMES = (
    ("province", re.compile(WHOLE + r"prov(?:incia)?\.?", re.IGNORECASE)),
    ("district", re.compile(WHOLE + r"distretto(?:\s+sanitario)?", re.IGNORECASE)),
    ("ambito", re.compile(WHOLE + r"(?:ambito(?:\s+(?:territoriale\s+)?(?:sociale)?)?|ats)", re.IGNORECASE)),
    ("region", re.compile(WHOLE + r"regione", re.IGNORECASE)),
)
NOTHING = frozenset({"", "nd", "n d", "na", "n a", "no", "boh", "x"})


@dataclass(frozen=True, slots=True)
class CoverageProblem:
    """A part of the text that was repaired, or could not be read.

    Parameters
    ----------
    code : str
        Key of ``RULES``; ``repaired-territory`` alone is not an error.
    text : str
        The part, as written.
    choices : tuple of str
        Namesakes, likely names, or what a repair made of it.
    rule : str
        Rule of the gazetteer that repaired it.
    """

    code: str
    text: str
    choices: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a coverage text means.

    Parameters
    ----------
    territories, excluded : tuple of str
        Ids, in the order written, each once.
    problems : tuple of CoverageProblem
        Everything to tell the desk about it.
    unresolved : tuple of str
        Parts that stay as text, such as ``"limitrofi"``.
    """

    territories: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    problems: tuple[CoverageProblem, ...] = ()
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """Where an exercise is at home: what "la provincia" or "il distretto" means there; ids."""

    province: str | None = None
    district: str | None = None
    ambito: str | None = None
    region: str | None = None


def read_coverage(
    text: str,
    gazetteer: Gazetteer,
    *,
    aliases: Mapping[str, Sequence[str]] | None = None,
    home: Home = Home(),
    plate: str | None = None,
) -> Coverage:
    """Read the area a service covers.

    Parameters
    ----------
    text : str
        The cell.
    gazetteer : Gazetteer
        Names of comuni, provinces, regions and of the areas users loaded.
    aliases : mapping of str to sequence of str, optional
        Names that an exercise defines: ``{"Vallesina": ("E388", "F600")}``; they go first.
    home : Home
        What "tutta la prov." or "il distretto" stands for.
    plate : str, optional
        Province of the row, which tells namesakes apart.
    """
    reader = _Reader(
        gazetteer, {place_key(name): tuple(ids) for name, ids in (aliases or {}).items()}, home, plate
    )
    if place_key(text) in NOTHING and not reader.known(text):
        return Coverage(problems=(CoverageProblem("coverage-missing", text.strip()),))
    inside, *outside = EXCEPT.split(text)
    covered, cut = reader.read(inside), reader.read(" , ".join(outside))
    if not covered and not reader.problems:
        reader.problems.append(CoverageProblem("coverage-missing", text.strip()))
    return Coverage(covered, cut, tuple(reader.problems), tuple(reader.unresolved))


@dataclass(slots=True)
class _Reader:
    """Reads the parts of one text, and collects what is wrong with them."""

    gazetteer: Gazetteer
    aliases: Mapping[str, tuple[str, ...]]
    home: Home
    plate: str | None
    problems: list[CoverageProblem] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)

    def read(self, text: str) -> tuple[str, ...]:
        trimmed = text.strip()
        if trimmed.endswith(")") and "(" not in trimmed:  # "ATS 9 (tranne Cingoli)", cut in two
            trimmed = trimmed[:-1].strip()
        ids = (code for part in self._parts(trimmed) for code in self._ids(part))
        return tuple(dict.fromkeys(ids))

    def known(self, text: str) -> tuple[str, ...]:
        """Give the ids of a text that means something as it stands, without a repair."""
        if ids := self.aliases.get(place_key(text), ()):
            return ids
        found = self.gazetteer.resolve(text, plate=self.plate)
        return (found.territory.id,) if found.territory and found.kind is Outcome.RESOLVED else ()

    def _parts(self, text: str) -> Iterator[str]:
        """Part a list at its commas, then at "e" and hyphens where no name has them."""
        if not text or self._whole(text):
            yield from [text] if text else []
            return
        if provinces := self._provinces(text):
            yield from provinces
            return
        pieces = [piece for piece in SEPARATORS.split(text) if piece]
        if len(pieces) > 1 and not self._means(text):
            for piece in pieces:
                yield from self._parts(piece)
            return
        listed = LISTED.sub("", text)
        if listed != text:
            yield from self._parts(listed)
            return
        if (vague := VAGUE.search(text)) and not self._means(text):
            yield from self._parts(_before(text, vague.start()))
            yield vague.group()
            return
        for joint in (CONJUNCTION, JOINED):
            for match in joint.finditer(text):
                left, right = text[: match.start()], text[match.end() :]
                if self._means(left) and not self._means(text):
                    yield left
                    yield from self._parts(right)
                    return
        yield text

    def _provinces(self, text: str) -> list[str]:
        """Read "province di Ancona e Macerata": the word goes for every name that follows."""
        match = PROVINCES.match(text)
        names = re.split(f"{SEPARATORS.pattern}|{CONJUNCTION.pattern}", match["names"]) if match else []
        spelt = [f"provincia di {name}" for name in names]
        return spelt if all(map(self._whole, spelt)) else []

    def _whole(self, text: str) -> bool:
        return bool(self.known(text)) or any(words.fullmatch(text) for _, words in HOMES)

    def _means(self, text: str) -> bool:
        """Say whether a text is one name, if need be with a repair or several bearers."""
        return self._whole(text) or self.gazetteer.resolve(text, plate=self.plate).kind is not Outcome.UNKNOWN

    def _ids(self, part: str) -> tuple[str, ...]:
        if ids := self.aliases.get(place_key(part), ()):
            return ids
        for name, words in HOMES:
            if words.fullmatch(part):
                identifier = getattr(self.home, name)
                return (identifier,) if identifier else self._leave("home-not-defined", part)
        if VAGUE.fullmatch(part):
            return self._leave("vague-territory", part)
        return self._resolved(part, self.gazetteer.resolve(part, plate=self.plate))

    def _resolved(self, part: str, found: Resolution) -> tuple[str, ...]:
        if found.kind is Outcome.AMBIGUOUS:
            return self._leave("ambiguous-territory", part, found.choices)
        if found.territory is None:
            code = found.rule or "unknown-territory"
            return self._leave(code, part, found.nearest)
        if found.kind is Outcome.REPAIRED:
            self.problems.append(CoverageProblem("repaired-territory", part, (found.after,), found.rule))
        return (found.territory.id,)

    def _leave(self, code: str, part: str, choices: tuple[str, ...] = ()) -> tuple[str, ...]:
        self.problems.append(CoverageProblem(code, part, choices))
        self.unresolved.append(part)
        return ()


def _before(text: str, end: int) -> str:
    """Give what stands before a position, without the "e" that led to it."""
    return re.sub(r"[\s,;]*(?:\b(?:e|ed)|&)?[\s,;]*$", "", text[:end], flags=re.IGNORECASE)
