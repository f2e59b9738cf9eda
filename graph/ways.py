"""The ways to supply the next fact of a partial plan, given as they come into reach."""

from collections.abc import Iterable

from .bounds import Bounds
from .choice import Choice, Opening
from .partial import Move
from .staffing import Staffing
from .teams import Teams

__all__ = ["Ways"]


class Ways:
    """Suppliers of the first open fact of a partial plan, by mode and effects."""

    def __init__(self, bounds: Bounds, staffing: Staffing | Teams, opening: Opening) -> None:
        island, fact = bounds.island, opening.fact
        used = dict(opening.state.live) if opening.state.given >> fact & 1 else {}
        self.least = 0
        self.fresh: list[tuple[Choice, Iterable[int]]] = []
        for way, actions in island.alike[fact]:
            new = [action for action in actions if action not in used] if used else actions
            self.fresh.append((Choice(bounds, staffing, opening, way), new))
        self.again: list[tuple[int, Move]] = []
        for action, mode in used.items():
            if (action, mode) in island.offered[fact]:
                bound = Choice(bounds, staffing, opening, (mode, 0)).again(action)
                if bound is not None:
                    self.again.append((bound, (action, mode, False)))

    def under(self, below: int | None) -> tuple[list[tuple[int, Move]], int | None]:
        """Give those not given before with a bound under ``below``, and a bound on the others, if any."""
        least, self.least = self.least, self.least if below is None else below
        found: list[tuple[int, Move]] = []
        rest: list[int] = []
        for choice, actions in self.fresh:
            bounds, near = choice.fresh(actions, least, below)
            mode = choice.mode
            found += [(bound, (action, mode, True)) for bound, action in bounds]
            if near is not None:
                rest.append(near)
        for bound, move in self.again:
            if below is not None and bound >= below:
                rest.append(bound)
            elif bound >= least:
                found.append((bound, move))
        return found, min(rest, default=None)
