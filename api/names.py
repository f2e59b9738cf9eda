"""The names by which people ask: needs, kinds of service, documents and comuni, by id or plain Italian."""

import re
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz, process

from ..graph.index import Index
from ..graph.labels import goal_label
from ..graph.network import Goal
from ..graph.places import Territory
from ..loaders.context import Lexicon
from ..loaders.gazetteer import Gazetteer, Outcome
from ..loaders.namesakes import describe
from ..ontology.errors import AmbiguousNameError, QuestionError, UnknownNameError
from ..ontology.folding import fold
from ..ontology.terms import DATA
from ..ontology.vocabulary import Entry, Match, Vocabulary

__all__ = ["MAX_NAME", "Names", "full_iri"]

MAX_NAME = 200
"""Characters of a name; nothing has a longer one."""

_LABELLED = re.compile(r".*\((?P<id>[a-z0-9][a-z0-9.-]*)\)\s*", re.DOTALL)
"""A label with its id in brackets, as answers and suggestions show it."""

LIKE = 85.0
"""How alike (rapidfuzz ratio) a name and an id must be for a slip of the pen."""

_GOAL = "need or service type"
_NEAREST = 3


class Names:
    """What the words of a question mean in one network.

    Parameters
    ----------
    lexicon : Lexicon
        The words of the shipped reference.
    index : Index
        Its territories are looked up too, those that exercises brought among them.
    """

    def __init__(self, lexicon: Lexicon, index: Index) -> None:
        self._lexicon = lexicon
        self._index = index

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        if not self._index.tables.territories:
            return self._lexicon.gazetteer
        return Gazetteer(self._index.territories.values())

    def goal(self, text: str, lang: str) -> tuple[Goal, str]:
        """Give what is asked for; see :meth:`welfarenet.api.desk.Desk.goal`."""
        name = _name("needs", text)
        goal = self._by_name(name) or self._by_words(name, lang)
        return goal, self._shown(goal, lang)

    def document(self, text: str) -> tuple[str, str]:
        """Give the id and label of a document; raises as :meth:`goal`."""
        name = _name("documents", text)
        known = self._lexicon.documents
        match = _by_id(known, name) or _by_label(known, name) or known.get(name)
        return match.id, match.label

    def kind(self, text: str) -> frozenset[str]:
        """Give the id of a kind of service with those of all broader ones; raises as :meth:`goal`."""
        name = _name("receives", text)
        known = self._lexicon.service_types
        match = _by_id(known, name) or _by_label(known, name) or known.get(name)
        kinds, found = self._index.reference.service_types, {match.id}
        broader = kinds[match.id].broader
        while broader is not None and broader not in found:
            found.add(broader)
            broader = kinds[broader].broader
        return frozenset(found)

    def comune(self, text: str) -> tuple[str, str]:
        """Give the id of a comune and its name with the plate; raises as :meth:`goal`."""
        found = self._gazetteer.get_comune(_name("territory", text))
        return found.id, describe(found)

    def area(self, text: str) -> tuple[str, str]:
        """Give the id of any territory and its name; a comune before an area of the same name.

        Raises
        ------
        UnknownNameError, AmbiguousNameError
            If none or several are called so; a likely slip is named, not followed.
        """
        name = _name("territory", text)
        found = self._gazetteer.resolve(name)
        guessed = found.rule in ("spelling", "mojibake")
        if found.kind is Outcome.AMBIGUOUS:
            raise AmbiguousNameError("territory", name, found.choices)
        if found.territory is None or guessed:
            raise UnknownNameError("territory", name, (found.after,) if guessed else found.nearest)
        return found.territory.id, describe(found.territory)

    def search_needs(self, text: str, limit: int) -> tuple[Match, ...]:
        """Suggest needs, best first."""
        return _search(self._lexicon.needs, text, limit)

    def search_types(self, text: str, limit: int) -> tuple[Match, ...]:
        """Suggest kinds of service, best first."""
        return _search(self._lexicon.service_types, text, limit)

    def search_comuni(self, text: str, limit: int) -> tuple[Territory, ...]:
        """List comuni whose name begins so."""
        return self._gazetteer.search(_clean(text)[:MAX_NAME], limit)

    def usable(self, field: str, text: str) -> str:
        """Give what a limit can name: an offering or provider by IRI, or the id of a kind of service.

        Raises
        ------
        QuestionError
            If this network holds nothing of that name.
        """
        iri = full_iri(text)
        if any(iris.find(iri) is not None for iris in (self._index.offerings, self._index.providers)):
            return iri
        try:
            return self._lexicon.service_types.get(_name(field, text)).id
        except UnknownNameError:
            hint = "give an offering, a provider or a service type"
            raise QuestionError(field, "names nothing of this network", hint) from None

    def at_odds(self, forbid: Iterable[str], require: Iterable[str]) -> bool:
        """Tell whether something required is forbidden, itself or as its provider's or of its kind."""
        forbidden = frozenset(forbid)
        return any(not forbidden.isdisjoint(self._borne_by(name)) for name in require)

    def _borne_by(self, name: str) -> set[str]:
        """Give a name as :meth:`usable` gives it and, of an offering, its provider and kind of service."""
        row = self._index.row(name)
        if row is None:
            return {name}
        columns = self._index.columns
        kind = self._index.tables.classes[int(columns.service_class[row])].service_type
        return {name, self._index.providers[int(columns.provider[row])], *([kind] if kind else [])}

    def _by_name(self, name: str) -> Goal | None:
        """Find what has this id, else what has this label, of needs first."""
        needs, types = self._lexicon.needs, self._lexicon.service_types
        for found in (_by_id, _by_label):
            for vocabulary in (needs, types):
                match = found(vocabulary, name)
                if match is not None:
                    return Goal(match.id, vocabulary is needs)
        return None

    def _by_words(self, name: str, lang: str) -> Goal:
        """Try synonyms and inflected words, of needs first: a service of the same name meets them."""
        for vocabulary in (self._lexicon.needs, self._lexicon.service_types):
            is_need = vocabulary is self._lexicon.needs
            try:
                return Goal(vocabulary.get(name).id, is_need)
            except AmbiguousNameError as error:
                choices = [self._shown(Goal(one, is_need), lang) for one in error.choices]
                raise AmbiguousNameError(_GOAL, name, choices) from None
            except UnknownNameError:
                continue
        raise UnknownNameError(_GOAL, name, self._nearest(name, lang))

    def _nearest(self, name: str, lang: str) -> list[str]:
        """Suggest the likeliest of both vocabularies: ids spelt much like the name, then words."""
        known = (self._lexicon.needs, self._lexicon.service_types)
        goals = {
            entry.id: Goal(entry.id, vocabulary is self._lexicon.needs)
            for vocabulary in known
            for entry in vocabulary.entries
        }
        spelt = process.extract(name, sorted(goals), scorer=fuzz.ratio, score_cutoff=LIKE, limit=_NEAREST)
        ranked = [match for vocabulary in known for match in vocabulary.search(name, _NEAREST)]
        ranked.sort(key=lambda match: (-match.score, match.id))
        ids = dict.fromkeys([*(one for one, _, _ in spelt), *(match.id for match in ranked)])
        return [self._shown(goals[one], lang) for one in list(ids)[:_NEAREST]]

    def _shown(self, goal: Goal, lang: str) -> str:
        """Show a concept so that it can be typed back, its id in brackets."""
        return f"{goal_label(self._index, goal, lang)} ({goal.id})"


def full_iri(name: str) -> str:
    """Complete an IRI that was given without what all those of exercises begin with.

    Examples
    --------
    >>> full_iri("jesi-2026/offering/sad")
    'https://w3id.org/welfarenet/data/jesi-2026/offering/sad'
    """
    return name if "://" in name else DATA + name


def _clean(text: str) -> str:
    """Replace what no encoding can write, such as half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _name(field: str, text: str) -> str:
    """Refuse a text that cannot be a name, before any search looks at it.

    Raises
    ------
    QuestionError
        If it is no text, empty or far too long.
    """
    if not isinstance(text, str):
        raise QuestionError(field, "is not in the form expected", "write an id or a plain Italian name")
    name = _clean(text).strip()
    if not name:
        raise QuestionError(field, "a name is empty", "write an id or a plain Italian name")
    if len(name) > MAX_NAME:
        raise QuestionError(field, f"a name is longer than {MAX_NAME} characters", "write fewer words")
    return name


def _by_id(vocabulary: Vocabulary, name: str) -> Match | None:
    """Find a concept by its bare id, or by the label and id that an answer showed."""
    shown = _LABELLED.fullmatch(name)
    ids = {entry.id: entry for entry in vocabulary.entries}
    entry = ids.get(name) or (ids.get(shown["id"]) if shown else None)
    return Match(entry.id, entry.label, entry.id, 1.0) if entry else None


def _by_label(vocabulary: Vocabulary, name: str) -> Match | None:
    """Find the one concept with this label, synonyms apart."""
    bearers = [match for match in vocabulary.bearers(name) if _is_label(vocabulary, match, name)]
    return bearers[0] if len(bearers) == 1 else None


def _is_label(vocabulary: Vocabulary, match: Match, name: str) -> bool:
    entry: Entry = next(entry for entry in vocabulary.entries if entry.id == match.id)
    return fold(name) in map(fold, entry.labels)


def _search(vocabulary: Vocabulary, text: str, limit: int) -> tuple[Match, ...]:
    wanted = _clean(text).strip()[:MAX_NAME]
    if wanted:
        return vocabulary.search(wanted, limit)
    return tuple(Match(entry.id, entry.label, entry.label, 1.0) for entry in vocabulary.entries[:limit])
