"""The parts that one provider can play on an island, and the least that each costs."""

from collections.abc import Iterable
from typing import NamedTuple

from .carrying import ANY, Carrying
from .island import Island
from .task import bits

__all__ = ["Part", "common", "list_parts", "prices", "subsets"]

_MOST_ABLE = 12
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
    """List the parts worth playing, those of one fact too; ``None`` where they are too many.

    Notes
    -----
    O(providers × 2 ** facts that one may supply).
    """
    island = carrying.island
    if any(able.bit_count() > _MOST_ABLE for bit, able in carrying.able_by.items() if bit):
        return None
    asked = [common(mode for _, mode in offers) for offers in island.offers]
    found: dict[tuple[int, int, int], int] = {}
    for actions in carrying.own.values():
        able = carrying.able[actions[0]]
        circles = {carrying.circle_of[action] for action in actions}
        circle = circles.pop() if len(circles) == 1 else ANY
        needs = [0]
        for fact in bits(able):
            needs += [need | asked[fact] & able for need in needs]
        for facts, cost, need in zip(subsets(able), _costs(island, actions, able, price), needs, strict=True):
            key = facts, circle, need & ~facts
            if cost < found.get(key, cost + 1):
                found[key] = cost
    parts = [Part(*key, cost) for key, cost in sorted(found.items()) if key[0]]
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


def _costs(island: Island, actions: list[int], able: int, price: list[int]) -> list[int]:
    """Bound what a provider's actions cost that supply each part of what it may supply.

    An action that gives several facts of a part is shared evenly among them; of a provider of
    many facts, among all that it may supply, which is never more.
    """
    adds = island.adds
    sharing = any((adds[action] & able).bit_count() > 1 for action in actions)
    if sharing and able.bit_count() <= _MOST_SHARED:
        return [sum(_shares(island, actions, part, price)) for part in subsets(able)]
    return _sums(_shares(island, actions, able, price))


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


def subsets(mask: int) -> list[int]:
    """List all masks inside one."""
    return _sums([1 << fact for fact in bits(mask)])


def _sums(values: Iterable[int]) -> list[int]:
    """List the sums of all that may be taken of some values: without the last first, then with it.

    Examples
    --------
    >>> _sums([1, 10, 100])
    [0, 1, 10, 11, 100, 101, 110, 111]
    """
    found = [0]
    for value in values:
        found += [total + value for total in found]
    return found


def _worthwhile(parts: list[Part], carrying: Carrying, actor_cost: int) -> list[Part]:
    """Leave out parts that cost no less than one provider of the circle for each fact.

    Whatever waits for the facts, it is carried there as easily. Parts ascend by their facts.
    """
    apart: dict[tuple[int, int], int] = {}
    kept = []
    for part in parts:
        facts, circle, asked, cost = part
        key, cost, rest = (facts, circle), cost + actor_cost, facts & facts - 1
        if not rest:
            cost += sum(carrying.nearest(need, circle) for need in bits(asked))
            if cost < apart.get(key, cost + 1):
                apart[key] = cost
        else:
            if key not in apart:
                apart[key] = apart[rest, circle] + apart[facts ^ rest, circle]
            if cost >= apart[key]:
                continue
        kept.append(part)
    return kept
