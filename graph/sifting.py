"""Fewer bids: those that some plans may have, and with them only the ways and stances that are left.

A bid goes where its way must supply a fact that it no longer may, where its stance must take
one of some bids and none is left, or where nobody is left to supply a need of it.
"""

from copy import copy

import numpy as np

from .bids import NEVER, Bids, Flags, Ints

__all__ = ["sifted"]


def sifted(bids: Bids, able: Flags) -> Bids:
    """Give the same without the bids that are not able, and what cannot be without them."""
    keep = _held(bids, able)
    if keep.all():
        return bids
    fewer = copy(bids)
    ways = _told(bids.way[keep], len(bids.cost))
    actions = _told(bids.action[ways], len(bids.stance))
    stances = _told(bids.stance[actions], len(bids.actor))
    for name in ("fact", "circle", "lasts", "turn", "spot", "hop"):
        setattr(fewer, name, getattr(bids, name)[keep])
    fewer.way = _places(ways)[bids.way[keep]]
    fewer.ways = [way for way, kept in zip(bids.ways, ways.tolist(), strict=True) if kept]
    fewer.cost, fewer.action = bids.cost[ways], _places(actions)[bids.action[ways]]
    fewer.stance, fewer.actor = _places(stances)[bids.stance[actions]], bids.actor[stances]
    fewer.provider = np.unique(bids.provider[stances], return_inverse=True)[1]
    fewer.group(_places(keep)[bids.forced[keep[bids.forced]]])
    asked = keep[bids.bid]
    fewer.bid = _places(keep)[bids.bid[asked]]
    fewer.home, fewer.link = bids.home[asked], bids.link[asked]
    kinds = _told(bids.kind[asked], len(bids.carry))
    fewer.kind = _places(kinds)[bids.kind[asked]]
    fewer.carried = bids.carried[kinds]
    fewer.gives = np.zeros_like(bids.gives)
    fewer.gives[fewer.fact, fewer.circle] = True
    fewer.own = bids.own[asked] & fewer.gives[bids.need[fewer.link], fewer.home]
    fewer.carry = np.where(fewer.gives[bids.need[fewer.carried]], bids.carry[kinds], NEVER)
    return fewer


def _held(bids: Bids, able: Flags) -> Flags:
    """Keep the bids that are able and not without what they need, until no more go."""
    keep, before = able, -1
    while before != int(keep.sum()):
        before = int(keep.sum())
        keep = keep & ~_told(bids.way[bids.turn & ~keep], len(bids.cost))[bids.way]
        forced, stance = bids.forced, bids.stance[bids.act]
        left = _told(stance[forced[keep[forced]]], len(bids.actor))
        keep = keep & ~(_told(bids.forcing, len(bids.actor)) & ~left)[stance]
        had = _told(bids.fact[keep], len(bids.gives))
        keep = keep & ~_told(bids.bid[~had[bids.need[bids.link]]], len(keep))
    return keep


def _told(numbers: Ints, count: int) -> Flags:
    """Tell of each number whether it is among these."""
    found = np.zeros(count, bool)
    found[numbers] = True
    return found


def _places(kept: Flags) -> Ints:
    """Give the new number of each that is kept."""
    return np.cumsum(kept) - 1
