"""A question about gaps, ready to be answered: which comuni, which needs, told by which areas."""

from dataclasses import dataclass
from datetime import date

from ..graph.citizen import Citizen
from ..graph.gap_telling import list_areas, usual_areas
from ..graph.gaps import GapQuestion
from ..graph.network import Goal, Network
from ..graph.realms import comuni_within
from ..ontology.errors import QuestionError
from .requests_gaps import read_areas, refuse_too_many

__all__ = ["GapsAsked", "gaps_asked"]


@dataclass(frozen=True, slots=True)
class GapsAsked:
    """The question, the territory its comuni make up, and the kind of area to tell it by.

    ``understood`` says how the names were read, that of the territory last.
    """

    question: GapQuestion
    territory: str
    by: str
    understood: tuple[str, ...]


def gaps_asked(
    network: Network,
    territory: str,
    goals: tuple[Goal, ...],
    on: date,
    persona: Citizen,
    by: str | None,
    understood: tuple[str, ...],
) -> GapsAsked:
    """Make the question; without goals, of every need.

    Raises
    ------
    QuestionError
        If the territory has no comune on that day, or ``by`` is no kind of area
        or would make too many cells.
    """
    index = network.index
    areas = usual_areas(index, territory) if by is None else read_areas(by)
    comuni = comuni_within(index, territory, on)
    if not comuni:
        raise QuestionError("territory", "has no comune on that day", "ask for another territory or day")
    asked = goals or tuple(Goal(need, True) for need in sorted(index.reference.needs))
    refuse_too_many(len(set(list_areas(index, comuni, areas))), len(asked))
    return GapsAsked(GapQuestion(comuni, asked, on, persona), territory, areas, understood)
