"""The facts of a person, as far as they were told; held for one question and never kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

__all__ = [
    "CODED_FACTS",
    "CODES",
    "NUMERIC_FACTS",
    "PLURAL_FACTS",
    "TRUTHS",
    "Citizen",
    "HeldDocument",
    "Known",
    "anniversary",
]

NUMERIC_FACTS = (
    "age",
    "isee_eur",
    "household_size",
    "minors",
    "disability_percent",
    "resident_years",
)
"""Facts tested against bounds: years, euros, persons, persons, per cent, years."""

CODED_FACTS = (
    "isee_kind",
    "lives_alone",
    "self_sufficient",
    "law_104",
    "carer",
    "pregnant",
    "citizenship",
    "permit",
    "employment",
    "memberships",
    "receives",
)
"""Facts tested against a set of codes; booleans are ``"true"`` and ``"false"``."""

TRUTHS = ("lives_alone", "self_sufficient", "carer", "pregnant")
"""The coded facts that hold or do not."""

PLURAL_FACTS = ("memberships", "receives")
"""The coded facts of which a person may have several values; one that fits is enough."""

CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "isee_kind": ("ordinary", "minors", "sociosanitary", "residential", "current", "inclusion"),
        "law_104": ("none", "minor", "serious"),
        "citizenship": ("italian", "eu", "non-eu", "stateless"),
        "permit": (
            *("none", "work", "study", "family", "job-seeking", "protection"),
            *("asylum-seeker", "special", "eu-long-term"),
        ),
        "employment": ("employed", "self-employed", "unemployed", "student", "retired", "inactive"),
    }
)
"""Codes of the facts that are one of a few."""

Known = Mapping[str, float | frozenset[str]]
"""Facts by name: a number, or the codes that hold. A fact that is absent is unknown."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A paper the person was asked about; ``held=False`` says that they lack it."""

    document: str
    issued_on: date | None = None
    valid_until: date | None = None
    held: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Citizen:
    """What is known of one person. ``None`` means unknown, never "no".

    Parameters
    ----------
    age : int or None
        Completed years on the day asked; ``born_on`` wins when both are given.
    isee_eur : float or None
        Value of the ISEE, in euros.
    resident_since : date or None
        Start of legal residence in Italy.
    memberships : tuple of str or None
        Associations the person belongs to, as codes.
    receives : tuple of str or None
        Kinds of service that the person or the household has already, with all that are broader.
    """

    age: int | None = None
    born_on: date | None = None
    isee_eur: float | None = None
    isee_kind: str | None = None
    household_size: int | None = None
    minors: int | None = None
    lives_alone: bool | None = None
    self_sufficient: bool | None = None
    disability_percent: float | None = None
    law_104: str | None = None
    carer: bool | None = None
    pregnant: bool | None = None
    resident_since: date | None = None
    citizenship: str | None = None
    permit: str | None = None
    employment: str | None = None
    memberships: tuple[str, ...] | None = None
    receives: tuple[str, ...] | None = None
    documents: tuple[HeldDocument, ...] = ()

    def __repr__(self) -> str:
        """Keep the facts out of logs and tracebacks."""
        return "Citizen(…)"

    @property
    def undocumented(self) -> bool:
        """Whether the person is known to have no right to stay: what residents usually hold, they do not."""
        return self.permit == "none" and self.citizenship in ("non-eu", "stateless")

    def known(self, on: date) -> Known:
        """List the facts known on a day, by name.

        Examples
        --------
        >>> sorted(Citizen(age=82, lives_alone=True).known(date(2026, 11, 23)))
        ['age', 'lives_alone']
        """
        facts: dict[str, float | frozenset[str]] = {}
        age = self.age if self.born_on is None else _years(self.born_on, on)
        years = None if self.resident_since is None else _years(self.resident_since, on)
        numbers = (
            age,
            self.isee_eur,
            self.household_size,
            self.minors,
            self.disability_percent,
            years,
        )
        for name, number in zip(NUMERIC_FACTS, numbers, strict=True):
            if number is not None:
                facts[name] = float(number)
        for name in CODED_FACTS:
            value = getattr(self, name)
            if value is None:
                continue
            if isinstance(value, bool):
                facts[name] = frozenset({"true" if value else "false"})
            else:
                facts[name] = frozenset({value} if isinstance(value, str) else value)
        return facts


def anniversary(since: date, years: int) -> date:
    """Give the first day on which so many years are completed.

    Examples
    --------
    >>> anniversary(date(2008, 2, 29), 18)
    datetime.date(2026, 3, 1)
    """
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)


def _years(since: date, on: date) -> int:
    """Count completed years; a day not yet come counts as zero."""
    return max(0, on.year - since.year - ((on.month, on.day) < (since.month, since.day)))
