"""What the words of a file are read with: vocabularies, places and the mapping's own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..graph.reference import Reference
from ..ontology.vocabulary import Entry, Vocabulary
from .coverage_text import Home
from .gazetteer import Gazetteer
from .mapping import Mapping
from .reading import fold

__all__ = ["Context", "Lexicon", "areas_of"]

_WHOLE_AREA = ("{}", "il {}", "tutto il {}", "intero {}", "tutti i comuni del {}", "comuni del {}")
_WHOLE_AREA_VOWEL = ("{}", "l'{}", "tutto l'{}", "intero {}", "tutti i comuni dell'{}", "comuni dell'{}")


@dataclass(frozen=True)
class Lexicon:
    """The reference data made searchable; built once and shared by every file."""

    reference: Reference

    @cached_property
    def needs(self) -> Vocabulary:
        """Needs by the words people use."""
        found = self.reference.needs.values()
        return Vocabulary("need", tuple(Entry(n.id, (n.label_it, n.label_en), n.synonyms) for n in found))

    @cached_property
    def service_types(self) -> Vocabulary:
        """Service types by the words people use."""
        found = self.reference.service_types.values()
        return Vocabulary(
            "service type", tuple(Entry(n.id, (n.label_it, n.label_en), n.synonyms) for n in found)
        )

    @cached_property
    def documents(self) -> Vocabulary:
        """Document types by the words people use."""
        found = self.reference.documents.values()
        return Vocabulary("document", tuple(Entry(n.id, (n.label_it, n.label_en), n.synonyms) for n in found))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Names of territories."""
        return Gazetteer(self.reference.territories.values())


@dataclass(frozen=True)
class Context:
    """One exercise's way of reading: the lexicon, the mapping, and areas that the file itself defines.

    Parameters
    ----------
    today : date
        Day of the load: nothing can have been checked after it.
    year : int or None
        Year of the exercise, for dates written without one.
    areas : tuple of (str, tuple of str)
        Names of areas that the file defines, and the ids of their comuni.
    """

    lexicon: Lexicon
    mapping: Mapping
    today: date
    year: int | None = None
    areas: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def service_types(self) -> dict[str, str]:
        """The source's own words for service types, folded."""
        return _folded(self.mapping.service_types)

    @cached_property
    def documents(self) -> dict[str, str]:
        """The source's own words for documents, folded."""
        return _folded(self.mapping.documents)

    @cached_property
    def needs(self) -> dict[str, str]:
        """The source's own words for needs, folded."""
        return _folded(self.mapping.needs)

    @cached_property
    def home(self) -> Home:
        """What "la provincia" and "la regione" mean here."""
        if not self.mapping.home.comune:
            return Home()
        comune = self.lexicon.gazetteer.get_comune(self.mapping.home.comune)
        province = f"prov-{self.mapping.home.province or comune.plate}"
        known = self.lexicon.reference.territories.get(province)
        return Home(province=province, region=known.parents[0] if known and known.parents else None)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Names of areas, folded, with the comuni they stand for; "il distretto" too where there is one."""
        named = dict(self.areas)
        for spec in self.mapping.territories:
            own = next((named[name] for name in (spec.name, *spec.other_names) if name in named), None)
            comuni = own or tuple(self.lexicon.gazetteer.get_comune(name).id for name in spec.comuni)
            named |= dict.fromkeys((spec.name, *spec.other_names), comuni)
        for kind, phrases in (("distretto", _WHOLE_AREA), ("ambito", _WHOLE_AREA_VOWEL)):
            own = _first_of(kind, named)
            named |= {phrase.format(kind): own for phrase in phrases if own}
        return {fold(name): ids for name, ids in named.items()}


def _first_of(kind: str, named: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give the only area of a kind, told by its name; none where there are several different ones."""
    short = {"ambito": ("ambito", "ats")}.get(kind, (kind,))
    found = {ids for name, ids in named.items() if fold(name).split()[0] in short}
    return next(iter(found)) if len(found) == 1 else ()


def _folded(words: dict[str, str]) -> dict[str, str]:
    return {fold(text): concept for text, concept in words.items()}


def areas_of(
    pairs: Iterable[tuple[str, str]], gazetteer: Gazetteer
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Gather (area, comune) pairs of a list sheet; comuni that cannot be told are left out."""
    gathered: dict[str, dict[str, None]] = {}
    for area, comune in pairs:
        found = gazetteer.resolve(comune)
        if found.territory is not None:
            gathered.setdefault(area, {})[found.territory.id] = None
    return tuple((area, tuple(ids)) for area, ids in gathered.items())
