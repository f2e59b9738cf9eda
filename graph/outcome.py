"""What becomes of a need in a comune: one word of the closed list, and what is behind it."""

from dataclasses import dataclass

from .coverage import Reason
from .demands import Condition

__all__ = ["MET", "Outcome"]

MET = frozenset({Reason.COVERED, Reason.COVERED_REMOTE, Reason.UNMAPPED})
"""The reasons that are none: a path leads there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a goal in a comune.

    Parameters
    ----------
    reason : Reason
        *covered*: some path is of mapped offerings only; *covered-remote*: and all that
        could end it is reached at a distance only; *unmapped*: every path needs a
        presumed step; else why there is none.
    sure : bool
        Of a goal met: whether it is, in this very way, whatever the unknown facts are.
    facts : tuple of str
        Of a goal met but not surely: the unknown facts that it hangs on.
    documents : tuple of str
        Of *blocked-document*, the papers nobody gives here; of *unmapped*, the papers
        that nobody mapped gives, none where it is the goal itself that nobody mapped meets.
    conditions : tuple of (Condition, str)
        Of *not-eligible*, those not met, each with its law.
    kinds : tuple of str
        Service types that are shut, or whose procedure has ended or not begun.
    late : bool
        Papers are given, but in no order of steps that holds on the calendar.
    """

    reason: Reason
    sure: bool = True
    facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    conditions: tuple[tuple[Condition, str], ...] = ()
    kinds: tuple[str, ...] = ()
    late: bool = False

    @property
    def met(self) -> bool:
        """Whether some path leads there."""
        return self.reason in MET
