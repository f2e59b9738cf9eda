"""The best plan where only actions and actors cost: no hand-offs, no days, no limits.

Then who supplies what does not matter, a plan is a set of actions, and more can
be left out. The fewest services of a composition contest are such a task.
"""

import heapq
from dataclasses import replace

from .bounds import Bounds
from .cuts import Cuts
from .dominance import cost_window, drop_dominated_offers, drop_dominated_providers
from .island import Island, assemble
from .lmcut import find_cuts
from .pool import Pool, Shape, minimal, with_shapes
from .reductions import drop_irrelevant, first_achievers, relevant
from .task import NOBODY, Action, Limits, Plan, Task, bits

__all__ = ["drop_redundant_needs", "is_additive", "solve_additive", "with_single_modes"]

PROBE = 50
"""States expanded before the reductions that compare costs are worth their time."""

CUTS_AFTER = 60
"""States expanded before cuts are worth their time."""


def is_additive(task: Task) -> bool:
    """Tell whether only the set of actions and their providers cost."""
    return task.handoff_cost == 0 and task.day_cost == 0 and task.limits == Limits()


def solve_additive(task: Task, budget: int) -> tuple[Plan, int] | None:
    """Find the best plan of a task that ``is_additive`` and whose goals are in reach.

    Returns
    -------
    (Plan, int) or None
        The plan and the states expanded; ``None`` when the budget did not do.
    """
    pool = relevant(with_single_modes(task))
    if pool is None:
        return None
    spent = 0
    for reduced, most in ((_shrink_lightly, min(budget, PROBE)), (_shrink, budget)):
        search = _Sets(Island(reduced(pool)))
        found = search.run(most)
        spent += search.expanded
        if found is not None:
            rows = [search.island.rows[action] for action in bits(found)]
            return _ordered_plan(task, [row for row in rows if row < len(task.actions)]), spent
    return None


def with_single_modes(task: Task) -> Task:
    """Put a fact in the place of alternative modes, and free actions of nobody's that give it.

    Exact where hand-offs and days are free: whoever meets a mode may give the
    fact at no cost, and nothing else needs it.
    """
    extra: dict[tuple[int, ...], int] = {}
    actions: list[Action] = []
    for action in task.actions:
        modes = minimal(action.modes)
        if len(modes) > 1:
            modes = (1 << extra.setdefault(modes, task.fact_count + len(extra)),)
        actions.append(action if modes == action.modes else replace(action, modes=modes))
    helpers = [Action(NOBODY, 0, 0, (mode,), 1 << fact) for modes, fact in extra.items() for mode in modes]
    if not helpers:
        return task
    return replace(task, fact_count=task.fact_count + len(extra), actions=(*actions, *helpers))


def drop_redundant_needs(pool: Pool) -> Pool:
    """Drop a fact asked for together with another whose every giver gives it too.

    Whoever supplies the other supplies this one at the same moment, and who
    supplies costs nothing here. Of two facts with the same givers the
    lower stays.
    """
    givers: dict[int, int] = {}
    for number, (_, adds) in enumerate(pool.shapes):
        for fact in bits(adds):
            givers[fact] = givers.get(fact, 0) | 1 << number
    known: dict[int, int] = {}

    def needed(mask: int) -> int:
        if mask not in known:
            left = facts = bits(mask)
            for fact in facts:
                mine = givers.get(fact, 0)
                if any(
                    other != fact
                    and not givers.get(other, 0) & ~mine
                    and (givers.get(other, 0) != mine or other < fact)
                    for other in left
                ):
                    left = [other for other in left if other != fact]
            known[mask] = sum(1 << fact for fact in left)
        return known[mask]

    changed: list[Shape | None] = [(tuple(map(needed, modes)), adds) for modes, adds in pool.shapes]
    return replace(with_shapes(pool, changed), goals=needed(pool.goals))


def _shrink_lightly(pool: Pool) -> Pool:
    return drop_irrelevant(first_achievers(drop_irrelevant(drop_redundant_needs(pool))))


def _shrink(pool: Pool) -> Pool:
    while True:
        before = (len(pool.rows), pool.shapes, pool.goals)
        pool = drop_irrelevant(drop_redundant_needs(pool))
        pool = cost_window(drop_dominated_providers(drop_dominated_offers(pool), 1))
        pool = drop_irrelevant(first_achievers(pool))
        if (len(pool.rows), pool.shapes, pool.goals) == before:
            return pool


def _ordered_plan(task: Task, rows: list[int]) -> Plan:
    """Run a set of actions as they become ready, and read from the goals who supplied what."""
    reached, given, used = 0, {}, {}
    left = sorted(rows)
    while left:
        ready = [row for row in left if any(not mode & ~reached for mode in task.actions[row].modes)]
        if not ready:
            break
        for row in ready:
            action = task.actions[row]
            used[row] = next(mode for mode in action.modes if not mode & ~reached)
            given.update(dict.fromkeys(bits(action.adds & ~reached), row))
        for row in ready:
            reached |= task.actions[row].adds
        left = [row for row in left if row not in used]
    suppliers: dict[int, int] = {}
    open_facts = bits(task.goals)
    while open_facts:
        fact = open_facts.pop()
        if fact not in suppliers:
            suppliers[fact] = given[fact]
            open_facts += bits(used[given[fact]])
    return assemble(task, {row: used[row] for row in set(suppliers.values())}, suppliers)


class _Sets:
    """Best-first search over sets of actions.

    An open fact is one wanted that no chosen action adds. When none is open but
    the chosen actions wait for one another in a circle, some action outside
    must add a fact they wait for: of the facts a larger set that is a plan
    reaches, take the first in its order that these are waiting for; its
    giver there is not among the chosen. All such actions are tried.
    """

    def __init__(self, island: Island) -> None:
        self.island = island
        self.bounds = Bounds(island)
        self.expanded = 0
        self.needs = [modes[0] for modes in island.modes]

    def run(self, budget: int) -> int | None:
        """Give the set of actions of the best plan, as a mask; ``None`` past the budget."""
        island = self.island
        cuts: Cuts | None = None
        seen: set[int | tuple[int, int, int]] = set()
        counter = 0
        start = (self.bounds.supply(self.bounds.must(island.goals, 0), 0), 0, 0, 0, island.goals, 0, 0, 0, 0)
        heap = [start]
        while heap:
            _, _, _, cost, wanted, chosen, engaged, given, hit = heapq.heappop(heap)
            key = (wanted, engaged, given) if island.ordered else chosen
            if key in seen:
                continue
            waiting = 0 if wanted else self.waiting(chosen)
            if not wanted and not waiting:
                return chosen
            seen.add(key)
            self.expanded += 1
            if self.expanded > budget:
                return None
            if self.expanded == CUTS_AFTER:
                cuts = find_cuts(island)
                seen.clear()
                heap = [(max(cuts.left(0), start[0]), *start[1:])]
                continue
            for action in self.able(wanted, waiting, chosen):
                child = self.child(cost, wanted, chosen, engaged, given, hit, action, cuts)
                counter += 1
                heapq.heappush(heap, (child[0], -child[3].bit_count(), counter, *child[1:]))
        raise AssertionError("all goals are reachable, so a set reaches them")

    def able(self, wanted: int, waiting: int, chosen: int) -> list[int]:
        """List the actions to try: givers of the first open fact, or of any fact waited for."""
        if wanted:
            fact = (wanted & -wanted).bit_length() - 1
            return [action for action, _ in self.island.offers[fact] if not chosen >> action & 1]
        adds = self.island.adds
        return [a for a in range(len(adds)) if adds[a] & waiting and not chosen >> a & 1]

    def child(
        self,
        cost: int,
        wanted: int,
        chosen: int,
        engaged: int,
        given: int,
        hit: int,
        action: int,
        cuts: Cuts | None,
    ) -> tuple[int, int, int, int, int, int, int]:
        """Choose one more action: bound, cost, open facts, chosen, engaged, given, cuts hit."""
        island, bounds = self.island, self.bounds
        bit = island.bit[action]
        cost += island.cost[action] + (island.actor_cost if bit & ~engaged else 0)
        if cuts is not None:
            hit |= cuts.choosing(action, bit, engaged)
        engaged |= bit
        given |= island.adds[action]
        wanted = (wanted | self.needs[action]) & ~given
        least = bounds.supply(bounds.must(wanted, given), engaged)
        if cuts is not None:
            least = max(least, cuts.left(hit))
        return cost + least, cost, wanted, chosen | 1 << action, engaged, given, hit

    def waiting(self, chosen: int) -> int:
        """Give the facts that chosen actions wait for in vain."""
        reached, needed, left = 0, self.island.goals, bits(chosen)
        for action in left:
            needed |= self.needs[action]
        while True:
            ready = [action for action in left if not self.needs[action] & ~reached]
            if not ready:
                return needed & ~reached
            for action in ready:
                reached |= self.island.adds[action]
            left = [action for action in left if action not in ready]
