"""What the law keeps apart among the things that can be done here: no path may hold both sides."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from .coverage import Local
from .model import BackboneEntry, Exclusion
from .network import Network
from .procedures import covers_day

__all__ = ["Clash", "list_clashes"]


@dataclass(frozen=True, slots=True)
class Clash:
    """An exclusion in force, of procedures that can be followed here.

    Parameters
    ----------
    service_type : str
        Type of the backbone entry that states it.
    others : tuple of str
        Service types of the procedures on the other side, by id.
    one, other : frozenset of int
        Procedures that follow the entry, and those that it excludes.
    """

    service_type: str
    others: tuple[str, ...]
    exclusion: Exclusion
    one: frozenset[int]
    other: frozenset[int]


def list_clashes(local: Local, procedures: Collection[int]) -> tuple[Clash, ...]:
    """List the exclusions, in force here on this day, with some of the procedures on both sides."""
    distinct = sorted(set(procedures))
    found = []
    for entry, exclusion in _stated(local, distinct):
        one = frozenset(p for p in distinct if local.network.procedures[p].entry == entry.id)
        other = frozenset(p for p in distinct if p not in one and _named(local.network, p, exclusion))
        if other:
            kinds = sorted({str(local.network.procedures[p].service_type) for p in other})
            found.append(Clash(entry.service_type, tuple(kinds), exclusion, one, other))
    return tuple(found)


def _stated(local: Local, procedures: Collection[int]) -> Iterator[tuple[BackboneEntry, Exclusion]]:
    """Give what the entries behind some procedures exclude here on this day, by entry."""
    followed = {local.network.procedures[procedure].entry for procedure in procedures}
    kinds = {local.network.procedures[procedure].service_type or "" for procedure in procedures}
    for kind in sorted(kinds):
        for entry in local.network.entries.get(kind, ()):
            for exclusion in entry.excludes if entry.id in followed else ():
                if _in_force(exclusion, local.plate, local.on):
                    yield entry, exclusion


def _named(network: Network, procedure: int, exclusion: Exclusion) -> bool:
    kind = network.procedures[procedure].service_type
    return kind is not None and not network.types_above[kind].isdisjoint(exclusion.service_types)


def _in_force(exclusion: Exclusion, plate: str, on: date) -> bool:
    return (not exclusion.provinces or plate in exclusion.provinces) and covers_day(exclusion, on)
