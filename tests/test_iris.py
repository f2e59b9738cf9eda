"""Many IRIs in little room: what goes in comes out, by row and by name.

block 0                  block 1
0 https://a.example/0    0 https://a.example/16     written out
18 1                     19 7                       18 or 19 bytes as before
...                      ...
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfarenet.graph.iris import Iris

LONG = "x:" + "è" * 140
"""More bytes than an IRI can leave to the one before it."""

names = st.text(st.characters(codec="utf-8"), max_size=6)
starts = st.sampled_from(("", "x:", LONG))
sets_of_iris = st.sets(st.builds(str.__add__, starts, names), max_size=60).map(sorted)


@given(sets_of_iris)
def test_every_iri_is_read_back_by_row_and_in_order(given: list[str]) -> None:
    iris = Iris.of(given)
    assert len(iris) == len(given)
    assert list(iris) == given
    assert [iris[row] for row in range(len(given))] == given
    assert [iris[row - len(given)] for row in range(len(given))] == given


@given(sets_of_iris, names)
def test_an_iri_is_found_where_it_stands_and_no_other_is(given: list[str], other: str) -> None:
    iris = Iris.of(given)
    assert [iris.find(iri) for iri in given] == list(range(len(given)))
    assert iris.find(other) == (given.index(other) if other in given else None)


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("count", [0, 1, 16, 17, 32])
def test_there_is_no_row_past_the_ends(count: int, row: int) -> None:
    iris = Iris.of(f"x:{n:02}" for n in range(count))
    with pytest.raises(IndexError):
        iris[count + row]
    with pytest.raises(IndexError):
        iris[-count - row - 1]


def test_a_slice_is_a_list() -> None:
    iris = Iris.of(f"x:{n:02}" for n in range(40))
    assert iris[14:18] == ["x:14", "x:15", "x:16", "x:17"]


def test_iris_that_differ_at_their_ends_take_a_sixth_of_their_text() -> None:
    given = [f"https://w3id.org/example/data/offering/{n:05}" for n in range(10_000)]
    iris = Iris.of(given)
    assert iris.text.nbytes + iris.start.nbytes < sum(map(len, given)) / 6


def test_the_same_iris_are_the_same_bytes_on_disk_and_are_read_mapped(tmp_path: Path) -> None:
    given = [f"x:{n:03}" for n in range(100)]
    for name in ("one", "two"):
        np.save(tmp_path / name, Iris.of(given).text)
    assert (tmp_path / "one.npy").read_bytes() == (tmp_path / "two.npy").read_bytes()
    mapped = Iris(np.load(tmp_path / "one.npy", mmap_mode="r"), Iris.of(given).start)
    assert list(mapped) == given
