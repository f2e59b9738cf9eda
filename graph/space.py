"""What the search asks of a space of partial plans."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol, TypeVar

__all__ = ["Listing", "Repeat", "Space", "onward"]

S = TypeVar("S")
M = TypeVar("M")
Decision = TypeVar("Decision", covariant=True)


class Repeat(Enum):
    """How what completes a partial plan compares with what completes one seen before."""

    NEW = "it may end better"
    TIED = "it ends no better, but may have its turn before"
    WORSE = "it ends no better"


class Listing(Protocol[Decision]):
    """The ways to decide the next fact of one partial plan, given as they come into reach."""

    def under(self, below: int | None) -> tuple[Sequence[tuple[int, Decision]], int | None]:
        """Give those not given before with a bound under ``below``, and a bound on the others, if any."""


class Space(Protocol[S, M]):
    """Partial plans that grow by one decision; every plan is reached by one way only.

    A decision is first bounded cheaply and made only when its turn comes: most
    never are.
    """

    def start(self) -> tuple[int, S] | None:
        """Give the empty plan with its bound, or ``None`` when it cannot end within the limits."""

    @property
    def stride(self) -> int | None:
        """How far above its own bound a state's moves are listed at a time; ``None`` for all at once."""

    @property
    def parted(self) -> bool:
        """Whether partial plans are bounded as ``part`` would have it."""

    @property
    def parting(self) -> bool:
        """Whether what ``part`` brings tells of the start nearly as much as cuts do, or more."""

    def part(self) -> None:
        """Bound partial plans more sharply from now on, which takes longer."""

    def again(self, state: S, value: int) -> int:
        """Bound a partial plan, made when bounds were less sharp, by no less than it was then."""

    def moves(self, state: S) -> Listing[M]:
        """List the ways to decide the next fact."""

    def make(self, state: S, move: M, value: int) -> tuple[int, S] | None:
        """Make a decision: a bound of at least ``value``; ``None`` outside the limits."""

    def afresh(self) -> "Space[S, M]":
        """Give the same space with no state seen yet."""

    def paid(self, state: S) -> int:
        """Give what the decisions so far cost, but for days."""

    def complete(self, state: S) -> bool:
        """Tell whether nothing is open."""

    def engaged(self, state: S) -> int:
        """Give the providers involved, as a mask."""

    def depth(self, state: S) -> int:
        """Count the facts decided."""

    def repeats(self, state: S, teams: Sequence[int] = (), *, by_turn: bool = False) -> Repeat:
        """Tell whether a state seen before can end at least as well; remember this one if none does.

        Parameters
        ----------
        teams : sequence of int
            Providers of each plan known: another one must do without someone of each.
        by_turn : bool
            Whether one that can end as well, but only in a later turn, does not count.
        """

    def choices(self, state: S) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Give the mode of each action, and the supplier of each fact."""


def onward(
    listed: Listing[M], value: int, limit: int | None, stride: int | None
) -> tuple[list[tuple[int, M]], int | None]:
    """Give the moves of a state that are near its bound, and a bound on those left for later, if any.

    Parameters
    ----------
    value : int
        The state's own bound; none given is less.
    limit : int or None
        Moves of this bound or more are of no interest.
    stride : int or None
        How far above its own bound the moves are near; ``None`` for all.
    """
    below = limit
    if stride is not None:
        below = value + stride + 1 if limit is None else min(limit, value + stride + 1)
    moves, rest = listed.under(below)
    if rest is not None and limit is not None and rest >= limit:
        rest = None
    return [(max(value, bound), move) for bound, move in moves], rest
