"""Actions and providers that another one can stand in for.

All proofs here rest on one *swap lemma*. In a plan, let action *i* be replaced
by an action *j* that adds all that *i* adds and has a mode inside the mode *i*
is used in. If *j* is not in the plan, it takes that mode. If it is, it keeps
the mode whose facts are all there first, of the two: of two actions of a plan
at most one waits for the other, so at least one choice makes no circle, and
the earlier of the two makes neither later. Either way each fact of *i* comes at most
``max(0, days of j - days of i)`` later, so the critical path grows by no more;
no other cost grows but what is said of hand-offs below.

*Arcs.* The hand-offs of *i* are at most the facts of its largest mode, plus for
each fact it adds the consumers of that fact; in a plan every action supplies a
fact that no other supplies, so a fact has no more consumers than the actions
that may need it have effects, all together.
"""

from collections.abc import Callable, Mapping, Sequence

from .pool import Pool, Shape, with_rows
from .task import NOBODY, bits

__all__ = [
    "cost_window",
    "drop_dominated_offers",
    "drop_dominated_providers",
    "handoff_arcs",
    "shape_covers",
]

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


def handoff_arcs(pool: Pool) -> list[int]:
    """Bound for each shape the hand-offs an action of it can have in a plan."""
    effects: dict[int, int] = {}
    for modes, adds in pool.shapes:
        needed = 0
        for mode in modes:
            needed |= mode
        for fact in bits(needed):
            effects[fact] = effects.get(fact, 0) | adds
    consumers = {fact: mask.bit_count() for fact, mask in effects.items()}
    return [
        max(mode.bit_count() for mode in modes) + sum(consumers.get(fact, 0) for fact in bits(adds))
        for modes, adds in pool.shapes
    ]


def drop_dominated_offers(pool: Pool) -> Pool:
    """Drop an action that its own provider offers at least as well in another.

    By the swap lemma with *i* and *j* of one provider, at no more cost, money
    or days (or days that cost no more than what *j* saves): providers stay a
    subset, hand-offs cost the same. Actions with a referral are left
    alone, for the swap could lose it. Of equals the first stays.
    Provider sets only shrink, so it holds for any number of alternatives.
    """
    referred = {row for pair in pool.task.referred for row in pair}
    covers = shape_covers(pool.shapes)
    kept: list[int] = []
    for offers in _offers(pool).values():
        for shape, rows in offers.items():
            better = [other for other in offers if covers(other, shape)]
            kept.extend(
                row
                for row in rows
                if row in referred
                or not any(
                    _no_worse(pool, rival, row) and _comes_first(pool, rival, row)
                    for other in better
                    for rival in offers[other]
                )
            )
    return with_rows(pool, kept)


def drop_dominated_providers(pool: Pool, k: int) -> Pool:
    """Drop a provider that *k* others each stand in for, action by action.

    By the swap lemma for all actions of *p* at once, with actions of *q*: *p*
    leaves the plan and *q* enters, so there are no more actors, and hand-offs
    inside *p* become hand-offs inside *q*. A hand-off to a third provider can
    only get dearer where an agreement or a referral of *p* is lost; for those
    *q* must be cheaper by the *slack*: all arcs of the action times the
    difference. Days may be more where they cost less than what is saved.

    *Alternatives.* A plan with *p* that contains no earlier set is to be
    replaced by one that contains none either. Were an earlier set S inside the
    plan with *p* swapped for q₁ and inside the one with q₂, then S without q₁
    and S without q₂ would be in the plan without *p*, hence S: no. So each of
    the at most k − 1 earlier sets spoils one *q* only, and one is left.
    """
    offers = _offers(pool)
    contest = _Contest(pool, offers)
    groups: dict[tuple[int, ...], list[int]] = {}
    for provider, mine in offers.items():
        if provider != NOBODY:
            groups.setdefault(tuple(sorted(mine)), []).append(provider)
    kept = [row for rows in offers.get(NOBODY, {}).values() for row in rows]
    best: dict[tuple[int, ...], list[int]] = {}
    for shapes in sorted(groups, key=lambda group: _width(pool, group)):
        rivals = [(other, contest.cover(other, shapes)) for other in [*best, shapes]]
        useful = [(other, cover) for other, cover in rivals if cover is not None]
        stay = best[shapes] = []
        for provider in sorted(groups[shapes], key=contest.rank):
            beaten = 0
            for other, cover in useful:
                for rival in best[other]:
                    beaten += contest.wins(rival, provider, cover)
                    if beaten >= k:
                        break
                if beaten >= k:
                    break
            if beaten < k:
                stay.append(provider)
                kept.extend(row for rows in offers[provider].values() for row in rows)
    return with_rows(pool, kept)


def cost_window(pool: Pool) -> Pool:
    """Drop an action so dear that engaging another provider for it is no dearer.

    By the swap lemma, with *j* of the same shape at any other provider: the
    plan pays at most one more actor, and all arcs of *i* as full hand-offs;
    where *i* is all its provider offers, none of these was inside it, so only
    what agreements saved. If *j* costs less by that much, a plan without *i* is
    no worse. Actors can grow, so only for the one best plan, and not
    where actors are limited. For an action of nobody's nothing is added.
    """
    referred = {row for pair in pool.task.referred for row in pair}
    task, arcs, offers = pool.task, handoff_arcs(pool), _offers(pool)
    agreeing = _agreeing(pool, offers)
    by_shape: dict[int, list[int]] = {}
    for row in sorted(pool.rows, key=lambda row: _order(pool, row)):
        by_shape.setdefault(pool.shape[row], []).append(row)
    kept: list[int] = []
    for shape, rows in by_shape.items():
        front: list[int] = []
        for row in rows:
            provider = pool.columns.provider[row]
            if provider == NOBODY or sum(map(len, offers[provider].values())) > 1:
                lost = task.handoff_cost * arcs[shape]
            elif provider in agreeing or row in referred:
                lost = (task.handoff_cost - task.agreed_cost) * arcs[shape]
            else:
                lost = 0
            if not any(
                pool.columns.provider[other] != provider
                and _no_worse(
                    pool,
                    other,
                    row,
                    slack=0 if pool.columns.provider[other] == NOBODY else lost + task.actor_cost,
                )
                for other in front
            ):
                front.append(row)
        kept += front
    return with_rows(pool, kept)


class _Contest:
    """Comparisons between providers of one pool."""

    def __init__(self, pool: Pool, offers: Offers) -> None:
        self.pool = pool
        self.offers = offers
        self.covers = shape_covers(pool.shapes)
        self.referred = {row for pair in pool.task.referred for row in pair}
        present = offers.keys()
        self.pairs: dict[int, set[int]] = {}
        for p, q in pool.task.agreed:
            if p in present and q in present:
                self.pairs.setdefault(p, set()).add(q)
                self.pairs.setdefault(q, set()).add(p)
        self.networks = _useful_networks(pool, offers)
        self.slack = handoff_slack(pool)

    def rank(self, provider: int) -> tuple[int, int, int, int]:
        """Put likely winners first: cheap, early, well connected."""
        columns, mine = self.pool.columns, self.offers[provider]
        return (
            sum(columns.cost[rows[0]] for rows in mine.values()),
            sum(columns.late[rows[0]] for rows in mine.values()),
            -len(self.pairs.get(provider, ())) - len(self.networks.get(provider, ())),
            provider,
        )

    def cover(self, others: tuple[int, ...], shapes: tuple[int, ...]) -> Mapping[int, list[int]] | None:
        """Give for each shape those of another provider that cover it; ``None`` if one has none."""
        found: dict[int, list[int]] = {}
        for shape in shapes:
            found[shape] = [other for other in others if self.covers(other, shape)]
            if not found[shape]:
                return None
        return found

    def keeps_agreements(self, q: int, p: int) -> bool:
        """Tell whether *q* agrees with all that *p* agrees with."""
        if not self.networks.get(p, frozenset()) <= self.networks.get(q, frozenset()):
            return False
        mine = self.pairs.get(p)
        return not mine or mine - {q} <= self.pairs.get(q, set())

    def wins(self, q: int, p: int, cover: Mapping[int, list[int]]) -> bool:
        """Tell whether *q* can stand in for *p* in every plan."""
        theirs, free = self.offers[q], self.keeps_agreements(q, p)
        for shape, rows in self.offers[p].items():
            for row in rows:
                slack = 0 if free and row not in self.referred else self.slack[shape]
                if not any(
                    _no_worse(self.pool, rival, row, slack=slack)
                    for other in cover[shape]
                    for rival in theirs[other]
                ):
                    return False
        return True


def handoff_slack(pool: Pool) -> list[int]:
    """Bound for each shape what losing all agreements can cost an action of it."""
    difference = pool.task.handoff_cost - pool.task.agreed_cost
    return [difference * arcs for arcs in handoff_arcs(pool)]


def _no_worse(pool: Pool, j: int, i: int, *, slack: int = 0) -> bool:
    """Tell whether *j* is no dearer than *i* and no later, even after paying ``slack``."""
    columns = pool.columns
    if columns.cost[j] + slack > columns.cost[i] or columns.money[j] > columns.money[i]:
        return False
    # With a limit on days the column holds days, which no saving makes up for.
    slack_of_late = slack if pool.task.limits.days is None else 0
    return columns.late[j] + slack_of_late <= columns.late[i]


def _comes_first(pool: Pool, j: int, i: int) -> bool:
    """Break the tie of two equal actions: shapes that cover each other are one shape."""
    return pool.shape[j] != pool.shape[i] or _order(pool, j) < _order(pool, i)


def _order(pool: Pool, row: int) -> tuple[int, int, int, int]:
    columns = pool.columns
    return columns.cost[row], columns.late[row], columns.money[row], row


def _offers(pool: Pool) -> dict[int, dict[int, list[int]]]:
    offers: dict[int, dict[int, list[int]]] = {}
    for row in sorted(pool.rows, key=lambda row: _order(pool, row)):
        offers.setdefault(pool.columns.provider[row], {}).setdefault(pool.shape[row], []).append(row)
    return offers


def _width(pool: Pool, shapes: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    """Put groups that add much first: they may cover those that add less."""
    adds = 0
    for shape in shapes:
        adds |= pool.shapes[shape][1]
    return -adds.bit_count(), -len(shapes), shapes


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


def _agreeing(pool: Pool, offers: Offers) -> set[int]:
    """Give the providers here that have an agreement with another one here."""
    found = {p for pair in pool.task.agreed if pair[0] in offers and pair[1] in offers for p in pair}
    return found | {provider for provider, shared in _useful_networks(pool, offers).items() if shared}
