"""The public contract of the map of gaps."""

from typing import Literal

from pydantic import Field

from ..graph.coverage import Reason
from .schemas_parts import Answer

__all__ = ["Area", "Cause", "Cell", "Fact", "GapsResponse", "Lever", "Need"]


class Need(Answer):
    """A need over the whole territory: in how many comuni it is what."""

    need: str
    label: str
    covered: int = Field(description="Comuni where some path is of mapped offerings only")
    presumed: int = Field(description="Comuni where every path needs a presumed step")
    open: int = Field(description="Comuni where there is none")
    unsure: int = Field(description="Of those covered or presumed, where it hangs on facts not known")


class Area(Answer):
    """A part of the territory; without an id, the comuni that no such part contains."""

    territory: str | None
    name: str
    comuni: int


class Cell(Answer):
    """A need in a part of the territory."""

    territory: str | None
    need: str
    class_: Reason = Field(alias="class", description="The commonest among the comuni worst off")
    covered: int
    presumed: int
    open: int
    unsure: int


class Cause(Answer):
    """What is behind a need not met by what is mapped, or met only perhaps."""

    need: str
    label: str
    class_: Reason = Field(alias="class")
    sure: bool
    comuni: int
    examples: tuple[str, ...]
    reason: str
    unlock: tuple[str, ...]
    documents: tuple[str, ...]
    facts: tuple[str, ...]
    service_types: tuple[str, ...]


class Lever(Answer):
    """A single change, made everywhere in the territory, and what it would open."""

    change: Literal["paper", "service-type", "reopen", "condition"]
    name: str
    text: str
    opened: int = Field(description="Pairs of comune and need that nothing leads to and something would")
    opened_comuni: int
    mapped: int = Field(description="Pairs that what is mapped would lead to and does not now")
    mapped_comuni: int
    needs: tuple[str, ...]


class Fact(Answer):
    """An unknown fact that answers hang on."""

    fact: str
    question: str
    pairs: int
    comuni: int
    needs: tuple[str, ...]


class GapsResponse(Answer):
    """The answer to ``gaps``; comuni are counted, not the people who live there."""

    revision: str
    on: str
    territory: str
    territory_name: str
    comuni: int
    by: str
    note: str
    needs: tuple[Need, ...]
    areas: tuple[Area, ...]
    cells: tuple[Cell, ...] = Field(description="By area, then by need")
    causes: tuple[Cause, ...] = Field(description="The worst and commonest first")
    causes_left: int = Field(description="Too rare to be listed")
    levers: tuple[Lever, ...] = Field(description="Those that open most first")
    questions: tuple[Fact, ...]
    understood: tuple[str, ...] = ()
