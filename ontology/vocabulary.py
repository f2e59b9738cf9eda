"""Which concept does a plain word name: needs, service types and documents by the words people use."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Self, TypeVar

import pyoxigraph
import snowballstemmer
from rapidfuzz import fuzz

from .errors import AmbiguousNameError, ReferenceDataError, UnknownNameError
from .folding import fold
from .terms import PREFIXES, short_id

__all__ = ["Entry", "Match", "Vocabulary"]

K = TypeVar("K")

_TYPE = pyoxigraph.NamedNode(PREFIXES["rdf"] + "type")
_CONCEPT, _LABEL, _SYNONYM = (
    pyoxigraph.NamedNode(PREFIXES["skos"] + term) for term in ("Concept", "prefLabel", "altLabel")
)

# "non", "solo" and "sola" are not here: "non cammina" is a need, "cammina" is not.
_PARTICLES = """
a ad ai al alla alle allo anche c che chi ci come con cui d da dai dal dalla dalle dallo dei degli del dell
della delle dello di due e ed ha hanno ho i il in io l la le lei li lo loro lui ma me mi mia mie miei mio ne
nei nel nell nella nelle noi nostra nostro o per perche piu quando quel quella questo questa s se si sono su
sua sue sul sull sulla suo suoi tra tre fra ti tu tutti tutto un una uno va vi voi
"""
_STOP_WORDS = frozenset(_PARTICLES.split())
_BM25_K1, _BM25_B = 1.2, 0.5
_FUZZY_WEIGHT, _FUZZY_FLOOR = 0.5, 0.72  # less alike than the floor is chance: Italian phrases share half


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept as people name it: its labels in any language, then its synonyms."""

    id: str
    labels: tuple[str, ...]
    synonyms: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Label to show: the first, or the id where there is none."""
        return self.labels[0] if self.labels else self.id


class _Name(NamedTuple):
    text: str
    folded: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A concept found, with the words that gave it away.

    ``matched`` is the id, label or synonym that answered best; ``score`` is 1.0
    when the words are the same after folding, and less otherwise.
    """

    id: str
    label: str
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts of one kind, searchable by their words; never changes once built.

    ``kind`` says in messages what the concepts are, such as ``"need"``. Answers
    do not depend on the order of the entries.

    Examples
    --------
    >>> words = Vocabulary.from_labels("need", [("income.food", ("Cibo", "Food"), ("fare la spesa",))])
    >>> words.get("FARE LA SPESA").id
    'income.food'
    """

    kind: str
    entries: tuple[Entry, ...]
    _by_id: Mapping[str, Entry] = field(init=False, repr=False, compare=False)
    _names: Mapping[str, tuple[_Name, ...]] = field(init=False, repr=False, compare=False)
    _bearers: Mapping[str, tuple[Match, ...]] = field(init=False, repr=False, compare=False)
    _stemmed: Mapping[tuple[str, ...], tuple[Match, ...]] = field(init=False, repr=False, compare=False)
    _weights: Mapping[str, Mapping[str, float]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.entries, key=lambda entry: entry.id))
        by_id = {entry.id: entry for entry in ordered}
        if len(by_id) < len(ordered):
            raise ReferenceDataError(self.kind, "an id is given twice")
        names = {entry.id: _reduced(entry) for entry in ordered}
        object.__setattr__(self, "entries", ordered)
        object.__setattr__(self, "_by_id", MappingProxyType(by_id))
        object.__setattr__(self, "_names", MappingProxyType(names))
        object.__setattr__(self, "_bearers", _index(by_id, names, lambda name: name.folded))
        object.__setattr__(self, "_stemmed", _index(by_id, names, lambda name: tuple(sorted(name.stems))))
        object.__setattr__(self, "_weights", _bm25_weights(names))

    @classmethod
    def from_labels(cls, kind: str, concepts: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> Self:
        """Build a vocabulary from ``(id, labels, synonyms)`` triples."""
        return cls(kind, tuple(Entry(*concept) for concept in concepts))

    @classmethod
    def from_turtle(cls, kind: str, file: Path, namespace: str) -> Self:
        """Read the concepts of one namespace out of a SKOS file in Turtle.

        Raises
        ------
        ReferenceDataError
            If the file cannot be read or is not Turtle.
        """
        skos = pyoxigraph.Store()
        try:
            skos.load(path=file, format=pyoxigraph.RdfFormat.TURTLE)
        except (OSError, SyntaxError) as problem:
            raise ReferenceDataError(str(file), str(problem)) from problem
        nodes = {quad.subject for quad in skos.quads_for_pattern(None, _TYPE, _CONCEPT)}
        concepts = [n for n in nodes if isinstance(n, pyoxigraph.NamedNode) and n.value.startswith(namespace)]

        def said(concept: pyoxigraph.NamedNode, term: pyoxigraph.NamedNode) -> tuple[str, ...]:
            objects = (quad.object for quad in skos.quads_for_pattern(concept, term, None))
            words = [word for word in objects if isinstance(word, pyoxigraph.Literal)]
            # False sorts first: Italian before the other languages.
            return tuple(w.value for w in sorted(words, key=lambda w: (w.language != "it", w.value)))

        rows = [(short_id(c.value, namespace), said(c, _LABEL), said(c, _SYNONYM)) for c in concepts]
        return cls.from_labels(kind, rows)

    def find(self, text: str) -> Match | None:
        """Give the one concept with exactly this name, folding apart; ``None`` too when several have it."""
        found = self.bearers(text)
        return found[0] if len(found) == 1 else None

    def bearers(self, text: str) -> tuple[Match, ...]:
        """List the concepts whose label or synonym this is, folding apart, by id."""
        return self._bearers.get(fold(text), ())

    def named(self, text: str) -> tuple[Match, ...]:
        """List the concepts with this id or plain name, by id; inflection and small words do not matter.

        Examples
        --------
        >>> words = Vocabulary.from_labels("need", [("income.food", ("Cibo",), ("fare la spesa",))])
        >>> [match.id for match in words.named("fare spesa")], words.named("casa")
        (['income.food'], ())
        """
        entry = self._by_id.get(text.strip())
        if entry is not None:
            return (Match(entry.id, entry.label, entry.id, 1.0),)
        return self.bearers(text) or self._stemmed.get(tuple(sorted(_stems(text))), ())

    def get(self, text: str) -> Match:
        """Resolve an id or a plain name, as :meth:`named` does, to the one concept that has it.

        Raises
        ------
        UnknownNameError
            If no concept has that name; it carries the nearest labels.
        AmbiguousNameError
            If several do; it carries their ids.
        """
        found = self.named(text)
        if len(found) > 1:
            raise AmbiguousNameError(self.kind, text, [match.id for match in found])
        if not found:
            raise UnknownNameError(self.kind, text, [match.label for match in self.search(text, 3)])
        return found[0]

    def search(self, text: str, limit: int = 10) -> tuple[Match, ...]:
        """Suggest concepts for a free text, best first; equal scores are ordered by id.

        Notes
        -----
        An exact name scores 1. Otherwise BM25 over Italian stems (a concept is
        one document made of all its names) is scaled to the best concept, the
        likeness of the closest name is added at half weight to bear misspelling,
        and the sum is brought below 1. O(names) per question.

        References
        ----------
        S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25
        and Beyond", 2009.
        """
        folded, stems = fold(text), _stems(text)
        exact = {match.id: match for match in self.bearers(text)}
        weights = {i: sum(weight.get(s, 0.0) for s in stems) for i, weight in self._weights.items()}
        best = max(weights.values(), default=0.0) or 1.0
        found = list(exact.values())
        for id_, names in self._names.items():
            if id_ in exact or not names or not folded:
                continue
            likeness, closest = max((_likeness(folded, stems, name), name.text) for name in names)
            fuzzy = max(0.0, (likeness - _FUZZY_FLOOR) / (1 - _FUZZY_FLOOR))
            score = 0.99 * (weights[id_] / best + _FUZZY_WEIGHT * fuzzy) / (1 + _FUZZY_WEIGHT)
            if score > 0:
                found.append(Match(id_, self._by_id[id_].label, closest, round(score, 4)))
        return tuple(sorted(found, key=lambda match: (-match.score, match.id))[:limit])


def _reduced(entry: Entry) -> tuple[_Name, ...]:
    names = (_Name(name, fold(name), _stems(name)) for name in (*entry.labels, *entry.synonyms))
    return tuple(name for name in names if name.folded)


def _stems(text: str) -> tuple[str, ...]:
    """Give the Italian stems of a text, small words left out unless nothing else is there."""
    words = fold(text).split()
    telling = [word for word in words if word not in _STOP_WORDS]
    return tuple(str(stem) for stem in snowballstemmer.stemmer("italian").stemWords(telling or words))


def _likeness(folded: str, stems: tuple[str, ...], name: _Name) -> float:
    """Tell how alike a text and a name are, 0 to 1: as wholes, or the name inside a longer text."""
    whole = fuzz.ratio(folded, name.folded)
    # Very short names, such as "730", would be found inside anything.
    inside = fuzz.token_set_ratio(" ".join(stems), " ".join(name.stems)) if len(name.folded) > 3 else 0.0
    return max(whole, inside) / 100


def _bm25_weights(names: Mapping[str, tuple[_Name, ...]]) -> Mapping[str, Mapping[str, float]]:
    """Weigh each stem of each concept, a concept being one document made of all its names."""
    counts = {id_: Counter(stem for name in own for stem in name.stems) for id_, own in names.items()}
    spread = Counter(stem for count in counts.values() for stem in count)
    usual = sum(count.total() for count in counts.values()) / max(1, len(counts))
    weights: dict[str, Mapping[str, float]] = {}
    for id_, count in counts.items():
        norm = _BM25_K1 * (1 - _BM25_B + _BM25_B * count.total() / (usual or 1))
        weights[id_] = MappingProxyType(
            {
                stem: log(1 + (len(counts) - spread[stem] + 0.5) / (spread[stem] + 0.5))
                * (n * (_BM25_K1 + 1) / (n + norm))
                for stem, n in count.items()
            }
        )
    return MappingProxyType(weights)


def _index(
    by_id: Mapping[str, Entry], names: Mapping[str, tuple[_Name, ...]], key: Callable[[_Name], K]
) -> Mapping[K, tuple[Match, ...]]:
    found: dict[K, dict[str, Match]] = {}
    for id_, own in names.items():  # ids ascend, so bearers do too
        for name in own:
            match = Match(id_, by_id[id_].label, name.text, 1.0)
            found.setdefault(key(name), {}).setdefault(id_, match)
    return MappingProxyType({k: tuple(bearers.values()) for k, bearers in found.items()})
