"""Which procedure each class of service follows in a province on a day."""

from datetime import date

import numpy as np

from .network import Network
from .procedures import Regime, ending, in_force

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
    of_class = np.zeros(len(classes), dtype=np.int32)
    over = np.zeros(len(classes), dtype=np.bool_)
    for number, service_class in enumerate(classes):
        kind = service_class.service_type or ""
        entries = network.entries.get(kind, ())
        if not entries:
            of_class[number] = network.of_class[number, None]
            continue
        holding = current[kind] or entries[-1:]
        of_class[number] = network.of_class[number, holding[0].id]
        over[number] = ending(entries, plate, on) is not None
    presumed = sorted(network.of_entry[entry.id] for entries in current.values() for entry in entries)
    return Regime(of_class, over, np.array(presumed, dtype=np.int32))
