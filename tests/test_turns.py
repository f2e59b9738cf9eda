"""Whoever comes works alone, unless those before take long; nobody ends another's turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from welfarenet.api.turns import Turns

LONG_S = 60.0


@contextmanager
def working(turns: Turns) -> Iterator[None]:
    """Let somebody else work meanwhile."""
    begun, done = Event(), Event()

    def work() -> None:
        with turns.taken():
            begun.set()
            done.wait(LONG_S)

    other = Thread(target=work)
    other.start()
    assert begun.wait(LONG_S)
    try:
        yield
    finally:
        done.set()
        other.join(LONG_S)


#   first   ██████████
#   second  ··········██
def test_the_second_waits_for_the_first() -> None:
    turns, through = Turns(LONG_S), Event()

    def second() -> None:
        with turns.taken():
            through.set()

    waiting = Thread(target=second)
    with working(turns):
        waiting.start()
        assert not through.wait(0.05)
    assert through.wait(LONG_S)
    waiting.join(LONG_S)


#   first   ██████████
#   second  ···██
def test_nobody_waits_longer_than_there_is_patience() -> None:
    turns = Turns(0.01)
    with working(turns), turns.taken():
        pass


#   first   ██████████
#   second  ···██
#   third         ····██     who waits longer than the second worked
def test_who_went_without_a_turn_does_not_end_that_of_another() -> None:
    turns, through = Turns(0.01), Event()
    with working(turns):
        with turns.taken():
            pass
        turns._patience_s = LONG_S
        third = Thread(target=lambda: _through(turns, through))
        third.start()
        assert not through.wait(0.05)
    assert through.wait(LONG_S)
    third.join(LONG_S)


def _through(turns: Turns, through: Event) -> None:
    with turns.taken():
        through.set()


def test_a_search_that_fails_gives_its_turn_back() -> None:
    turns = Turns(LONG_S)
    with pytest.raises(LookupError), turns.taken():
        raise LookupError
    with turns.taken():
        pass
