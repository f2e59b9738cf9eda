"""Many IRIs in little room: ascending, each told by what the one before it does not say.

They stand in blocks. The first of a block is written out, so that an IRI is found
by bisection over blocks, and read by decoding its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

__all__ = ["Iris"]

_BLOCK = 16
"""IRIs in a block: more take less room, and longer to read."""

_END = b"\xff"
"""Ends an IRI; UTF-8 has no such byte."""

_MOST = 254
"""Bytes that an IRI may leave to the one before it: told in one byte that is no end."""


@dataclass(frozen=True, slots=True, eq=False)
class Iris(Sequence[str]):
    """An ascending sequence of n distinct IRIs.

    Parameters
    ----------
    text : uint8[b]
        For each IRI, one byte that says how many bytes of the one before it begin it
        too (none in the first of a block), the rest of it in UTF-8, and an end.
    start : int64[ceil(n / 16) + 1]
        Where each block of 16 begins; the last is the length of ``text``.

    References
    ----------
    .. [1] I. Witten, A. Moffat, T. Bell, "Managing Gigabytes", 1999: front coding.

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
        text, start, before = bytearray(), list[int](), b""
        for row, iri in enumerate(iris):
            encoded = iri.encode()
            first = row % _BLOCK == 0
            if first:
                start.append(len(text))
            shared = 0 if first else _shared(before, encoded)
            text.append(shared)
            text += encoded[shared:] + _END
            before = encoded
        return cls(np.frombuffer(bytes(text), dtype=np.uint8), np.array([*start, len(text)], dtype=np.int64))

    def __len__(self) -> int:
        """Count them."""
        blocks = len(self.start) - 1
        if not blocks:
            return 0
        return (blocks - 1) * _BLOCK + self._bytes(blocks - 1).count(_END)

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[str]: ...

    def __getitem__(self, row: int | slice) -> str | Sequence[str]:
        """Decode one, or a list of some."""
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        block, place = divmod(row if row >= 0 else row + len(self), _BLOCK)
        found = self._decoded(block) if 0 <= block < len(self.start) - 1 else []
        if place >= len(found):
            raise IndexError(row)
        return found[place].decode()

    def __iter__(self) -> Iterator[str]:
        """Decode all, in order."""
        for block in range(len(self.start) - 1):
            yield from (iri.decode() for iri in self._decoded(block))

    def find(self, iri: str) -> int | None:
        """Find the row of an IRI; UTF-8 sorts as code points do."""
        wanted, low, high = iri.encode(), 0, len(self.start) - 1
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle)[1:].split(_END, 1)[0] <= wanted:
                low = middle + 1
            else:
                high = middle
        found = self._decoded(low - 1) if low else []
        return (low - 1) * _BLOCK + found.index(wanted) if wanted in found else None

    def _bytes(self, block: int) -> bytes:
        return self.text[self.start[block] : self.start[block + 1]].tobytes()

    def _decoded(self, block: int) -> list[bytes]:
        """Write out all IRIs of a block."""
        found, before = list[bytes](), b""
        for told in self._bytes(block).split(_END)[:-1]:
            before = before[: told[0]] + told[1:]
            found.append(before)
        return found


def _shared(before: bytes, after: bytes) -> int:
    """Count the bytes that begin both, as far as one byte can tell."""
    low, high = 0, min(len(before), len(after), _MOST)
    while low < high:
        middle = (low + high + 1) // 2
        if before[:middle] == after[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
