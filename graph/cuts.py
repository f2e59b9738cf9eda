"""What cuts say of every plan, and the chain along which their days are counted."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Cuts", "Thread"]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Disjoint parts of every plan's cost.

    Parameters
    ----------
    total : int
        Their sum: no plan costs less in what the cuts are made of.
    values : tuple of int
        What is paid to hit each cut.
    of_action, of_provider : tuple of int
        The cuts each action, and each provider by its bit, is in; as masks.
    of_carrying : mapping of (int, int) to int
        The cuts that carrying a fact to a provider is in, where that costs.
    of_walking : mapping of (int, int, int) to int
        The cuts that the thread is in at a fact, the action that supplies it, and its mode.
    spare : tuple of int
        For each action what a plan with it costs beyond ``total``, at least.
    seat : mapping of int to int
        Providers of one seat were taken for one.
    """

    total: int
    values: tuple[int, ...]
    of_action: tuple[int, ...]
    of_provider: tuple[int, ...]
    of_carrying: Mapping[tuple[int, int], int]
    of_walking: Mapping[tuple[int, int, int], int]
    spare: tuple[int, ...]
    seat: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Thread:
    """One chain of every plan, fixed before the plan is known.

    It starts at the goal that takes longest at best, and goes on from the
    supplier of each fact to that need of its mode that takes longest at best.
    What its actions wait for adds up, and no chain is longer than the critical path.

    Parameters
    ----------
    goal : int
        Where it starts.
    after : mapping of int to int
        Where it goes from a mode; -1 where the mode is empty.
    """

    goal: int
    after: Mapping[int, int]
