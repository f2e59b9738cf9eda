"""Offerings that have to do with a question, by words of their title or of their provider's name."""

from dataclasses import dataclass

from ..ontology.vocabulary import fold
from .coverage import survey
from .details import describe_offerings
from .documents import open_folder
from .network import Network
from .question import Question
from .store import Describer

__all__ = ["Named", "look_up"]


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """An offering by its title and its provider's name."""

    title: str
    provider_name: str
    offering: str


def look_up(network: Network, reader: Describer, question: Question, words: str) -> tuple[Named, ...]:
    """List the offerings that cover a place, could serve a question, and are called so; by title.

    Those that meet a goal or give a paper that may lead to one, open to the person or
    not. Every word, whatever its case and accents, is in the title or the name of the
    provider; no word, no offering.

    Notes
    -----
    O(k) look-ups for the *k* offerings of the place that could serve: some thousand
    in a large city.
    """
    wanted = fold(words).split()
    if not wanted:
        return ()
    local = survey(network, question.comune, question.on, question.citizen)
    folder = open_folder(network.index.reference.documents, question.citizen, question.on)
    last = frozenset[int]().union(*map(network.meeting, question.goals))
    forms = network.forms.leading_to(last, network.forms.mask(folder.at_hand))
    offered = local.of_classes(network.forms.told(forms).take(local.holding.form_of_class))
    rows = offered.rows.tolist()
    page = describe_offerings(reader, network.index, (), rows)
    every = (Named(*page.title(row), page.offerings[row].iri) for row in rows)
    return tuple(sorted(one for one in every if _called(one, wanted)))


def _called(one: Named, wanted: list[str]) -> bool:
    name = fold(f"{one.title} {one.provider_name}")
    return all(word in name for word in wanted)
