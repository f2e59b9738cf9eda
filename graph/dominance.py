"""Actions and providers that another one can stand in for.

All proofs here rest on one *swap lemma*. In a plan, let action *i* be replaced
by an action *j* that adds all that *i* adds and has a mode inside the mode *i*
is used in. If *j* is not in the plan, it takes that mode. If it is, it keeps
the mode whose facts are all there first, of the two: of two actions of a plan
at most one waits for the other, so at least one choice makes no circle, and
the earlier of the two makes neither later. Either way each fact of *i* comes at most
``max(0, days of j - days of i)`` later, so the critical path grows by no more;
no other cost grows but what is said of hand-offs below.

*Turns.* Of plans that cost the same the first by ``Task.turn`` stays. The swap adds no action,
and no fact that is needed; where *j* is no worse than *i*, the merits added up get less, unless the
two are equals: then names decide, and *i* goes only where *j* is named first. Where any of
equals will do, *i* goes all the same.

*Arcs.* The hand-offs of *i* are at most the facts of its largest mode, plus for
each fact it adds the consumers of that fact; in a plan every action supplies a
fact that no other supplies, so a fact has no more consumers than the actions
that may need it have effects, all together.
"""

from bisect import insort
from dataclasses import replace

from .contest import Contest, beats, handoff_arcs, offers_of, shape_covers
from .pool import Pool, with_rows
from .task import NOBODY

__all__ = ["cost_window", "drop_dominated_offers", "drop_dominated_providers", "drop_outdone"]


def drop_outdone(pool: Pool, k: int) -> Pool:
    """Drop an action that *k* others of its shape beat, where each is all its provider offers.

    By the swap lemma, as in ``drop_dominated_providers``: the other is no dearer and
    no later, in the same networks or this one in none, and no agreement or referral ties
    either. The same, but quick: one sweep by cost that keeps the *k* lowest latenesses.
    With a limit on money there is a third thing to compare, so nothing is dropped.
    """
    task, columns = pool.task, pool.columns
    if task.limits.money is not None:
        return pool
    tied = {provider for pair in task.agreed for provider in pair} | {NOBODY}
    referred = {row for pair in task.referred for row in pair}
    many: dict[int, int] = {}
    for row in pool.rows:
        provider = columns.provider[row]
        many[provider] = many.get(provider, 0) + 1
    nothing: frozenset[int] = frozenset()
    lowest: dict[tuple[int, frozenset[int] | None], list[int]] = {}
    dropped = set()
    for row in sorted(pool.rows, key=pool.columns.place.__getitem__):
        provider = columns.provider[row]
        if many[provider] > 1 or provider in tied or row in referred:
            continue
        shape, late, circle = pool.shape[row], columns.late[row], task.networks.get(provider, nothing)
        for place in ((shape, circle), (shape, None)):
            least = lowest.setdefault(place, [])
            if len(least) < k or late < least[-1]:
                insort(least, late)
                del least[k:]
            elif place[1] is not None or not circle:
                dropped.add(row)
    return with_rows(pool, [row for row in pool.rows if row not in dropped])


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
    for offers in offers_of(pool).values():
        for shape, rows in offers.items():
            better = [other for other in offers if covers(other, shape)]
            kept.extend(
                row
                for row in rows
                if row in referred
                or not any(beats(pool, rival, row) for other in better for rival in offers[other])
            )
    return with_rows(pool, kept)


def drop_dominated_providers(pool: Pool, k: int, *, by_turn: bool = False) -> Pool:
    """Drop a provider that *k* others each stand in for, action by action.

    By the swap lemma for all actions of *p* at once, with actions of *q*: *p*
    leaves the plan and *q* enters, so there are no more actors, and hand-offs
    inside *p* become hand-offs inside *q*. A hand-off to a third provider can
    only get dearer where an agreement or a referral of *p* is lost; for those
    *q* must be cheaper by the *slack*: all arcs of the action times the
    difference. Days may be more where they cost less than what is saved.

    *By turn*, an action of *p* that no *q* has better or names before stays: a plan of such
    equals alone may be the first. A plan with any other gets cheaper or comes before.

    *Alternatives.* A plan with *p* that contains no earlier set is to be
    replaced by one that contains none either. Were an earlier set S inside the
    plan with *p* swapped for q₁ and inside the one with q₂, then S without q₁
    and S without q₂ would be in the plan without *p*, hence S: no. So each of
    the at most k − 1 earlier sets spoils one *q* only, and one is left.
    """
    offers = offers_of(pool)
    contest = Contest(pool, offers, by_turn=by_turn)
    groups: dict[tuple[int, ...], list[int]] = {}
    for provider, mine in offers.items():
        if provider != NOBODY:
            groups.setdefault(tuple(sorted(mine)), []).append(provider)
    kept = [row for rows in offers.get(NOBODY, {}).values() for row in rows]
    stay = 0
    for shapes in sorted(groups, key=lambda group: _width(pool, group)):
        for provider in sorted(groups[shapes], key=contest.rank):
            able = contest.able(provider, stay)
            left = {row: k for rows in offers[provider].values() for row in rows}
            while able and left:
                low = able & -able
                able ^= low
                for row in contest.outdone(contest.providers[low.bit_length() - 1], provider):
                    if left.get(row) == 1:
                        del left[row]
                    elif row in left:
                        left[row] -= 1
            if left:
                stay |= contest.bit[provider]
                kept.extend(left)
    return replace(with_rows(pool, kept), tied=contest.tied)


def cost_window(pool: Pool) -> Pool:
    """Drop an action so dear that engaging another provider for it is no dearer.

    By the swap lemma, with *j* of the same shape at any other provider: the
    plan pays at most one more actor, and all arcs of *i* as full hand-offs;
    where *i* is all its provider offers, none of these was inside it, so only
    what agreements saved. If *j* costs less by that much, a plan without *i* is
    no worse. Actors can grow, so only for the one best plan, and not
    where actors are limited. For an action of nobody's nothing is added.
    """
    contest = Contest(pool, offers_of(pool))
    by_shape: dict[int, list[int]] = {}
    for row in sorted(pool.rows, key=pool.columns.place.__getitem__):
        by_shape.setdefault(pool.shape[row], []).append(row)
    arcs = handoff_arcs(pool)
    kept: list[int] = []
    for shape, rows in by_shape.items():
        rivals: list[int] = []
        for row in rows:
            if not _within_window(contest, row, rivals, arcs[shape]):
                kept.append(row)
                if not _too_late_to_matter(pool, row, rivals):
                    rivals.append(row)
    return with_rows(pool, kept)


def _within_window(contest: Contest, row: int, rivals: list[int], arcs: int) -> bool:
    """Tell whether a rival at another provider is cheaper by all that engaging it can cost."""
    pool, task = contest.pool, contest.pool.task
    columns = pool.columns
    provider = columns.provider[row]
    if provider == NOBODY or sum(map(len, contest.offers[provider].values())) > 1:
        lost = task.handoff_cost * arcs
    elif contest.agrees(provider) or row in contest.referred:
        lost = (task.handoff_cost - task.agreed_cost) * arcs
    else:
        lost = 0
    for rival in rivals:
        if columns.cost[rival] > columns.cost[row]:
            break
        if columns.provider[rival] == provider:
            continue
        slack = 0 if columns.provider[rival] == NOBODY else lost + task.actor_cost
        if beats(pool, rival, row, slack=slack):
            return True
    return False


def _too_late_to_matter(pool: Pool, row: int, rivals: list[int]) -> bool:
    """Tell whether two rivals at two providers are no worse: whoever it beats, one of them beats too."""
    better = {pool.columns.provider[rival] for rival in rivals if beats(pool, rival, row)}
    return len(better - {NOBODY}) > 1


def _width(pool: Pool, shapes: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    """Put groups that add much first: they may cover those that add less."""
    adds = 0
    for shape in shapes:
        adds |= pool.shapes[shape][1]
    return -adds.bit_count(), -len(shapes), shapes
