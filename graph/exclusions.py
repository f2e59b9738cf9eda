"""What the law keeps apart among the things that can be done here: no path may hold both sides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from .concepts import Exclusion
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


def list_clashes(network: Network, plate: str, on: date, procedures: Collection[int]) -> tuple[Clash, ...]:
    """List the exclusions, in force in a province on a day, with some of the procedures on both sides."""
    distinct = sorted(set(procedures))
    followed = {network.forms.forms[form].entry for form in network.forms.of[distinct].tolist()}
    found = []
    for entry in network.excluding:
        for exclusion in entry.excludes if entry.id in followed else ():
            if not _in_force(exclusion, plate, on):
                continue
            one = frozenset(p for p in distinct if network.procedures[p].entry == entry.id)
            other = frozenset(p for p in distinct if p not in one and _named(network, p, exclusion))
            if other:
                kinds = sorted({str(network.procedures[p].service_type) for p in other})
                found.append(Clash(entry.service_type, tuple(kinds), exclusion, one, other))
    return tuple(found)


def _named(network: Network, procedure: int, exclusion: Exclusion) -> bool:
    kind = network.procedures[procedure].service_type
    return kind is not None and not network.types_above[kind].isdisjoint(exclusion.service_types)


def _in_force(exclusion: Exclusion, plate: str, on: date) -> bool:
    return (not exclusion.provinces or plate in exclusion.provinces) and covers_day(exclusion, on)
