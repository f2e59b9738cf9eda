"""Comuni that live under one law: what holds on a day, and what contains each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .citizen import Citizen
from .coverage import plate_of
from .exclusions import Clash, list_clashes
from .index import Index
from .network import Network
from .places import TerritoryKind
from .seasons import Season, seasons_ahead

__all__ = ["Realm", "comuni_within", "list_realms"]


@dataclass(frozen=True, slots=True, eq=False)
class Realm:
    """Comuni whose provinces follow the same procedures and exclusions in all seasons ahead; n of them.

    Parameters
    ----------
    comuni : tuple of str
        In the order they were asked.
    containing : tuple of tuple of str
        Each comune and the territories that contain it, nearest first.
    seasons : tuple of Season
        The days ahead of the person who asks.
    clashes : tuple of Clash
        What the law keeps apart among all procedures that hold within a year.
    """

    comuni: tuple[str, ...]
    containing: tuple[tuple[str, ...], ...]
    seasons: tuple[Season, ...]
    clashes: tuple[Clash, ...]

    @property
    def soon(self) -> tuple[Season, ...]:
        """The seasons that begin within a year."""
        return tuple(season for season in self.seasons if season.soon)

    @property
    def everywhere(self) -> int:
        """All comuni, as a bitset."""
        return (1 << len(self.comuni)) - 1


def comuni_within(index: Index, territory: str, on: date) -> tuple[str, ...]:
    """List the comuni that exist on a day in a territory, or are it, by id."""
    return tuple(
        sorted(
            known.id
            for known in index.territories.values()
            if known.kind is TerritoryKind.COMUNE
            and (known.valid_from is None or known.valid_from <= on)
            and (known.valid_to is None or on <= known.valid_to)
            and territory in index.containing(known.id)
        )
    )


def list_realms(network: Network, comuni: Iterable[str], on: date, persona: Citizen) -> tuple[Realm, ...]:
    """Sort comuni by the law that holds there, in the order of the first of each.

    Notes
    -----
    O(comuni × depth), and O(procedures) once for each province.
    """
    index = network.index
    by_plate: dict[str, list[str]] = {}
    for comune in comuni:
        by_plate.setdefault(plate_of(index, comune), []).append(comune)
    alike: dict[tuple[object, ...], list[str]] = {}
    for plate in by_plate:
        seasons = seasons_ahead(network, plate, on, persona)
        alike.setdefault(_law(network, plate, seasons), []).append(plate)
    return tuple(
        _realm(network, plates, by_plate, on, seasons_ahead(network, plates[0], on, persona))
        for plates in alike.values()
    )


def _law(network: Network, plate: str, seasons: Iterable[Season]) -> tuple[object, ...]:
    """Give what tells the law of one province from another's: of one law there is one regime."""
    bound = tuple(
        not exclusion.provinces or plate in exclusion.provinces
        for entry in network.index.reference.backbone
        for exclusion in entry.excludes
    )
    return bound, *(id(season.holding) for season in seasons)


def _realm(
    network: Network,
    plates: Sequence[str],
    by_plate: dict[str, list[str]],
    on: date,
    seasons: tuple[Season, ...],
) -> Realm:
    comuni = tuple(comune for plate in plates for comune in by_plate[plate])
    followed = {
        procedure
        for season in seasons
        if season.soon
        for one in (season.holding,)
        for procedure in (*one.of_class[~one.over].tolist(), *one.presumed.tolist())
    }
    clashes = list_clashes(network, plates[0], on, sorted(followed))
    return Realm(comuni, tuple(map(network.index.containing, comuni)), seasons, clashes)
