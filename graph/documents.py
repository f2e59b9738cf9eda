"""Which papers a person can be taken to have, and in which ways a procedure's are met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from .citizen import Citizen, HeldDocument
from .concepts import DocumentType
from .demands import Requirement

__all__ = ["Folder", "accepted_as", "last_day", "open_folder", "valid_on", "ways"]


@dataclass(frozen=True, slots=True)
class Folder:
    """The papers at hand.

    Parameters
    ----------
    held : frozenset of str
        Said to be held and valid on the day, with all they are accepted for.
    assumed : frozenset of str
        Written by the person, or held by nearly everybody, and not said to be lacking.
    lapsing : mapping of str to date
        Papers held that lapse on a known day, with their last day.
    brief : frozenset of str
        Those of ``held`` that rest on such papers only.
    """

    held: frozenset[str]
    assumed: frozenset[str]
    lapsing: Mapping[str, date] = field(default_factory=dict)
    brief: frozenset[str] = frozenset()

    @property
    def at_hand(self) -> frozenset[str]:
        """What can be used on any day."""
        return self.held - self.brief | self.assumed


def open_folder(documents: Mapping[str, DocumentType], citizen: Citizen, on: date) -> Folder:
    """Sort out what a person has on a day; an expired paper counts as lacking.

    What nearly every resident holds is not assumed of somebody undocumented.
    """
    told = citizen.documents
    valid = [d for d in told if d.held and valid_on(documents[d.document], d, on)]
    held = _accepted(documents, (d.document for d in valid))
    lacking = {d.document for d in told} - {d.document for d in valid}
    common = {
        kind.id
        for kind in documents.values()
        if kind.brought_by_citizen or (kind.usually_held and not citizen.undocumented)
    }
    assumed = _accepted(documents, common - lacking) - held - lacking
    ends = {d.document: last_day(documents[d.document], d, on) for d in valid}
    lapsing = {document: day for document, day in sorted(ends.items()) if day is not None}
    lasting = _accepted(documents, (document for document, day in ends.items() if day is None))
    return Folder(held, assumed, lapsing, held - lasting)


def _accepted(documents: Mapping[str, DocumentType], papers: Iterable[str]) -> frozenset[str]:
    return frozenset(kind for paper in papers for kind in accepted_as(documents, paper))


def last_day(kind: DocumentType, paper: HeldDocument, on: date) -> date | None:
    """Give the last day of a paper valid on a day, or ``None`` when it has none that is known.

    A paper that dies with its year and is valid today dies at the end of this one.
    """
    if paper.valid_until is not None:
        return paper.valid_until
    if kind.valid_to_year_end:
        return date(on.year, 12, 31)
    if kind.valid_days is not None and paper.issued_on is not None:
        return paper.issued_on + timedelta(days=kind.valid_days)
    return None


def valid_on(kind: DocumentType, paper: HeldDocument, on: date) -> bool:
    """Tell whether a paper is valid on a day, by its own date or by its kind's rule.

    Examples
    --------
    >>> isee = DocumentType("isee", "ISEE", "ISEE", valid_to_year_end=True)
    >>> valid_on(isee, HeldDocument("isee", issued_on=date(2025, 3, 1)), date(2026, 1, 1))
    False
    """
    if paper.issued_on is not None and on < paper.issued_on:
        return False
    if paper.valid_until is not None:
        return on <= paper.valid_until
    if paper.issued_on is None:
        return True
    if kind.valid_to_year_end and on.year > paper.issued_on.year:
        return False
    return kind.valid_days is None or on <= paper.issued_on + timedelta(days=kind.valid_days)


def accepted_as(documents: Mapping[str, DocumentType], document: str) -> frozenset[str]:
    """Give a document and all it stands for, however indirectly."""
    found, stack = {document}, [document]
    while stack:
        for other in documents[stack.pop()].stands_for:
            if other not in found:
                found.add(other)
                stack.append(other)
    return frozenset(found)


def ways(requirements: Iterable[Requirement], folder: Folder) -> dict[frozenset[str], tuple[str, ...]]:
    """List the least sets of papers still to be had, each with all the papers it would use.

    Of alternatives that ask for nothing more, the one held wins over the one
    assumed. Sets that contain another are left out: asking for more never helps.
    Fewer papers come first, then the order in which the requirement states them.

    Examples
    --------
    >>> either = Requirement((("isee-ordinary",), ("isee-sociosan",)))
    >>> sorted(map(sorted, ways([either], Folder(frozenset(), frozenset()))))
    [['isee-ordinary'], ['isee-sociosan']]
    """
    at_hand = folder.at_hand
    asked = list(requirements)
    if all(len(requirement.alternatives) == 1 for requirement in asked):
        papers = tuple(dict.fromkeys(paper for requirement in asked for paper in requirement.alternatives[0]))
        return {frozenset(papers) - at_hand: papers}
    found: dict[frozenset[str], tuple[str, ...]] = {frozenset(): ()}
    for requirement in asked:
        grown: dict[frozenset[str], tuple[str, ...]] = {}
        ranked = sorted(requirement.alternatives, key=lambda papers: len(set(papers) - folder.held))
        lacking = [(papers, frozenset(papers) - at_hand) for papers in ranked]
        for missing, used in found.items():
            for papers, still in lacking:
                grown.setdefault(missing | still, tuple(dict.fromkeys((*used, *papers))))
        found = _least(grown) if len(grown) > 1 else grown
    return found


def _least(grown: dict[frozenset[str], tuple[str, ...]]) -> dict[frozenset[str], tuple[str, ...]]:
    """Leave out sets that contain another; fewer papers first."""
    return {
        still: used
        for still, used in sorted(grown.items(), key=lambda way: len(way[0]))
        if not any(other < still for other in grown)
    }
