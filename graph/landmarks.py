"""Facts that every way to a fact passes through.

References
----------
.. [1] P. Haslum, J. Slaney, S. Thiébaux, "Minimal Landmarks for Optimal
   Delete-Free Planning", ICAPS 2012.
.. [2] E. Keyder, S. Richter, M. Helmert, "Sound and Complete Landmarks for
   And/Or Graphs", ECAI 2010.
"""

from collections.abc import Mapping, Sequence

from .pool import Shape
from .task import bits

__all__ = ["landmarks", "through"]


def landmarks(shapes: Sequence[Shape]) -> dict[int, int]:
    """Give for each fact some shape adds the facts that every way to it passes through, itself too.

    The greatest fixpoint of: a fact's landmarks are itself and what all the
    modes of all its givers have in common, where a mode's are those of its
    facts together. A plan's supplier of the fact uses one of these modes, and
    by induction along the plan's order all landmarks of that mode's facts are
    supplied before it.

    Notes
    -----
    O(rounds × modes × facts of a mode); two rounds where facts have an order.
    """
    givers: dict[int, list[int]] = {}
    for modes, adds in shapes:
        for fact in bits(adds):
            givers.setdefault(fact, []).extend(modes)
    everything = sum(1 << fact for fact in givers)
    distinct = {fact: tuple(dict.fromkeys(modes)) for fact, modes in givers.items()}
    found = dict.fromkeys(_early_first(distinct), everything)
    changed = True
    while changed:
        changed = False
        for fact in found:
            common = everything
            for mode in distinct[fact]:
                common &= through(found, mode)
                if not common:
                    break
            common |= 1 << fact
            if common != found[fact]:
                found[fact] = common
                changed = True
    return found


def through(found: Mapping[int, int], mode: int) -> int:
    """Give the facts that every way to all of a mode's facts passes through."""
    mask = 0
    while mode:
        low = mode & -mode
        mode ^= low
        mask |= found.get(low.bit_length() - 1, low)
    return mask


def _early_first(givers: Mapping[int, tuple[int, ...]]) -> list[int]:
    """Order facts by the round in which they are first reached, so that few rounds settle them."""
    order: list[int] = []
    reached, left = 0, list(givers)
    while left:
        now = [fact for fact in left if any(mode & ~reached == 0 for mode in givers[fact])]
        if not now:
            return order + left
        order += now
        for fact in now:
            reached |= 1 << fact
        done = set(now)
        left = [fact for fact in left if fact not in done]
    return order
