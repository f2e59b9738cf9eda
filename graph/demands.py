"""What a service asks of a person: papers, conditions, money and time."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

__all__ = ["Clause", "Condition", "Cost", "Days", "Requirement", "Rule"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the person pays, in euros, with the words it was read from.

    ``max_eur`` is ``None`` when only the floor is known. ``text`` keeps the
    unit ("all'ora", "al mese") that a number alone cannot.
    """

    min_eur: Decimal
    max_eur: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days from asking to having, waiting included."""

    min: int
    max: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Documents asked for: one of the alternatives, each a set held together.

    CCCEV reads the same: AND inside an evidence-type list, OR between lists.

    Examples
    --------
    >>> Requirement((("isee-ordinary",), ("isee-sociosan",))).alternatives[1]
    ('isee-sociosan',)
    """

    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on one fact of the person.

    Numbers are tested against closed bounds; codes (and booleans, written
    ``"true"`` and ``"false"``) against a set. With neither, the condition is a
    text that only a human can check: always unknown, never satisfied.

    Parameters
    ----------
    attribute : str
        A citizen's fact: ``age``, ``isee_eur``, ``isee_kind``, ``household_size``,
        ``minors``, ``lives_alone``, ``self_sufficient``, ``disability_percent``,
        ``law_104``, ``carer``, ``pregnant``, ``resident_years``, ``citizenship``,
        ``permit``, ``employment``, ``memberships``, ``receives``; or ``human-check``.
    minimum, maximum : float or None
        Closed bounds, in the fact's unit (years, euros, per cent, persons).
    one_of : tuple of str
        Codes, one of which must hold.
    negated : bool
        The test must fail instead.
    text_it, text_en : str
        The condition in words, for people; the original text of a human check.
    law : str
        Where it comes from, when that differs from the rule's own law.
    """

    attribute: str
    minimum: float | None = None
    maximum: float | None = None
    one_of: tuple[str, ...] = ()
    negated: bool = False
    text_it: str = ""
    text_en: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A disjunction: at least one condition must hold."""

    any_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated conjunction of clauses: who may have a service."""

    all_of: tuple[Clause, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    law: str = ""
