"""The planning task: facts, actions and integer costs, and what a plan of it costs.

An island of integers. Nothing here knows welfare, RDF or the index: ``paths``
maps a question in, and a plan back out. A *fact* is a bit: a document had, a
need covered. An *action* needs all facts of one of its *modes* and adds facts
that nothing ever takes away, so the task is delete-free.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import NamedTuple

__all__ = ["NOBODY", "Action", "Limits", "Plan", "Task", "Turn", "bits", "renamed", "union"]

Turn = tuple[int, int, int, tuple[tuple[int, int], ...]]
"""How many actions a plan has, how unusual what they need is, their merits, their providers and numbers."""

NOBODY = -1
"""Provider of an action that belongs to no provider, such as a presumed step."""


class Action(NamedTuple):
    """One offering as the search sees it.

    Parameters
    ----------
    provider : int
        Who does it, or ``NOBODY``.
    cost : int
        What doing it adds to the objective, once.
    days : int
        Days from having its documents to its effects.
    modes : tuple of int
        Alternative sets of facts it needs, as masks; one is enough.
    adds : int
        Facts it gives, as a mask.
    money : int
        Cents, for the limit on money; already counted in ``cost``.
    """

    provider: int
    cost: int
    days: int
    modes: tuple[int, ...]
    adds: int
    money: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard limits of a plan; ``None`` where there is none."""

    days: int | None = None
    actors: int | None = None
    money: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Reach all goals at the least objective; no cost, day or sum of money is below zero.

    The objective of a plan is the cost of its distinct actions, plus
    ``actor_cost`` for each distinct provider, plus a hand-off for each
    (fact, consumer) whose supplier is another provider, plus ``day_cost`` for
    each day of the critical path.

    Parameters
    ----------
    fact_count : int
        Number of facts.
    goals : int
        Facts to reach, as a mask.
    agreed : frozenset of (int, int)
        Pairs of providers, lower first, that have an agreement.
    referred : frozenset of (int, int)
        Pairs of actions (supplier, consumer) with an agreed way to hand on.
    networks : mapping of int to frozenset of int
        Networks a provider is in; two providers in one network have an agreement.
        Says the same as the pairs in ``agreed`` without listing them all.
    unusual : mapping of int to int
        How unusual it is to need a fact, where it is; of plans that cost the same
        that of the usual ones comes first.

    Raises
    ------
    ValueError
        If an agreement would make a hand-off dearer: the reductions rest on it.
    """

    fact_count: int
    goals: int
    actions: tuple[Action, ...]
    actor_cost: int
    handoff_cost: int
    agreed_cost: int
    day_cost: int
    agreed: frozenset[tuple[int, int]] = frozenset()
    referred: frozenset[tuple[int, int]] = frozenset()
    limits: Limits = Limits()
    networks: Mapping[int, frozenset[int]] = field(default_factory=dict)
    unusual: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.agreed_cost <= self.handoff_cost:
            raise ValueError(
                f"a hand-off under an agreement costs {self.agreed_cost}, one without {self.handoff_cost}: "
                "make it at least 0 and no dearer"
            )

    def merits(self, actions: Iterable[Action]) -> list[tuple[int, int, int]]:
        """Give what makes an action no worse than another: cost, how late it ends, money where it is limited.

        Late are days where they are limited, else what the action costs with its days.
        """
        day, paid = self.day_cost, self.limits.money is not None
        if self.limits.days is not None:
            return [(one.cost, one.days, one.money if paid else 0) for one in actions]
        return [(one.cost, one.cost + day * one.days, one.money if paid else 0) for one in actions]

    def turn(self, modes: Iterable[tuple[int, int]]) -> Turn:
        """Order plans of one objective by their actions and modes: the least is the first.

        Fewer actions first, then what needs the more usual facts; then what is less when the
        merits of all actions are added up, so that none is in the first plan that another could
        do better; then the first provider, and of one provider the first action, not in both.
        """
        used = [*modes]
        actions = [self.actions[number] for number, _ in used]
        unusual = sum([self.unusual[fact] for fact in self.unusual for _, mode in used if mode >> fact & 1])
        names = sorted([(one.provider, number) for one, (number, _) in zip(actions, used, strict=True)])
        return len(used), unusual, sum(map(sum, self.merits(actions))), tuple(names)

    def handoff(self, supplier: int, consumer: int) -> int:
        """Give the cost of carrying one document from one action to another."""
        p, q = self.actions[supplier].provider, self.actions[consumer].provider
        if p == q or NOBODY in (p, q):
            return 0
        easy = self.agree(p, q) or (supplier, consumer) in self.referred
        return self.agreed_cost if easy else self.handoff_cost

    def agree(self, p: int, q: int) -> bool:
        """Tell whether two providers have an agreement or a network in common."""
        if (min(p, q), max(p, q)) in self.agreed:
            return True
        return not self.networks.get(p, frozenset()).isdisjoint(self.networks.get(q, frozenset()))


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to reach the goals.

    Parameters
    ----------
    modes : tuple of (int, int)
        Each action used with the mask of the mode it is used in, by action.
    suppliers : tuple of (int, int)
        Each fact needed with the action it comes from, by fact.
    """

    objective: int
    days: int
    modes: tuple[tuple[int, int], ...]
    suppliers: tuple[tuple[int, int], ...]

    @property
    def actions(self) -> tuple[int, ...]:
        """Actions used, ascending."""
        return tuple(action for action, _ in self.modes)


def renamed(plan: Plan, numbers: Sequence[int]) -> Plan:
    """Give a plan whose action *i* is ``numbers[i]`` elsewhere; the numbers ascend."""
    return replace(
        plan,
        modes=tuple((numbers[action], mode) for action, mode in plan.modes),
        suppliers=tuple((fact, numbers[action]) for fact, action in plan.suppliers),
    )


def bits(mask: int) -> list[int]:
    """List the positions set in a mask, ascending.

    Examples
    --------
    >>> bits(0b1010)
    [1, 3]
    """
    found = []
    while mask:
        top = mask.bit_length() - 1
        found.append(top)
        mask ^= 1 << top
    found.reverse()
    return found


def union(masks: Iterable[int]) -> int:
    """Give all positions set in some mask.

    Examples
    --------
    >>> union([0b1010, 0b0011])
    11
    """
    return reduce(or_, masks, 0)
