"""Which papers a cell names: those a service asks for, and those it hands out.

A paper that comes only later ("verbale INPS (dopo visita)") is not issued by
the desk that writes it down: it is left to the service that does issue it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.demands import Clause, Condition, Requirement
from .classify import Words
from .reading import fold, is_nothing, tidy

__all__ = ["Papers", "read_issued", "read_required"]

_PARTS = re.compile(r"[,;+\n]|\s/\s|/(?=\s?[A-Za-z])|\s[-–•]\s|\s+e\s+|→|->")
_OR = re.compile(r"\s+(?:o|oppure|ovvero|in alternativa)\s+", re.I)
_LATER = re.compile(r"\(?\b(?:dopo|in seguito|successivamente|a seguito|poi)\b[^,;)]*\)?", re.I)
_NO_PAPER = frozenset({"nessuno", "nessun documento", "niente", "no", "non richiesti", "nessuna"})
_PERCENT = re.compile(r"\b([0-9]{2,3})\s*%")


@dataclass(frozen=True, slots=True)
class Papers:
    """What a cell of papers says.

    Parameters
    ----------
    documents : tuple of Requirement
        In the cell's order; when issued, each has one alternative of one document.
    clauses : tuple of Clause
        What a paper must say, such as a percentage: for a person to check.
    unknown : tuple of str
        Words that name no known paper.
    later : tuple of str
        Papers that the cell says come only later.
    nothing : bool
        The cell says that no paper is needed.
    """

    documents: tuple[Requirement, ...] = ()
    clauses: tuple[Clause, ...] = ()
    unknown: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    nothing: bool = False


def read_required(text: str, documents: Words) -> Papers:
    """Read the papers asked for: commas mean all of them, "o" means one of them."""
    if is_nothing(text):
        return Papers()
    if fold(text) in _NO_PAPER:
        return Papers(nothing=True)
    required: list[Requirement] = []
    unknown: list[str] = []
    clauses: list[Clause] = []
    for part in _parts(text, documents):
        ids = [_document(word, documents) for word in _OR.split(part)]
        known = tuple((one,) for one in dict.fromkeys(ids) if one)
        if not known or None in ids:
            unknown.append(tidy(part))
        if known and None not in ids:
            required.append(Requirement(known))
        if known and _PERCENT.search(part):
            words = tidy(part)
            check = Condition("human-check", text_it=words, text_en=f"to be checked by a person: {words}")
            clauses.append(Clause((check,)))
    return Papers(tuple(dict.fromkeys(required)), tuple(clauses), tuple(unknown))


def read_issued(text: str, documents: Words) -> Papers:
    """Read the papers that a service hands out itself."""
    if is_nothing(text):
        return Papers()
    if fold(text) in _NO_PAPER:
        return Papers(nothing=True)
    issued: list[Requirement] = []
    unknown, later = [], []
    for part in _parts(text, documents):
        if _LATER.search(part):
            later.append(tidy(part))
        elif found := _document(part, documents):
            issued.append(Requirement(((found,),)))
        else:
            unknown.append(tidy(part))
    return Papers(tuple(dict.fromkeys(issued)), (), tuple(unknown), tuple(later))


def _parts(text: str, documents: Words) -> Iterator[str]:
    """Cut a cell into papers, but not a paper's own name into pieces."""
    for chunk in re.split(r"[,;\n]", text):
        if is_nothing(chunk):
            continue
        if _document(chunk, documents) or _OR.search(chunk):
            yield chunk
            continue
        pieces = [piece for piece in _PARTS.split(chunk) if not is_nothing(piece)]
        known = [bool(_document(piece, documents) or _LATER.search(piece)) for piece in pieces]
        # A cut that leaves nothing known on one side has gone through a name.
        yield from pieces if any(known) else [chunk]


def _document(text: str, documents: Words) -> str | None:
    """Name the paper of a few words: as written, without brackets, without what it must say."""
    bare = re.sub(r"\([^)]*\)", " ", text)
    for words in dict.fromkeys(
        (text, bare, _PERCENT.sub(" ", bare), re.sub(r"\b(?:cop\w*|copia|originale)\b( di)?", " ", bare))
    ):
        if found := documents.named(words):
            return found
    return None
