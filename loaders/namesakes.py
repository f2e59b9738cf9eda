"""Who bears a name: the tables behind the gazetteer, and the choice among namesakes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from ..graph.places import Territory, TerritoryKind
from .placenames import area_key, loose_key, place_key, saint_key, stress_key

__all__ = ["Namesakes", "describe"]

Table = dict[str, list[Territory]]

AREA_WORD = {
    TerritoryKind.AMBITO: "ambito",
    TerritoryKind.HEALTH_DISTRICT: "distretto",
    TerritoryKind.ASL: "asl",
}
"""Areas of which there is no open national table, with the word for their kind that a name may lack."""


def describe(territory: Territory) -> str:
    """Name a territory so that it can be typed back: a comune with its plate."""
    if territory.kind is TerritoryKind.COMUNE and territory.plate:
        return f"{territory.name} ({territory.plate})"
    if territory.kind is TerritoryKind.PROVINCE:
        return f"provincia di {territory.name}"
    return territory.name


class Namesakes:
    """Tables from keys to the territories that bear them.

    Parameters
    ----------
    territories : iterable of Territory
        All of them; comuni and other areas are kept apart, so that "Ancona"
        is the comune and "provincia di Ancona" the province.
    """

    def __init__(self, territories: Iterable[Territory]) -> None:
        self.by_id = {territory.id: territory for territory in territories}
        self.by_istat: dict[str, Territory] = {}
        self.provinces: dict[str, Territory] = {}
        self.saints: Table = defaultdict(list)
        self.loose: Table = defaultdict(list)
        self._comuni: Table = defaultdict(list)
        self._areas: Table = defaultdict(list)
        self._local: Table = defaultdict(list)
        self._regions: dict[str, str] = {}
        for territory in self.by_id.values():
            (self._add_comune if territory.kind is TerritoryKind.COMUNE else self._add_area)(territory)
        self._short = self._shorten()
        self.spellings = sorted({*self._comuni, *self._short})

    def _add_comune(self, comune: Territory) -> None:
        if comune.istat and comune.valid_to is None:
            self.by_istat[comune.istat] = comune
        both = (f"{comune.name} {other}" for other in comune.other_names)  # Bolzano/Bozen
        for name in (comune.name, *comune.other_names, *both):
            key = place_key(name)
            for table, place in (
                (self._comuni, key),
                (self.saints, saint_key(key)),
                (self.loose, loose_key(key)),
            ):
                if comune not in table[place][-1:]:
                    table[place].append(comune)

    def _shorten(self) -> Table:
        """Give names in two halves by the first of them: "Trinità d'Agultu" e Vignola."""
        short: Table = defaultdict(list)
        for key, bearers in self._comuni.items():
            half, both, _ = key.partition(" e ")
            if both and " " in half and half not in self._comuni:
                short[half] += bearers
        return short

    def _add_area(self, area: Territory) -> None:
        if area.kind is TerritoryKind.PROVINCE and area.plate:
            self.provinces[area.plate] = area
            self._regions[area.plate] = next(iter(area.parents), "")
            for name in area.other_names:
                if len(name) == 2 and name.isupper():  # a plate no longer issued
                    self.provinces[name] = area
        for name in (area.name, *area.other_names) if area.kind in AREA_WORD else ():
            kind, key = area_key(place_key(name))
            bearers = self._local[f"{kind or AREA_WORD[area.kind]} {key}"]
            if area not in bearers:
                bearers.append(area)
        for name in (area.name, *area.other_names):
            bearers = self._areas[loose_key(place_key(name))]
            if area not in bearers:
                bearers.append(area)

    def exact(self, key: str) -> list[Territory]:
        """List the comuni with a name of this key."""
        return self._comuni.get(key, [])

    def stressed(self, name: str, bearers: list[Territory]) -> list[Territory]:
        """Keep the namesakes with the same final accent, if the name has one: Paternò, not Paterno."""
        wanted = stress_key(name)
        if len(bearers) < 2 or not wanted.endswith("'"):
            return bearers
        same = [t for t in bearers if wanted in map(stress_key, (t.name, *t.other_names))]
        return same or bearers

    def areas(self, name: str, kinds: Collection[TerritoryKind] | None) -> list[Territory]:
        """List the areas of these kinds (of any, widest first, when ``None``) with a name or plate."""
        key = loose_key(place_key(name))
        bearers = [t for t in self._areas.get(key, []) if kinds is None or t.kind in kinds]
        if not bearers and (kinds is None or TerritoryKind.PROVINCE in kinds):
            bearers = [self.provinces[name.upper()]] if name.upper() in self.provinces and kinds else []
        widest = [t for t in bearers if t.kind is TerritoryKind.REGION]
        return widest or bearers

    def local_areas(self, name: str) -> list[Territory]:
        """List the ambiti, districts and ASL of this name, whatever word for its kind stands before it."""
        kind, key = area_key(place_key(name))
        return self._local.get(f"{kind} {key}", []) or self.areas(name, tuple(AREA_WORD))

    def bearers(self, key: str) -> list[Territory]:
        """List the comuni behind one of ``spellings``."""
        return self._comuni.get(key) or self._short[key]

    def longer_than(self, key: str) -> list[Territory]:
        """List the living comuni whose name begins with these whole words."""
        prefix = key + " "
        found = {t.id: t for other in self.spellings if other.startswith(prefix) for t in self.bearers(other)}
        return [t for t in found.values() if t.valid_to is None]

    def starting_with(self, prefix: str, kinds: Collection[TerritoryKind]) -> tuple[Territory, ...]:
        """List the living territories with a name, or a word of it, that begins so."""
        ranks: dict[str, int] = {}
        for table in (self._comuni, self._areas):
            for key, bearers in table.items():
                if prefix and f" {prefix}" in f" {key}":
                    rank = 0 if key.startswith(prefix) else 1
                    for bearer in bearers:
                        ranks[bearer.id] = min(rank, ranks.get(bearer.id, rank))
        found = [self.by_id[code] for code in ranks]
        alive = [t for t in found if t.kind in kinds and t.valid_to is None]
        return tuple(sorted(alive, key=lambda t: (ranks[t.id], -sum(t.population), t.name, t.id)))

    def plate_of(self, text: str) -> str:
        """Give the plate of a province written as plate or name; empty when it is neither."""
        written = text.strip()
        province = self.provinces.get(written.upper())
        if province is None:
            named = self.areas(written, (TerritoryKind.PROVINCE,))
            province = named[0] if len(named) == 1 else None
        return province.plate if province else ""

    def same_region(self, territory: Territory, plate: str) -> bool:
        """Say whether a territory lies in the region of a province."""
        region = self._regions.get(plate, "")
        return bool(region) and self._regions.get(territory.plate) == region

    def heirs(self, territory: Territory, on: date | None) -> list[Territory]:
        """Give who stands for a territory now, or on a day: itself if it lives, or its successors."""
        if alive := self.living([territory], on):
            return alive
        following = [self.by_id[code] for code in territory.successors if code in self.by_id]
        return [heir for successor in following for heir in self.heirs(successor, on)]

    def living(self, bearers: Iterable[Territory], on: date | None) -> list[Territory]:
        """Keep those that still live, now or on a day."""
        return [t for t in bearers if t.valid_to is None or (on is not None and t.valid_to >= on)]

    def choose(
        self, bearers: Sequence[Territory], plate: str, on: date | None
    ) -> tuple[list[Territory], bool]:
        """Keep the likeliest namesakes; say whether the plate had to be ignored.

        Those that live go before those that ended, unless only an ended one
        stands in the province named.
        """
        living = self.living(bearers, on)
        tiers = [tier for tier in (living, [t for t in bearers if t not in living]) if tier]
        if not plate or not any(t.plate for t in bearers):
            return tiers[0], False
        for fits in (lambda t: t.plate == plate, lambda t: self.same_region(t, plate)):
            for tier in tiers:
                if matching := [t for t in tier if fits(t)]:
                    return matching, False
        return tiers[0], True
