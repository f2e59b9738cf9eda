"""The parts that one provider can play on an island, and the least that each costs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .carrying import ANY, Carrying
from .island import Island
from .task import bits, union

__all__ = ["Part", "common", "list_parts", "prices"]

_MOST_ABLE = 10
"""Facts one provider may supply beyond which its parts are too many to list."""


_MOST_SHARED = 6
"""Facts one provider may supply up to which its actions are shared anew within each part."""


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


def list_parts(carrying: Carrying, price: list[int]) -> list[Part] | None:
    """List the parts worth playing, those of one fact too; ``None`` where they are too many."""
    island = carrying.island
    asked = [common(mode for _, mode in offers) for offers in island.offers]
    found: dict[tuple[int, int, int], int] = {}
    for actions in carrying.own.values():
        able = carrying.able[actions[0]]
        if able.bit_count() > _MOST_ABLE:
            return None
        circles = {carrying.circle_of[action] for action in actions}
        circle = circles.pop() if len(circles) == 1 else ANY
        for facts, cost in _costs(island, actions, able, price).items():
            key = facts, circle, union(asked[fact] for fact in bits(facts)) & able & ~facts
            if cost < found.get(key, cost + 1):
                found[key] = cost
    parts = [Part(*key, cost) for key, cost in sorted(found.items())]
    return _worthwhile(parts, carrying, island.actor_cost)


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


def _costs(island: Island, actions: list[int], able: int, price: list[int]) -> Mapping[int, int]:
    """Bound what a provider's actions cost that supply each part of what it may supply.

    An action that gives several facts of a part is shared evenly among them; of a provider of
    many facts, among all that it may supply, which is never more.
    """
    adds = island.adds
    sharing = any((adds[action] & able).bit_count() > 1 for action in actions)
    if sharing and able.bit_count() <= _MOST_SHARED:
        return {part: sum(_shares(island, actions, part, price)) for part in _within(able)}
    found = {0: 0}
    for fact, own in zip(bits(able), _shares(island, actions, able, price), strict=True):
        found |= {part | 1 << fact: less + own for part, less in found.items()}
    del found[0]
    return found


def _shares(island: Island, actions: list[int], part: int, price: list[int]) -> list[int]:
    """Give for each fact of a part the least share of an action, split over what it gives of the part."""
    return [
        min(
            price[action] // (island.adds[action] & part).bit_count()
            for action in actions
            if island.adds[action] >> fact & 1
        )
        for fact in bits(part)
    ]


def _within(mask: int) -> Iterator[int]:
    """Go through all masks inside one but the empty one."""
    part = mask
    while part:
        yield part
        part = part - 1 & mask


def _worthwhile(parts: list[Part], carrying: Carrying, actor_cost: int) -> list[Part]:
    """Leave out parts that cost no less than one provider of the circle for each fact.

    Whatever waits for the facts, it is carried there as easily.
    """
    alone: dict[tuple[int, int], int] = {}
    for part in parts:
        if not part.facts & part.facts - 1:
            cost = part.cost + actor_cost
            cost += sum(carrying.nearest(need, part.circle) for need in bits(part.asked))
            key = part.facts, part.circle
            if cost < alone.get(key, cost + 1):
                alone[key] = cost
    return [
        part
        for part in parts
        if not part.facts & part.facts - 1
        or part.cost + actor_cost < sum(alone[1 << fact, part.circle] for fact in bits(part.facts))
    ]
