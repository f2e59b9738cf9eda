"""What cuts say of every plan: each costs its value to hit, and a plan hits all."""

from dataclasses import dataclass, field

__all__ = ["Cuts"]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Disjoint parts of every plan's cost.

    Parameters
    ----------
    values : tuple of int
        What is paid to hit each cut.
    of_action, of_provider : tuple of int
        The cuts each action, and each provider by its bit, is in; as masks.
    """

    values: tuple[int, ...]
    of_action: tuple[int, ...]
    of_provider: tuple[int, ...]
    known: dict[int, int] = field(default_factory=dict, compare=False)

    def choosing(self, action: int, bit: int, engaged: int) -> int:
        """Give the cuts hit by choosing an action of a provider when these are engaged already."""
        hit = self.of_action[action]
        return hit | self.of_provider[bit.bit_length() - 1] if bit & ~engaged else hit

    def left(self, hit: int) -> int:
        """Give what the cuts not hit still cost."""
        known = self.known.get(hit)
        if known is None:
            left = (value for number, value in enumerate(self.values) if not hit >> number & 1)
            known = self.known[hit] = sum(left)
        return known
