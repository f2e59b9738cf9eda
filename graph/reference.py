"""The reference data shipped with the product, as records: what exists before anybody maps."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from pyoxigraph import RdfFormat, parse

from ..ontology.errors import ReferenceDataError
from .citizen import CODED_FACTS, NUMERIC_FACTS
from .concepts import BackboneEntry, DocumentType, Need, ServiceType
from .demands import Condition
from .places import Territory, TerritoryKind
from .rdf import AnyRecord, records, sort_key
from .rdf_values import facts_of
from .territories import read_territories

__all__ = ["Reference", "load_reference", "parse_reference", "reference_version"]

R = TypeVar("R", bound=AnyRecord)

NEEDS, SERVICE_TYPES, DOCUMENTS, BACKBONE = "needs.ttl", "service-types.ttl", "documents.ttl", "backbone.ttl"
TERRITORIES = "territories.csv"
FILES = (NEEDS, SERVICE_TYPES, DOCUMENTS, BACKBONE, TERRITORIES)

_ATTRIBUTES = frozenset((*NUMERIC_FACTS, *CODED_FACTS, "human-check"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_AMOUNT = re.compile(r"(?:€|\beuro|\bEUR)\s*\d|\d\s*(?:€|euro\b|EUR\b)")


@dataclass(frozen=True, slots=True)
class Reference:
    """Vocabularies, backbone and territories, each by id in ascending order."""

    needs: Mapping[str, Need]
    service_types: Mapping[str, ServiceType]
    documents: Mapping[str, DocumentType]
    backbone: tuple[BackboneEntry, ...]
    territories: Mapping[str, Territory]


@cache
def load_reference() -> Reference:
    """Read the reference data of the package, once per process.

    Raises
    ------
    ReferenceDataError
        If a file is missing, cannot be parsed, or says something that must not ship.

    Notes
    -----
    About 0.3 s, half of it territories.
    """
    texts = {name: _resource(name) for name in (NEEDS, SERVICE_TYPES, DOCUMENTS, BACKBONE)}
    return parse_reference(texts, read_territories())


@cache
def reference_version() -> str:
    """Give the SHA-256 of the shipped reference files, which changes when they do."""
    digest = sha256()
    for name in FILES:
        digest.update(sha256(_resource(name)).digest())
    return digest.hexdigest()


def parse_reference(texts: Mapping[str, bytes], territories: Mapping[str, Territory]) -> Reference:
    """Make the reference of Turtle files and check it.

    Parameters
    ----------
    texts : mapping of str to bytes
        Content of ``needs.ttl``, ``service-types.ttl``, ``documents.ttl`` and ``backbone.ttl``.
    territories : mapping of str to Territory
        By id; their provinces are those a holding may name.

    Raises
    ------
    ReferenceDataError
        Naming the file and everything wrong with it: a term that cannot be read,
        an unknown id, an entry without law or source, date and mark, an amount
        whose text does not say of which year it is.
    """
    found = Reference(
        _by_id(_read(Need, NEEDS, texts)),
        _by_id(_read(ServiceType, SERVICE_TYPES, texts)),
        _by_id(_read(DocumentType, DOCUMENTS, texts)),
        tuple(_read(BackboneEntry, BACKBONE, texts)),
        MappingProxyType(dict(sorted(territories.items()))),
    )
    checks: Mapping[str, Callable[[Reference], Iterator[str]]] = {
        NEEDS: _needs,
        SERVICE_TYPES: _service_types,
        DOCUMENTS: _documents,
        BACKBONE: _backbone,
    }
    for name, check in checks.items():
        if problems := sorted(set(check(found))):
            raise ReferenceDataError(name, "; ".join(problems))
    return found


def _resource(name: str) -> bytes:
    try:
        return (files("welfarenet.ontology") / name).read_bytes()
    except FileNotFoundError:
        raise ReferenceDataError(name, "it is missing from the package; install again") from None


def _read(kind: type[R], name: str, texts: Mapping[str, bytes]) -> list[R]:
    try:
        found = records(kind, facts_of(parse(texts[name], format=RdfFormat.TURTLE)))
    except (SyntaxError, ValueError) as error:
        raise ReferenceDataError(name, str(error)) from error
    if not found:
        raise ReferenceDataError(name, f"it describes no {kind.__name__}")
    return found


def _by_id(found: Iterable[R]) -> Mapping[str, R]:
    return MappingProxyType({sort_key(record): record for record in found})


def _unknown(who: str, what: str, asked: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(asked) - set(known)):
        yield f"{who} names the unknown {what} {name!r}"


def _labels(record: Need | ServiceType | DocumentType | BackboneEntry) -> Iterator[str]:
    if not (record.label_it and record.label_en):
        yield f"{record.id} lacks an Italian or an English label"


def _broader(record: Need | ServiceType, what: str, known: Mapping[str, object]) -> Iterator[str]:
    yield from _labels(record)
    yield from _unknown(record.id, what, [record.broader] if record.broader else [], known)


def _needs(found: Reference) -> Iterator[str]:
    for need in found.needs.values():
        yield from _broader(need, "need", found.needs)


def _service_types(found: Reference) -> Iterator[str]:
    for kind in found.service_types.values():
        yield from _broader(kind, "service type", found.service_types)
        yield from _unknown(kind.id, "need", kind.addresses, found.needs)


def _documents(found: Reference) -> Iterator[str]:
    for document in found.documents.values():
        yield from _labels(document)
        yield from _unknown(document.id, "document", document.stands_for, found.documents)


def _backbone(found: Reference) -> Iterator[str]:
    plates = {place.plate for place in found.territories.values() if place.kind is TerritoryKind.PROVINCE}
    for entry in found.backbone:
        yield from _labels(entry)
        yield from _origin(entry)
        yield from _amounts(entry)
        yield from _unknown(
            entry.id, "service type", (entry.service_type, *entry.replaced_by), found.service_types
        )
        yield from _unknown(entry.id, "need", entry.needs, found.needs)
        yield from _unknown(entry.id, "document", (*entry.issues, *_required(entry)), found.documents)
        asked = (condition.attribute for condition in _conditions(entry))
        yield from _unknown(entry.id, "fact of the citizen", asked, _ATTRIBUTES)
        yield from _exclusions(entry, found)
        had = (code for c in _conditions(entry) if c.attribute == "receives" for code in c.one_of)
        yield from _unknown(entry.id, "service type", had, found.service_types)
        where = (*(h.provinces for h in entry.holdings), *(e.provinces for e in entry.excludes))
        named = (plate for provinces in where for plate in provinces)
        yield from _unknown(entry.id, "province", named, plates)


def _exclusions(entry: BackboneEntry, found: Reference) -> Iterator[str]:
    """Hold what an entry excludes to a law or source, and to naming something other than itself."""
    for exclusion in entry.excludes:
        yield from _unknown(entry.id, "service type", exclusion.service_types, found.service_types)
        if not (exclusion.law or exclusion.source):
            yield f"{entry.id} excludes something by neither law nor source"
        if not exclusion.service_types or entry.service_type in exclusion.service_types:
            yield f"{entry.id} excludes nothing, or itself"


def _required(entry: BackboneEntry) -> Iterator[str]:
    for requirement in entry.requires:
        for alternative in requirement.alternatives:
            yield from alternative


def _conditions(entry: BackboneEntry) -> Iterator[Condition]:
    for rule in entry.rules:
        for clause in rule.all_of:
            yield from clause.any_of


def _origin(entry: BackboneEntry) -> Iterator[str]:
    """Hold an entry to saying where it comes from; its date and mark are required to read it at all."""
    if not (entry.law or entry.source):
        yield f"{entry.id} has neither law nor source"
    if entry.id.partition("/")[0] != entry.service_type:
        yield f"{entry.id} is not named after its service type {entry.service_type!r}"
    if not entry.holdings:
        yield f"{entry.id} holds nowhere"


def _amounts(entry: BackboneEntry) -> Iterator[str]:
    """Find the amounts whose text does not say of which year they are: they change every year."""
    if entry.cost is not None and (entry.cost.min_eur or entry.cost.max_eur):
        yield from _undated(f"{entry.id} (cost)", entry.cost.text, stated=True)
    for condition in _conditions(entry):
        stated = condition.attribute == "isee_eur"
        yield from _undated(f"{entry.id} (condition, it)", condition.text_it, stated=stated)
        yield from _undated(f"{entry.id} (condition, en)", condition.text_en, stated=stated)
    yield from _undated(f"{entry.id} (note, it)", entry.note_it, stated=False)
    yield from _undated(f"{entry.id} (note, en)", entry.note_en, stated=False)


def _undated(who: str, text: str, *, stated: bool) -> Iterator[str]:
    """Report a text without a year when an amount is stated beside it or inside it."""
    if (stated or _AMOUNT.search(text)) and not _YEAR.search(text):
        yield f"{who} has an amount without its year: {text!r}"
