"""The shape of an answer: the product's public contract, as plain records.

The field names are those of the JSON that the command line and HTTP give, but
for Python's reserved words: ``class_`` and ``from_`` lose their underscore.
IRIs name what an exercise owns, short ids what is reference; labels and
sentences are in the language asked.
"""

from dataclasses import dataclass, field

from .explanation import Explanation

__all__ = [
    "Assumption",
    "EmptyBecause",
    "Issued",
    "MenuAnswer",
    "MenuEntry",
    "MoneyRange",
    "NotOffered",
    "NotShown",
    "Paper",
    "PathAnswer",
    "PathsAnswer",
    "Preferred",
    "QuestionToAsk",
    "Source",
    "StepAnswer",
    "Uncovered",
    "Unmapped",
    "WaitRange",
    "WhoAnswer",
    "WhoOffering",
    "WhyNotAnswer",
]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a cell, the law behind the backbone, or other facts."""

    kind: str
    property: str = ""
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    text: str | None = None
    law: str | None = None
    source: str | None = None
    checked_on: str | None = None
    verified: bool | None = None
    from_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """Euros the person pays; ``None`` where nobody said. ``text`` keeps the unit."""

    min: float | None
    max: float | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class WaitRange:
    """Calendar days; ``None`` where nobody said."""

    min: int | None
    max: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document a step uses; ``from_`` is a step's id, ``held`` or ``assumed``."""

    document: str
    label: str
    from_: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A document a step gives."""

    document: str
    label: str


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """One step. ``stale`` is ``None`` when nobody said when it was last checked."""

    id: str
    after: tuple[str, ...]
    presumed: bool
    title: str
    offering: str | None
    service: str | None
    service_type: str | None
    service_type_label: str
    provider: str | None
    provider_name: str
    territory: str | None
    channel: tuple[str, ...]
    requires: tuple[Paper, ...]
    issues: tuple[Issued, ...]
    covers: tuple[str, ...]
    cost_eur: MoneyRange
    days: WaitRange
    starts_day: int
    ends_day: int
    contacts: tuple[str, ...]
    hours: str
    reason: str
    note: str
    inherited: tuple[str, ...]
    assured_on: str | None
    stale: bool | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """One package of steps; ``objective`` is in points of the preference asked."""

    steps: tuple[StepAnswer, ...]
    providers: tuple[str, ...]
    handoffs: int
    days: int
    days_complete: bool
    cost_eur: MoneyRange
    objective: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A need that no path covers, why, and the smallest changes that would."""

    need: str
    label: str
    class_: str
    reason: str
    unlock: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An actor that a path needs and nobody mapped here."""

    service_type: str
    label: str
    actor: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A condition taken as met because nobody said otherwise."""

    fact: str
    value: str
    step: str


@dataclass(frozen=True, slots=True)
class QuestionToAsk:
    """A fact worth asking; ``decides`` names the steps that hang on it."""

    fact: str
    question: str
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotOffered:
    """A mapped offering that would serve here but is not to be had, and why."""

    offering: str
    title: str
    provider_name: str
    class_: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotShown:
    """How many more offerings are not to be had for a reason, counted and not shown."""

    class_: str
    count: int


@dataclass(frozen=True, slots=True)
class PathsAnswer:
    """The answer to ``path``; ``explanation`` where one was asked for.

    ``not_offered`` is the nearest first; what a short answer leaves out of it is
    counted in ``not_offered_more``.
    """

    revision: str
    on: str
    territory: str
    territory_name: str
    status: str
    optimal: bool
    gap: float
    objective: int | None
    prefer: str
    paths: tuple[PathAnswer, ...]
    uncovered: tuple[Uncovered, ...]
    unmapped: tuple[Unmapped, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[QuestionToAsk, ...]
    not_offered: tuple[NotOffered, ...] = ()
    not_offered_more: tuple[NotShown, ...] = ()
    understood: tuple[str, ...] = field(default=())
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Preferred:
    """A preference and what is proven of its best path; ``objective`` is in its own points."""

    name: str
    optimal: bool
    gap: float
    objective: int | None


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One path of a menu: the preferences that it is the best under, and the answer of the first of them."""

    preferences: tuple[Preferred, ...]
    answer: PathsAnswer


@dataclass(frozen=True, slots=True)
class MenuAnswer:
    """The answer to ``menu``: the best path under each preference, those that are one path told once."""

    revision: str
    on: str
    territory: str
    territory_name: str
    entries: tuple[MenuEntry, ...]
    understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhoOffering:
    """One offering that covers a need here."""

    offering: str
    title: str
    service: str
    service_type: str | None
    provider: str
    provider_name: str
    via: str
    channel: tuple[str, ...]
    eligible: str
    because: tuple[str, ...]
    cost_eur: MoneyRange
    days: WaitRange
    contacts: tuple[str, ...]
    hours: str
    assured_on: str | None
    stale: bool | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class EmptyBecause:
    """Why nobody covers a need here, and what would change it."""

    class_: str
    reason: str
    unlock: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhoAnswer:
    """The answer to ``who``."""

    revision: str
    on: str
    need: str
    label: str
    territory: str
    territory_name: str
    offerings: tuple[WhoOffering, ...]
    empty_because: EmptyBecause | None
    not_offered: tuple[NotOffered, ...] = ()
    understood: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNotAnswer:
    """The answer to ``why-not``.

    ``extra`` is how many points dearer the best path with the offering is, when
    there is one; ``class_`` is ``in-path``, ``forbidden``, ``irrelevant``,
    ``dominated``, ``dearer``, ``limits``, or one of the closed list of reasons.
    """

    revision: str
    on: str
    offering: str
    title: str
    class_: str
    reason: str
    extra: int | None
    unlock: tuple[str, ...]
