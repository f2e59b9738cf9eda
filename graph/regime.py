"""Which procedure each class of service follows in a province on a day."""

from datetime import date

import numpy as np

from .network import Network
from .procedures import Regime, in_force

__all__ = ["regime"]

_KEPT = 256
"""Provinces × days whose regimes a network remembers: they hold nothing of any person."""


def regime(network: Network, plate: str, on: date) -> Regime:
    """Give what holds in a province on a day; O(classes) the first time."""
    known = network.regimes.get((plate, on))
    if known is None:
        if len(network.regimes) >= _KEPT:
            network.regimes.clear()
        known = network.regimes[plate, on] = _work_out(network, plate, on)
    return known


def _work_out(network: Network, plate: str, on: date) -> Regime:
    classes = network.index.tables.classes
    current = {kind: in_force(entries, plate, on) for kind, entries in network.entries.items()}
    # Where none of a type's entries holds, the last one tells what its services used to be.
    followed = {kind: (current[kind] or entries[-1:])[0].id for kind, entries in network.entries.items()}
    kinds = [service_class.service_type or "" for service_class in classes]
    of_class = np.array(
        [network.of_class[number, followed.get(kind)] for number, kind in enumerate(kinds)], dtype=np.int32
    )
    over = np.array([kind in current and not current[kind] for kind in kinds], dtype=np.bool_)
    presumed = sorted(network.of_entry[entry.id] for entries in current.values() for entry in entries)
    return Regime(of_class, network.forms.of[of_class], over, np.array(presumed, dtype=np.int32))
