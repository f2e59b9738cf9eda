"""Which service type, and which needs, the words of a row name.

Only names that people use are matched, exactly or up to inflection: a guess by
likeness would file a row where nobody looks for it. What stays unknown is
reported with the nearest names.
"""

import re
from collections.abc import Iterator, Mapping

from ..ontology.errors import AmbiguousNameError, UnknownNameError
from ..ontology.vocabulary import Vocabulary
from .reading import fold, tidy

__all__ = ["concept_of", "concepts_in", "variants"]

_CUTS = re.compile(r"\s[-–—:/]\s|\s*[(/+:]\s*|\)|\s+per\s+|\s[-–—]|[-–—]\s")


def concept_of(text: str, vocabulary: Vocabulary, aliases: Mapping[str, str]) -> str | None:
    """Name the one concept of a title: whole, then without brackets, then its parts in order.

    Parameters
    ----------
    aliases : mapping of str to str
        Folded words of this source → concept id; they win.
    """
    for words in variants(text):
        if fold(words) in aliases:
            return aliases[fold(words)]
    for words in variants(text):
        found = _named(words, vocabulary)
        if found is not None:
            return found
    return _inside(text, vocabulary)


def concepts_in(
    text: str, vocabulary: Vocabulary, aliases: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the concepts of a list of words and the words that name none."""
    whole = concept_of(text, vocabulary, aliases) if not re.search(r"[;,\n]", text) else None
    if whole:
        return (whole,), ()
    known, unknown = [], []
    for part in re.split(r"[;,\n]|\s/\s|\s\+\s", text):
        if tidy(part):
            found = concept_of(part, vocabulary, aliases)
            known.append(found) if found else unknown.append(tidy(part))
    return tuple(dict.fromkeys(one for one in known if one)), tuple(unknown)


def variants(text: str) -> Iterator[str]:
    """Give the ways to read a title, most faithful first, each once.

    Examples
    --------
    >>> list(variants("SAD - ass. domiciliare"))
    ['SAD - ass. domiciliare', 'SAD', 'ass. domiciliare']
    """
    seen = set()
    bare = re.sub(r"\([^)]*\)", " ", text)
    quoted = re.sub(r"[\"″“”«][^\"″“”»]*[\"″“”»]", " ", bare)
    for words in (text, bare, quoted, *_CUTS.split(quoted), *re.findall(r"\(([^)]*)\)", text)):
        key = fold(words)
        if key and key not in seen:
            seen.add(key)
            yield tidy(words)


def _named(words: str, vocabulary: Vocabulary) -> str | None:
    try:
        return vocabulary.get(words).id
    except (UnknownNameError, AmbiguousNameError):
        return None


def _inside(text: str, vocabulary: Vocabulary) -> str | None:
    """Find the one concept with the longest name that stands in the text as whole words."""
    folded = f" {fold(text)} "
    found: dict[int, set[str]] = {}
    for entry in vocabulary.entries:
        for name in (*entry.labels, *entry.synonyms):
            key = fold(name)
            if len(key) > 5 and f" {key} " in folded:
                found.setdefault(len(key), set()).add(entry.id)
    best = found[max(found)] if found else set()
    return next(iter(best)) if len(best) == 1 else None
