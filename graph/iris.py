"""Many IRIs in little room: ascending, packed end to end, decoded one at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Iris"]


@dataclass(frozen=True, slots=True, eq=False)
class Iris(Sequence[str]):
    """An ascending sequence of n distinct IRIs.

    Parameters
    ----------
    text : uint8[b]
        All IRIs in UTF-8, one after the other.
    start : int64[n + 1]
        Where each begins; the last is the length of ``text``.

    Examples
    --------
    >>> iris = Iris.of(["x:a", "x:è"])
    >>> iris[1], iris.find("x:a"), iris.find("x:b")
    ('x:è', 0, None)
    """

    text: NDArray[np.uint8]
    start: NDArray[np.int64]

    @classmethod
    def of(cls, iris: Iterable[str]) -> "Iris":
        """Pack IRIs that are ascending already."""
        encoded = [iri.encode() for iri in iris]
        start = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(iri) for iri in encoded], out=start[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), start)

    def __len__(self) -> int:
        """Count them."""
        return len(self.start) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...

    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        """Decode one, or a list of some."""
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        row %= len(self)
        return self.text[self.start[row] : self.start[row + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        """Decode all, in order."""
        return (self[row] for row in range(len(self)))

    def find(self, iri: str) -> int | None:
        """Find the row of an IRI by bisection; UTF-8 sorts as code points do."""
        wanted, low, high = iri.encode(), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.text[self.start[middle] : self.start[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == iri else None
