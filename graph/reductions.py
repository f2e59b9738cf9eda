"""Smaller tasks with the same best plans: each function proves why it may.

Every reduction keeps, for each plan of the task, another of no greater
objective and within the same limits. Where alternatives are asked, it also
contains no earlier provider set that the first did not contain. So the optimum,
the limits and the alternatives survive. ``dominance`` holds those that compare
costs; here are those that read the graph alone.
"""

from collections.abc import Sequence

from .dominance import cost_window, drop_dominated_offers, drop_dominated_providers
from .landmarks import landmarks, through
from .pool import Pool, Shape, minimal, pool_of, renumbered, with_shapes
from .task import Task, bits

__all__ = ["closure", "drop_irrelevant", "first_achievers", "reachable", "relevant", "shrink"]

_WORTH_A_ROUND = 0.7
"""Reductions open the way for one another; a round that leaves more than this share is the last."""


def relevant(task: Task) -> Pool | None:
    """Give what can run and may supply something needed; ``None`` when a goal is out of reach."""
    pool = drop_irrelevant(pool_of(task))
    given = 0
    for _, adds in pool.shapes:
        given |= adds
    return None if task.goals & ~given else renumbered(pool, bits(given))


def shrink(pool: Pool, k: int = 1, *, by_turn: bool = False) -> Pool:
    """Apply all reductions that are exact for the *k* best plans, until nothing more goes.

    Parameters
    ----------
    by_turn : bool
        Whether of plans that cost the same the first must stay; else any of them will do.
    """
    task = pool.task
    while True:
        before = len(pool.rows)
        pool = drop_dominated_providers(drop_dominated_offers(pool), k, by_turn=by_turn)
        if k == 1 and task.limits.actors is None:
            pool = cost_window(pool)
        pool = drop_irrelevant(first_achievers(pool))
        if len(pool.rows) >= _WORTH_A_ROUND * before:
            return pool


def reachable(task: Task) -> int:
    """Give the mask of facts that some sequence of actions reaches.

    Delete-free tasks make this certain: a fact outside the mask has no plan,
    and all facts inside are reachable together.
    """
    return closure(list(dict.fromkeys((action.modes, action.adds) for action in task.actions)))


def closure(shapes: Sequence[Shape]) -> int:
    """Give all facts that these shapes reach from nothing.

    Each mode waits on one missing fact at a time.

    Notes
    -----
    O(facts in all modes and effects).

    References
    ----------
    .. [1] W. Dowling, J. Gallier, "Linear-time algorithms for testing the
       satisfiability of propositional Horn formulae", 1984.
    """
    reached = 0
    waiting: dict[int, list[tuple[int, int]]] = {}
    ready = [(mode, adds) for modes, adds in shapes for mode in modes]
    while ready:
        mode, adds = ready.pop()
        fresh = adds & ~reached
        if not fresh:
            continue
        missing = mode & ~reached
        if missing:
            waiting.setdefault(missing.bit_length(), []).append((mode, adds))
            continue
        reached |= adds
        while fresh:
            top = fresh.bit_length()
            fresh ^= 1 << (top - 1)
            ready.extend(waiting.pop(top, ()))
    return reached


def drop_irrelevant(pool: Pool) -> Pool:
    """Keep only what can run and may supply something needed.

    A mode with an unreachable fact is never met. An action that adds no goal
    and no fact of a kept mode supplies nothing in any plan.
    """
    reached = closure(pool.shapes)
    usable = [tuple(mode for mode in minimal(modes) if mode & ~reached == 0) for modes, _ in pool.shapes]
    needed = pool.goals
    left = [number for number, modes in enumerate(usable) if modes]
    grown = True
    while grown:
        grown = False
        idle = []
        for number in left:
            if pool.shapes[number][1] & needed:
                for mode in usable[number]:
                    needed |= mode
                grown = True
            else:
                idle.append(number)
        left = idle
    return with_shapes(
        pool,
        [
            (modes, adds & needed) if modes and adds & needed else None
            for modes, (_, adds) in zip(usable, pool.shapes, strict=True)
        ],
    )


def first_achievers(pool: Pool) -> Pool:
    """Drop an effect that every way to the action needs already, and modes left without effect.

    If the landmarks of a mode hold a fact, any plan that uses the mode has a
    supplier of that fact before the action, so the action is not the
    supplier: that would be a circle. This removes most circles of the graph.
    """
    found = landmarks(pool.shapes)
    changed: list[Shape | None] = []
    for modes, adds in pool.shapes:
        first = {mode: adds & ~through(found, mode) for mode in modes}
        effects = 0
        for effect in first.values():
            effects |= effect
        kept = tuple(mode for mode in modes if first[mode])
        changed.append((kept, effects) if kept else None)
    return with_shapes(pool, changed)
