"""From files to a published network: one report for everything, all or nothing for each exercise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from ..graph.model import Agreement, ExerciseData, Offering, Provider, Record, Referral, Service
from ..graph.reference import load_reference
from ..graph.store import Store
from ..ontology.errors import FileRefusedError, PublishRefusedError
from .build import Built, SourceFile, build_exercise, exercise_slug
from .context import Lexicon
from .issues import FileReport, LoadReport
from .mapping import Mapping, choose_mapping, list_shipped_mappings, read_mapping
from .quarantine import write_quarantine
from .tables import read_tables

__all__ = ["load"]

SHRINK, GROW = 0.8, 2.0
"""A class that falls below the first part of what is published, or above the second, stops the publish."""

SMALL = 10
"""Below this many records, a fifth is a row or two and says nothing."""

_CLASSES: tuple[tuple[str, type[Record]], ...] = (
    ("providers", Provider),
    ("services", Service),
    ("offerings", Offering),
    ("agreements", Agreement),
    ("referrals", Referral),
)


@dataclass(slots=True)
class _Group:
    """The files of one exercise."""

    mapping: Mapping
    files: list[SourceFile] = field(default_factory=list)


def load(
    store: Store,
    paths: Iterable[Path],
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    accept_change: bool = False,
    quarantine: Path | None = None,
    today: date | None = None,
) -> LoadReport:
    """Read files and publish the exercises they hold.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        Workbooks and delimited files; those of one exercise are published together.
    mapping : pathlib.Path or None
        A YAML mapping; without one, each file's headers choose among those shipped.
    dry_run : bool
        Report only.
    accept_change : bool
        Publish even where a class shrinks by a fifth, doubles, or leaves the mapping's bounds.
    quarantine : pathlib.Path or None
        Folder in which to write the rows kept back, ready to be corrected and loaded.
    today : date or None
        Day of the load.

    Returns
    -------
    LoadReport
        Files that were refused are in it, with the reason; the others are loaded.

    Raises
    ------
    MappingError
        If the mapping is wrong.
    PublishRefusedError
        If an assertion does not hold; nothing is published then.
    """
    given = read_mapping(mapping) if mapping is not None else None
    groups, refused = _gather(tuple(paths), given)
    lexicon = _lexicon()
    day = today or date.today()
    built = [
        build_exercise(name, group.files, group.mapping, lexicon, today=day) for name, group in groups.items()
    ]
    for one, group in zip(built, groups.values(), strict=True):
        if quarantine is not None:
            write_quarantine(quarantine, one.kept_back)
        if not dry_run and not accept_change:
            _check(store, one.data, group.mapping)
    return _publish(store, built, refused, dry_run=dry_run)


@cache
def _lexicon() -> Lexicon:
    """Make the shipped reference data searchable, once per process: it never changes."""
    return Lexicon(load_reference())


def _gather(paths: Sequence[Path], given: Mapping | None) -> tuple[dict[str, _Group], list[FileReport]]:
    """Read the files and group them by exercise, in name order; a file that is refused is only reported."""
    known = (given,) if given is not None else list_shipped_mappings()
    groups: dict[str, _Group] = {}
    refused = []
    for path in sorted(set(paths), key=lambda p: (p.name, str(p))):
        try:
            sheets = read_tables(path)
            chosen = choose_mapping(path.name, sheets, known)
        except FileRefusedError as error:
            refused.append(FileReport(path.name, refused=f"{error.reason}; {error.hint}"))
            continue
        name = exercise_slug(path.stem, chosen)
        digest = sha256(path.read_bytes()).hexdigest()
        groups.setdefault(name, _Group(chosen)).files.append(SourceFile(path.name, digest, sheets))
    return dict(sorted(groups.items())), refused


def _publish(store: Store, built: list[Built], refused: list[FileReport], *, dry_run: bool) -> LoadReport:
    """Publish each exercise, and sum up."""
    revision, added, removed = _revision(store), 0, 0
    for one in () if dry_run else built:
        commit = store.replace(one.data)
        revision, added, removed = commit.revision, added + commit.added, removed + commit.removed
    files = [report for one in built for report in one.files] + refused
    return LoadReport(
        revision=revision,
        published=bool(built) and not dry_run,
        triples_added=added,
        triples_removed=removed,
        files=tuple(sorted(files, key=lambda report: report.file)),
        records=tuple((name, sum(_count(one.data, name) for one in built)) for name, _ in _CLASSES),
    )


def _check(store: Store, data: ExerciseData, mapping: Mapping) -> None:
    """Compare the classes with the mapping's bounds and with what is published."""
    problems = []
    before = _published(store, data.exercise.iri)
    for name, _ in _CLASSES:
        now, bounds = _count(data, name), getattr(mapping.assertions, name)
        if bounds and (now < bounds.min or (bounds.max is not None and now > bounds.max)):
            problems.append(
                f"{now} {name}, where the mapping expects {bounds.min} to {bounds.max or 'any number'}"
            )
        old = before.get(name, 0)
        if old >= SMALL and not SHRINK * old <= now <= GROW * old:
            problems.append(f"{name} would go from {old} to {now}")
    if problems:
        raise PublishRefusedError(data.exercise.iri, problems)


def _published(store: Store, exercise: str) -> dict[str, int]:
    """Count what an exercise has published, by class."""
    with store.reader() as reader:
        if not any(one.iri == exercise for one in reader.exercises()):
            return {}
        return {
            name: sum(
                1 for record in reader.scan(kind) if getattr(record, "iri", "").startswith(exercise + "/")
            )
            for name, kind in _CLASSES
        }


def _revision(store: Store) -> str:
    with store.reader() as reader:
        return reader.revision


def _count(data: ExerciseData, name: str) -> int:
    return len(getattr(data, name))
