"""Offerings that have to do with a question, by words of their title or of their provider's name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..ontology.folding import fold
from .coverage import Local, survey
from .details import describe_offerings
from .documents import open_folder
from .doors import SHOWN
from .network import Network
from .offered import Offered
from .question import Question
from .store import Describer

__all__ = ["LookedUp", "Named", "look_up"]


@dataclass(frozen=True, slots=True)
class Named:
    """An offering by its title and its provider's name."""

    title: str
    provider_name: str
    offering: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The offerings that some words name: those nearest to the question, and how many more there are."""

    shown: tuple[Named, ...] = ()
    more: int = 0


def look_up(
    network: Network, reader: Describer, question: Question, words: str, *, most: int | None = SHOWN
) -> LookedUp:
    """Find the offerings that cover a place, could serve a question, and are called so; nearest first.

    Those that meet a goal or give a paper that may lead to one, open to the person or
    not. Every word, whatever its case and accents, is in the title or the name of the
    provider; no word, no offering. First come those that meet a goal; of these, those
    whose coverage names the nearer territory; then by IRI.

    Parameters
    ----------
    reader : Describer
        Asked for what is shown; for all that could serve where the index holds no titles.
    most : int or None
        How many are shown; the rest is counted. All where it is ``None``.

    Notes
    -----
    O(k) for the *k* offerings of the place that could serve: some thousand in a large city.
    """
    wanted = fold(words).split()
    if not wanted:
        return LookedUp()
    local = survey(network, question.comune, question.on, question.citizen)
    found = _called(network, reader, wanted, _serving(network, local, question))
    rows = _nearest_first(network, question, found)
    shown = rows if most is None else rows[:most]
    page = describe_offerings(reader, network.index, (), shown)
    return LookedUp(
        tuple(Named(*page.title(row), page.offerings[row].iri) for row in shown), len(rows) - len(shown)
    )


def _called(network: Network, reader: Describer, wanted: Sequence[str], offered: Offered) -> Offered:
    """Keep the offerings that have every word in their title or their provider's name."""
    titles, columns = network.index.titles, network.index.columns
    if titles is not None:
        return offered.where(titles.called(wanted, offered.rows, columns.provider.take(offered.rows)))
    rows = offered.rows.tolist()
    page = describe_offerings(reader, network.index, (), rows)
    names = (fold(" ".join(page.title(row))) for row in rows)
    return offered.where(np.array([all(word in name for word in wanted) for name in names], dtype=np.bool_))


def _serving(network: Network, local: Local, question: Question) -> Offered:
    """Give the offerings here that meet a goal, or give a paper that may lead to one."""
    folder = open_folder(network.index.reference.documents, question.citizen, question.on)
    forms = network.forms.leading_to(_last(network, question), network.forms.mask(folder.at_hand))
    return local.of_classes(network.forms.told(forms).take(local.holding.form_of_class))


def _nearest_first(network: Network, question: Question, offered: Offered) -> list[int]:
    """Order offerings as they are shown."""
    meeting = network.forms.told(_last(network, question)).take(network.forms.of.take(offered.procedure))
    return [int(row) for row in offered.rows[np.lexsort((offered.rows, offered.via, ~meeting))]]


def _last(network: Network, question: Question) -> frozenset[int]:
    """Give the forms that meet a goal."""
    return frozenset[int]().union(*map(network.meeting, question.goals))
