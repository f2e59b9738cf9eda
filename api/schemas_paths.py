"""The public contract of ``path`` and ``menu``: a package of steps, what it leaves open, and what to ask."""

from typing import Literal

from pydantic import Field

from ..graph.coverage import Reason
from ..graph.mapped import Channel
from .schemas_explanation import Explanation
from .schemas_parts import Answer, Money, Source, Wait

__all__ = ["MenuResponse", "NotOffered", "PathsResponse"]


class Paper(Answer):
    """A document a step uses: from an earlier step (its id), ``held`` or ``assumed``."""

    document: str
    label: str
    from_: str = Field(alias="from")


class Issued(Answer):
    """A document a step gives."""

    document: str
    label: str


class Step(Answer):
    """One step; presumed when nobody mapped who does it."""

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
    channel: tuple[Channel, ...]
    requires: tuple[Paper, ...]
    issues: tuple[Issued, ...]
    covers: tuple[str, ...]
    cost_eur: Money
    days: Wait
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


class Path(Answer):
    """One package of steps; ``days`` is its critical path."""

    steps: tuple[Step, ...]
    providers: tuple[str, ...]
    handoffs: int
    days: int
    days_complete: bool = Field(description="Whether the wait of every step is known")
    cost_eur: Money
    objective: int


class Uncovered(Answer):
    """A need that no path covers, why, and the smallest changes that would."""

    need: str
    label: str
    class_: Reason = Field(alias="class")
    reason: str
    unlock: tuple[str, ...]


class Unmapped(Answer):
    """An actor that a path needs and nobody mapped here."""

    service_type: str
    label: str
    actor: str


class Assumption(Answer):
    """A condition taken as met because nobody said otherwise."""

    fact: str
    value: str
    step: str


class QuestionToAsk(Answer):
    """A fact worth asking, and the steps that hang on it."""

    fact: str
    question: str
    decides: tuple[str, ...]


class NotOffered(Answer):
    """A mapped offering that would serve here but is not to be had, and why."""

    offering: str
    title: str
    provider_name: str
    class_: Reason = Field(alias="class")
    reason: str


class NotShown(Answer):
    """How many more offerings are not to be had for a reason."""

    class_: Reason = Field(alias="class")
    count: int


class PathsResponse(Answer):
    """The answer to ``path``."""

    revision: str
    on: str
    territory: str
    territory_name: str
    status: Literal["complete", "presumed", "partial", "none"]
    optimal: bool = Field(description="Whether the first path is proven best")
    gap: float = Field(description="Else the proven relative distance from the best")
    objective: int | None
    prefer: str
    paths: tuple[Path, ...]
    uncovered: tuple[Uncovered, ...]
    unmapped: tuple[Unmapped, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[QuestionToAsk, ...]
    not_offered: tuple[NotOffered, ...] = Field((), description="The nearest to being had first")
    not_offered_more: tuple[NotShown, ...] = Field(
        (), description="Those left out of it, counted; `refused: all` shows them"
    )
    understood: tuple[str, ...] = Field((), description="How the names of the question were read")
    explanation: Explanation | None = Field(None, description="Where the question asked to explain")


class Preferred(Answer):
    """A preference, and what is proven of its best path."""

    name: Literal["balanced", "fast", "cheap", "few-actors"]
    optimal: bool = Field(description="Whether the path is proven best under it")
    gap: float = Field(description="Else the proven relative distance from the best")
    objective: int | None = Field(description="In the points of this preference")


class MenuEntry(Answer):
    """One path, the preferences it is the best under, and the whole answer of the first of them."""

    preferences: tuple[Preferred, ...]
    answer: PathsResponse


class MenuResponse(Answer):
    """The answer to ``menu``; every preference stands in one entry."""

    revision: str
    on: str
    territory: str
    territory_name: str
    entries: tuple[MenuEntry, ...]
    understood: tuple[str, ...] = ()
