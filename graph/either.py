"""Facts of which every way to another needs one, whichever it is.

Most services ask for one of several papers: a certificate from the register, or a
declaration, or a code. None of them is a landmark, but a plan needs one. For the bounds
each such choice is a fact more, given by whoever gives any of the papers.

References
----------
.. [1] J. Porteous, L. Sebastia, J. Hoffmann, "On the Extraction, Ordering, and
   Usage of Landmarks in Planning", ECP 2001.
.. [2] E. Keyder, S. Richter, M. Helmert, "Sound and Complete Landmarks for
   And/Or Graphs", ECAI 2010.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from .island import Either, Island
from .task import bits, union

__all__ = ["choices", "widened"]

_Offer = tuple[int, int]
"""Action and mode."""


def choices(modes: Iterable[int]) -> list[int]:
    """List the sets of two facts or more of which each mode has just one, and all else alike beside each.

    Examples
    --------
    >>> [bin(facts) for facts in choices([0b00101, 0b00110, 0b01001, 0b01010])]
    ['0b11', '0b1100']
    """
    distinct = set(modes)
    beside: dict[int, set[int]] = {}
    for mode in distinct:
        for fact in bits(mode):
            beside.setdefault(fact, set()).add(mode & ~(1 << fact))
    alike: dict[frozenset[int], int] = {}
    for fact, others in beside.items():
        key = frozenset(others)
        alike[key] = alike.get(key, 0) | 1 << fact
    return sorted(
        facts
        for others, facts in alike.items()
        if facts & facts - 1 and len(others) * facts.bit_count() == len(distinct)
    )


def widened(island: Island) -> Island:
    """Give an island whose facts have an order with a fact more for each choice; itself where there is none.

    A choice is a landmark of a fact where every mode of every giver has one of its facts,
    and of what passes through such a fact; so is it of each of its own facts. Of those of its
    facts that a plan has, the first comes from an action to whose mode the choice is no
    landmark, so only those count as its givers. Where these all give one of the facts in the same
    mode, that fact stands in for the choice.
    """
    modes = [tuple(dict.fromkeys(mode for _, mode in offers)) for offers in island.offers]
    asked = [choices(found) for found in modes]
    groups = sorted(dict.fromkeys(chain.from_iterable(asked)), key=lambda facts: (facts.bit_count(), facts))
    if not groups:
        return island
    count = len(island.facts)
    marks = {facts: 1 << count + len(groups) + number for number, facts in enumerate(groups)}
    own = [union(marks[facts] for facts in found) for found in asked]
    for facts, mark in marks.items():
        for fact in bits(facts):
            own[fact] |= mark
    found, through = _landmarks(modes, own)
    either, offers = list[Either](), list[list[_Offer]]()
    for facts, mark in marks.items():
        givers = _givers(island, facts, mark, through)
        same = [fact for fact in bits(facts) if island.offered[fact] >= givers.keys()]
        if not same:
            offers.append(sorted(givers, key=lambda offer: island.rank(offer[0])))
        either.append(Either(facts, mark, 1 << (same[0] if same else count + len(offers) - 1)))
    return island.extended(found, tuple(either), offers)


def _landmarks(modes: Sequence[tuple[int, ...]], own: Sequence[int]) -> tuple[list[int], dict[int, int]]:
    """Give the landmarks of each fact and of each mode; ``own`` are those that a fact has by itself."""
    found = [0] * len(modes)
    through: dict[int, int] = {}
    for fact in reversed(range(len(modes))):
        common = -1
        for mode in modes[fact]:
            if mode not in through:
                through[mode] = union(found[need] for need in bits(mode))
            common &= through[mode]
        found[fact] = 1 << fact | own[fact] | max(common, 0)
    return found, through


def _givers(island: Island, facts: int, mark: int, through: Mapping[int, int]) -> dict[_Offer, None]:
    """Give the offers of any of some facts to whose mode they are not a landmark together."""
    return {
        offer: None for fact in bits(facts) for offer in island.offers[fact] if not through[offer[1]] & mark
    }
