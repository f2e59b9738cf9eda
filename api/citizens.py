"""A citizen as told at a door: which facts there are, what each may be, and what is wrong with it.

Pydantic checks; its messages never leave this module, for they repeat what they
were given. What leaves is a :class:`~welfarenet.ontology.errors.CitizenError`,
which names the fact and what it may be.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from rapidfuzz import fuzz, process

from ..graph.citizen import Citizen, HeldDocument
from ..ontology.errors import AmbiguousNameError, CitizenError, QuestionError, UnknownNameError
from .expected import OLDEST, expected

__all__ = [
    "CitizenFacts",
    "HeldPaper",
    "IsoDay",
    "citizen_error",
    "held_document",
    "read_citizen",
    "refuse_unborn",
]

FIRST_DAY, LAST_DAY = date(1880, 1, 1), date(2200, 12, 31)
LIKE = 60.0
"""How alike (rapidfuzz ratio) an unknown key must be to a fact's name to be repeated and corrected."""

T = TypeVar("T")

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def iso_day(value: object) -> object:
    """Read ``YYYY-MM-DD`` and nothing else.

    Raises
    ------
    ValueError
        If it is another text, or no day of the calendar.
    """
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise ValueError("not YYYY-MM-DD")
        return date.fromisoformat(value)
    return value


IsoDay = Annotated[date, BeforeValidator(iso_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A day of a lifetime or two, written ``YYYY-MM-DD``."""

Name = Annotated[str, Field(min_length=1, max_length=200)]

_STRICT = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class HeldPaper(BaseModel):
    """A paper the person has, or was asked about and lacks."""

    model_config = _STRICT

    document: Name = Field(description="Id or Italian name of a document")
    issued_on: IsoDay | None = None
    valid_until: IsoDay | None = None
    held: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.issued_on and self.valid_until and self.valid_until < self.issued_on:
            raise ValueError("valid_until comes before issued_on")
        return self

    def __repr__(self) -> str:
        """Keep the facts out of logs and tracebacks."""
        return "HeldPaper(…)"

    __str__ = __repr__


Permit = Literal[
    "none",
    "work",
    "study",
    "family",
    "job-seeking",
    "protection",
    "asylum-seeker",
    "special",
    "eu-long-term",
]


class CitizenFacts(BaseModel):
    """What is known of the person; a fact that is absent or null is unknown, never "no"."""

    model_config = ConfigDict(
        **_STRICT,
        json_schema_extra={"examples": [{"age": 82, "self_sufficient": False, "isee_eur": 9800}]},
    )

    age: int | None = Field(None, ge=0, le=OLDEST, description="Completed years; born_on wins")
    born_on: IsoDay | None = None
    isee_eur: float | None = Field(None, ge=0, le=100_000_000, allow_inf_nan=False)
    isee_kind: (
        Literal["ordinary", "minors", "sociosanitary", "residential", "current", "inclusion"] | None
    ) = None
    household_size: int | None = Field(None, ge=1, le=100, description="Persons, the citizen included")
    minors: int | None = Field(None, ge=0, le=100, description="Minors in the household")
    lives_alone: bool | None = None
    self_sufficient: bool | None = None
    disability_percent: float | None = Field(None, ge=0, le=100, allow_inf_nan=False)
    law_104: Literal["none", "minor", "serious"] | None = None
    carer: bool | None = None
    pregnant: bool | None = None
    resident_since: IsoDay | None = Field(None, description="Start of legal residence in Italy")
    citizenship: Literal["italian", "eu", "non-eu", "stateless"] | None = None
    permit: Permit | None = None
    employment: (
        Literal["employed", "self-employed", "unemployed", "student", "retired", "inactive"] | None
    ) = None
    memberships: Annotated[list[Name], Field(max_length=50)] | None = None
    receives: Annotated[list[Name], Field(max_length=50)] | None = Field(
        None, description="Kinds of service that the person or the household has already"
    )
    documents: Annotated[list[Name | HeldPaper], Field(max_length=100)] | None = None

    def __repr__(self) -> str:
        """Keep the facts out of logs and tracebacks."""
        return "CitizenFacts(…)"

    __str__ = __repr__


def read_citizen(
    raw: "Mapping[str, object] | CitizenFacts",
    document: Callable[[str], tuple[str, str]],
    had: Callable[[str], frozenset[str]],
) -> Citizen:
    """Check the facts of a person and give them to the engines.

    Parameters
    ----------
    raw : mapping or CitizenFacts
        The facts by name, as JSON gives them.
    document : callable
        Gives id and label of a document by its name.
    had : callable
        Gives a kind of service by its name, with all that are broader.

    Raises
    ------
    CitizenError
        Naming the first fact that is unknown or impossible, never its value.
    """
    facts = raw if isinstance(raw, CitizenFacts) else _checked(raw)
    _possible(facts)
    told = tuple(_held(position, paper, document) for position, paper in enumerate(facts.documents or ()))
    values = facts.model_dump(exclude={"documents", "memberships", "receives"})
    memberships = None if facts.memberships is None else tuple(facts.memberships)
    return Citizen(**values, memberships=memberships, receives=_received(facts, had), documents=told)


def _received(facts: CitizenFacts, had: Callable[[str], frozenset[str]]) -> tuple[str, ...] | None:
    if facts.receives is None:
        return None
    kinds = (
        _known(f"receives[{position}]", name, had, "is no kind of service of the list", "names more than one")
        for position, name in enumerate(facts.receives)
    )
    return tuple(sorted(frozenset[str]().union(*kinds)))


def refuse_unborn(citizen: Citizen, on: date) -> Citizen:
    """Give a person back who was born by the day asked.

    Raises
    ------
    CitizenError
        If they were not: nothing said of them could hold on that day.
    """
    if citizen.born_on is not None and citizen.born_on > on:
        raise CitizenError(
            "born_on", "comes after the day asked", "give an earlier day, or ask on a later one"
        )
    return citizen


def held_document(key: str, name: str, document: Callable[[str], tuple[str, str]]) -> str:
    """Give the id of a paper that a person has, by its name.

    Raises
    ------
    CitizenError
        If no document, or more than one, is called so; the name is not repeated.
    """
    problem, many = "is no document of the list", "names more than one document"
    return _known(key, name, document, problem, many)[0]


def _known(key: str, name: str, find: Callable[[str], T], problem: str, many: str) -> T:
    """Find what a name means, or say what is wrong with it without repeating it."""
    try:
        return find(name)
    except UnknownNameError as error:
        hint = f"did you mean {', '.join(error.nearest)}?" if error.nearest else ""
    except AmbiguousNameError as error:
        problem, hint = many, f"choose between {', '.join(error.choices)}"
    except QuestionError as error:
        problem, hint = error.problem, error.hint
    # Outside the handlers, so that the error carries no other that holds the name.
    raise CitizenError(key, problem, hint)


def citizen_error(errors: Iterable[Mapping[str, object]]) -> CitizenError:
    """Word what Pydantic found wrong, by where it stands: the fact, never its value.

    Parameters
    ----------
    errors : iterable of mapping
        As :meth:`pydantic.ValidationError.errors` gives them, ``loc`` within the citizen.
    """
    first = next(iter(errors))
    loc = first["loc"]
    assert isinstance(loc, tuple)  # noqa: S101  Pydantic says so
    if not loc or loc[0] not in CitizenFacts.model_fields:
        return _unknown_key(str(loc[0])) if loc else _no_object()
    fact = str(loc[0])
    place = f"{fact}[{loc[1]}]" if len(loc) > 1 and isinstance(loc[1], int) else fact
    return CitizenError(place, "is not possible", f"give {expected(f'citizen.{fact}')}")


def _checked(raw: Mapping[str, object]) -> CitizenFacts:
    if not isinstance(raw, Mapping):
        raise _no_object()
    try:
        return CitizenFacts.model_validate(dict(raw))
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
    # Outside the handler, so that no traceback carries Pydantic's own words.
    raise citizen_error([dict(one) for one in wrong])


def _no_object() -> CitizenError:
    return CitizenError("citizen", "is not a set of facts", f"give {expected('citizen')}")


def _unknown_key(key: str) -> CitizenError:
    """Name the nearest fact; repeat the key only if it looks like one, for it may be anything."""
    names = tuple(CitizenFacts.model_fields)
    found = process.extractOne(key[:100], names, scorer=fuzz.ratio, score_cutoff=LIKE)
    if found is None:
        return CitizenError("citizen", "holds a key that is no fact", f"the facts are {', '.join(names)}")
    return CitizenError(key[:100], "is unknown", f"did you mean {found[0]!r}?")


def _possible(facts: CitizenFacts) -> None:
    """Refuse what no single fact shows: days still to come, more minors than persons."""
    today = date.today()
    for name, day in (("born_on", facts.born_on), ("resident_since", facts.resident_since)):
        if day is not None and day > today:
            raise CitizenError(name, "is not possible", f"give {expected(f'citizen.{name}')}")
    if facts.born_on is not None and today.year - facts.born_on.year > OLDEST:
        raise CitizenError("born_on", "is not possible", f"nobody is more than {OLDEST} years old")
    if None not in (facts.minors, facts.household_size) and (facts.minors or 0) > (facts.household_size or 0):
        raise CitizenError("minors", "is not possible", f"give {expected('citizen.minors')}")


def _held(
    position: int, paper: "str | HeldPaper", document: Callable[[str], tuple[str, str]]
) -> HeldDocument:
    key = f"documents[{position}]"
    if isinstance(paper, str):
        return HeldDocument(held_document(key, paper, document))
    name = held_document(key, paper.document, document)
    return HeldDocument(name, paper.issued_on, paper.valid_until, paper.held)
