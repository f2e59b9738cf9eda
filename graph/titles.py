"""What offerings and their providers are called: looked through beside an index, without describing any."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ontology.folding import fold
from .iris import Iris

__all__ = ["Titles"]

_FILES = "title_text", "title_start", "title_of_offering", "title_of_provider"


@dataclass(frozen=True, slots=True, eq=False)
class Titles:
    """The names of n offerings and p providers, folded, each distinct one once.

    Parameters
    ----------
    names : Iris
        Ascending, packed as IRIs are.
    of_offering, of_provider : int32[n], int32[p]
        Which of them each is called by, by row of the index.
    """

    names: Iris
    of_offering: NDArray[np.int32]
    of_provider: NDArray[np.int32]

    @classmethod
    def of(cls, offerings: Sequence[str], providers: Sequence[str]) -> "Titles":
        """Pack the titles of the offerings and the names of the providers, by row."""
        titles, names = list(map(fold, offerings)), list(map(fold, providers))
        distinct = sorted({*titles, *names})
        place = {name: row for row, name in enumerate(distinct)}
        return cls(
            Iris.of(distinct),
            np.fromiter((place[name] for name in titles), np.int32, len(titles)),
            np.fromiter((place[name] for name in names), np.int32, len(names)),
        )

    def called(
        self, words: Sequence[str], offerings: NDArray[np.int32], providers: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Tell which of k offerings have each of some folded words in their title or their provider's name.

        Parameters
        ----------
        offerings, providers : int32[k]
            Rows of the offerings, and of the provider of each.

        Notes
        -----
        O(distinct names × words).
        """
        of = np.concatenate([self.of_offering.take(offerings), self.of_provider.take(providers)])
        distinct, place = np.unique(of, return_inverse=True)
        texts = [self.names[row] for row in distinct.tolist()]
        title, provider = np.split(place, 2)
        found = np.ones(len(offerings), dtype=np.bool_)
        for word in words:
            has = np.fromiter((word in text for text in texts), np.bool_, len(texts))
            found &= has[title] | has[provider]
        return found

    def save(self, folder: Path) -> None:
        """Write them into a folder."""
        told: list[NDArray[Any]] = [self.names.text, self.names.start, self.of_offering, self.of_provider]
        for name, numbers in zip(_FILES, told, strict=True):
            np.save(folder / f"{name}.npy", numbers)

    @classmethod
    def load(cls, folder: Path) -> "Titles | None":
        """Map what :meth:`save` wrote into a folder; ``None`` where it wrote nothing."""
        paths = [folder / f"{name}.npy" for name in _FILES]
        if not all(path.exists() for path in paths):
            return None
        text, start, of_offering, of_provider = (np.asarray(np.load(path, mmap_mode="r")) for path in paths)
        return cls(Iris(text, start), of_offering, of_provider)
