"""Smaller tasks with the same best plans: each function proves why it may.

Every reduction keeps, for each plan of the task, another of no greater
objective, no more days, money or providers, and whose providers are a subset.
So the optimum, every limit and the alternatives (defined on provider sets)
survive.
"""

from dataclasses import replace

from .task import Action, Task

__all__ = ["drop_dominated_actions", "drop_dominated_modes", "drop_irrelevant", "reachable"]


def reachable(task: Task) -> int:
    """Give the mask of facts that some sequence of actions reaches.

    Delete-free tasks make this certain: a fact outside the mask has no plan,
    and all facts inside are reachable together. O(actions × rounds).
    """
    reached, before = 0, -1
    while reached != before:
        before = reached
        for action in task.actions:
            if action.adds & ~reached and any(mode & ~reached == 0 for mode in action.modes):
                reached |= action.adds
    return reached


def drop_irrelevant(task: Task) -> tuple[Task, tuple[int, ...]]:
    """Keep only actions that can run and may supply something needed.

    A mode with an unreachable fact is never met. An action that adds no goal
    and no fact of a kept mode supplies nothing in any plan.

    Returns
    -------
    (Task, tuple of int)
        The task, and the original number of each action kept.
    """
    reached = reachable(task)
    usable = {
        number: tuple(mode for mode in action.modes if mode & ~reached == 0)
        for number, action in enumerate(task.actions)
    }
    needed, before = task.goals, -1
    while needed != before:
        before = needed
        for number, action in enumerate(task.actions):
            if action.adds & needed:
                for mode in usable[number]:
                    needed |= mode
    kept = tuple(n for n, a in enumerate(task.actions) if usable[n] and a.adds & needed)
    actions = {n: replace(task.actions[n], modes=usable[n], adds=task.actions[n].adds & needed) for n in kept}
    return _renumber(task, actions), kept


def drop_dominated_modes(task: Task) -> Task:
    """Drop a mode that asks for all another asks, and more.

    Swapping it for the smaller one needs a subset of the facts: no cost,
    hand-off or wait grows, and no cycle can appear.
    """
    return replace(task, actions=tuple(replace(a, modes=_minimal(a.modes)) for a in task.actions))


def drop_dominated_actions(task: Task) -> tuple[Task, tuple[int, ...]]:
    """Drop an action that the same provider offers at least as well.

    If *b* and *a* have one provider, *a* adds all that *b* adds, each mode of
    *b* contains a mode of *a*, and *a* costs no more in objective, money and
    days, then *a* can stand in for *b* in any plan. Actions with a referral of
    their own are left alone: the swap could lose it. Of equals the
    first stays.
    """
    referred = {action for pair in task.referred for action in pair}
    by_provider: dict[int, list[int]] = {}
    for number, action in enumerate(task.actions):
        peers = by_provider.setdefault(action.provider, [])
        if action.provider < 0 or number in referred:
            peers.append(number)
            continue
        if any(_dominates(task.actions[peer], action) for peer in peers):
            continue
        for peer in [p for p in peers if p not in referred and _dominates(action, task.actions[p])]:
            peers.remove(peer)
        peers.append(number)
    kept = sorted(number for peers in by_provider.values() for number in peers)
    return _renumber(task, {n: task.actions[n] for n in kept}), tuple(kept)


def _dominates(a: Action, b: Action) -> bool:
    return (
        b.adds & ~a.adds == 0
        and a.cost <= b.cost
        and a.money <= b.money
        and a.days <= b.days
        and all(any(small & ~mode == 0 for small in a.modes) for mode in b.modes)
    )


def _minimal(modes: tuple[int, ...]) -> tuple[int, ...]:
    distinct = sorted(set(modes), key=lambda mode: (mode.bit_count(), mode))
    kept: list[int] = []
    for mode in distinct:
        if not any(small & ~mode == 0 for small in kept):
            kept.append(mode)
    return tuple(kept)


def _renumber(task: Task, actions: dict[int, Action]) -> Task:
    """Make a task of these actions only, with its referrals renumbered."""
    place = {old: new for new, old in enumerate(sorted(actions))}
    referred = frozenset((place[s], place[o]) for s, o in task.referred if s in place and o in place)
    return replace(task, actions=tuple(actions[old] for old in sorted(actions)), referred=referred)
