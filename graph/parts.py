"""The parts that one provider can play on an island, and the least that each costs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .carrying import ANY, Carrying
from .island import Island
from .task import bits, union

__all__ = ["Part", "Repertoire", "common", "prices", "soonest_of"]

_MOST_ABLE = 12
"""Facts one provider may supply beyond which its parts are too many to list."""


class Part(NamedTuple):
    """Some facts that one provider may supply.

    Parameters
    ----------
    facts : int
        The facts, as a mask.
    circle : int
        Circle of the provider; ``ANY`` where its actions are of several.
    asked : int
        What its suppliers of these facts need in any case, and it could supply itself, but does not.
    cost : int
        Least cost of its actions, with what is carried to them that it cannot supply itself.
    """

    facts: int
    circle: int
    asked: int
    cost: int


class Repertoire:
    """The parts worth playing of an island, those of one fact too; each is worked out when asked for.

    Parameters
    ----------
    price : list of int
        Cost of each action with what must be carried to it.
    """

    def __init__(self, carrying: Carrying, price: list[int]) -> None:
        island = carrying.island
        self.carrying = carrying
        self.asked = [common(mode for _, mode in offers) for offers in island.offers]
        self.players: dict[int, list[tuple[int, list[tuple[int, int]]]]] = {}
        for actions in carrying.own.values():
            circles = {carrying.circle_of[action] for action in actions}
            circle = circles.pop() if len(circles) == 1 else ANY
            player = circle, [(island.adds[action], price[action]) for action in actions]
            self.players.setdefault(carrying.able[actions[0]], []).append(player)
        self.price = price
        self.quick: dict[int, dict[int, int]] = {}
        self.masks: dict[int, list[int]] = {}
        self.known: dict[int, list[Part]] = {}

    @property
    def countable(self) -> bool:
        """Whether no provider may supply too many facts."""
        own = self.carrying.island.own
        return all((able & own).bit_count() <= _MOST_ABLE for able in self.players)

    def within(self, must: int) -> list[int]:
        """List the sets of these facts that one provider may supply."""
        found: set[int] = set()
        for able in {able & must for able in self.players}:
            masks = self.masks.get(able)
            if masks is None:
                masks = self.masks[able] = [*_within(able)]
            found.update(masks)
        return sorted(found)

    def parts(self, facts: int) -> list[Part]:
        """Give the parts of just these facts that cost less than one provider of the circle for each.

        Whatever waits for the facts, it is carried there as easily.
        """
        known = self.known.get(facts)
        if known is None:
            known = self.known[facts] = self._listed(facts)
        return known

    def _listed(self, facts: int) -> list[Part]:
        needed = union([self.asked[fact] for fact in bits(facts)]) & ~facts
        found: dict[tuple[int, int], int] = {}
        for able, players in self.players.items():
            if facts & ~able:
                continue
            for circle, offers in players:
                cost = _cost(offers, facts)
                key = circle, needed & able
                if cost < found.get(key, cost + 1):
                    found[key] = cost
        if facts & facts - 1:
            found = {key: cost for key, cost in found.items() if self._saves(facts, key[0], cost)}
        return [Part(facts, circle, asked, cost) for (circle, asked), cost in sorted(found.items())]

    def _saves(self, facts: int, circle: int, cost: int) -> bool:
        """Tell whether a part costs less than one provider of the circle for each of its facts.

        One of the facts may be paid for by the day, so that its quickest provider counts.
        """
        apart = quicker = 0
        for fact in bits(facts):
            least = self._alone(1 << fact)[circle]
            apart += least
            if self.carrying.island.day_cost:
                quickest = self._quickest(fact).get(circle)
                if quickest is None:
                    return True
                quicker = max(quicker, quickest - least)
        return cost + self.carrying.island.actor_cost < apart + quicker

    def _quickest(self, fact: int) -> Mapping[int, int]:
        """Give the least that one fact costs as soon as it can be had, with a provider of each circle."""
        known = self.quick.get(fact)
        if known is None:
            known = self.quick[fact] = dict[int, int]()
            carrying, island = self.carrying, self.carrying.island
            for bit, actions in carrying.makers[fact].items():
                asked = bits(self.asked[fact] & carrying.able_by[bit])
                for action in actions if bit else ():
                    if soonest_of(island, action) == island.soonest[fact]:
                        circle = carrying.circle_of[action]
                        cost = self.price[action] + island.actor_cost
                        cost += sum([carrying.nearest(need, circle) for need in asked])
                        known[circle] = min(cost, known.get(circle, cost))
        return known

    def _alone(self, facts: int) -> Mapping[int, int]:
        """Give the least that one fact costs with a provider of each circle."""
        least: dict[int, int] = {}
        for part in self.parts(facts):
            cost = part.cost + self.carrying.island.actor_cost
            cost += sum([self.carrying.nearest(need, part.circle) for need in bits(part.asked)])
            if cost < least.get(part.circle, cost + 1):
                least[part.circle] = cost
        return least


def soonest_of(island: Island, action: int) -> int:
    """Give the days in which an action can be done at best."""
    return island.days[action] + min([island.ready[mode] for mode in island.modes[action]])


def prices(carrying: Carrying) -> list[int]:
    """Bound for each action its cost with what must be carried to it, in the mode in which that is least."""
    island, found = carrying.island, []
    for action, modes in enumerate(island.modes):
        cost, circle, able = island.cost[action], carrying.circle_of[action], carrying.able[action]
        if island.bit[action]:
            cost += min(sum(carrying.nearest(need, circle) for need in bits(mode & ~able)) for mode in modes)
        found.append(cost)
    return found


def common(masks: Iterable[int]) -> int:
    """Give what all masks have; nothing where there is none."""
    found = -1
    for mask in masks:
        found &= mask
    return max(found, 0)


def _cost(offers: list[tuple[int, int]], part: int) -> int:
    """Bound what a provider's actions cost that supply the facts of a part.

    An action that gives several of them is shared evenly among them.
    """
    if not part & part - 1:
        return min([paid for given, paid in offers if given & part])
    least: dict[int, int] = {}
    for given, paid in offers:
        mine = given & part
        if mine:
            share = paid // mine.bit_count()
            for fact in bits(mine):
                if share < least.get(fact, share + 1):
                    least[fact] = share
    return sum(least.values())


def _within(mask: int) -> Iterator[int]:
    """Go through all masks inside one but the empty one."""
    part = mask
    while part:
        yield part
        part = part - 1 & mask
