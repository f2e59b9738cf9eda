"""What an action costs, split evenly over the facts that must be had and that it gives."""

from .carrying import Carrying

__all__ = ["Shares"]


class Shares:
    """Fair shares of the actions of one island; remembers what it worked out.

    Parameters
    ----------
    price : list of int
        What each action costs at least.
    """

    def __init__(self, carrying: Carrying, price: list[int]) -> None:
        self.adds = carrying.island.adds
        self.makers = carrying.makers
        self.price = price
        self.known: dict[tuple[int, int], int] = {}

    def share(self, action: int, must: int) -> int:
        """Give one fact's share of an action that gives some of ``must``."""
        return self.price[action] // (self.adds[action] & must).bit_count()

    def cheapest(self, fact: int, must: int) -> int:
        """Give a fact's least share, whoever supplies it."""
        known = self.known.get((fact, must))
        if known is None:
            shares = (self.share(action, must) for by in self.makers[fact].values() for action in by)
            known = self.known[fact, must] = min(shares)
        return known
