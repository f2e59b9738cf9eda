"""Who hands on to whom with less trouble: agreements, networks and referrals among the mapped acts."""

import numpy as np
from numpy.typing import NDArray

from .acts import Acts

__all__ = ["agreements", "networks", "referrals"]


def agreements(acts: Acts) -> frozenset[tuple[int, int]]:
    """Give the pairs of providers with an agreement in force on the day asked, the lower first."""
    table = acts.local.network.index.columns.agreements
    if not table.size:
        return frozenset()
    here, day = _providers(acts), acts.local.on.toordinal()
    written = _starting_with(table, here)
    in_force = written[(written[:, 2] <= day) & (day <= written[:, 3])]
    return frozenset((p, q) for p, q in in_force[np.isin(in_force[:, 1], here), :2].tolist())


def networks(acts: Acts) -> dict[int, frozenset[int]]:
    """Give the networks of each provider that is in one."""
    here, circles = _providers(acts), acts.local.network.circles
    return {
        provider: circles.networks[circle]
        for provider, circle in zip(here.tolist(), circles.of[here].tolist(), strict=True)
        if circle
    }


def referrals(acts: Acts) -> frozenset[tuple[int, int]]:
    """Give the pairs of acts of which the first refers to the second."""
    table = acts.local.network.index.columns.referrals
    if not table.size:
        return frozenset()
    ends = _starting_with(table, np.unique(acts.offered.rows)).tolist()
    acts_of: dict[int, list[int]] = {}
    for act, row in enumerate(acts.offered.rows.tolist()):
        acts_of.setdefault(row, []).append(act)
    return frozenset(
        (one, other) for start, end in ends for one in acts_of[start] for other in acts_of.get(end, ())
    )


def _providers(acts: Acts) -> NDArray[np.int32]:
    """Give the providers of the mapped acts, ascending, each once."""
    found = np.sort(acts.local.network.index.columns.provider.take(acts.offered.rows))
    first = np.ones(len(found), dtype=np.bool_)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    return found[first]


def _starting_with(table: NDArray[np.int32], first: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give the lines of an ascending table whose first entry is one of these, ascending too."""
    entries = np.ascontiguousarray(table[:, 0])
    begins = np.searchsorted(entries, first, side="left")
    counts = np.searchsorted(entries, first, side="right") - begins
    skipped = np.repeat(begins - (np.cumsum(counts) - counts), counts)
    return np.asarray(table[skipped + np.arange(int(counts.sum()))])
