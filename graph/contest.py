"""Which provider can stand in for which: comparisons inside one pool (proofs in ``dominance``)."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from operator import or_

from .pool import Pool, Shape
from .task import NOBODY, bits, union

__all__ = ["Contest", "Offers", "beats", "handoff_arcs", "no_worse", "offers_of", "shape_covers"]

Offers = Mapping[int, Mapping[int, list[int]]]
"""Rows by provider and shape, cheapest first."""


def shape_covers(shapes: Sequence[Shape]) -> Callable[[int, int], bool]:
    """Make a test: shape *t* adds all that *s* adds, and has a mode inside each mode of *s*."""
    known: dict[tuple[int, int], bool] = {}

    def covers(t: int, s: int) -> bool:
        if t == s:
            return True
        answer = known.get((t, s))
        if answer is None:
            (wide, adds), (narrow, wanted) = shapes[t], shapes[s]
            answer = not wanted & ~adds and all(any(not small & ~mode for small in wide) for mode in narrow)
            known[t, s] = answer
        return answer

    return covers


def covering_shapes(shapes: Sequence[Shape]) -> list[list[int]]:
    """List for each shape those that cover it, itself too."""
    covers = shape_covers(shapes)
    adding: dict[int, list[int]] = {}
    for shape, (_, adds) in enumerate(shapes):
        for fact in bits(adds):
            adding.setdefault(fact, []).append(shape)
    return [
        [other for other in adding[(adds & -adds).bit_length() - 1] if covers(other, shape)]
        for shape, (_, adds) in enumerate(shapes)
    ]


def handoff_arcs(pool: Pool) -> list[int]:
    """Bound for each shape the hand-offs an action of it can have in a plan."""
    effects = _effects(pool.shapes)
    consumers = {fact: mask.bit_count() for fact, mask in effects.items()}
    return [
        max(mode.bit_count() for mode in modes) + sum(consumers.get(fact, 0) for fact in bits(adds))
        for modes, adds in pool.shapes
    ]


class _Ladder:
    """Who has a value of so much or less, as masks."""

    def __init__(self, marks: list[tuple[int, int]]) -> None:
        marks.sort()
        self.values = [value for value, _ in marks]
        self.masks: list[int] = [0, *accumulate([bit for _, bit in marks], or_)]

    def up_to(self, value: int) -> int:
        """Give all who have this value or less."""
        return self.masks[bisect_right(self.values, value)]


class Contest:
    """The providers of one pool, what each offers and with whom it agrees."""

    def __init__(self, pool: Pool, offers: Offers, *, by_turn: bool = False) -> None:
        self.pool = pool
        self.by_turn = by_turn
        self.tied = False
        self.offers = offers
        self.covers = shape_covers(pool.shapes)
        self.referred = {row for pair in pool.task.referred for row in pair}
        self.pairs: dict[int, set[int]] = {}
        for p, q in pool.task.agreed:
            if p in offers and q in offers:
                self.pairs.setdefault(p, set()).add(q)
                self.pairs.setdefault(q, set()).add(p)
        self.networks = _useful_networks(pool, offers)
        self.known_slack: dict[frozenset[int], list[int]] = {}
        self.providers = [provider for provider in offers if provider != NOBODY]
        self.bit = {provider: 1 << number for number, provider in enumerate(self.providers)}
        self.keepers: dict[frozenset[int], int] = {}
        self.standing: dict[int, tuple[_Ladder, _Ladder]] = {}

    @cached_property
    def covering(self) -> list[list[int]]:
        """For each shape those that cover it."""
        return covering_shapes(self.pool.shapes)

    @cached_property
    def offering(self) -> Mapping[int, list[tuple[int, int]]]:
        """For each shape who offers it, as bits, with the rows."""
        found: dict[int, list[tuple[int, int]]] = {}
        for provider in self.providers:
            for shape, rows in self.offers[provider].items():
                found.setdefault(shape, []).extend([(self.bit[provider], row) for row in rows])
        return found

    @cached_property
    def full_slack(self) -> list[int]:
        """For each shape what all hand-offs of an action of it can lose."""
        difference = self.pool.task.handoff_cost - self.pool.task.agreed_cost
        return [difference * arcs for arcs in handoff_arcs(self.pool)]

    def agrees(self, provider: int) -> bool:
        """Tell whether a provider has an agreement with another one here."""
        return bool(self.pairs.get(provider) or self.networks.get(provider))

    def rank(self, provider: int) -> tuple[int, int, int, int]:
        """Put likely winners first: cheap, early, well connected."""
        columns, mine = self.pool.columns, self.offers[provider]
        return (
            sum(columns.cost[rows[0]] for rows in mine.values()),
            sum(columns.late[rows[0]] for rows in mine.values()),
            -len(self.pairs.get(provider, ())) - len(self.networks.get(provider, ())),
            provider,
        )

    def able(self, provider: int, among: int) -> int:
        """Give a quick superset of those who can stand in for a provider, as masks of ``bit``.

        For each of its actions they offer one that covers it for no more and one no later,
        the slack of lost agreements included for those who do not keep them.
        """
        found = self._cheaper(provider, among, None)
        if not found or not self.agrees(provider):
            return found
        keeping = found
        if provider not in self.pairs:
            keeping &= self._keeping(self.networks[provider])
        return keeping | self._cheaper(provider, found & ~keeping, self.slack_of(provider))

    def _cheaper(self, provider: int, among: int, slacks: Sequence[int] | None) -> int:
        columns, found = self.pool.columns, among
        timed = self.pool.task.limits.days is None
        for shape, rows in self.offers[provider].items():
            if not found:
                break
            by_cost, by_late = self.standing.get(shape) or self._stand(shape)
            slack = slacks[shape] if slacks else 0
            for row in rows:
                found &= by_cost.up_to(columns.cost[row] - slack)
                found &= by_late.up_to(columns.late[row] - slack * timed)
        return found

    def _keeping(self, networks: frozenset[int]) -> int:
        """Give those who are in all these networks."""
        known = self.keepers.get(networks)
        if known is None:
            known = self.keepers[networks] = union(
                [self.bit[p] for p, shared in self.networks.items() if networks <= shared and p in self.bit]
            )
        return known

    def outdone(self, q: int, p: int) -> list[int]:
        """List the actions of *p* without which every plan is no worse, with *q* in place of *p*.

        None where *q* cannot stand in for *p*, else all; by turn but those where the plan with *q*
        may cost the same and have its turn later, and where there are such, providers are ``tied``.
        """
        mine, theirs = self.offers[p], self.offers[q]
        before, later = list[int](), list[int]()
        slacks = None if self.keeps_agreements(q, p) else self.slack_of(p)
        for shape, rows in mine.items():
            rivals = [rival for other in self.covering[shape] for rival in theirs.get(other, ())]
            for row in rows:
                slack = 0 if slacks is None else slacks[shape]
                if row in self.referred:
                    slack = self.full_slack[shape]
                listed = None
                for rival in rivals:
                    if no_worse(self.pool, rival, row, slack=slack):
                        listed = later
                        if comes_before(self.pool, rival, row):
                            listed = before
                            break
                if listed is None:
                    return []
                listed.append(row)
        if not self.by_turn:
            return before + later
        self.tied = self.tied or bool(later)
        return before

    def keeps_agreements(self, q: int, p: int) -> bool:
        """Tell whether *q* agrees with all that *p* agrees with."""
        networks = self.networks.get(p)
        if networks and not networks <= self.networks.get(q, frozenset()):
            return False
        mine = self.pairs.get(p)
        return not mine or mine - {q} <= self.pairs.get(q, set())

    def slack_of(self, p: int) -> Sequence[int]:
        """Bound for each shape what losing all agreements of *p* can cost an action of it.

        Only a hand-off whose other end may be in a network with *p* can get
        dearer: a document some member gives, or an effect some member needs.
        """
        if self.pairs.get(p):
            return self.full_slack
        networks = self.networks[p]
        known = self.known_slack.get(networks)
        if known is None:
            difference = self.pool.task.handoff_cost - self.pool.task.agreed_cost
            shapes = self._shapes_in(networks)
            given, effects = 0, _effects(shapes)
            for _, adds in shapes:
                given |= adds
            known = self.known_slack[networks] = [
                difference
                * (
                    max((mode & given).bit_count() for mode in modes)
                    + sum(effects[fact].bit_count() for fact in bits(adds) if fact in effects)
                )
                for modes, adds in self.pool.shapes
            ]
        return known

    def _stand(self, shape: int) -> tuple["_Ladder", "_Ladder"]:
        """Rank all who offer what covers a shape by cost, and by lateness."""
        columns = self.pool.columns
        able = [entry for other in self.covering[shape] for entry in self.offering.get(other, ())]
        ladders = (
            _Ladder([(columns.cost[row], bit) for bit, row in able]),
            _Ladder([(columns.late[row], bit) for bit, row in able]),
        )
        self.standing[shape] = ladders
        return ladders

    def _shapes_in(self, networks: frozenset[int]) -> list[Shape]:
        members = [p for p, shared in self.networks.items() if not shared.isdisjoint(networks)]
        numbers = {shape for member in members for shape in self.offers[member]}
        return [self.pool.shapes[number] for number in sorted(numbers)]


def no_worse(pool: Pool, j: int, i: int, *, slack: int = 0) -> bool:
    """Tell whether *j* is no dearer than *i* and no later, even after paying ``slack``."""
    columns = pool.columns
    if columns.cost[j] + slack > columns.cost[i] or columns.money[j] > columns.money[i]:
        return False
    # With a limit on days the column holds days, which no saving makes up for.
    slack_of_late = slack if pool.task.limits.days is None else 0
    return columns.late[j] + slack_of_late <= columns.late[i]


def comes_before(pool: Pool, j: int, i: int) -> bool:
    """Tell whether *j*, where it is no worse than *i*, is better in something or named before."""
    return pool.columns.place[j] < pool.columns.place[i]


def beats(pool: Pool, j: int, i: int, *, slack: int = 0) -> bool:
    """Tell whether a plan gets cheaper, or has its turn before, with *j* for *i* and ``slack`` paid."""
    return comes_before(pool, j, i) and no_worse(pool, j, i, slack=slack)


def offers_of(pool: Pool) -> dict[int, dict[int, list[int]]]:
    """Group the rows by provider and shape, cheapest first."""
    offers: dict[int, dict[int, list[int]]] = {}
    for row in sorted(pool.rows, key=pool.columns.place.__getitem__):
        offers.setdefault(pool.columns.provider[row], {}).setdefault(pool.shape[row], []).append(row)
    return offers


def _useful_networks(pool: Pool, offers: Offers) -> dict[int, frozenset[int]]:
    """Give the networks of each provider here that another provider here is in too."""
    members: dict[int, int] = {}
    networks = pool.task.networks
    for provider in offers:
        for network in networks.get(provider, ()):
            members[network] = members.get(network, 0) + 1
    return {
        provider: frozenset(n for n in networks[provider] if members[n] > 1)
        for provider in offers
        if provider in networks
    }


def _effects(shapes: Sequence[Shape]) -> dict[int, int]:
    """Give for each fact all that the shapes that may need it add."""
    effects: dict[int, int] = {}
    for modes, adds in shapes:
        needed = 0
        for mode in modes:
            needed |= mode
        for fact in bits(needed):
            effects[fact] = effects.get(fact, 0) | adds
    return effects
