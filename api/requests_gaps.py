"""What may be asked of the map of gaps."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..graph.gap_telling import AREA_KINDS
from ..ontology.errors import QuestionError
from .citizens import CitizenFacts, IsoDay, Name
from .expected import MAX_NEEDS, expected
from .requests import read_needs

__all__ = ["MAX_CELLS", "GapsRequest", "read_areas", "read_some_needs", "refuse_too_many"]

MAX_CELLS = 50_000
"""Cells of one answer; every need of every comune of Italy is a file, not an answer."""


class GapsRequest(BaseModel):
    """Asks where the network leaves one kind of person without an answer."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={
            "examples": [
                {
                    "territory": "provincia di Ancona",
                    "needs": ["autonomy.personal-care", "income.disability-benefit"],
                    "on": "2026-11-23",
                    "citizen": {"age": 82, "self_sufficient": False},
                    "by": "comune",
                }
            ]
        },
    )

    territory: Name | None = Field(
        None, description="Comune, province, region or loaded area, by id or name; all of Italy when absent"
    )
    needs: Annotated[list[Name], Field(max_length=MAX_NEEDS)] = Field(
        default=[], description="Needs or service types, by id or Italian name; every need when empty"
    )
    on: IsoDay | None = Field(None, description="Day asked; today when absent")
    citizen: CitizenFacts | None = Field(None, description="The kind of person, wherever they live")
    by: Literal["comune", "ambito", "health-district", "asl", "province", "region"] | None = Field(
        None, description="What the cells are about; the next smaller areas when absent"
    )
    lang: Literal["it", "en"] = "it"


def read_some_needs(needs: Sequence[str]) -> Sequence[str]:
    """Check needs as a path's are, but that there may be none, which means all."""
    return read_needs(needs) if isinstance(needs, str) or needs else ()


def read_areas(by: str) -> str:
    """Check a kind of area, or raise :class:`QuestionError`."""
    if by not in AREA_KINDS:
        raise QuestionError("by", "is not a value it can have", f"give {expected('by')}")
    return by


def refuse_too_many(areas: int, needs: int) -> None:
    """Raise :class:`QuestionError` where an answer would hold more cells than one should."""
    if areas * needs > MAX_CELLS:
        raise QuestionError(
            "by",
            f"would give {areas * needs} cells, and an answer holds {MAX_CELLS}",
            "ask for larger areas, a smaller territory or fewer needs",
        )
