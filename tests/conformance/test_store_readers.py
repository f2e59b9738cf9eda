"""Whoever reads while others publish sees one revision, never a mixture."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.mapped import Offering, Service
from welfarenet.graph.store import Store

Make = Callable[..., ExerciseData]
WAVES = {1: 40, 2: 60, 3: 25}
"""How many offerings each wave has; its title is its number."""


def test_readers_during_publishes_never_see_half_an_exercise(
    open_again: Callable[[], Store], make: Make
) -> None:
    waves = {f"onda {wave}": make(offerings=count, title=f"onda {wave}") for wave, count in WAVES.items()}
    publisher = open_again()
    revisions = {title: publisher.replace(data).revision for title, data in waves.items()}
    done = Event()

    def watch() -> int:
        store, reads = open_again(), 0
        while not done.is_set() or not reads:
            with store.reader() as reader:
                (service,) = reader.scan(Service)
                offerings = list(reader.scan(Offering))
                assert reader.revision == revisions[service.title]
                assert len(offerings) == len(waves[service.title].offerings)
            reads += 1
        return reads

    with ThreadPoolExecutor(2) as pool:
        watching = [pool.submit(watch) for _ in range(2)]
        try:
            for title in ("onda 1", "onda 2", "onda 3") * 3:
                assert publisher.replace(waves[title]).revision == revisions[title]
        finally:
            done.set()
        assert all(watcher.result(60) for watcher in watching)
