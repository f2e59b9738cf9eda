"""What the search asks of a space of partial plans."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

__all__ = ["Scored", "Space"]

S = TypeVar("S")

Scored = tuple[int, S]
"""A lower bound on every completion, and the partial plan."""


class Space(Protocol[S]):
    """Partial plans that grow by one decision; every plan is reached by one way only."""

    def start(self) -> Scored[S] | None:
        """Give the empty plan, or ``None`` when it cannot end within the limits."""

    def grow(self, state: S, below: int | None) -> list[Scored[S]]:
        """Decide the next fact in all ways within the limits whose bound is under ``below``."""

    def complete(self, state: S) -> bool:
        """Tell whether nothing is open."""

    def engaged(self, state: S) -> int:
        """Give the providers involved, as a mask."""

    def depth(self, state: S) -> int:
        """Count the facts decided."""

    def repeats(self, state: S) -> bool:
        """Tell whether a state seen before can end at least as well; remember this one."""

    def choices(self, state: S) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Give the mode of each action, and the supplier of each fact."""
