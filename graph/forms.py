"""What procedures ask and give, whoever they are for: the few forms that a country's many procedures have.

Services of one kind differ in who may have them, what they cost and how long they
take. What they ask and give mostly comes from the same entry of the law, so what
depends on nothing else is worked out once a form.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .concepts import DocumentType
from .demands import Requirement
from .documents import accepted_as
from .procedures import Procedure

__all__ = ["Form", "Forms", "forms_of"]


@dataclass(frozen=True, slots=True)
class Form:
    """What is the same in all procedures of a form.

    Parameters
    ----------
    given : frozenset of str
        The documents issued, with all that each is accepted for.
    """

    service_type: str | None
    entry: str | None
    needs: tuple[str, ...]
    requires: tuple[Requirement, ...]
    given: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """The forms of p procedures, by the first procedure of each.

    Parameters
    ----------
    of : int32[p]
        The form of each procedure.
    asks : tuple of int
        Documents that each form may ask for, as a mask over ``place``.
    givers : mapping of int to tuple of int
        The forms that give a document, by its place.
    place : mapping of str to int
        The bit of each document.
    """

    forms: tuple[Form, ...]
    of: NDArray[np.int32]
    asks: tuple[int, ...]
    givers: Mapping[int, tuple[int, ...]]
    place: Mapping[str, int]

    def mask(self, documents: Iterable[str]) -> int:
        """Give a set of documents as a mask."""
        return sum(1 << self.place[document] for document in set(documents))

    def among(self, some: NDArray[np.int32]) -> frozenset[int]:
        """Give the distinct forms among some."""
        which = np.zeros(len(self.forms), dtype=np.bool_)
        which[some] = True
        return frozenset(np.flatnonzero(which).tolist())

    def asked_by(self, forms: Iterable[int]) -> int:
        """Give all documents that some forms may ask for, as a mask."""
        mask = 0
        for form in forms:
            mask |= self.asks[form]
        return mask

    def leading_to(
        self, last: Iterable[int], at_hand: int, *, wanted: int = 0, among: Container[int] | None = None
    ) -> set[int]:
        """Read backwards from some forms, until nothing new is asked for.

        Parameters
        ----------
        last : iterable of int
            The forms to begin with; they are part of the answer.
        at_hand : int
            Documents that nobody need give, as a mask.
        wanted : int
            Documents asked for beside what these forms ask.
        among : container of int, optional
            The only forms to be had.

        Returns
        -------
        set of int
            All forms that give a document which one of them may ask for.

        Notes
        -----
        O(documents asked for × forms that give one).
        """
        every: Container[int] = range(len(self.forms)) if among is None else among
        found = set(last)
        wanted = (wanted | self.asked_by(found)) & ~at_hand
        seen = at_hand
        while wanted:
            bit = wanted & -wanted
            seen |= bit
            for form in self.givers.get(bit.bit_length() - 1, ()):
                if form in every and form not in found:
                    found.add(form)
                    wanted |= self.asks[form]
            wanted &= ~seen
        return found

    def told(self, forms: Iterable[int]) -> NDArray[np.bool_]:
        """Tell of every form whether it is one of these."""
        which = np.zeros(len(self.forms), dtype=np.bool_)
        which[list(forms)] = True
        return which


def forms_of(procedures: Sequence[Procedure], documents: Mapping[str, DocumentType]) -> Forms:
    """Sort procedures into forms; O(procedures)."""
    place = {document: number for number, document in enumerate(documents)}
    accepted = {document: accepted_as(documents, document) for document in place}
    number: dict[tuple[object, ...], int] = {}
    forms: list[Form] = []
    of = []
    for p in procedures:
        key = p.service_type, p.entry, p.needs, p.requires, frozenset(p.issues)
        if key not in number:
            number[key] = len(forms)
            given = frozenset(kind for document in p.issues for kind in accepted[document])
            forms.append(Form(p.service_type, p.entry, p.needs, p.requires, given))
        of.append(number[key])
    givers: dict[int, list[int]] = {}
    for row, form in enumerate(forms):
        for document in form.given:
            givers.setdefault(place[document], []).append(row)
    asks = tuple(sum(1 << place[document] for document in _asked(form)) for form in forms)
    found = {bit: tuple(rows) for bit, rows in sorted(givers.items())}
    return Forms(tuple(forms), np.array(of, dtype=np.int32), asks, found, place)


def _asked(form: Form) -> set[str]:
    """Give all documents that a form may ask for, whichever alternative is taken."""
    return {document for need in form.requires for papers in need.alternatives for document in papers}
