"""What a person would rather have, as integer weights of one objective."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ACTOR_TIE", "DAY_TIE", "PREFERENCES", "SCALE", "Weights"]

SCALE = 1 << 90
"""Points are multiplied by this, so that what follows only breaks ties."""

ACTOR_TIE = 1 << 70
"""Of equal points, fewer providers first."""

DAY_TIE = 1 << 45
"""Then fewer days; then fewer cents, which count 1. Of what is still equal ``Task.turn`` decides."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the objective.

    Parameters
    ----------
    euro, day, step, actor : int
        For each euro the person pays, each day of the critical path, each
        step, each distinct provider.
    handoff, agreed : int
        For each paper carried from one provider to another; under an agreement.
    assumption : int
        For each step whose conditions are not all known to hold.
    unsaid : int
        For each of cost and days that nobody stated.
    presumed : int
        For each step nobody mapped: so much that one is taken only where no
        mapped offering will do.
    ahead : int
        For each step under a law that is yet to come, and each that nobody mapped and
        that is open to the person later: so much that nobody waits for either where
        what holds on the day asked will do.
    """

    euro: int = 1
    day: int = 1
    step: int = 10
    actor: int = 20
    handoff: int = 10
    agreed: int = 3
    assumption: int = 5
    unsaid: int = 4
    presumed: int = 100_000
    ahead: int = 10_000_000


PREFERENCES: Mapping[str, Weights] = {
    "balanced": Weights(),
    "fast": Weights(day=20),
    "cheap": Weights(euro=20),
    "few-actors": Weights(actor=400),
}
"""Weights by the name a person chooses; documented in the answer's ``objective``."""
