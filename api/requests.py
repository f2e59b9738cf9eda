"""What a question may be: the requests of the API, and the checks that every door shares."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ..graph.mapped import Channel
from ..graph.preferences import PREFERENCES
from ..ontology.errors import CitizenError, QuestionError
from ..ontology.wording import LANGUAGES
from .citizens import CitizenFacts, IsoDay, Name, citizen_error, iso_day
from .expected import EXPECTED, MAX_K, MAX_NEEDS, REFUSED, expected

__all__ = [
    "MAX_K",
    "MAX_NEEDS",
    "CoverageRequest",
    "Limits",
    "MenuRequest",
    "PathsRequest",
    "WhyNotRequest",
    "read_day",
    "read_lang",
    "read_limits",
    "read_needs",
    "read_number",
    "read_prefer",
    "read_refused",
    "request_error",
]

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)

_STRICT = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


def _channel(value: object) -> object:
    return Channel(value) if isinstance(value, str) else value


class Limits(BaseModel):
    """What a path must keep within."""

    model_config = _STRICT

    max_days: int | None = Field(None, ge=0, le=100_000)
    max_actors: int | None = Field(None, ge=1, le=1000, description="Distinct providers")
    max_cost_eur: float | None = Field(None, ge=0, le=100_000_000, allow_inf_nan=False)
    forbid: Annotated[list[Name], Field(max_length=100)] = Field(
        default=[], description="Offerings or providers by IRI, or service types, that no path may use"
    )
    require: Annotated[list[Name], Field(max_length=10)] = Field(
        default=[], description="Offerings or providers by IRI, or service types, that every path must use"
    )
    channels: Annotated[list[Annotated[Channel, BeforeValidator(_channel)]], Field(min_length=1)] | None = (
        Field(None, description="Ways the person can use")
    )


class CoverageRequest(BaseModel):
    """Asks who covers a need here."""

    model_config = ConfigDict(
        **_STRICT,
        json_schema_extra={
            "examples": [
                {
                    "need": "cura della persona",
                    "territory": "Jesi",
                    "on": "2026-11-23",
                    "citizen": {"age": 82, "self_sufficient": False},
                }
            ]
        },
    )

    need: Name = Field(description="Need or service type, by id or Italian name")
    territory: Name = Field(description="Comune, by Belfiore code or name")
    on: IsoDay | None = Field(None, description="Day asked; today when absent")
    citizen: CitizenFacts | None = None
    lang: Literal["it", "en"] = "it"


class MenuRequest(BaseModel):
    """Asks for the best path under each preference."""

    model_config = ConfigDict(
        **_STRICT,
        json_schema_extra={
            "examples": [
                {
                    "needs": ["autonomy.personal-care", "income.disability-benefit"],
                    "territory": "Jesi",
                    "on": "2026-11-23",
                    "citizen": {"age": 82, "self_sufficient": False},
                }
            ]
        },
    )

    needs: Annotated[list[Name], Field(min_length=1, max_length=MAX_NEEDS)] = Field(
        description="Needs or service types, by id or Italian name"
    )
    territory: Name = Field(description="Comune, by Belfiore code or name")
    on: IsoDay | None = Field(None, description="Day asked; today when absent")
    citizen: CitizenFacts | None = None
    limits: Limits | None = None
    lang: Literal["it", "en"] = "it"


class PathsRequest(MenuRequest):
    """Asks what a person should do, with whom, with which papers."""

    model_config = ConfigDict(
        **_STRICT,
        json_schema_extra={
            "examples": [
                {
                    "needs": ["autonomy.personal-care", "income.disability-benefit"],
                    "territory": "Jesi",
                    "on": "2026-11-23",
                    "citizen": {"age": 82, "self_sufficient": False, "documents": ["isee-sociosan"]},
                    "k": 2,
                    "prefer": "balanced",
                    "limits": {"max_actors": 6},
                }
            ]
        },
    )

    k: int = Field(1, ge=1, le=MAX_K, description="How many alternatives")
    prefer: Literal["balanced", "fast", "cheap", "few-actors"] = "balanced"
    refused: Literal["few", "all"] = Field(
        "few", description="Of what is not to be had, show the nearest and count the rest, or show all"
    )
    explain: bool = Field(
        False, description="Say too why this path, what would unlock the needs left, and what to ask"
    )


class WhyNotRequest(MenuRequest):
    """Asks why the best path does without an offering."""

    model_config = ConfigDict(
        **_STRICT,
        json_schema_extra={
            "examples": [
                {
                    "offering": "jesi-2026/offering/accoglienza-sai-93dbd45d",
                    "needs": ["home.care"],
                    "territory": "Jesi",
                    "on": "2026-11-23",
                    "citizen": {"age": 82},
                }
            ]
        },
    )

    offering: Name = Field(description="Offering, by IRI or by what follows the IRI of the data in it")
    prefer: Literal["balanced", "fast", "cheap", "few-actors"] = "balanced"


def request_error(errors: Iterable[Mapping[str, object]]) -> QuestionError | CitizenError:
    """Word what Pydantic found wrong in a request by where it stands, never by its value.

    Parameters
    ----------
    errors : iterable of mapping
        As Pydantic gives them, ``loc`` beginning at the request's own fields.
    """
    first = next(iter(errors))
    loc = first["loc"]
    assert isinstance(loc, tuple)  # noqa: S101  Pydantic says so
    if loc[:1] == ("citizen",):
        return citizen_error([{**first, "loc": loc[1:]}])
    field = ".".join(str(part) for part in loc[: 2 if loc[:1] == ("limits",) else 1])
    if field not in EXPECTED:
        parent = "limits" if field.startswith("limits.") else ""
        fields = [name.rpartition(".")[2] for name in EXPECTED if name.rpartition(".")[0] == parent]
        return QuestionError(
            parent or "request",
            "is not in the form expected",
            f"give a JSON object; its fields are {', '.join(fields)}",
        )
    if first["type"] == "extra_forbidden":
        return QuestionError(field, "is not asked here", "leave it out")
    problem = "is missing" if first["type"] == "missing" else "is not a value it can have"
    return QuestionError(field, problem, f"give {expected(field)}")


def read_day(field: str, day: str | date | None) -> date:
    """Read a day, today when there is none.

    Raises
    ------
    QuestionError
        If it is no date, or of another century.

    Examples
    --------
    >>> read_day("on", "2026-11-23")
    datetime.date(2026, 11, 23)
    """
    if day is None:
        return date.today()
    try:
        read = iso_day(day)
    except ValueError:
        read = None
    if not isinstance(read, date) or not FIRST_DAY <= read <= LAST_DAY:
        raise QuestionError(field, "is not a date we can use", f"give {expected('on')}")
    return read


def read_needs(needs: Sequence[str]) -> Sequence[str]:
    """Check that needs are a list, not one text, and not too many, or raise :class:`QuestionError`."""
    if isinstance(needs, str) or not isinstance(needs, Sequence):
        raise QuestionError("needs", "is not in the form expected", f"give {expected('needs')}")
    if not 1 <= len(needs) <= MAX_NEEDS:
        raise QuestionError("needs", f"are {len(needs)}", f"ask for 1 to {MAX_NEEDS} at a time")
    return needs


def read_number(field: str, number: int, least: int, most: int) -> int:
    """Check a whole number against its bounds, or raise :class:`QuestionError`."""
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise QuestionError(
            field, "is not a value it can have", f"give a whole number from {least} to {most}"
        )
    return number


def read_prefer(name: str) -> str:
    """Check the name of a preference, or raise :class:`QuestionError`."""
    if not isinstance(name, str) or name not in PREFERENCES:
        raise QuestionError("prefer", "is not a value it can have", f"give {expected('prefer')}")
    return name


def read_refused(refused: str) -> str:
    """Check how much is shown of what is not to be had, or raise :class:`QuestionError`."""
    if refused not in REFUSED:
        raise QuestionError("refused", "is not a value it can have", f"give {expected('refused')}")
    return refused


def read_lang(lang: str) -> str:
    """Check a language, or raise :class:`QuestionError`."""
    if lang not in LANGUAGES:
        raise QuestionError("lang", "is not a value it can have", f"give {expected('lang')}")
    return lang


def read_limits(limits: Limits | Mapping[str, object] | None) -> Limits:
    """Check the limits of a path, or raise :class:`QuestionError`."""
    if isinstance(limits, Limits):
        return limits
    try:
        return Limits.model_validate(dict(limits) if isinstance(limits, Mapping) else limits or {})
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
    raise request_error([{**one, "loc": ("limits", *one["loc"])} for one in wrong])
