"""Work that leaves no circles behind, done without Python looking for them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for circles: where millions of objects are alive, looking takes long.

    Of several at once the one that came first lets it look again when it ends.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
