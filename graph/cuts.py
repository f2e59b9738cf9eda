"""What cuts say of every plan: each costs its value to hit, and a plan hits all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Cuts", "Thread"]


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


@dataclass(frozen=True, slots=True)
class Cuts:
    """Disjoint parts of every plan's cost.

    Parameters
    ----------
    values : tuple of int
        What is paid to hit each cut.
    of_action, of_provider : tuple of int
        The cuts each action, and each provider by its bit, is in; as masks.
    of_carrying : mapping of (int, int) to int
        The cuts that carrying a fact to a provider is in, where that costs.
    of_walking : mapping of (int, int, int) to int
        The cuts that the thread is in at a fact, the action that supplies it, and its mode.
    spare : tuple of int
        For each action what a plan with it costs beyond all cuts, at least.
    seat : mapping of int to int
        Providers of one seat were taken for one.
    thread : Thread or None
        The chain whose days are in the cuts.
    """

    values: tuple[int, ...]
    of_action: tuple[int, ...]
    of_provider: tuple[int, ...]
    of_carrying: Mapping[tuple[int, int], int] = field(default_factory=dict)
    of_walking: Mapping[tuple[int, int, int], int] = field(default_factory=dict)
    spare: tuple[int, ...] = ()
    seat: Mapping[int, int] = field(default_factory=dict)
    thread: Thread | None = None
    known: dict[int, int] = field(default_factory=dict, compare=False)

    def choosing(self, action: int, bit: int, engaged: int) -> int:
        """Give the cuts hit by choosing an action of a provider when these are engaged already."""
        hit = self.of_action[action]
        return hit | self.of_provider[bit.bit_length() - 1] if bit & ~engaged else hit

    def handing(self, fact: int, supplier: int, taker: int) -> int:
        """Give the cuts hit when one provider hands a fact to another."""
        if self.seat.get(supplier, -1) == self.seat.get(taker, -1):
            return 0
        return self.of_carrying.get((fact, taker), 0)

    def left(self, hit: int) -> int:
        """Give what the cuts not hit still cost."""
        known = self.known.get(hit)
        if known is None:
            left = (value for number, value in enumerate(self.values) if not hit >> number & 1)
            known = self.known[hit] = sum(left)
        return known

    def able(self, most: int) -> list[bool]:
        """Tell of each action whether a plan with it may cost no more than ``most``.

        A plan pays for each cut, and beyond that what is left of the costs of
        its actions and providers after the cuts took their part (reduced-cost fixing).
        """
        total = self.left(0)
        return [total + spare <= most for spare in self.spare]
