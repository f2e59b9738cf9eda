"""The contract of an explanation: why this path, what would unlock the needs left, what to ask first."""

from typing import Literal

from pydantic import Field

from .schemas_parts import Answer

__all__ = [
    "Change",
    "Critical",
    "DecisiveQuestion",
    "Difference",
    "Explanation",
    "Landmark",
    "Nearest",
    "Outcome",
    "Share",
    "Substitute",
    "Supplier",
    "Way",
]


class Share(Answer):
    """One term of the objective of the best path."""

    term: Literal[
        "euros", "days", "steps", "actors", "handoffs", "assumptions", "unsaid", "presumed", "ahead"
    ]
    label: str
    amount: float
    points: int = Field(description="The points of all terms sum to the objective")
    percent: int = Field(description="Of the points but for presumed and future steps; all sum to 100")


class Substitute(Answer):
    """A step that would come in place of another."""

    title: str
    provider_name: str
    presumed: bool
    offering: str | None


class Difference(Answer):
    """How much more another path takes, below zero when less."""

    points: int
    days: int
    cost_eur: float
    providers: int


class Supplier(Answer):
    """What would become of the answer without one step of the best path."""

    step: str
    class_: Literal["replaceable", "presumed-only", "only", "limits", "wished"] = Field(alias="class")
    text: str
    lost: tuple[str, ...] = Field(description="Needs that would be left uncovered")
    instead: tuple[Substitute, ...]
    difference: Difference | None
    proven: bool


class Landmark(Answer):
    """What every path to some needs passes through."""

    kind: Literal["document", "service-type"]
    id: str
    label: str
    needs: tuple[str, ...]
    text: str


class Critical(Answer):
    """The steps whose delay would lengthen the best path."""

    steps: tuple[str, ...]
    text: str


class Change(Answer):
    """One change of the network, or of what the person has."""

    kind: Literal["document", "reopened", "border", "condition", "opened"]
    text: str
    document: str | None = None
    offering: str | None = None
    service_types: tuple[str, ...] = ()


class Way(Answer):
    """Changes that together would cover a need, and the steps that would then do."""

    changes: tuple[Change, ...]
    steps: tuple[str, ...]


class Nearest(Answer):
    """The fewest changes that would cover a need; ``proven`` if fewer would not do."""

    need: str
    label: str
    ways: tuple[Way, ...]
    proven: bool


class Outcome(Answer):
    """What the answer would be, were a fact so."""

    when: str
    then: str
    same: bool
    lost: tuple[str, ...]
    difference: Difference | None
    proven: bool = Field(description="Whether the answer then is proven best")


class DecisiveQuestion(Answer):
    """A fact whose answer would change the path."""

    fact: str
    question: str
    outcomes: tuple[Outcome, ...]
    tried: bool = Field(description="False where too much hangs open to try it too")


class Explanation(Answer):
    """Every reason was tried: by leaving out what it names, or by supposing it."""

    shares: tuple[Share, ...]
    suppliers: tuple[Supplier, ...]
    landmarks: tuple[Landmark, ...]
    critical: Critical | None
    nearest: tuple[Nearest, ...]
    questions: tuple[DecisiveQuestion, ...]
