"""What the words of a question mean in one network: its needs, its place, its day, its person, its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ..graph.citizen import Citizen, HeldDocument
from ..graph.coverage import COUNTRY
from ..graph.network import Goal, Network
from ..graph.question import Question
from ..ontology.errors import CitizenError, QuestionError
from .citizens import CitizenFacts, held_document, read_citizen, refuse_unborn
from .gaps_asked import GapsAsked, gaps_asked
from .names import Names
from .requests import (
    MAX_K,
    Limits,
    read_day,
    read_limits,
    read_needs,
    read_number,
    read_prefer,
)
from .requests_gaps import read_some_needs

__all__ = ["Facts", "Understanding"]

Facts = Citizen | CitizenFacts | Mapping[str, object]
"""A person's facts: checked already, or as JSON gives them."""


class Understanding:
    """Makes questions of plain words.

    Attributes
    ----------
    network : Network
        What the engines run on.
    names : Names
        Needs, service types, documents and comuni by the words people use.
    """

    def __init__(self, network: Network, names: Names) -> None:
        self.network = network
        self.names = names

    def goal(self, text: str, lang: str = "it") -> tuple[Goal, str]:
        """Give the need or service type that an id or a name means, and what was understood.

        An id wins, then a label, then any other word for it; of one name, the need
        before the kind of service. What was understood, and what an error suggests,
        is told by its label in this language, and can be typed back.

        Raises
        ------
        UnknownNameError
            If nothing is called so.
        AmbiguousNameError
            If several are.
        """
        return self.names.goal(text, lang)

    def comune(self, text: str) -> tuple[str, str]:
        """Give the id of a comune and its name with the plate; raises as :meth:`goal`."""
        return self.names.comune(text)

    def document(self, text: str) -> tuple[str, str]:
        """Give the id and label of a document; raises as :meth:`goal`."""
        return self.names.document(text)

    def day(self, text: str | None) -> date:
        """Read a day, today when there is none; :class:`QuestionError` when it is no date."""
        return read_day("on", text)

    def citizen(self, raw: Mapping[str, object] | CitizenFacts) -> Citizen:
        """Check a person's facts; :class:`CitizenError` names the one that cannot be."""
        return read_citizen(raw, self.document, self.names.kind)

    def document_with_date(self, text: str) -> HeldDocument:
        """Read ``"DOC"`` or ``"DOC@2026-05-04"``, a paper held and the day it was issued.

        Raises
        ------
        CitizenError
            If no document is called so, or the date is none.
        """
        name, at, day = text.rpartition("@")
        try:
            issued = read_day("documents", day) if at else None
        except QuestionError as error:
            raise CitizenError("documents", "has a date that is none", error.hint) from None
        return HeldDocument(held_document("documents", name if at else text, self.document), issued)

    def question(
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
    ) -> tuple[Question, tuple[str, ...]]:
        """Make the question that the engines answer, and say how its names were understood."""
        goals = dict(self.goal(need, lang) for need in read_needs(needs))
        comune, place = self.comune(at)
        day = read_day("on", on)
        person = refuse_unborn(self._facts(citizen, have), day)
        bounds = read_limits(limits)
        forbid = frozenset(self.names.usable("limits.forbid", name) for name in bounds.forbid)
        require = frozenset(self.names.usable("limits.require", name) for name in bounds.require)
        if self.names.at_odds(forbid, require):
            hint = "leave it out of one of the two"
            raise QuestionError("limits.require", "names what limits.forbid rules out", hint)
        question = Question(
            comune,
            tuple(goals),
            day,
            person,
            read_number("k", k, 1, MAX_K),
            read_prefer(prefer),
            max_days=bounds.max_days,
            max_actors=bounds.max_actors,
            max_cost_cents=None if bounds.max_cost_eur is None else round(bounds.max_cost_eur * 100),
            forbid=forbid,
            require=require,
            channels=None if bounds.channels is None else frozenset(bounds.channels),
        )
        return question, (*goals.values(), place)

    def gap_question(
        self,
        where: str | None = None,
        needs: Sequence[str] = (),
        *,
        on: str | date | None = None,
        citizen: Facts | None = None,
        have: Sequence[str] = (),
        by: str | None = None,
        lang: str = "it",
    ) -> GapsAsked:
        """Make the question that the map of gaps answers, for one kind of person in many comuni.

        Parameters
        ----------
        where : str, optional
            A comune, province, region or loaded area, by id or name; all of Italy when absent.
        needs : sequence of str
            Every need where there is none.
        by : str, optional
            What the cells are to be about: a kind of territory.
        lang : str
            In which to say how the names were understood.

        Raises
        ------
        InputError
            If a name, the day or a fact of the person is wrong, no comune is there, or
            the cells would be too many.
        """
        goals = dict(self.goal(need, lang) for need in read_some_needs(needs))
        territory, place = self.names.area(where) if where is not None else self.names.area(COUNTRY)
        day = read_day("on", on)
        person = refuse_unborn(self._facts(citizen, have), day)
        return gaps_asked(self.network, territory, tuple(goals), day, person, by, (*goals.values(), place))

    def _facts(self, citizen: Facts | None, have: Sequence[str] = ()) -> Citizen:
        """Give the person with the papers named beside the facts."""
        known = citizen if isinstance(citizen, Citizen) else self.citizen(citizen or {})
        if not have:
            return known
        return _holding(known, tuple(map(self.document_with_date, have)))


def _holding(citizen: Citizen, papers: tuple[HeldDocument, ...]) -> Citizen:
    return replace(citizen, documents=(*citizen.documents, *papers))
