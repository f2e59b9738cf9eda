"""Independent judges of plans: a checker and a brute force that share no code with the search.

They may import ``graph.task`` (what a task *is*) and nothing of ``search``,
``reductions`` or ``paths``; import-linter holds it.
"""

from collections.abc import Iterator

from welfarenet.graph.task import Plan, Task

__all__ = ["check", "every_plan", "providers"]


def check(task: Task, plan: Plan) -> list[str]:
    """List what is wrong with a plan; empty when it is right.

    Everything is worked out again from the task: needed facts, order, money,
    providers, hand-offs, days and the objective.
    """
    modes, suppliers = dict(plan.modes), dict(plan.suppliers)
    wrong: list[str] = []
    for action, mode in modes.items():
        if mode not in task.actions[action].modes:
            wrong.append(f"action {action} has no mode {mode:b}")
    needed = _facts(task.goals).union(*(_facts(mode) for mode in modes.values()))
    if needed != set(suppliers):
        wrong.append(f"needed facts {sorted(needed)} but supplied {sorted(suppliers)}")
    for fact, action in suppliers.items():
        if action not in modes or not task.actions[action].adds >> fact & 1:
            wrong.append(f"fact {fact} is not given by action {action}")
    if set(modes) != set(suppliers.values()):
        wrong.append("an action is in the plan that supplies nothing")
    if wrong:
        return wrong
    finish = _finish_days(task, modes, suppliers)
    if finish is None:
        return ["the steps wait for one another in a circle"]
    days = max((finish[suppliers[fact]] for fact in _facts(task.goals)), default=0)
    if days != plan.days:
        wrong.append(f"critical path {days}, plan says {plan.days}")
    cost = _objective(task, modes, suppliers, days)
    if cost != plan.objective:
        wrong.append(f"objective {cost}, plan says {plan.objective}")
    limits = task.limits
    if limits.days is not None and days > limits.days:
        wrong.append("longer than allowed")
    if limits.actors is not None and len(providers(task, plan)) > limits.actors:
        wrong.append("more actors than allowed")
    if limits.money is not None and sum(task.actions[a].money for a in modes) > limits.money:
        wrong.append("dearer than allowed")
    return wrong


def providers(task: Task, plan: Plan) -> frozenset[int]:
    """Give the providers a plan involves."""
    return frozenset(p for action, _ in plan.modes if (p := task.actions[action].provider) >= 0)


def every_plan(task: Task) -> Iterator[Plan]:
    """Give every valid plan of a small task, by trying all suppliers and modes."""
    yield from _complete(task, {}, {})


def _complete(task: Task, modes: dict[int, int], suppliers: dict[int, int]) -> Iterator[Plan]:
    needed = _facts(task.goals).union(*(_facts(mode) for mode in modes.values()))
    missing = sorted(needed - set(suppliers))
    if not missing:
        finish = _finish_days(task, modes, suppliers)
        if finish is not None:
            days = max((finish[suppliers[fact]] for fact in _facts(task.goals)), default=0)
            objective = _objective(task, modes, suppliers, days)
            plan = Plan(objective, days, tuple(sorted(modes.items())), tuple(sorted(suppliers.items())))
            if not check(task, plan):
                yield plan
        return
    fact = missing[0]
    for action, offered in enumerate(task.actions):
        if offered.adds >> fact & 1:
            for mode in {modes[action]} if action in modes else set(offered.modes):
                yield from _complete(task, {**modes, action: mode}, {**suppliers, fact: action})


def _facts(mask: int) -> set[int]:
    return {position for position in range(mask.bit_length()) if mask >> position & 1}


def _finish_days(task: Task, modes: dict[int, int], suppliers: dict[int, int]) -> dict[int, int] | None:
    """Run the steps as soon as their documents are there; ``None`` when some never can."""
    finish: dict[int, int] = {}
    while len(finish) < len(modes):
        ready = [
            action
            for action, mode in modes.items()
            if action not in finish and all(suppliers[fact] in finish for fact in _facts(mode))
        ]
        if not ready:
            return None
        for action in ready:
            start = max((finish[suppliers[fact]] for fact in _facts(modes[action])), default=0)
            finish[action] = start + task.actions[action].days
    return finish


def _objective(task: Task, modes: dict[int, int], suppliers: dict[int, int], days: int) -> int:
    cost = sum(task.actions[action].cost for action in modes)
    cost += task.actor_cost * len({task.actions[a].provider for a in modes} - {-1})
    for action, mode in modes.items():
        for fact in _facts(mode):
            giver, taker = task.actions[suppliers[fact]].provider, task.actions[action].provider
            if giver != taker and giver >= 0 and taker >= 0:
                pair = (min(giver, taker), max(giver, taker))
                shared = set(task.networks.get(giver, ())) & set(task.networks.get(taker, ()))
                easy = shared or pair in task.agreed or (suppliers[fact], action) in task.referred
                cost += task.agreed_cost if easy else task.handoff_cost
    return cost + task.day_cost * days
