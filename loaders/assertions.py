"""What must hold before an exercise takes the place of its earlier version."""

from collections.abc import Iterable, Sequence

from ..graph.exercises import ExerciseData, Record
from ..graph.mapped import Agreement, Offering, Provider, Referral, Service
from ..graph.places import Territory, TerritoryKind
from ..graph.store import Reader
from .mapping import Mapping

__all__ = ["CLASSES", "broken_assertions", "is_of", "out_of_bounds"]

SHRINK, GROW = 0.8, 2.0
"""A class that falls below the first part of what is published, or above the second, stops the publish."""

SMALL = 10
"""Below this many records, a fifth is a row or two and says nothing."""

CLASSES: tuple[tuple[str, type[Record]], ...] = (
    ("territories", Territory),
    ("providers", Provider),
    ("services", Service),
    ("offerings", Offering),
    ("agreements", Agreement),
    ("referrals", Referral),
)
"""Classes of records that are counted."""


def broken_assertions(
    reader: Reader, data: ExerciseData, mapping: Mapping, replaced: Iterable[str]
) -> list[str]:
    """List what stops a publish, in words.

    Parameters
    ----------
    replaced : iterable of str
        Exercises of the same load, whose published offerings do not count.

    Notes
    -----
    O(records of the exercise); where areas would go, of all that is published.
    """
    problems = list(out_of_bounds(data, mapping))
    before = next((one for one in reader.exercises() if one.iri == data.exercise.iri), None)
    if before is None:
        return problems
    lost = _lost_files(before.files, data.exercise.files)
    if lost:
        problems.append(f"it was published with {', '.join(lost)} too, which this load leaves out")
    published = _published(reader, before.iri)
    for name, _ in CLASSES:
        old, now = len(published[name]), len(getattr(data, name))
        if old >= SMALL and not SHRINK * old <= now <= GROW * old:
            problems.append(f"{name} would go from {old} to {now}")
    had_services, has_services = bool(published["offerings"]), bool(data.offerings)
    if had_services != has_services and bool(published["territories"]) != bool(data.territories):
        problems.append("a list of territories and a mapping of services have this same name: rename one")
    return [*problems, *_areas_missed(reader, published["territories"], data, set(replaced))]


def is_of(record: Record, exercise: str) -> bool:
    """Tell whether an exercise asserts a record: by its IRI, or by the rows that a territory comes from."""
    names = record.sources if isinstance(record, Territory) else (record.iri,)
    return any(name.startswith(exercise + "/") for name in names)


def _published(reader: Reader, exercise: str) -> dict[str, list[Record]]:
    """Give the records that an exercise asserts, by class."""
    names = {kind: name for name, kind in CLASSES}
    found: dict[str, list[Record]] = {name: [] for name, _ in CLASSES}
    for record in reader.gather(tuple(names), exercise=exercise):
        if is_of(record, exercise):
            found[names[type(record)]].append(record)
    return found


def out_of_bounds(data: ExerciseData, mapping: Mapping) -> Iterable[str]:
    """List the classes that leave the bounds a mapping sets: all that stops what is published already."""
    for name, _ in CLASSES:
        now, bounds = len(getattr(data, name)), getattr(mapping.assertions, name)
        if bounds and (now < bounds.min or (bounds.max is not None and now > bounds.max)):
            yield f"{now} {name}, where the mapping expects {bounds.min} to {bounds.max or 'any number'}"


def _lost_files(before: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]]) -> list[str]:
    """List the files left out where all the others come back unchanged: nothing makes up for them."""
    return sorted(name for name, _ in set(before) - set(now)) if set(now) < set(before) else []


def _areas_missed(
    reader: Reader, published: Iterable[Record], data: ExerciseData, replaced: set[str]
) -> Iterable[str]:
    """Name the areas that would go while offerings of other exercises cover them."""
    kept = {territory.id for territory in data.territories}
    gone = {t.id for t in published if isinstance(t, Territory) and t.kind is not TerritoryKind.COMUNE} - kept
    if not gone:
        return
    used: dict[str, int] = {}
    for offering in reader.scan(Offering):
        if not any(is_of(offering, exercise) for exercise in replaced):
            for area in gone.intersection((*offering.coverage, *offering.excluded)):
                used[area] = used.get(area, 0) + 1
    for area in sorted(used):
        yield f"{area} would no longer exist, and {used[area]} offerings cover it"
