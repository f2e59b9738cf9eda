"""Names looked through beside an index: found are those that a look at each name finds."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from welfarenet.graph.titles import Titles
from welfarenet.ontology.folding import fold

WORDS = st.sampled_from(["", "a", "b", "ab", "Città", "CITTA", "l'aiuto", "12", "…", "\u0301x"])
NAMES = st.lists(WORDS, max_size=3).map(" ".join)


@given(st.lists(NAMES, min_size=1, max_size=4), st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_word_is_in_the_title_or_in_the_name_of_the_provider(
    providers: list[str], data: st.DataObject
) -> None:
    titles = data.draw(st.lists(NAMES, max_size=6))
    by = [data.draw(st.integers(0, len(providers) - 1)) for _ in titles]
    rows = [row for row in range(len(titles)) if data.draw(st.booleans())]
    wanted = fold(data.draw(NAMES)).split()
    found = Titles.of(titles, providers).called(
        wanted, np.array(rows, np.int32), np.array([by[row] for row in rows], np.int32)
    )
    named = [fold(f"{titles[row]} {providers[by[row]]}") for row in rows]
    assert found.tolist() == [all(word in name for word in wanted) for name in named]


def test_names_are_kept_and_mapped_and_absent_where_none_were_kept(tmp_path: Path) -> None:
    assert Titles.load(tmp_path) is None
    Titles.of(["Pasti", "SAD", "pasti"], ["Caritas"]).save(tmp_path)
    kept = Titles.load(tmp_path)
    assert kept is not None
    assert list(kept.names) == ["caritas", "pasti", "sad"]
    assert (kept.of_offering.tolist(), kept.of_provider.tolist()) == ([1, 2, 1], [0])
