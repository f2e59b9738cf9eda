"""A reduced task as plain columns, with facts numbered in the order they are decided.

The search works here: fact 0 is decided first, and where the facts have an
order, every consumer of a fact is decided before the fact.
"""

from collections.abc import Mapping
from copy import copy
from typing import NamedTuple

from .deciding import decision_order
from .landmarks import landmarks, through
from .pool import Pool, renumbered
from .task import NOBODY, Limits, Plan, Task, bits, union

__all__ = ["SCALE", "Either", "Island", "assemble"]

SCALE = 120
"""All costs on an island are multiplied by this, so that splitting one among a few facts loses nothing."""


class Either(NamedTuple):
    """A choice of facts of which one is needed.

    Parameters
    ----------
    facts : int
        The facts, as a mask.
    mark : int
        Its bit among the landmarks of facts.
    stand_in : int
        The bit of a fact that all who give the first of the facts give; see ``either``.
    """

    facts: int
    mark: int
    stand_in: int


class Island:
    """Columns by action and by fact; never changed once built.

    Parameters
    ----------
    pool : Pool
        What is in play; every fact in a mode or goal has a giver.

    Attributes
    ----------
    rows : tuple of int
        The task's number of each action.
    offers : list of list of (int, int)
        Each fact's possible suppliers, cheapest first: action and mode. Modes
        whose landmarks hold the fact are left out (see ``first_achievers``).
    alike : list of list of ((int, int), list of int)
        The same by mode and effects: the actions, cheapest first.
    landmarks : list of int
        See ``landmarks``.
    own : int
        The facts of the task, as a mask; ``extended`` adds others.
    either : tuple of Either
        Choices among the landmarks, those of few facts first.
    soonest : list of int
        Fewest days in which each fact can be had.
    ready : dict of int to int
        Fewest days in which all facts of each mode can be had.
    handler : list of int
        Who an action is in hand-offs: its provider, or its own number when it
        has a referral; ``NOBODY`` for none.
    ordered : bool
        Whether every fact comes after all that consume it.
    """

    def __init__(self, pool: Pool) -> None:
        order, self.ordered, self.landmarks = _ordered(pool)
        pool = renumbered(pool, order)
        task = pool.task
        self.task: Task = task
        self.rows = pool.rows
        shapes = [pool.shapes[pool.shape[row]] for row in pool.rows]
        self.facts = pool.facts
        self.goals = pool.goals
        self.modes = [modes for modes, _ in shapes]
        self.adds = [adds for _, adds in shapes]
        self.cost = [SCALE * pool.columns.cost[row] for row in pool.rows]
        self.actor_cost = SCALE * task.actor_cost
        self.day_cost = SCALE * task.day_cost
        self.agreed_cost = SCALE * task.agreed_cost
        self.full_cost = SCALE * task.handoff_cost
        self.money = [pool.columns.money[row] for row in pool.rows]
        timed = task.day_cost > 0 or task.limits.days is not None
        self.days = [task.actions[row].days if timed else 0 for row in pool.rows]
        self.limits: Limits = task.limits
        self.provider = [task.actions[row].provider for row in pool.rows]
        self.providers = tuple(sorted(set(self.provider) - {NOBODY}))
        seat = {p: number for number, p in enumerate(self.providers)}
        self.bit = [0 if p == NOBODY else 1 << seat[p] for p in self.provider]
        referred = {row for pair in task.referred for row in pair}
        self.handler = [
            NOBODY if p == NOBODY else -2 - number if row in referred else p
            for number, (row, p) in enumerate(zip(pool.rows, self.provider, strict=True))
        ]
        agreeing = {p for pair in task.agreed for p in pair} | {p for p, n in task.networks.items() if n}
        self.alone = set(self.providers) - agreeing
        self.offers = self._offers()
        self.offered = [frozenset(offers) for offers in self.offers]
        self.alike = [self._alike(offers) for offers in self.offers]
        self.team = self._teams()
        self.soonest = self._soonest()
        self.ready = {
            mode: max([self.soonest[need] for need in bits(mode)], default=0)
            for mode in {mode for modes in self.modes for mode in modes}
        }
        self.own = (1 << len(self.facts)) - 1
        self.either: tuple[Either, ...] = ()
        self._handoffs: dict[tuple[int, int], int] = {}

    def handoff(self, supplier: int, taker: int) -> int:
        """Give the cost of carrying a document from an action to a *handler*."""
        known = self._handoffs.get((supplier, taker))
        if known is None:
            known = self._handoffs[supplier, taker] = SCALE * self._handoff(supplier, taker)
        return known

    def rank(self, action: int) -> tuple[int, int, int]:
        """Give the place of an action among suppliers: cheap first, of those the quickest first."""
        return self.cost[action], self.days[action], action

    def extended(
        self, landmarks: list[int], either: tuple[Either, ...], offers: list[list[tuple[int, int]]]
    ) -> "Island":
        """Give the same island with more landmarks, and with facts that nobody needs but who bounds a plan.

        Parameters
        ----------
        offers : list of list of (int, int)
            The suppliers of each further fact, cheapest first.
        """
        wide, count = copy(self), len(self.facts)
        wide.landmarks, wide.either = [*landmarks, *(0 for _ in offers)], either
        wide.facts, wide.offers = (*self.facts, *(NOBODY for _ in offers)), [*self.offers, *offers]
        wide.adds = list(self.adds)
        for number, suppliers in enumerate(offers, count):
            for action, _ in suppliers:
                wide.adds[action] |= 1 << number
        if offers:
            wide.alike = [wide._alike(suppliers) for suppliers in wide.offers]
            wide.team = wide._teams()
            wide.soonest = [*self.soonest, *(min(self.days[a] for a, _ in suppliers) for suppliers in offers)]
        return wide

    def provider_of(self, handler: int) -> int:
        """Give the provider behind a handler."""
        return self.provider[-2 - handler] if handler < NOBODY else handler

    def in_task(self, modes: Mapping[int, int], suppliers: Mapping[int, int]) -> Plan:
        """Make the plan of the task that these choices are."""
        found = {self.facts[fact]: self.rows[action] for fact, action in suppliers.items()}
        return assemble(self.task, self.modes_in_task(modes), found)

    def modes_in_task(self, modes: Mapping[int, int]) -> dict[int, int]:
        """Give the modes of actions as the task has them."""
        return {
            self.rows[action]: sum(1 << self.facts[fact] for fact in bits(mode))
            for action, mode in modes.items()
        }

    def _handoff(self, supplier: int, taker: int) -> int:
        giver = self.provider[supplier]
        if NOBODY in (giver, taker):
            return 0
        if taker < NOBODY:
            return self.task.handoff(self.rows[supplier], self.rows[-2 - taker])
        if giver == taker:
            return 0
        if giver in self.alone or taker in self.alone:
            return self.task.handoff_cost
        return self.task.agreed_cost if self.task.agree(giver, taker) else self.task.handoff_cost

    def _offers(self) -> list[list[tuple[int, int]]]:
        found: list[list[tuple[int, int]]] = [[] for _ in self.facts]
        need = dict(enumerate(self.landmarks))
        supplied: dict[tuple[int, int], list[int]] = {}
        for action in sorted(range(len(self.rows)), key=self.rank):
            adds = self.adds[action]
            for mode in self.modes[action]:
                facts = supplied.get((mode, adds))
                if facts is None:
                    facts = supplied[mode, adds] = bits(adds & ~through(need, mode))
                for fact in facts:
                    found[fact].append((action, mode))
        return found

    def _alike(self, offers: list[tuple[int, int]]) -> list[tuple[tuple[int, int], list[int]]]:
        """Group suppliers by mode and effects, each group cheapest first."""
        groups: dict[tuple[int, int], list[int]] = {}
        for action, mode in offers:
            groups.setdefault((mode, self.adds[action]), []).append(action)
        return list(groups.items())

    def _teams(self) -> list[int]:
        """Give the providers of each fact's suppliers; all ones when one is nobody's."""
        found = []
        for offers in self.offers:
            team = 0
            for action, _ in offers:
                team |= self.bit[action] or -1
            found.append(team)
        return found

    def _soonest(self) -> list[int]:
        never = sum(self.days) + 1
        found = [never] * len(self.facts)
        quickest: list[dict[int, int]] = []
        for offers in self.offers:
            best: dict[int, int] = {}
            for action, mode in offers:
                best[mode] = min(best.get(mode, never), self.days[action])
            quickest.append(best)
        changed = True
        while changed:
            changed = False
            for fact in range(len(found) - 1, -1, -1):
                days = min(
                    (
                        wait + max((found[need] for need in bits(mode)), default=0)
                        for mode, wait in quickest[fact].items()
                    ),
                    default=never,
                )
                if days < found[fact]:
                    found[fact] = days
                    changed = not self.ordered
        return found


def assemble(task: Task, modes: Mapping[int, int], suppliers: Mapping[int, int]) -> Plan:
    """Make a plan of choices, and work out its days and objective from the task alone."""
    finish: dict[int, int] = {}

    def ends(action: int) -> int:
        if action not in finish:
            ready = max((ends(suppliers[fact]) for fact in bits(modes[action])), default=0)
            finish[action] = ready + task.actions[action].days
        return finish[action]

    days = max((ends(suppliers[fact]) for fact in bits(task.goals)), default=0)
    team = {task.actions[action].provider for action in modes} - {NOBODY}
    objective = task.day_cost * days + task.actor_cost * len(team)
    for action, mode in modes.items():
        objective += task.actions[action].cost
        objective += sum(task.handoff(suppliers[fact], action) for fact in bits(mode))
    return Plan(objective, days, tuple(sorted(modes.items())), tuple(sorted(suppliers.items())))


def _ordered(pool: Pool) -> tuple[list[int], bool, list[int]]:
    """Order the facts, and give the landmarks of each in the new numbers."""
    found = landmarks(pool.shapes)
    consumers: dict[int, int] = dict.fromkeys(found, 0)
    givers: dict[int, int] = dict.fromkeys(found, 0)
    weight = [0] * len(pool.shapes)
    for row in pool.rows:
        weight[pool.shape[row]] += 1
    for number, (modes, adds) in enumerate(pool.shapes):
        for fact in bits(adds):
            givers[fact] += weight[number]
        for mode in modes:
            first = adds & ~through(found, mode)
            for need in bits(mode):
                consumers[need] |= first
    order, ordered = decision_order(givers, consumers)
    place = {fact: 1 << position for position, fact in enumerate(order)}
    return order, ordered, [union([place[mark] for mark in bits(found[fact])]) for fact in order]
