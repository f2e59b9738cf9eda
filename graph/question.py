"""What is asked: for whom, where, on which day, with which wishes and limits."""

from dataclasses import dataclass, field
from datetime import date

from .citizen import Citizen
from .mapped import Channel
from .network import Goal

__all__ = ["Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person needs, where and when.

    Parameters
    ----------
    forbid, require : frozenset of str
        Offerings or providers by IRI, or service types by id, that no path may
        or every path must use.
    max_cost_cents, max_days, max_actors : int or None
        Hard limits.
    """

    comune: str
    goals: tuple[Goal, ...]
    on: date
    citizen: Citizen = field(default_factory=Citizen, repr=False)
    k: int = 1
    prefer: str = "balanced"
    max_days: int | None = None
    max_actors: int | None = None
    max_cost_cents: int | None = None
    forbid: frozenset[str] = frozenset()
    require: frozenset[str] = frozenset()
    channels: frozenset[Channel] | None = None
