"""Which procedure each class of service follows in a province on a day."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from .concepts import BackboneEntry
from .network import Network
from .procedures import Regime, in_force

__all__ = ["regime"]

_KEPT = 2048
"""Provinces × days whose regimes a network remembers: they hold nothing of any person."""


def regime(network: Network, plate: str, on: date) -> Regime:
    """Give what holds in a province on a day; O(classes) the first time."""
    known = network.regimes.get((plate, on))
    if known is None:
        if len(network.regimes) >= _KEPT:
            network.regimes.clear()
        known = network.regimes[plate, on] = _shared(network, plate, on)
    return known


def _shared(network: Network, plate: str, on: date) -> Regime:
    """Give the regime, one object wherever and whenever the same entries hold."""
    current = {kind: in_force(entries, plate, on) for kind, entries in network.entries.items()}
    law = tuple(entry.id for entries in current.values() for entry in entries)
    known = network.laws.get(law)
    return known or network.laws.setdefault(law, _work_out(network, current))


def _work_out(network: Network, current: Mapping[str, tuple[BackboneEntry, ...]]) -> Regime:
    classes = network.index.tables.classes
    # Where none of a type's entries holds, the last one tells what its services used to be.
    followed = {kind: (current[kind] or entries[-1:])[0].id for kind, entries in network.entries.items()}
    kinds = [service_class.service_type or "" for service_class in classes]
    of_class = np.array(
        [network.of_class[number, followed.get(kind)] for number, kind in enumerate(kinds)], dtype=np.int32
    )
    over = np.array([kind in current and not current[kind] for kind in kinds], dtype=np.bool_)
    presumed = sorted(network.of_entry[entry.id] for entries in current.values() for entry in entries)
    return Regime(of_class, network.forms.of[of_class], over, np.array(presumed, dtype=np.int32))
