"""What the words of a file are read with: vocabularies, places and the mapping's own words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ..graph.places import Territory, TerritoryKind
from ..graph.reference import Reference
from ..graph.territories import completed
from ..ontology.vocabulary import Entry, Vocabulary
from .classify import Words
from .coverage_text import Coverage, Home, read_coverage
from .gazetteer import Gazetteer
from .mapping import Mapping
from .reading import fold

__all__ = ["Context", "Lexicon", "areas_of"]

_WHOLE_AREA = ("{}", "il {}", "tutto il {}", "intero {}", "tutti i comuni del {}", "comuni del {}")
_WHOLE_AREA_VOWEL = ("{}", "l'{}", "tutto l'{}", "intero {}", "tutti i comuni dell'{}", "comuni dell'{}")


@dataclass(frozen=True)
class Lexicon:
    """The reference data made searchable; built once and shared by every file.

    Parameters
    ----------
    own : tuple of Territory
        What exercises add to the territories that ship, or change in them.
    """

    reference: Reference
    own: tuple[Territory, ...] = ()

    def knowing(self, own: Iterable[Territory]) -> "Lexicon":
        """Give the same words with these territories instead of ``own``."""
        wider = Lexicon(self.reference, tuple(own))
        # Vocabularies take a second to build, and territories are none of their business.
        vars(wider).update({name: getattr(self, name) for name in ("needs", "service_types", "documents")})
        return wider

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
    def territories(self) -> dict[str, Territory]:
        """The territories that ship, as exercises complete them, by id."""
        return completed(self.reference.territories, self.own)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Names of territories."""
        return Gazetteer(self.territories.values())

    @cached_property
    def members(self) -> dict[str, frozenset[str]]:
        """Comuni of the areas that exercises brought, by the area's id."""
        areas: dict[str, set[str]] = {t.id: set() for t in self.own if t.kind is not TerritoryKind.COMUNE}
        for comune in self.own:
            for parent in comune.parents:
                if parent in areas:
                    areas[parent].add(comune.id)
        return {area: frozenset(comuni) for area, comuni in areas.items()}


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
    _read: dict[str, Coverage] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def service_types(self) -> Words:
        """Service types by the words of people and of this source."""
        return Words(self.lexicon.service_types, _folded(self.mapping.service_types))

    @cached_property
    def documents(self) -> Words:
        """Documents by the words of people and of this source."""
        return Words(self.lexicon.documents, _folded(self.mapping.documents))

    @cached_property
    def needs(self) -> Words:
        """Needs by the words of people and of this source."""
        return Words(self.lexicon.needs, _folded(self.mapping.needs))

    @cached_property
    def home(self) -> Home:
        """What "la provincia", "la regione", "l'ambito" and "il distretto" mean here."""
        if not self.mapping.home.comune:
            return Home()
        territories = self.lexicon.territories
        comune = self.lexicon.gazetteer.get_comune(self.mapping.home.comune)
        province = f"prov-{self.mapping.home.province or comune.plate}"
        known = territories.get(province)
        around = [territories[parent] for parent in comune.parents if parent in territories]
        return Home(
            province=province,
            region=known.parents[0] if known and known.parents else None,
            district=_only(around, TerritoryKind.HEALTH_DISTRICT),
            ambito=_only(around, TerritoryKind.AMBITO),
        )

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Names of areas, folded, with the territories they stand for; "il distretto" too if there is one.

        What the file lists wins over an area that was loaded, and that over
        the mapping. Lists become comuni; a loaded area stays itself.
        """
        listed = dict(self.areas)
        named = {name: self._loaded(name, comuni) or comuni for name, comuni in listed.items()}
        for spec in self.mapping.territories:
            names = (spec.name, *spec.other_names)
            own = next((named[name] for name in names if name in listed), None)
            own = own or next((ids for name in names if (ids := self._loaded(name))), None)
            comuni = own or tuple(self.lexicon.gazetteer.get_comune(name).id for name in spec.comuni)
            named |= dict.fromkeys(names, comuni)
        for kind, phrases in (("distretto", _WHOLE_AREA), ("ambito", _WHOLE_AREA_VOWEL)):
            own = _first_of(kind, named)
            named |= {phrase.format(kind): own for phrase in phrases if own}
        return {fold(name): ids for name, ids in named.items()}

    def coverage(self, text: str) -> Coverage:
        """Read the area that a cell names; desks write the same ones in every row."""
        if text not in self._read:
            self._read[text] = read_coverage(
                text,
                self.lexicon.gazetteer,
                aliases=self.aliases,
                home=self.home,
                plate=self.mapping.home.province or None,
            )
        return self._read[text]

    def loaded_otherwise(self) -> tuple[tuple[str, str], ...]:
        """List the areas that the file lists with other comuni than those loaded, by name and id."""
        found = ((name, self.lexicon.gazetteer.find_area(name)) for name, _ in self.areas)
        return tuple(
            (name, area.id) for name, area in found if area and self.aliases[fold(name)] != (area.id,)
        )

    def _loaded(self, name: str, comuni: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Give the area of this name that was loaded, if its comuni are those listed."""
        area = self.lexicon.gazetteer.find_area(name) if self.lexicon.own else None
        if area is None or (comuni is not None and self.lexicon.members.get(area.id) != frozenset(comuni)):
            return ()
        return (area.id,)


def _only(around: Iterable[Territory], kind: TerritoryKind) -> str | None:
    """Give the only territory of a kind."""
    found = [territory.id for territory in around if territory.kind is kind]
    return found[0] if len(found) == 1 else None


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
