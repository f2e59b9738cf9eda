"""A task written down for Fast Downward: A* with the landmark-cut heuristic, in a process of its own.

The task must only count actions and actors. To engage a provider is an operator
that costs what an actor costs, and every action of that provider needs it; so
each actor is paid once and nothing is ever deleted. The critical path cannot be
said so: it is no sum over operators.

References
----------
.. [1] M. Helmert, "The Fast Downward Planning System", JAIR 26, 2006.
.. [2] M. Helmert, C. Domshlak, "Landmarks, Critical Paths and Abstractions", ICAPS 2009.
"""

import math
import re
import resource
import signal
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from welfarenet.graph.task import Task, bits

__all__ = ["fast_downward_optimum"]

_SOLVED, _UNSOLVABLE = 0, (11, 12)
_OUT_OF_TIME = (23, -signal.SIGXCPU, -signal.SIGKILL)
"""As the planner says it, or as the limit ends it."""

_COST = re.compile(r"Plan cost: (\d+)")


def fast_downward_optimum(task: Task, *, seconds: float = 60) -> int | None:
    """Give the least objective of a task without hand-offs, days and limits; ``None`` without plan.

    Raises
    ------
    TimeoutError
        If that is not proven in so many seconds of the processor.
    """
    assert task.handoff_cost == 0
    assert task.day_cost == 0
    most = math.ceil(seconds)
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [_binary(), "--search", "astar(lmcut())"],
            input="\n".join(_say(task)),
            capture_output=True,
            text=True,
            cwd=folder,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1)),
            check=False,
        )
    if done.returncode in _OUT_OF_TIME:
        raise TimeoutError(f"not proven in {seconds} seconds of the processor")
    if done.returncode in _UNSOLVABLE:
        return None
    found = _COST.search(done.stdout)
    assert done.returncode == _SOLVED, done.stderr
    assert found, done.stdout
    return int(found[1])


def _binary() -> Path:
    """Find the planner that the package brings; importing the package would ask for more."""
    spec = find_spec("up_fast_downward")
    assert spec is not None
    assert spec.submodule_search_locations
    (folder,) = spec.submodule_search_locations
    return Path(folder) / "downward" / "builds" / "release" / "bin" / "downward"


def _say(task: Task) -> Iterable[str]:
    """Write a task down in the planner's own format; 0 is true, 1 is not yet."""
    providers = sorted({action.provider for action in task.actions if action.provider >= 0})
    engaged = {provider: task.fact_count + place for place, provider in enumerate(providers)}
    variables = task.fact_count + len(providers)
    yield from ("begin_version", "3", "end_version", "begin_metric", "1", "end_metric", str(variables))
    for number in range(variables):
        yield from ("begin_variable", f"var{number}", "-1", "2")
        yield from (f"Atom f{number}()", f"NegatedAtom f{number}()", "end_variable")
    goals = bits(task.goals)
    yield from ("0", "begin_state", *["1"] * variables, "end_state")
    yield from ("begin_goal", str(len(goals)), *(f"{goal} 0" for goal in goals), "end_goal")
    # An action used in one mode gives all it ever gives, so an operator for each mode is paid once.
    yield str(sum(len(action.modes) for action in task.actions) + len(providers))
    for number, action in enumerate(task.actions):
        before = [engaged[action.provider]] if action.provider >= 0 else []
        for place, mode in enumerate(action.modes):
            yield from _operator(
                f"do-{number}-{place}", [*bits(mode), *before], bits(action.adds), action.cost
            )
    for provider in providers:
        yield from _operator(f"engage-{provider}", [], [engaged[provider]], task.actor_cost)
    yield from ("0", "")


def _operator(name: str, needs: list[int], gives: list[int], cost: int) -> Iterable[str]:
    # What an operator both needs and gives it may not name twice.
    new = [fact for fact in gives if fact not in needs]
    yield from ("begin_operator", name, str(len(needs)), *(f"{fact} 0" for fact in needs))
    yield from (str(len(new)), *(f"0 {fact} -1 0" for fact in new), str(cost), "end_operator")
