"""Which provider a name means: one record by tax code or by the same name, otherwise only a proposal.

Names alone never merge two providers. Inside one exercise the same name, case
and punctuation apart, is the same provider; alike names are listed for a
person to decide.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from rapidfuzz import fuzz

from ..graph.mapped import Contact, Provider, Sector
from .reading import fold, slug, tidy
from .rowreader import Trace

__all__ = ["Bearer", "ProviderBook", "guess_sector", "present_name", "split_names"]

_RENAMED = re.compile(r"^(.*?)\s*\((?:ora|oggi|adesso|attualmente)\s+([^)]+)\)\s*$", re.I)
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_COMUNE = re.compile(r"^com(?:une|\.)?\s+(?:di\s+)?", re.I)
_PUBLIC = re.compile(
    r"^(?:comune|comuni|unione|provincia|regione|asp|asl|ast|ausl|asur|ulss|ats|inps|inail|agenzia|prefettura|"
    r"questura|tribunale|ministero|dipartimento|erap|ater|cpia|centro per l impiego|azienda|a s [lp])\b"
)
_THIRD = re.compile(
    r"\b(?:ets|aps|odv|onlus|coop|cooperativa|associazione|ass|fondazione|fondaz|parrocchia|caritas|patronato|"
    r"croce|banca del tempo|volontariato|impresa sociale)\b"
)
_PRIVATE = re.compile(r"\b(?:privat[oa]|srl|s r l|spa|s p a|snc|sas|ditta|farmacia|studio)\b")
_KEPT_APART = re.compile(
    r"\b(?:coop|soc|sociale|cooperativa|onlus|aps|odv|ets|srl|snc|spa|p a|ass|ente|dato|inventat[oa]|ditta)\b"
)
ALIKE = 88.0
"""From this likeness (rapidfuzz token_set_ratio, legal forms left out) a merge is proposed."""

MANY, NEIGHBOURS = 1_000, 30
"""A thousand providers make half a million pairs, about a second's worth."""


@dataclass(slots=True)
class Bearer:
    """A provider while the exercise is read."""

    key: str
    name: str
    tax_code: str = ""
    sector: Sector | None = None
    legal_form: str = ""
    runts: str = ""
    networks: set[str] = field(default_factory=set)
    seat: str | None = None
    contacts: dict[Contact, None] = field(default_factory=dict)
    supplied: bool = False
    rows: set[str] = field(default_factory=set)
    traces: dict[tuple[str, Trace], None] = field(default_factory=dict)

    def record(self, base: str) -> Provider:
        """Give the record, named under the exercise's base IRI."""
        return Provider(
            iri=base + self.key,
            name=self.name,
            sector=self.sector or guess_sector(f"{self.legal_form} {self.name}"),
            tax_code=self.tax_code,
            runts=self.runts,
            legal_form=self.legal_form,
            networks=tuple(sorted(self.networks)),
            seat=self.seat,
            contacts=tuple(sorted(self.contacts, key=lambda c: (c.kind.value, c.value))),
            sources=tuple(sorted(self.rows)),
        )


@dataclass(slots=True)
class ProviderBook:
    """The providers of one exercise, found by tax code, name or acronym.

    Parameters
    ----------
    home : str
        Name of the comune that "Comune" alone means.
    aliases : mapping of str to str
        Folded names of this source → the name they stand for.
    """

    home: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    bearers: dict[str, Bearer] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)
    _bare: dict[str, set[str]] = field(default_factory=dict)
    _acronyms: dict[str, set[str]] = field(default_factory=dict)

    def enter(self, name: str, *, tax_code: str = "", acronym: str = "") -> tuple[Bearer, str]:
        """Enter a provider described in full; give it with the rule that merged it, if any."""
        known = self.bearers.get(tax_code) if tax_code else None
        rule = "merged-by-tax-code" if known else ""
        if known is None and not tax_code and (same := self._by_name(name)):
            known, rule = same, "same-name"
        if known is None:
            key = tax_code or _key(name)
            known = self.bearers[key] = Bearer(key, tidy(name), tax_code=tax_code)
            self._bare.setdefault(fold(_BRACKETS.sub("", known.name)), set()).add(key)
        self._names.setdefault(fold(name), set()).add(known.key)
        if acronym:
            self._acronyms.setdefault(fold(acronym), set()).add(known.key)
        return known, rule

    def find(self, mention: str) -> tuple[Bearer, str] | None:
        """Find the provider a row names, with the rule that was needed, if any."""
        name, rule = present_name(mention)
        name = self.aliases.get(fold(name), name)
        for written in (name, _BRACKETS.sub("", name)):
            if same := self._by_name(written):
                return same, rule if len(self._names[fold(written)]) == 1 else "maybe-same-provider"
        if fold(name) == "comune" and self.home:
            found = self._by_name(f"Comune di {self.home}")
            return (found, "provider-home") if found else None
        with_acronym = {
            key for short in (fold(name), _without_form(name)) for key in self._acronyms.get(short, ())
        }
        if len(with_acronym) == 1:
            return self.bearers[with_acronym.pop()], rule or "provider-by-acronym"
        comune = self._by_name("Comune di " + _COMUNE.sub("", name)) if _COMUNE.match(name) else None
        if comune:
            return comune, rule
        bare = self._bare.get(fold(name), set())
        return (self.bearers[min(bare)], rule) if len(bare) == 1 else None

    def find_or_enter(self, mention: str) -> tuple[Bearer, str]:
        """Find the provider a row names, or enter it under that name."""
        found = self.find(mention)
        if found is not None:
            return found
        name, rule = present_name(mention)
        name = self.aliases.get(fold(name), name)
        if fold(name) == "comune" and self.home:
            name, rule = f"Comune di {self.home}", "provider-home"
        return self.enter(name)[0], rule

    def proposals(self) -> tuple[tuple[Bearer, Bearer], ...]:
        """List the pairs whose names are so alike that a person should look.

        Notes
        -----
        Every pair of up to ``MANY`` providers is compared; of more, each with the
        ``NEIGHBOURS`` that follow it in the order of their names.
        """
        named = [(_without_form(b.name), b) for b in self.bearers.values() if not b.supplied]
        named = sorted((pair for pair in named if len(pair[0]) > 4), key=lambda pair: (pair[0], pair[1].key))
        reach = NEIGHBOURS if len(named) > MANY else len(named)
        alike = (
            tuple(sorted((one, other), key=lambda bearer: bearer.key))
            for at, (name, one) in enumerate(named)
            for next_name, other in named[at + 1 : at + 1 + reach]
            if not (one.tax_code and other.tax_code) and fuzz.token_set_ratio(name, next_name) >= ALIKE
        )
        return tuple(sorted(((a, b) for a, b in alike), key=lambda pair: (pair[0].key, pair[1].key)))

    def _by_name(self, name: str) -> Bearer | None:
        """Give the bearer of a name; of several, the one with the first key."""
        keys = self._names.get(fold(name))
        return self.bearers[min(keys)] if keys else None


def _key(name: str) -> str:
    """Give the key of a provider without a tax code; a long name is told apart by a digest."""
    key = slug(name)
    return (
        key if key == fold(name).replace(" ", "-") else f"{key}-{sha256(fold(name).encode()).hexdigest()[:6]}"
    )


def _without_form(name: str) -> str:
    """Fold a name and leave out brackets and words of legal form."""
    return " ".join(_KEPT_APART.sub(" ", fold(_BRACKETS.sub("", name))).split())


def present_name(mention: str) -> tuple[str, str]:
    """Give the name a provider has now, and the rule that chose it.

    Examples
    --------
    >>> present_name("ASUR AV2 (ora AST Ancona)")
    ('AST Ancona', 'provider-renamed')
    """
    found = _RENAMED.match(tidy(mention))
    return (found[2], "provider-renamed") if found else (tidy(mention), "")


def guess_sector(text: str) -> Sector | None:
    """Guess the sector from legal form and name; ``None`` rather than a wrong one.

    Examples
    --------
    >>> guess_sector("Coop. soc. Esempio").value, guess_sector("Pubblico INPS").value
    ('third', 'public')
    """
    folded = fold(text)
    if folded.startswith(("pubblic", "ente pubbl")) or _PUBLIC.match(folded):
        return Sector.PUBLIC
    if _THIRD.search(folded):
        return Sector.THIRD
    return Sector.PRIVATE if _PRIVATE.search(folded) else None


def split_names(text: str, separators: Iterable[str]) -> tuple[str, ...]:
    """Cut a cell of several names at the separators a mapping gives."""
    parts = [text]
    for separator in separators:
        parts = [piece for part in parts for piece in part.split(separator)]
    return tuple(tidy(part) for part in parts if tidy(part))
