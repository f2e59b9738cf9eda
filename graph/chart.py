"""What one person could do in every comune of a realm, and what that leads to, under four readings.

With what is mapped alone, and with what the law presumes; if all that is not
known of the person holds, and if none of it does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from .acts import Fact
from .concepts import DocumentType
from .documents import Folder, accepted_as
from .eligibility import Verdict
from .flood import Act, Flood
from .network import Network
from .offered import AHEAD, TO_BE_HAD
from .realms import Realm
from .seasons import spells
from .sorts import Sort, Sorter, numbered
from .spread import Stand, members, spread
from .timetable import HORIZON, Lapse, Spell
from .versions import allowed_by_law
from .witness import Step

__all__ = ["Chart", "Doable", "Level", "draw"]


@dataclass(frozen=True, slots=True, eq=False)
class Doable:
    """An act with what it means in life; ``sort`` is ``None`` for a paper at hand.

    ``ahead``: under a law to come.
    """

    act: Act
    step: Step
    sort: Sort | None
    ahead: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What is done under one reading, and what that leads to; acts and steps by one number."""

    flood: Flood
    steps: tuple[Step, ...]

    def and_then(self, more: Iterable[Doable]) -> "Level":
        """Give the level that has these too."""
        listed = list(more)
        flood = self.flood.copy().pour(one.act for one in listed)
        return Level(flood, (*self.steps, *(one.step for one in listed)))


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A realm as one person finds it.

    Parameters
    ----------
    stands : tuple of (Stand, Sort)
        All that covers some comune, open or not, fit for the person or not.
    presumed : tuple of (int, Sort)
        Procedures of the backbone in force, whatever their verdict.
    known : int
        Comuni that somebody mapped more closely than the whole country.
    mapped, whole : Level
        What is mapped, and with presumed steps, if what is not known holds.
    surely_mapped, surely_whole : Level
        The same if nothing of it does.
    """

    realm: Realm
    stands: tuple[tuple[Stand, Sort], ...]
    presumed: tuple[tuple[int, Sort], ...]
    known: int
    mapped: Level
    whole: Level
    surely_mapped: Level
    surely_whole: Level


def draw(network: Network, realm: Realm, folder: Folder, sorter: Sorter, on: date) -> Chart:
    """Chart a realm for one person.

    Notes
    -----
    What is open for good is poured in before what opens or closes, and what is mapped
    before what is presumed: a way found first needs the fewest excuses.
    """
    of = [
        sorter.sort(np.union1d(holding.of_class, holding.presumed).tolist(), realm.clashes, season)
        for season in realm.soon
        for holding in (season.holding,)
    ]
    sorts, sort_of = numbered(of, len(network.procedures))
    found = spread(network, realm, on, sort_of)
    stands = tuple((stand, sorts[stand.sort]) for stand in found.stands)
    documents = network.index.reference.documents
    steady, passing = _usable(documents, realm, stands)
    held = _held(documents, folder, realm, on)
    presumed = tuple((one, of[0][one]) for one in realm.seasons[0].holding.presumed.tolist())
    by_law = _presumed(network, realm, of)
    sure = [_sure(some) for some in (steady, passing, by_law)]
    return Chart(
        realm,
        stands,
        presumed,
        found.mapped,
        *_levels(steady, passing, held, by_law),
        *_levels(sure[0], sure[1], held, sure[2]),
    )


def _usable(
    documents: Mapping[str, DocumentType], realm: Realm, stands: Iterable[tuple[Stand, Sort]]
) -> tuple[list[Doable], list[Doable]]:
    """List what the person may have, first what is so for good, then what opens, closes or changes."""
    steady: list[Doable] = []
    passing: list[Doable] = []
    for stand, sort in stands:
        if stand.door in TO_BE_HAD and sort.verdict is not Verdict.NO:
            for_good = stand.steady and _spells(realm, stand.seasons) is None
            (steady if for_good else passing).append(_offered(documents, realm, stand, sort))
    return steady, passing


def _levels(
    steady: list[Doable], passing: list[Doable], held: list[Doable], by_law: list[Doable]
) -> tuple[Level, Level]:
    """Give what is mapped, and what is mapped and presumed.

    As in ``packing``, a presumed step may give a fact only where no mapped offering
    under a law in force that gives it can be reached, but for circles of these with no
    way out.
    """
    offered = Level(Flood(), ()).and_then(steady).and_then(passing)
    mapped = offered.and_then(held)
    everything = offered.and_then(by_law).flood
    now = Level(Flood(), ()).and_then(one for one in (*steady, *passing) if not one.ahead)
    by_mapped: dict[Fact, int] = {}
    for act in now.flood.acts:
        for way in act.ways:
            where = everything.had(way, act.where)
            for fact in act.gives if where else ():
                by_mapped[fact] = by_mapped.get(fact, 0) | where
    without = now.and_then(_barred(by_law, by_mapped)).flood
    last = {fact: where & without.reach.get(fact, 0) for fact, where in by_mapped.items()}
    return mapped, mapped.and_then(_barred(by_law, last))


def _barred(by_law: list[Doable], barred: Mapping[Fact, int]) -> list[Doable]:
    return [replace(one, act=replace(one.act, barred=barred)) for one in by_law]


def _sure(doable: Iterable[Doable]) -> list[Doable]:
    return [one for one in doable if not one.act.waits]


def _offered(documents: Mapping[str, DocumentType], realm: Realm, stand: Stand, sort: Sort) -> Doable:
    longest = int(stand.days[members(stand.where)].max())
    lapses, when = _lapses(documents, sort.issues), _spells(realm, stand.seasons)
    step = Step(stand.days, longest, stand.steady, lapses, when, sort.sides)
    return Doable(_act(stand.where, sort), step, sort, stand.door == AHEAD)


def _presumed(network: Network, realm: Realm, of: Sequence[Mapping[int, Sort]]) -> list[Doable]:
    """Let what the person may do by law within a year be done everywhere, though nobody is mapped."""
    standing: dict[int, int] = {}
    for number, season in enumerate(realm.seasons):
        for version in allowed_by_law(season).tolist():
            standing[version] = standing.get(version, 0) | 1 << number
    documents, found = network.index.reference.documents, []
    for version, seasons in standing.items():
        procedure = version // len(Verdict)
        first = (seasons & -seasons).bit_length() - 1
        if first < len(of):
            sort, days = of[first][procedure], max(0, int(network.usual_days[procedure]))
            everywhere = np.full(len(realm.comuni), days, dtype=np.int32)
            lapses, when = _lapses(documents, sort.issues), _spells(realm, seasons)
            step = Step(everywhere, days, True, lapses, when, sort.sides)
            found.append(Doable(_act(realm.everywhere, sort), step, sort))
    return found


def _spells(realm: Realm, seasons: int) -> tuple[Spell, ...] | None:
    return None if seasons == (1 << len(realm.seasons)) - 1 else spells(realm.seasons, seasons)


def _act(where: int, sort: Sort) -> Act:
    waits = frozenset[str]().union(*sort.hinges) if sort.verdict is Verdict.UNKNOWN else frozenset[str]()
    return Act(where, sort.ways, sort.gives, waits)


def _held(documents: Mapping[str, DocumentType], folder: Folder, realm: Realm, on: date) -> list[Doable]:
    """Make an act of each paper at hand that lapses."""
    nothing = np.zeros(len(realm.comuni), dtype=np.int32)
    return [
        Doable(
            Act(realm.everywhere, (frozenset(),), frozenset(accepted_as(documents, paper))),
            Step(nothing, 0, True, {}, held_until=(day - on).days),
            None,
        )
        for paper, day in folder.lapsing.items()
    ]


def _lapses(documents: Mapping[str, DocumentType], issues: Sequence[str]) -> dict[str, Lapse]:
    """Give how each paper that is given lapses: of several that would do, as the one that lasts longest."""
    found: dict[str, Lapse] = {}
    for issued in issues:
        lapse = Lapse(documents[issued].valid_days, documents[issued].valid_to_year_end)
        for paper in accepted_as(documents, issued):
            found[paper] = max(found.get(paper, lapse), lapse, key=_lasts)
    return {paper: lapse for paper, lapse in found.items() if lapse != Lapse()}


def _lasts(lapse: Lapse) -> tuple[bool, int]:
    return not lapse.year_end, lapse.days or HORIZON
