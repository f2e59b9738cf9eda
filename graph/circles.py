"""Providers by the networks they are in: whoever is in the very same ones is in one circle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Circles", "circles_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """The circles of n providers.

    Parameters
    ----------
    of : int32[n]
        The circle of each provider; 0 for who is in no network.
    networks : tuple of frozenset of int
        The networks of each circle.
    """

    of: NDArray[np.int32]
    networks: tuple[frozenset[int], ...]


def circles_of(memberships: NDArray[np.int32], providers: int) -> Circles:
    """Sort providers into circles.

    Parameters
    ----------
    memberships : int32[m, 2]
        Provider, network; ascending.
    providers : int
        How many there are.

    Notes
    -----
    O(m), in Python only for providers of several networks.
    """
    of = np.zeros(providers, dtype=np.int32)
    provider, network = memberships[:, 0], memberships[:, 1]
    often = np.bincount(provider, minlength=providers) > 1
    alone = ~often[provider]
    names, circle = np.unique(network[alone], return_inverse=True)
    of[provider[alone]] = circle + 1
    networks = [frozenset[int](), *(frozenset((name,)) for name in names.tolist())]
    several: dict[int, set[int]] = {}
    for one, name in memberships[~alone].tolist():
        several.setdefault(one, set()).add(name)
    number = {group: row for row, group in enumerate(networks)}
    for one, group in several.items():
        of[one] = number.setdefault(frozenset(group), len(number))
    return Circles(of, tuple(number))
