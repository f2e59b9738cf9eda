"""From files to a published network: one report for everything, all or nothing for each exercise."""

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from ..graph.places import Territory
from ..graph.reference import load_reference
from ..graph.store import Store
from ..ontology.errors import FileRefusedError
from ..ontology.terms import DATA
from .assertions import CLASSES, is_of
from .build import Built, SourceFile, build_exercise, exercise_slug
from .context import Lexicon
from .issues import FileReport, LoadReport
from .mapping import Mapping, choose_mapping, list_shipped_mappings, read_mapping
from .origin import first_origin
from .publish import publish
from .quarantine import write_quarantine
from .sheet import Sheet
from .tables import read_tables

__all__ = ["load"]

_SELDOM = 100_000, 50, 10
"""Thresholds of the three generations of Python's collector: objects made, then rounds."""


@dataclass(slots=True)
class _Group:
    """The files of one exercise."""

    mapping: Mapping
    files: list[SourceFile] = field(default_factory=list)

    @property
    def turn(self) -> int:
        """When it is built: comuni first, then areas made of them, then services that cover areas."""
        return 0 if self.mapping.reads("comuni") else 1 if self.mapping.reads("areas") else 2


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
        Files of territories are told by their headers all the same.
    dry_run : bool
        Report only.
    accept_change : bool
        Publish even where an assertion does not hold: a class shrinks by a fifth, doubles, or
        leaves the mapping's bounds, a file is left out, an area in use would go.
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
        If an assertion does not hold; nothing is published then. If the store cannot
        keep a value; what that exercise was before still answers then, and so do the
        exercises published before it.
    """
    given = read_mapping(mapping) if mapping is not None else None
    with _cycles_sought_seldom():
        groups, refused = _gather(tuple(paths), given)
        refused += _refuse_lone_corrections(store, groups)
        built, older = _build(store, groups, today or date.today())
        if quarantine is not None:
            write_quarantine(quarantine, (sheet for one in built.values() for sheet in one.kept_back))
        changed = (0, 0)
        if not dry_run:
            mapped = [(one, groups[name].mapping) for name, one in built.items()]
            changed = publish(store, mapped, accept_change=accept_change)
        return _report(store, built.values(), [*refused, *older], changed, published=not dry_run)


@contextmanager
def _cycles_sought_seldom() -> Iterator[None]:
    """Let Python look for garbage in circles less often: what a load makes is kept, and in no circle.

    It looks through all that is kept each time, which was a quarter of a load.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@cache
def _lexicon() -> Lexicon:
    """Make the shipped reference data searchable, once per process: it never changes."""
    return Lexicon(load_reference())


def _gather(paths: Sequence[Path], given: Mapping | None) -> tuple[dict[str, _Group], list[FileReport]]:
    """Read the files and group them by exercise, in name order; a file that is refused is only reported."""
    shipped = list_shipped_mappings()
    known = (
        shipped if given is None else (given, *(m for m in shipped if m.reads("comuni") or m.reads("areas")))
    )
    groups: dict[str, _Group] = {}
    refused = []
    for path in sorted(set(paths), key=lambda p: (p.name, str(p))):
        try:
            name, chosen, file = _read(path, known)
            group = groups.setdefault(name, _Group(chosen))
            if group.mapping.name != chosen.name:
                raise FileRefusedError(
                    path.name,
                    f"it has the name of {group.files[0].name} but is of another kind",
                    "rename one of them",
                )
        except FileRefusedError as error:
            refused.append(_refusal(error))
            continue
        group.files.append(file)
    return dict(sorted(groups.items(), key=lambda item: (item[1].turn, item[0]))), refused


def _read(path: Path, known: Sequence[Mapping]) -> tuple[str, Mapping, SourceFile]:
    """Read one file; give the name of its exercise and its mapping with it.

    A name that some old system wrote in letters of its own would stand in every row's source.
    """
    if not path.name.isprintable():
        shown = path.name.encode(errors="replace").decode()
        raise FileRefusedError(shown, "its name is not text", "rename it")
    sheets = read_tables(path)
    chosen = choose_mapping(path.name, sheets, known)
    corrects = _corrected_file(sheets)
    name = exercise_slug(Path(corrects).stem if corrects else path.stem, chosen)
    digest = sha256(path.read_bytes()).hexdigest()
    return name, chosen, SourceFile(path.name, digest, sheets, corrects)


def _corrected_file(sheets: Iterable[Sheet]) -> str | None:
    """Name the file that a quarantine file corrects, empty if it does not say; ``None`` for other files."""
    origins = [origin for sheet in sheets if (origin := first_origin(sheet))]
    return next((origin.file for origin in origins if origin.file), "") if origins else None


def _refuse_lone_corrections(store: Store, groups: dict[str, _Group]) -> list[FileReport]:
    """Take out corrected rows that would take the place of the whole exercise they belong to."""
    with store.reader() as reader:
        published = {exercise.iri for exercise in reader.exercises()}
    refused = []
    for name, group in list(groups.items()):
        originals = {file.name for file in group.files if file.corrects is None}
        lone = [
            file
            for file in group.files
            if file.corrects is not None
            and not (file.corrects in originals or (originals and not file.corrects))
        ]
        if DATA + name not in published or not lone:
            continue
        refused += [_refusal(_lone(file, name)) for file in lone]
        group.files = [file for file in group.files if file not in lone]
        if not group.files:
            del groups[name]
    return refused


def _lone(file: SourceFile, exercise: str) -> FileRefusedError:
    return FileRefusedError(
        file.name,
        f"it holds corrected rows only: it would take the place of all that is published of {exercise!r}",
        f"load it together with {file.corrects or 'the original file'}",
    )


def _refusal(error: FileRefusedError) -> FileReport:
    return FileReport(error.file, refused=f"{error.reason}; {error.hint}")


def _build(store: Store, groups: dict[str, _Group], today: date) -> tuple[dict[str, Built], list[FileReport]]:
    """Build the exercises in turn, each knowing the territories published and those built before it."""
    own = _published_territories(store)
    built: dict[str, Built] = {}
    refused = []
    for name, group in groups.items():
        others = [t for iri, found in sorted(own.items()) if iri != DATA + name for t in found]
        lexicon = _lexicon().knowing(others) if others else _lexicon()
        try:
            built[name] = build_exercise(name, group.files, group.mapping, lexicon, today=today)
        except FileRefusedError as error:
            refused.append(_refusal(error))
            continue
        own[DATA + name] = built[name].data.territories
    return built, refused


def _published_territories(store: Store) -> dict[str, tuple[Territory, ...]]:
    """Give the territories that each exercise has published."""
    with store.reader() as reader:
        found = tuple(reader.scan(Territory))
        names = [exercise.iri for exercise in reader.exercises()]
    return {name: own for name in names if (own := tuple(t for t in found if is_of(t, name)))}


def _report(
    store: Store,
    built: Collection[Built],
    refused: list[FileReport],
    changed: tuple[int, int],
    *,
    published: bool,
) -> LoadReport:
    """Sum up; ``changed`` counts the triples added and removed."""
    files = [report for one in built for report in one.files] + refused
    return LoadReport(
        revision=store.revision(),
        published=bool(built) and published,
        triples_added=changed[0],
        triples_removed=changed[1],
        files=tuple(sorted(files, key=lambda report: report.file)),
        records=tuple((name, sum(len(getattr(one.data, name)) for one in built)) for name, _ in CLASSES),
    )
