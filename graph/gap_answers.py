"""The shape of a map of gaps: a part of the public contract, as plain records.

Every number counts comuni, or pairs of a comune and a need; nobody's place of
residence weighs more than another's.
"""

from dataclasses import dataclass

__all__ = ["AreaAnswer", "FactToAsk", "GapCause", "GapCell", "GapsAnswer", "LeverAnswer", "NeedGaps"]


@dataclass(frozen=True, slots=True)
class NeedGaps:
    """A need over the whole territory: in how many comuni it is what.

    ``covered``, ``presumed`` and ``open`` add up to all comuni; ``unsure`` are those of the
    first two where it hangs on facts not known.
    """

    need: str
    label: str
    covered: int
    presumed: int
    open: int
    unsure: int


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """A part of the territory; ``territory`` is ``None`` for the comuni that no such part contains."""

    territory: str | None
    name: str
    comuni: int


@dataclass(frozen=True, slots=True)
class GapCell:
    """A need in a part of the territory; ``class_`` is the commonest among the comuni worst off."""

    territory: str | None
    need: str
    class_: str
    covered: int
    presumed: int
    open: int
    unsure: int


@dataclass(frozen=True, slots=True)
class GapCause:
    """What is behind a need not met by what is mapped, or met only perhaps; ``examples`` are comuni."""

    need: str
    label: str
    class_: str
    sure: bool
    comuni: int
    examples: tuple[str, ...]
    reason: str
    unlock: tuple[str, ...]
    documents: tuple[str, ...]
    facts: tuple[str, ...]
    service_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeverAnswer:
    """A single change and what it would open.

    Parameters
    ----------
    change, name : str
        ``paper``, ``service-type``, ``reopen`` or ``condition``, and the id of what it is about.
    opened, opened_comuni : int
        Pairs of comune and need that nothing leads to and something would, and in how many comuni.
    mapped, mapped_comuni : int
        Pairs that what is mapped would lead to and does not now, and in how many comuni.
    """

    change: str
    name: str
    text: str
    opened: int
    opened_comuni: int
    mapped: int
    mapped_comuni: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactToAsk:
    """An unknown fact that answers hang on: of how many pairs of comune and need, in how many comuni."""

    fact: str
    question: str
    pairs: int
    comuni: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapsAnswer:
    """The answer to ``gaps``; cells are by area, then by need. ``causes_left`` are those too rare to list."""

    revision: str
    on: str
    territory: str
    territory_name: str
    comuni: int
    by: str
    note: str
    needs: tuple[NeedGaps, ...]
    areas: tuple[AreaAnswer, ...]
    cells: tuple[GapCell, ...]
    causes: tuple[GapCause, ...]
    causes_left: int
    levers: tuple[LeverAnswer, ...]
    questions: tuple[FactToAsk, ...]
    understood: tuple[str, ...] = ()
