"""What is offered where only actions and actors cost: the cheapest of each kind at each provider.

Then who supplies what does not matter: a plan is a set of actions, and many are
in no best one. All that is dropped here rests on one *swap*: in place of one
offer another runs that needs and gives the same, and is paid for with its actor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import le
from typing import NamedTuple

from .pool import Shape, minimal
from .reductions import closure
from .task import NOBODY, Task

__all__ = ["HELPER", "Market", "Offer", "cheapest", "drop_outmatched", "drop_undercut", "gather"]

HELPER = -1
"""Row of an offer that is no action of the task."""

_Kind = tuple[int, int]
"""What an offer needs, and what it gives."""


class Offer(NamedTuple):
    """One action.

    Parameters
    ----------
    needs, adds : int
        Facts, as masks.
    row : int
        Its number in the task, or ``HELPER``.
    """

    provider: int
    needs: int
    adds: int
    cost: int
    row: int

    @property
    def kind(self) -> _Kind:
        """What it needs and gives."""
        return self.needs, self.adds


@dataclass(frozen=True, slots=True)
class Market:
    """Reach the goals with some of the offers, at the least cost of offers and of distinct providers."""

    goals: int
    actor_cost: int
    offers: tuple[Offer, ...]


def gather(task: Task) -> Market | None:
    """Give the market of a task whose costs add up; ``None`` when a goal is out of reach.

    What can never run is left out, and what gives nothing that is needed. A fact
    stands in the place of alternative modes, and free offers of nobody's give it:
    exact where hand-offs and days are free, for whoever meets a mode may give the
    fact at no cost, and nothing else needs it.
    """
    number: dict[Shape, int] = {}
    best: dict[tuple[int, int], int] = {}
    actions = task.actions
    for row, action in enumerate(actions):
        key = action.provider, number.setdefault((action.modes, action.adds), len(number))
        rival = best.get(key)
        if rival is None or action.cost < actions[rival].cost:
            best[key] = row
    reached = closure(list(number))
    if task.goals & ~reached:
        return None
    kept, needed = _relevant(number, task.goals, reached)
    facts: dict[tuple[int, ...], int] = {}
    needs: dict[int, int] = {}
    for shape, modes in kept.items():
        alternative = len(modes) > 1
        needs[shape] = 1 << facts.setdefault(modes, task.fact_count + len(facts)) if alternative else modes[0]
    adds = [adds & needed for _, adds in number]
    offers = [
        Offer(provider, needs[shape], adds[shape], actions[row].cost, row)
        for (provider, shape), row in best.items()
        if shape in needs
    ]
    offers += [Offer(NOBODY, mode, 1 << fact, 0, HELPER) for modes, fact in facts.items() for mode in modes]
    return Market(task.goals, task.actor_cost, tuple(offers))


def cheapest(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Keep of each kind at each provider the cheapest; of equals the first."""
    best: dict[tuple[int, int, int], Offer] = {}
    for offer in offers:
        key = offer[:3]
        rival = best.get(key)
        if rival is None or offer.cost < rival.cost:
            best[key] = offer
    return tuple(best.values())


def drop_undercut(market: Market) -> Market:
    """Drop offers, and whole providers, that cost no less than the cheapest of each kind with its actor.

    The cheapest offer of each kind, with its actor, stays. Any other costs at least
    that, and goes, or *saves* the difference at most. A provider none of whose offers is a
    cheapest, and that saves no more in all than an actor costs, goes too: whichever of its
    offers a plan has, had elsewhere they cost no more, for the provider need not be paid.
    """
    actor = market.actor_cost
    lowest: dict[_Kind, tuple[int, int]] = {}
    for provider, needs, adds, cost, _ in market.offers:
        price = cost if provider == NOBODY else cost + actor
        known = lowest.get((needs, adds))
        if known is None or price < known[0]:
            lowest[needs, adds] = price, provider
    saved: dict[int, int] = {}
    for provider, needs, adds, cost, _ in market.offers:
        price, holder = lowest[needs, adds]
        more = actor + 1 if holder == provider else max(0, price - cost)
        saved[provider] = saved.get(provider, 0) + more
    kept = []
    for offer in market.offers:
        price, holder = lowest[offer.needs, offer.adds]
        if holder == offer.provider or (price > offer.cost and saved[offer.provider] > actor):
            kept.append(offer)
    return replace(market, offers=tuple(kept))


def drop_outmatched(market: Market) -> Market:
    """Drop a provider for another that offers the same kinds, each for no more.

    Whatever of it is in a plan, the other does in its place, and one of them is paid.
    Of equals the first stays.
    """
    offered: dict[int, dict[_Kind, int]] = {}
    for provider, needs, adds, cost, _ in market.offers:
        if provider != NOBODY:
            offered.setdefault(provider, {})[needs, adds] = cost
    alike: dict[tuple[_Kind, ...], list[tuple[list[int], int]]] = {}
    for provider, mine in offered.items():
        kinds = tuple(sorted(mine))
        alike.setdefault(kinds, []).append(([mine[kind] for kind in kinds], provider))
    gone = set()
    for rivals in alike.values():
        best: list[list[int]] = []
        for costs, provider in sorted(rivals, key=lambda rival: sum(rival[0])):
            if any(all(map(le, other, costs)) for other in best):
                gone.add(provider)
            else:
                best.append(costs)
    return replace(market, offers=tuple([offer for offer in market.offers if offer.provider not in gone]))


def _relevant(
    shapes: Mapping[Shape, int], goals: int, reached: int
) -> tuple[dict[int, tuple[int, ...]], int]:
    """Give the modes that can be met of each shape that gives something needed, and all that is needed."""
    left = []
    for (modes, adds), number in shapes.items():
        met = modes if len(modes) == 1 else minimal(modes)
        met = tuple([mode for mode in met if not mode & ~reached])
        if met:
            left.append((number, met, adds))
    needed, found, grown = goals, dict[int, tuple[int, ...]](), True
    while grown:
        grown, idle = False, []
        for shape in left:
            number, met, adds = shape
            if adds & needed:
                found[number] = met
                for mode in met:
                    needed |= mode
                grown = True
            else:
                idle.append(shape)
        left = idle
    return found, needed
