"""The cheapest plans of a task, exactly: A* over one supplier per fact.

A state has chosen a supplier for some needed facts; it is expanded on the open
fact of lowest rank, consumers before what they consume where the facts have an
order. Each plan is generated once, for the fact expanded is a function of the
state. The bound adds, for the facts that every completion must still supply
(landmarks), a fair share of the cheapest supplier of each and one provider for
each set of suppliers that no engaged provider is in; plus the critical path
with the best times for what is open. It never overestimates, so the first
complete state popped is optimal, and the next ones come in order.

References
----------
.. [1] P. Haslum, J. Slaney, S. Thiébaux, "Minimal Landmarks for Optimal
   Delete-Free Planning", ICAPS 2012.
.. [2] G. Gallo et al., "Directed hypergraphs and applications", Discrete
   Applied Mathematics 42, 1993.

Oracle: ``tests/oracles.py`` (brute force, and a checker that shares no code).
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from .reductions import drop_dominated_actions, drop_dominated_modes, drop_irrelevant, reachable
from .task import NOBODY, Plan, Task, bits

__all__ = ["DEFAULT_BUDGET", "Found", "find_plans"]

DEFAULT_BUDGET = 20_000
"""States expanded before the search gives what it has, with the gap it can prove."""

_NEVER = 10**12


@dataclass(frozen=True, slots=True)
class Found:
    """Plans by ascending objective, none with the providers of an earlier one inside its own.

    ``bound`` is a proven lower bound on the best objective; it equals the first
    plan's when ``optimal``.
    """

    plans: tuple[Plan, ...]
    optimal: bool
    bound: int
    expanded: int


@dataclass(frozen=True, slots=True)
class _State:
    """A partial plan. ``cost`` is all that is already certain but for days."""

    cost: int
    money: int
    open: int
    engaged: int
    modes: dict[int, int]
    suppliers: dict[int, int]


def find_plans(task: Task, *, k: int = 1, budget: int = DEFAULT_BUDGET) -> Found:
    """Find the *k* cheapest plans that differ in whom they involve.

    Parameters
    ----------
    task : Task
        What to reach. Goals out of reach make the answer empty.
    k : int
        How many plans; later ones never have an earlier one's providers among theirs.
    budget : int
        States to expand at most.

    Returns
    -------
    Found
        Empty when a goal is unreachable or no plan is within the limits.

    Notes
    -----
    Exponential in the worst case (the problem contains set cover), linear to
    tell that a goal is unreachable.
    """
    if task.goals & ~reachable(task):
        return Found((), True, 0, 0)
    smaller, kept = drop_irrelevant(drop_dominated_modes(task))
    smaller, kept_again = drop_dominated_actions(smaller)
    original = [kept[number] for number in kept_again]
    found = _Search(smaller).run(k, budget)
    return Found(
        tuple(_in_original_numbers(plan, original) for plan in found.plans),
        found.optimal,
        found.bound,
        found.expanded,
    )


def _in_original_numbers(plan: Plan, original: list[int]) -> Plan:
    return Plan(
        plan.objective,
        plan.days,
        tuple(sorted((original[action], mode) for action, mode in plan.modes)),
        tuple((fact, original[action]) for fact, action in plan.suppliers),
    )


class _Search:
    """What does not change while one task is searched."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.suppliers = _suppliers(task)
        self.rank = _expansion_rank(task, self.suppliers)
        self.landmarks = _landmarks(task, self.suppliers)
        self.soonest = _soonest(task, self.suppliers)
        self.provider_bit = _provider_bits(task)
        self.team = [0] * task.fact_count
        for fact, actions in enumerate(self.suppliers):
            for action in actions:
                bit = self.provider_bit[action]
                # A supplier that is nobody's makes the provider bound of its fact empty.
                self.team[fact] |= bit if bit else -1
        self.shares: dict[int, int] = {}

    def run(self, k: int, budget: int) -> Found:
        """Pop states by bound until k plans are complete."""
        start = _State(0, 0, self.task.goals, 0, {}, {})
        counter = 0
        first = self.bound(start)
        heap = [(first, 0, counter, start)] if self.within_limits(start) else []
        plans: list[Plan] = []
        seen_teams: list[int] = []
        expanded = 0
        while heap and len(plans) < k:
            bound, _, _, state = heapq.heappop(heap)
            if any(state.engaged & team == team for team in seen_teams):
                continue
            if not state.open:
                seen_teams.append(state.engaged)
                plans.append(self.plan(state, bound))
                continue
            if expanded >= budget:
                heapq.heappush(heap, (bound, 0, counter, state))
                return self.incumbent(plans, heap, seen_teams, bound, expanded)
            expanded += 1
            for child in self.children(state):
                if self.within_limits(child):
                    counter += 1
                    value = self.bound(child)
                    heapq.heappush(heap, (value, -len(child.suppliers), counter, child))
        return Found(tuple(plans), True, plans[0].objective if plans else 0, expanded)

    def incumbent(
        self,
        plans: list[Plan],
        heap: list[tuple[int, int, int, _State]],
        seen_teams: list[int],
        bound: int,
        expanded: int,
    ) -> Found:
        """Complete the most promising states greedily; the bound says how far off that may be."""
        if plans:
            return Found(tuple(plans), True, plans[0].objective, expanded)
        for value, _, _, state in heapq.nsmallest(16, heap):
            done = self.dive(state)
            if done is not None:
                plan = self.plan(done, self.bound(done))
                return Found((plan,), plan.objective == bound, min(bound, value), expanded)
        return Found((), False, bound, expanded)

    def dive(self, state: _State) -> _State | None:
        """Complete a state depth first, cheapest child first."""
        if not state.open:
            return state
        children = [child for child in self.children(state) if self.within_limits(child)]
        for child in sorted(children, key=self.bound):
            done = self.dive(child)
            if done is not None:
                return done
        return None

    def children(self, state: _State) -> Iterator[_State]:
        """Choose each possible supplier of the next open fact."""
        fact = min(bits(state.open), key=self.rank.__getitem__)
        for action in self.suppliers[fact]:
            chosen = state.modes.get(action)
            modes = self.task.actions[action].modes if chosen is None else (chosen,)
            for mode in modes:
                if not self.closes_a_cycle(state, fact, mode):
                    yield self.child(state, fact, action, mode, new=chosen is None)

    def child(self, state: _State, fact: int, action: int, mode: int, *, new: bool) -> _State:
        """Supply a fact with an action; count what that makes certain."""
        task = self.task
        cost, money, engaged, modes = state.cost, state.money, state.engaged, state.modes
        if new:
            cost += task.actions[action].cost
            money += task.actions[action].money
            bit = self.provider_bit[action]
            if bit & ~engaged:
                cost += task.actor_cost
                engaged |= bit
            cost += sum(
                task.handoff(state.suppliers[need], action) for need in bits(mode) if need in state.suppliers
            )
            modes = {**modes, action: mode}
        suppliers = {**state.suppliers, fact: action}
        cost += sum(task.handoff(action, user) for user, used in modes.items() if used >> fact & 1)
        unsupplied = mode & ~_mask(suppliers)
        return _State(cost, money, (state.open | unsupplied) & ~(1 << fact), engaged, modes, suppliers)

    def closes_a_cycle(self, state: _State, fact: int, mode: int) -> bool:
        """Tell whether the facts of a mode already depend on the fact they would supply."""
        stack, seen = mode, 0
        while stack:
            low = stack & -stack
            stack ^= low
            seen |= low
            need = low.bit_length() - 1
            if need == fact:
                return True
            supplier = state.suppliers.get(need)
            if supplier is not None:
                stack |= state.modes[supplier] & ~seen
        return False

    def within_limits(self, state: _State) -> bool:
        """Tell whether a state can still end within the limits."""
        limits = self.task.limits
        return (
            (limits.money is None or state.money <= limits.money)
            and (limits.actors is None or state.engaged.bit_count() <= limits.actors)
            and (limits.days is None or self.days(state) <= limits.days)
        )

    def days(self, state: _State) -> int:
        """Give the critical path, with the best times for what is open: a lower bound."""
        times: dict[int, int] = {}

        def time(fact: int) -> int:
            if fact not in state.suppliers:
                return self.soonest[fact]
            if fact not in times:
                action = state.suppliers[fact]
                times[fact] = self.task.actions[action].days + max(
                    map(time, bits(state.modes[action])), default=0
                )
            return times[fact]

        return max(map(time, bits(self.task.goals)), default=0)

    def bound(self, state: _State) -> int:
        """Give a lower bound on the objective of every completion."""
        must = 0
        for fact in bits(state.open):
            must |= self.landmarks[fact]
        must &= ~_mask(state.suppliers)
        for action in state.modes:
            must &= ~self.task.actions[action].adds
        return (
            state.cost
            + self.share(must)
            + self.new_actors(must, state.engaged)
            + self.task.day_cost * self.days(state)
        )

    def share(self, must: int) -> int:
        """Split each action's cost over the facts of ``must`` it gives; sum the cheapest share of each."""
        known = self.shares.get(must)
        if known is None:
            known = sum(
                min(
                    self.task.actions[action].cost // (self.task.actions[action].adds & must).bit_count()
                    for action in self.suppliers[fact]
                )
                for fact in bits(must)
            )
            self.shares[must] = known
        return known

    def new_actors(self, must: int, engaged: int) -> int:
        """Charge one provider for each fact whose suppliers are all new and not charged yet."""
        used, cost = engaged, 0
        for fact in sorted(bits(must), key=lambda fact: (self.team[fact].bit_count(), fact)):
            if not self.team[fact] & used and self.team[fact] != -1:
                cost += self.task.actor_cost
                used |= self.team[fact]
        return cost

    def plan(self, state: _State, objective: int) -> Plan:
        """Make a plan of a complete state."""
        return Plan(
            objective,
            self.days(state),
            tuple(sorted(state.modes.items())),
            tuple(sorted(state.suppliers.items())),
        )


def _mask(facts: dict[int, int]) -> int:
    mask = 0
    for fact in facts:
        mask |= 1 << fact
    return mask


def _suppliers(task: Task) -> list[list[int]]:
    """List the actions that add each fact, cheapest first."""
    found: list[list[int]] = [[] for _ in range(task.fact_count)]
    order = sorted(range(len(task.actions)), key=lambda n: (task.actions[n].cost, task.actions[n].days, n))
    for number in order:
        for fact in bits(task.actions[number].adds):
            found[fact].append(number)
    return found


def _provider_bits(task: Task) -> list[int]:
    """Give each action the bit of its provider; none for nobody's."""
    number = {p: i for i, p in enumerate(sorted({a.provider for a in task.actions} - {NOBODY}))}
    return [0 if a.provider == NOBODY else 1 << number[a.provider] for a in task.actions]


def _expansion_rank(task: Task, suppliers: list[list[int]]) -> list[int]:
    """Rank facts so that consumers come before what they consume, as far as cycles allow."""
    consumed_by = [0] * task.fact_count
    for fact, actions in enumerate(suppliers):
        for action in actions:
            for mode in task.actions[action].modes:
                for need in bits(mode):
                    consumed_by[need] |= 1 << fact
    rank = [0] * task.fact_count
    left, done = set(range(task.fact_count)), 0
    for position in range(task.fact_count):
        ready = [fact for fact in left if consumed_by[fact] & ~done & ~(1 << fact) == 0] or list(left)
        fact = min(ready, key=lambda f: (len(suppliers[f]), f))
        rank[fact] = position
        left.discard(fact)
        done |= 1 << fact
    return rank


def _landmarks(task: Task, suppliers: list[list[int]]) -> list[int]:
    """Give for each fact the facts that every way to it passes through (greatest fixpoint)."""
    everything = (1 << task.fact_count) - 1
    found = [everything] * task.fact_count
    changed = True
    while changed:
        changed = False
        for fact in range(task.fact_count):
            common = everything
            for action in suppliers[fact]:
                for mode in task.actions[action].modes:
                    through = 0
                    for need in bits(mode):
                        through |= found[need]
                    common &= through
            common |= 1 << fact
            if common != found[fact]:
                found[fact] = common
                changed = True
    return found


def _soonest(task: Task, suppliers: list[list[int]]) -> list[int]:
    """Give the fewest days in which each fact can be had, ignoring cost."""
    found = [_NEVER] * task.fact_count
    changed = True
    while changed:
        changed = False
        for action in task.actions:
            wait = min(
                (max((found[need] for need in bits(mode)), default=0) for mode in action.modes),
                default=_NEVER,
            )
            if wait >= _NEVER:
                continue
            for fact in bits(action.adds):
                if wait + action.days < found[fact]:
                    found[fact] = wait + action.days
                    changed = True
    return found
