"""What a path's objective is made of: points for money, days, steps, providers, and for what is not known."""

from dataclasses import dataclass

from .eligibility import Verdict
from .index import UNSAID
from .paths import Path, ServicePaths
from .preferences import SCALE, Weights
from .task import bits
from .weighing import stated

__all__ = ["Item", "Totals", "bill_of", "totals"]


@dataclass(frozen=True, slots=True)
class Item:
    """One term of the objective.

    Parameters
    ----------
    term : str
        ``euros``, ``days``, ``steps``, ``actors``, ``handoffs``, ``assumptions``,
        ``unsaid`` or ``presumed``: the weights of
        :class:`~welfarenet.graph.preferences.Weights`.
    amount : int
        How many; of euros, cents.
    points : int
        What they add to the objective.
    """

    term: str
    amount: int
    points: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What two paths are compared by, beside their objective."""

    days: int
    cents: int
    providers: int


def totals(path: Path) -> Totals:
    """Sum up a path: days, the cents it is known to cost, distinct providers."""
    actions = [path.problem.task.actions[act] for act in path.acts]
    return Totals(
        path.days,
        sum(action.money for action in actions),
        len({action.provider for action in actions if action.provider >= 0}),
    )


def bill_of(found: ServicePaths, path: Path, weights: Weights) -> tuple[Item, ...]:
    """Share out the objective of a path, in the order of the weights; zero items too.

    The points sum exactly to ``path.objective``: whole points for everything but
    money, whose broken point is dropped in both.
    """
    sums = totals(path)
    mapped = [step for step in path.steps if step.candidate is not None]
    unsure = sum(step.verdict is Verdict.UNKNOWN for step in mapped)
    days, cents = stated(path.problem.acts)
    unsaid = sum(int(column[act] == UNSAID) for column in (days, cents) for act in path.acts)
    carried = _handoffs(path)
    presumed = len(path.steps) - len(mapped)
    ahead = int(path.problem.acts.ahead[[*path.acts]].sum())
    return (
        Item("euros", sums.cents, weights.euro * sums.cents // 100),
        Item("days", sums.days, weights.day * sums.days),
        Item("steps", len(path.steps), weights.step * len(path.steps)),
        Item("actors", sums.providers, weights.actor * sums.providers),
        Item("handoffs", len(carried), sum(carried) // SCALE),
        Item("assumptions", unsure, weights.assumption * unsure),
        Item("unsaid", unsaid, weights.unsaid * unsaid),
        Item("presumed", presumed, weights.presumed * presumed),
        Item("ahead", ahead, weights.ahead * ahead),
    )


def _handoffs(path: Path) -> list[int]:
    """List the cost of each paper carried from one provider to another."""
    task, suppliers = path.problem.task, dict(path.plan.suppliers)
    carried = (task.handoff(suppliers[need], act) for act, mode in path.plan.modes for need in bits(mode))
    return [cost for cost in carried if cost > 0]
