"""Who could supply what on an island, as columns: what ``prices`` are asked of.

A *bid* is one fact that an action in one mode may supply; an action in one mode is a
*way*. A bid *demands* each fact of its mode, through the *link* from the fact it supplies
to that one: a plan takes one bid for a fact, so at most one of a link's demands is met.

A provider that may supply what it needs has several *stances*: to take nothing from
itself, or one fact first of all and perhaps some after it. Then it must supply that fact.
A way of several facts has a *turn* for each of them to be the first that it supplies: that
one pays for what is carried to the way, and must be supplied.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .carrying import Carrying
from .island import Island
from .task import NOBODY, bits, union
from .threads import Hop, Threads, hops_of

__all__ = ["NEVER", "Bids", "Flags", "Floats", "Ints"]

Flags = NDArray[np.bool_]

Ints = NDArray[np.int64]

Floats = NDArray[np.float64]
"""Whole numbers far below 2⁵³, so that sums are exact in any order."""

NEVER = float(1 << 45)
"""More than anything costs, in grains."""

_FINEST = 1 << 20
"""Grains in the dearest action, actor or hand-off."""

_MOST_TURNS = 4
"""Facts of a way up to which each has its turn; more share evenly what is carried to the way."""

_Way = tuple[int, int]


class _Bid(NamedTuple):
    """One bid; ``must`` where its turn or its stance has it supplied, ``own`` what it may take at home.

    ``share`` says among how many facts what is carried to the way is shared; 0 that others pay it.
    """

    fact: int
    way: int
    turn: bool
    forced: bool
    share: int
    own: int


class Bids:
    """Columns of an island without referrals; never changed once built.

    Bids are sorted by provider, stance, action and way, so that those of one stand together.
    What is nobody's stands for itself. Costs are in whole *grains*, rounded down.

    Attributes
    ----------
    grain : int
        What a grain costs on the island.
    day : float
        What a day costs, in grains.
    soonest : int
        Fewest days of any plan.
    goals : array
        The goals' facts.
    fact, way, act, circle, lasts, turn : array, by bid
        What is supplied, its way, the number of its action, the circle of who does, the fewest days
        of a plan with it, and whether the way must supply it.
    ways : list of (int, int)
        Action and mode.
    cost, action : array, by way
        What it costs, and a number for its action in its stance.
    stance : array, by such an action
        Its stance.
    actor, provider : array, by stance
        What engaging costs, and a number for who does.
    first_way, first_action, first_stance : array
        Where the ways of each action begin, the actions of each stance, the stances of each provider.
    forced, first_forced, forcing : array
        Bids of which some stance must take one, where those of each begin, and the stances that have some.
    taker, need : array, by link
        What it is needed for, and the fact needed.
    bid, home, link, kind, own : array, by demand
        The bid, its circle, the link, the row of ``carry``, and whether the provider may meet it itself.
    place : array
        Place of each price of a link among facts and circles.
    carried : array, by row of ``carry``
        The link.
    carry : array, by row and circle
        What is carried from there at least; ``NEVER`` where nobody there supplies the need.
    gives : array, by fact and circle
        Whether anybody there supplies it.
    spot, hop : array, by bid
        Its place among facts and circles, and its hop of the threads.
    threads : Threads
        The threads of the goals through the bids.
    """

    def __init__(self, carrying: Carrying) -> None:
        self.island = island = carrying.island
        self.grain = max(1, max(*island.cost, island.actor_cost, island.full_cost) // _FINEST)
        self.day = float(island.day_cost // self.grain)
        self.soonest = max(island.soonest[goal] for goal in bits(island.goals))
        self.goals = _ints(bits(island.goals))
        circles = sorted({carrying.circle_of[action] for offers in island.offers for action, _ in offers})
        place = {circle: number for number, circle in enumerate(circles)}
        listed = self._list()
        self._arrange(listed, [place[circle] for circle in carrying.circle_of], len(circles))
        self._demand(listed, self._handed(carrying, circles))
        hops: dict[Hop, int] = {}
        named = hops_of(island, [(bid.fact, *self.ways[bid.way]) for bid in listed])
        self.hop = _ints([hops.setdefault(each, len(hops)) for each in named])
        self.threads = Threads(island, hops)

    def _list(self) -> list[_Bid]:
        """List bids, ways, actions and stances of each provider in turn."""
        island, found = self.island, list[_Bid]()
        self.ways: list[_Way] = []
        action, stance, provider, actor = list[int](), list[int](), list[int](), list[int]()
        for number, ways in enumerate(_by_provider(island)):
            engaging = island.actor_cost // self.grain if island.bit[next(iter(ways))[0]] else 0
            for must, own in _stances(island, ways):
                provider.append(number)
                actor.append(engaging)
                before = -1
                for (which, mode), facts in ways.items():
                    if which != before:
                        stance.append(len(actor) - 1)
                        before = which
                    for turn, some, shares in _turns(facts, mode):
                        action.append(len(stance) - 1)
                        for fact, share in zip(some, shares, strict=True):
                            turned = turn and fact == some[0]
                            found.append(_Bid(fact, len(self.ways), turned, fact == must, share, own))
                        self.ways.append((which, mode))
        self.cost = _floats([island.cost[which] // self.grain for which, _ in self.ways])
        self.action, self.stance, self.provider = _ints(action), _ints(stance), _ints(provider)
        self.actor = _floats(actor)
        return found

    def _arrange(self, listed: Sequence[_Bid], circle_of: Sequence[int], circles: int) -> None:
        """Make columns of the bids, and find where each group begins."""
        island, tails = self.island, _tails(self.island)
        self.fact, self.way = _ints([bid.fact for bid in listed]), _ints([bid.way for bid in listed])
        self.turn = np.array([bid.turn for bid in listed], bool)
        self.circle = _ints([circle_of[self.ways[bid.way][0]] for bid in listed])
        whole = [island.days[action] + island.ready[mode] for action, mode in self.ways]
        self.lasts = _ints([whole[bid.way] + tails[bid.fact] for bid in listed])
        self.group(np.flatnonzero([bid.forced for bid in listed]))
        self.gives = np.zeros((len(island.facts), circles), bool)
        self.gives[self.fact, self.circle] = True
        self.spot = self.fact * circles + self.circle

    def group(self, forced: Ints) -> None:
        """Find where each group begins, and of which bids some stance must take one."""
        self.first_way, self.first_action = _begins(self.action), _begins(self.stance)
        self.first_stance = _begins(self.provider)
        self.act = self.action[self.way]
        self.forced = forced
        forcing = self.stance[self.act[forced]]
        self.first_forced = _begins(forcing)
        self.forcing = forcing[self.first_forced]

    def _demand(self, listed: Sequence[_Bid], handed: Ints) -> None:
        """List what each bid demands."""
        links: dict[tuple[int, int], int] = {}
        kinds: dict[tuple[int, int, int], int] = {}
        needs = {mode: bits(mode) for mode in {mode for _, mode in self.ways}}
        rows = list[tuple[int, int, int, bool]]()
        for number, (bid, circle) in enumerate(zip(listed, self.circle.tolist(), strict=True)):
            for need in needs[self.ways[bid.way][1]]:
                link = links.setdefault((bid.fact, need), len(links))
                kind = kinds.setdefault((link, circle, bid.share), len(kinds))
                rows.append((number, link, kind, bool(bid.own >> need & 1)))
        self.bid, self.link = _ints([row[0] for row in rows]), _ints([row[1] for row in rows])
        self.kind, self.own = _ints([row[2] for row in rows]), np.array([row[3] for row in rows], bool)
        self.home = self.circle[self.bid]
        self.taker, self.need = _ints([fact for fact, _ in links]), _ints([need for _, need in links])
        wide = self.gives.shape[1]
        self.place = (self.need[:, None] * wide + np.arange(wide)).ravel()
        self.carried = _ints([link for link, _, _ in kinds])
        self.carry = np.full((len(kinds), len(handed)), NEVER)
        for row, (link, circle, share) in enumerate(kinds):
            paid = handed[circle] // share if share else 0
            self.carry[row] = np.where(self.gives[self.need[link]], paid, NEVER)

    def _handed(self, carrying: Carrying, circles: Sequence[int]) -> Ints:
        """Give what is carried to each circle from each, between two providers."""
        grain = self.grain
        return np.array(
            [[carrying.cost(giver, taker) // grain for giver in circles] for taker in circles], np.int64
        )


def _by_provider(island: Island) -> list[dict[_Way, list[int]]]:
    """Give the ways of each provider with the facts that each may supply; what is nobody's stands alone."""
    found: dict[int, dict[_Way, list[int]]] = {}
    for fact, offers in enumerate(island.offers):
        for action, mode in offers:
            owner = island.provider[action]
            if owner == NOBODY:
                owner = NOBODY - 1 - action
            found.setdefault(owner, {}).setdefault((action, mode), []).append(fact)
    return [dict(sorted(ways.items())) for _, ways in sorted(found.items())]


def _stances(island: Island, ways: Mapping[_Way, Sequence[int]]) -> list[tuple[int, int]]:
    """Give the fact that each stance must supply, -1 for none, and those it may take from itself."""
    own = union(1 << fact for facts in ways.values() for fact in facts) & union(mode for _, mode in ways)
    if not island.bit[next(iter(ways))[0]]:
        own = 0
    return [(-1, 0), *((fact, own >> fact << fact) for fact in bits(own))]


def _turns(facts: Sequence[int], mode: int) -> Iterator[tuple[bool, Sequence[int], Sequence[int]]]:
    """Give in turn each fact as the first, with those after it, and among how many each shares."""
    if not mode or len(facts) == 1 or len(facts) > _MOST_TURNS:
        yield False, facts, [len(facts)] * len(facts)
        return
    for turn in range(len(facts)):
        yield True, facts[turn:], [1] + [0] * (len(facts) - turn - 1)


def _tails(island: Island) -> list[int]:
    """Give the fewest days from the coming of each fact to the end of a plan that needs it."""
    never = sum(island.days) + 1
    found = [0 if island.goals >> fact & 1 else never for fact in range(len(island.facts))]
    for fact, offers in enumerate(island.offers):
        for action, mode in offers:
            for need in bits(mode):
                found[need] = min(found[need], found[fact] + island.days[action])
    return found


def _begins(groups: Ints) -> Ints:
    """Give where each group of equal numbers begins."""
    return np.flatnonzero(np.diff(groups, prepend=-1))


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def _floats(values: Sequence[int]) -> Floats:
    return np.array(values, np.float64)
