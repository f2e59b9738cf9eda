"""The shape of an explanation, part of the contract: why a path, what would unlock a need, what to ask.

Field names are those of the JSON, as in ``answers``. Labels and sentences are in
the language asked; every sentence is true of the revision that answers, for it
was tried.
"""

from dataclasses import dataclass

__all__ = [
    "ChangeAnswer",
    "Critical",
    "DecisiveQuestion",
    "Difference",
    "Explanation",
    "LandmarkAnswer",
    "NearestAnswer",
    "OutcomeAnswer",
    "Share",
    "Substitute",
    "Supplier",
    "WayAnswer",
]


@dataclass(frozen=True, slots=True)
class Share:
    """One term of the objective; the points of all sum to it.

    ``percent`` shares out the points but for presumed steps, whose penalty is no
    preference: whole numbers that sum to 100.

    ``term`` is ``euros``, ``days``, ``steps``, ``actors``, ``handoffs``,
    ``assumptions``, ``unsaid`` or ``presumed``; ``amount`` counts them, of euros
    with cents.
    """

    term: str
    label: str
    amount: float
    points: int
    percent: int


@dataclass(frozen=True, slots=True)
class Substitute:
    """A step that would come in place of another."""

    title: str
    provider_name: str
    presumed: bool
    offering: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more another path takes, below zero when less; ``points`` of the preference asked."""

    points: int
    days: int
    cost_eur: float
    providers: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """What would become of the answer without one step.

    Parameters
    ----------
    class_ : str
        ``replaceable``; ``presumed-only``: nobody else is mapped; ``only``: needs
        would be lost; ``limits``: nothing else is within the limits asked;
        ``wished``: the question asks for it.
    lost : tuple of str
        Needs that would be left uncovered.
    proven : bool
        Whether the difference is exact; else the other path may be better still.
    """

    step: str
    class_: str
    text: str
    lost: tuple[str, ...]
    instead: tuple[Substitute, ...]
    difference: Difference | None
    proven: bool


@dataclass(frozen=True, slots=True)
class LandmarkAnswer:
    """What every path to these needs passes through; ``kind`` is ``document`` or ``service-type``."""

    kind: str
    id: str
    label: str
    needs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Critical:
    """The steps whose delay would lengthen the path."""

    steps: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """One change.

    ``kind`` is ``document``, ``reopened``, ``border``, ``condition`` or ``opened``;
    what it is about stands in the field that fits.
    """

    kind: str
    text: str
    document: str | None = None
    offering: str | None = None
    service_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WayAnswer:
    """Changes that together would cover a need, and the titles of the steps that would then do."""

    changes: tuple[ChangeAnswer, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearestAnswer:
    """The fewest changes that would cover a need, best first; ``proven``: fewer would not do."""

    need: str
    label: str
    ways: tuple[WayAnswer, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class OutcomeAnswer:
    """What the answer would be, were a fact so: ``when`` and ``then`` in words; ``proven``: the best then."""

    when: str
    then: str
    same: bool
    lost: tuple[str, ...]
    difference: Difference | None
    proven: bool


@dataclass(frozen=True, slots=True)
class DecisiveQuestion:
    """A fact whose answer would change the path; ``tried`` is false past the most that is tried at once."""

    fact: str
    question: str
    outcomes: tuple[OutcomeAnswer, ...]
    tried: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the best path, what would unlock the needs left, and which questions would change the answer."""

    shares: tuple[Share, ...]
    suppliers: tuple[Supplier, ...]
    landmarks: tuple[LandmarkAnswer, ...]
    critical: Critical | None
    nearest: tuple[NearestAnswer, ...]
    questions: tuple[DecisiveQuestion, ...]
