"""Providers by the networks they are in.

provider  0  1  2  3  4  5
network   a  a  b  ab ab -
"""

import numpy as np

from welfarenet.graph.circles import circles_of

MEMBERSHIPS = np.array([[0, 7], [1, 7], [2, 9], [3, 7], [3, 9], [4, 7], [4, 9]], dtype=np.int32)


def test_providers_in_the_very_same_networks_are_in_one_circle() -> None:
    found = circles_of(MEMBERSHIPS, 6)
    alike = [found.networks[circle] for circle in found.of.tolist()]
    assert alike == [{7}, {7}, {9}, {7, 9}, {7, 9}, frozenset()]
    assert len(set(found.of.tolist())) == len(found.networks) == 4


def test_who_is_in_no_network_has_circle_nought() -> None:
    assert circles_of(MEMBERSHIPS, 6).of[5] == 0
    assert circles_of(MEMBERSHIPS[:0], 2).of.tolist() == [0, 0]


def test_a_network_told_twice_of_a_provider_counts_once() -> None:
    twice = np.array([[0, 7], [1, 7], [1, 7]], dtype=np.int32)
    assert circles_of(twice, 2).of.tolist() == [1, 1]
