"""What each exercise says of each of its records, as one text found by its IRI, in a file beside its lines.

The engine tells of a record triple by triple, some thirty of them, each from
another place of its tables; whoever answers a question describes hundreds of
records. Where the triples of several records run together, the record has no
text: only the engine can tell what they come to.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

from pyoxigraph import NamedNode

from ..ontology.errors import CorruptStoreError
from .codec import from_json, to_text
from .exercises import MappingExercise, Record, SourceRow
from .keyed_lines import KeptLines, each_line, write_keyed
from .mapped import Agreement, Offering, Provider, Referral, Service
from .places import Territory
from .rdf import canonical, class_of, from_facts, iri_of
from .rdf_fields import TYPE
from .rdf_text import Term
from .rdf_values import facts_of_lines

__all__ = ["KeptRecords", "each_record", "records_told", "write_records"]

_KINDS: Mapping[str, type[Record]] = {
    kind.__name__: kind
    for kind in (MappingExercise, Territory, Provider, Service, Offering, Agreement, Referral, SourceRow)
}
_PART = re.compile(r"\.(?:[a-z]+\d+|not)\Z")
"""How the IRI of a nested part ends, after that of its record."""


def write_records(path: Path, records: Iterable[Record], untold: Iterable[str] = ()) -> None:
    """Write the records of one exercise as they come back from its triples. Nothing is flushed yet.

    The same records make the same bytes, whatever their order.

    Parameters
    ----------
    untold : iterable of str
        IRIs of records that only the engine can tell.

    Notes
    -----
    O(n log n).
    """
    ordered = sorted(records, key=_name)
    # Whose parts bear the name of a record has triples that run together with that record's.
    owners = {owner for record in ordered for owner in _owners(_name(record))}
    said = ((iri, _told(iri, owners, alike)) for iri, alike in groupby(ordered, key=_name))
    write_keyed(path, chain(said, ((iri, None) for iri in sorted(set(untold)))))


def records_told(lines: Iterable[bytes], exercise: str) -> tuple[list[Record], list[str]]:
    """Read the records of an exercise out of its lines, and the IRIs that tell no one record."""
    facts = facts_of_lines(lines, NamedNode(exercise))
    kinds: dict[Term, type[Record]] = {class_of(kind): kind for kind in _KINDS.values()}
    found, untold = list[Record](), list[str]()
    for iri, about in facts.items():
        named = [kinds[name] for name in about.get(TYPE.value, ()) if name in kinds]
        try:
            # Of two records under one name either the kinds differ, or what has to be said once.
            (kind,) = named
            found.append(from_facts(kind, iri, facts))
        except ValueError:
            untold += [iri] if named else []
    return found, untold


def each_record(path: Path, kinds: Collection[type[Record]]) -> Iterator[Record] | None:
    """Give the records of some kinds, by IRI; ``None`` where the file does not tell all it names.

    Raises
    ------
    CorruptStoreError
        If the file cannot be read.
    """
    lines = each_line(path)
    if lines is None:
        return None
    wanted = {kind.__name__.encode() for kind in kinds}
    return (_read(path, said) for said in lines if said[: said.find(b" ")] in wanted)


class KeptRecords:
    """The records of some exercises; safe to share between threads.

    Parameters
    ----------
    paths : sequence of Path
        A file for each exercise, those whose word counts first first.
    directory : Path
        Where the keys of all files are kept once they were put together; need not exist.
    """

    def __init__(self, paths: Sequence[Path], directory: Path) -> None:
        self._lines = KeptLines(paths, directory)

    def find(self, names: Iterable[str]) -> tuple[dict[str, Record], set[str]]:
        """Give what is told of some records, and the names that only the engine can tell about.

        A name in neither is that of no record.

        Raises
        ------
        CorruptStoreError
            If a file cannot be read.
        """
        wanted = set(names)
        untold = set(filter(_is_part, wanted))
        found = dict[str, Record]()
        for name, path, said in self._lines.find(wanted - untold):
            if name in found or name in untold:
                continue
            if said is None:
                untold.add(name)
            elif _name(record := _read(path, said)) == name:
                found[name] = record
        return found, untold


def _name(record: Record) -> str:
    """Give the IRI of a record."""
    return iri_of(record) if isinstance(record, Territory) else record.iri


def _is_part(iri: str) -> bool:
    """Tell whether an IRI may be that of a nested part, whose triples are its record's.

    Examples
    --------
    >>> _is_part("https://example.org/s/1.rule2.c1"), _is_part("https://example.org/s/1")
    (True, False)
    """
    return _PART.search(iri) is not None


def _owners(iri: str) -> Iterator[str]:
    """Give the records that an IRI would be a part of, were it one of a part."""
    while _is_part(iri):
        iri = iri.rpartition(".")[0]
        yield iri


def _told(iri: str, owners: Collection[str], alike: Iterable[Record]) -> bytes | None:
    """Give the one text that all records of a name come to, if there is one."""
    said = {_written(record) for record in alike}
    return said.pop() if len(said) == 1 and iri not in owners and not _is_part(iri) else None


def _written(record: Record) -> bytes:
    return f"{type(record).__name__} {to_text(canonical(record))}".encode()


def _read(path: Path, said: bytes) -> Record:
    kind, _, told = said.decode(errors="replace").partition(" ")
    try:
        return from_json(_KINDS[kind], json.loads(told))
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise CorruptStoreError(str(path), f"a line tells no record: {said[:40]!r}…") from error
