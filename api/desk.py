"""The one facade behind every door: an open revision, and the names by which people ask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Self, TypeVar

from ..graph.answers import MenuAnswer, PathsAnswer, Source, WhoAnswer, WhyNotAnswer
from ..graph.doors import SHOWN
from ..graph.exercises import Record
from ..graph.explain import explain_paths
from ..graph.gap_answers import GapsAnswer
from ..graph.gap_telling import explain_gaps
from ..graph.gaps import GapMap, find_gaps
from ..graph.indexing import open_index
from ..graph.justify import justify
from ..graph.lookup import LookedUp, look_up
from ..graph.menu import explain_menu, find_menu
from ..graph.network import open_network
from ..graph.paths import find_paths
from ..graph.places import Territory
from ..graph.reference import load_reference
from ..graph.remembering import Remembering
from ..graph.store import Reader, Store
from ..graph.stores import open_store
from ..graph.who import explain_who
from ..graph.whynot import explain_why_not
from ..loaders.context import Lexicon
from ..ontology.errors import UnknownRecordError
from ..ontology.vocabulary import Match
from .citizens import refuse_unborn
from .gaps_asked import GapsAsked
from .names import MAX_NAME, Names, full_iri
from .records import published, record_sources
from .requests import (
    Limits,
    read_day,
    read_lang,
    read_refused,
)
from .turns import Turns
from .understanding import Facts, Understanding

__all__ = ["Desk"]

A = TypeVar("A", MenuAnswer, PathsAnswer, WhoAnswer)


@cache
def _lexicon() -> Lexicon:
    """Give the words of the shipped reference, read once per process."""
    return Lexicon(load_reference())


class Desk(Understanding):
    """One open revision of one store. Safe to share between threads.

    Parameters
    ----------
    store : Store
        Stays the caller's; :meth:`open` opens one.
    reader : Reader
        Pinned to the revision that answers; closed by :meth:`close`.

    Attributes
    ----------
    revision : str
        Named in every answer.
    """

    def __init__(self, store: Store, reader: Reader) -> None:
        self.store = store
        self.reader = reader
        self._records = Remembering(reader)
        self._turns = Turns()
        network = open_network(open_index(reader, load_reference()))
        super().__init__(network, Names(_lexicon(), network.index))

    @classmethod
    def open(cls, url: str) -> Self:
        """Open what is published at an address, such as ``oxigraph:./welfarenet-data``.

        Raises
        ------
        QuestionError
            If the address is of no known kind.
        StoreError
            If the store cannot be read.
        """
        store = open_store(url)
        return cls(store, store.reader())

    @property
    def revision(self) -> str:
        """Name of the revision that answers."""
        return self.reader.revision

    def refreshed(self) -> "Desk":
        """Give this desk if its revision is still the one published, else one on the new revision.

        The old one stays open, for whoever is still asking it, until it is closed.
        """
        if self.store.revision() == self.revision:
            return self
        return Desk(self.store, self.store.reader())

    def close(self) -> None:
        """Let the revision go."""
        self.reader.close()

    # questions

    def who(
        self,
        need: str,
        at: str,
        *,
        on: str | date | None = None,
        citizen: Facts | None = None,
        lang: str = "it",
    ) -> WhoAnswer:
        """Say who covers a need here.

        Raises
        ------
        InputError
            If a name, the day or a fact of the person is wrong.
        """
        goal, understood = self.goal(need, lang)
        comune, place = self.comune(at)
        day = read_day("on", on)
        person = refuse_unborn(self._facts(citizen), day)
        answer = explain_who(self.network, self._records, goal, comune, day, person, read_lang(lang))
        return _with_understood(answer, (understood, place))

    def paths(
        self,
        needs: Sequence[str],
        at: str,
        *,
        on: str | date | None = None,
        citizen: Facts | None = None,
        have: Sequence[str] = (),
        k: int = 1,
        prefer: str = "balanced",
        limits: Limits | Mapping[str, object] | None = None,
        lang: str = "it",
        refused: str = "few",
        explain: bool = False,
    ) -> PathsAnswer:
        """Find the best *k* service paths for a person, here, on a day.

        Parameters
        ----------
        have : sequence of str
            Papers held, as :meth:`document_with_date` reads them, beside those among the facts.
        limits : Limits or mapping, optional
            ``max_days``, ``max_actors``, ``max_cost_eur``, ``forbid``, ``require``, ``channels``.
        refused : str
            ``"few"`` shows of what is not to be had the nearest and counts the rest,
            ``"all"`` shows it all.
        explain : bool
            Say too why the best path, what would unlock the needs left, and which
            facts would change the answer; that asks the question many times more.

        Raises
        ------
        InputError
            If a name, the day, a number or a fact of the person is wrong.
        """
        question, understood = self.question(
            needs, at, on=on, citizen=citizen, have=have, k=k, prefer=prefer, limits=limits, lang=lang
        )
        with self._turns.taken():
            found = find_paths(self.network, question)
        answer = explain_paths(
            self.network, self._records, question, found, read_lang(lang), refused=read_refused(refused)
        )
        if explain:
            answer = replace(answer, explanation=justify(self.network, self._records, question, found, lang))
        return _with_understood(answer, understood)

    def menu(
        self,
        needs: Sequence[str],
        at: str,
        *,
        on: str | date | None = None,
        citizen: Facts | None = None,
        have: Sequence[str] = (),
        limits: Limits | Mapping[str, object] | None = None,
        lang: str = "it",
    ) -> MenuAnswer:
        """Find the best path under each preference, to choose among; arguments and errors as :meth:`paths`.

        A question of its own rather than one more ``prefer``: its answer holds whole
        answers, for each path rests on assumptions and leaves questions of its own.
        """
        question, understood = self.question(
            needs, at, on=on, citizen=citizen, have=have, limits=limits, lang=lang
        )
        with self._turns.taken():
            menu = find_menu(self.network, question)
        answer = explain_menu(self.network, self._records, question, menu, read_lang(lang))
        entries = (replace(one, answer=_with_understood(one.answer, understood)) for one in answer.entries)
        return _with_understood(replace(answer, entries=tuple(entries)), understood)

    def why_not(
        self,
        offering: str,
        needs: Sequence[str],
        at: str,
        *,
        on: str | date | None = None,
        citizen: Facts | None = None,
        have: Sequence[str] = (),
        prefer: str = "balanced",
        limits: Limits | Mapping[str, object] | None = None,
        lang: str = "it",
    ) -> WhyNotAnswer:
        """Say why the best path does without an offering; arguments and errors as :meth:`paths`."""
        question, _ = self.question(
            needs, at, on=on, citizen=citizen, have=have, prefer=prefer, limits=limits, lang=lang
        )
        return explain_why_not(self.network, self._records, question, full_iri(offering), read_lang(lang))

    def look_up(
        self,
        words: str,
        needs: Sequence[str],
        at: str,
        *,
        on: str | date | None = None,
        citizen: Facts | None = None,
        most: int | None = SHOWN,
    ) -> LookedUp:
        """Find the offerings that could serve here and are called so; arguments, errors as :meth:`paths`."""
        question, _ = self.question(needs, at, on=on, citizen=citizen)
        return look_up(self.network, self._records, question, words[:MAX_NAME], most=most)

    # the map of gaps

    def find_gaps(self, asked: GapsAsked) -> GapMap:
        """Map what one kind of person can have, need by need and comune by comune."""
        return find_gaps(self.network, asked.question)

    def tell_gaps(self, asked: GapsAsked, found: GapMap, *, lang: str = "it") -> GapsAnswer:
        """Tell a map: counts, causes, the single changes that would open most."""
        territory = asked.territory, asked.understood[-1]
        answer = explain_gaps(self.network, found, territory, asked.by, read_lang(lang))
        return replace(answer, understood=asked.understood)

    # records

    def describe(self, iri: str) -> Record:
        """Give a record that an exercise asserts, by its IRI.

        Raises
        ------
        UnknownRecordError
            If there is none.
        """
        full = full_iri(iri)
        found = self.reader.describe([full]).get(full)
        if found is None:
            raise UnknownRecordError("record", iri)
        return found

    def sources(self, iri: str) -> tuple[Source, ...]:
        """List the cells a record was read from, and the law behind what it inherits."""
        return record_sources(self.network.index, self.reader, self.describe(iri))

    def search_needs(self, q: str, limit: int = 10) -> tuple[Match, ...]:
        """Suggest needs for a text, best first; all of them, by id, for no text."""
        return self.names.search_needs(q, limit)

    def search_types(self, q: str, limit: int = 10) -> tuple[Match, ...]:
        """Suggest service types for a text, best first; all of them, by id, for no text."""
        return self.names.search_types(q, limit)

    def search_territories(self, q: str, limit: int = 10) -> tuple[Territory, ...]:
        """List comuni whose name begins so, most populous first."""
        return self.names.search_comuni(q, limit)

    def status(self) -> dict[str, object]:
        """Say what is published here: revision, exercises, and records by kind."""
        return {"store": self.store.url, **published(self.reader)}


def _with_understood(answer: A, understood: tuple[str, ...]) -> A:
    return replace(answer, understood=understood)
