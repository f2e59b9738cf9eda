"""Which service type, which needs, which papers the words of a row name.

Only names that people use are matched, exactly or up to inflection: a guess by
likeness would file a row where nobody looks for it. What stays unknown is
reported with the nearest names.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from ..ontology.vocabulary import Vocabulary
from .reading import fold, tidy

__all__ = ["Words", "variants"]

_CUTS = re.compile(r"\s[-–—:/]\s|\s*[(/+:]\s*|\)|\s+per\s+|\s[-–—]|[-–—]\s")
_LIST = re.compile(r"[;,\n]|\s/\s|\s\+\s")
_SHORT = 5
"""Names of no more characters, such as "SAD", are not looked for inside longer texts."""

_SUGGESTED = 200
"""Distinct unknown texts that get suggestions: each takes some milliseconds."""


class Words:
    """One vocabulary as one source uses it; remembers what it was asked, for desks repeat themselves.

    Parameters
    ----------
    vocabulary : Vocabulary
        Needs, service types or documents.
    own : mapping of str to str
        Folded words of this source → concept id; they win.
    """

    def __init__(self, vocabulary: Vocabulary, own: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._own = own
        self._named: dict[str, str | None] = {}
        self._concepts: dict[str, str | None] = {}
        self._nearest: dict[str, str] = {}

    def named(self, words: str) -> str | None:
        """Give the one concept that is called so, small words and inflection apart."""
        if words not in self._named:
            found = self._vocabulary.named(tidy(words))
            told = found[0].id if len(found) == 1 else None
            self._named[words] = self._own.get(fold(words)) or told
        return self._named[words]

    def concept_of(self, text: str) -> str | None:
        """Name the one concept of a title: whole, then without brackets, then its parts in order.

        A concept whose name stands somewhere in the text comes last, the longest name first.
        """
        if text not in self._concepts:
            ways = list(variants(text))
            own = (self._own[fold(words)] for words in ways if fold(words) in self._own)
            known = (found for words in ways if (found := self.named(words)))
            self._concepts[text] = next(own, None) or next(known, None) or self._inside(text)
        return self._concepts[text]

    def concepts_in(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the concepts of a list of words and the words that name none."""
        whole = self.concept_of(text) if not re.search(r"[;,\n]", text) else None
        if whole:
            return (whole,), ()
        parts = [part for part in map(tidy, _LIST.split(text)) if part]
        known = (found for part in parts if (found := self.concept_of(part)))
        return tuple(dict.fromkeys(known)), tuple(part for part in parts if not self.concept_of(part))

    def nearest(self, text: str) -> str:
        """Suggest the likeliest names for an unknown text; after many of them, none."""
        if text not in self._nearest and len(self._nearest) < _SUGGESTED:
            self._nearest[text] = ", ".join(match.label for match in self._vocabulary.search(text, 3))
        return self._nearest.get(text, "")

    @cached_property
    def _long_names(self) -> dict[tuple[str, ...], set[str]]:
        """Give the concepts by the words of each name long enough to be looked for inside a text."""
        found: dict[tuple[str, ...], set[str]] = {}
        for entry in self._vocabulary.entries:
            for key in map(fold, (*entry.labels, *entry.synonyms)):
                if len(key) > _SHORT:
                    found.setdefault(tuple(key.split()), set()).add(entry.id)
        return found

    def _inside(self, text: str) -> str | None:
        """Find the one concept with the longest name that stands in the text as whole words."""
        words = tuple(fold(text).split())
        longest = max(map(len, self._long_names), default=0)
        found: dict[int, set[str]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + longest) + 1):
                if concepts := self._long_names.get(words[start:end]):
                    found.setdefault(len(" ".join(words[start:end])), set()).update(concepts)
        best = found[max(found)] if found else set()
        return next(iter(best)) if len(best) == 1 else None


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
