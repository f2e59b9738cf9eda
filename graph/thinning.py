"""Offerings that others of the same kind stand in for, told apart before anything is made of them.

A country has thousands of offerings of a few kinds, and most are all their
provider offers here. Of those it is enough to look at the ones that no other
beats in cost and days together. The rest is left to ``dominance``, which knows more.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .acts import Acts
from .arrangements import agreements, referrals
from .preferences import PREFERENCES
from .question import Question
from .weighing import weigh_mapped

__all__ = ["thin"]


def thin(acts: Acts, question: Question) -> Acts:
    """Leave out mapped acts that *k* others of the same kind stand in for.

    Two acts are of one kind when they ask and give the same, and stand on the same
    sides of what the law keeps apart. By the swap lemma of
    ``dominance`` one can take the place of another if it is no dearer and no
    later, of equals the one named first, opens on the same day or is open already, and

    - both are the same provider's, which leaves who is involved as it is; or
    - each is all its provider offers here, and the provider left out is in no
      network or in the very same ones: then no hand-off gets dearer. If *k* can, one of them
      makes no earlier alternative come back (see ``drop_dominated_providers``).

    Acts with a referral, of a provider with an agreement, or that the question
    requires are left alone. What is left need not hold on the calendar: who
    finds that it does not must go back to all acts.

    Notes
    -----
    O(k n log n) for *n* acts, in numpy. With a limit on money there would be a
    third thing to compare, so nothing is left out.
    """
    if question.max_cost_cents is not None or not acts.mapped:
        return acts
    kind, free, rivals = _kinds(acts), _free(acts), _rivals(acts, question)
    provider, k = _ranks(_providers(acts)), question.k
    stay = ~rivals.beaten(provider * (int(kind.max()) + 1) + kind, free, 1)
    alone = free & stay & (np.bincount(provider[stay], minlength=len(provider))[provider] == 1)
    circle = _circles(acts)
    stay &= ~rivals.beaten(kind * (int(circle.max()) + 1) + circle, alone, k)
    stay &= ~((circle == 0) & rivals.beaten(kind, alone, k))
    return acts if stay.all() else acts.only(np.flatnonzero(stay))


class _Rivals(NamedTuple):
    """What acts of one kind are compared by.

    Parameters
    ----------
    turn : intp[n]
        All acts, the cheapest first, of those the quickest, of those by name.
    late : int64[n]
        By act: the higher, the later it ends, or the dearer that is.
    opens : int64[n]
        By act: the first day on which it may begin.
    """

    turn: NDArray[np.intp]
    late: NDArray[np.int64]
    opens: NDArray[np.int64]

    def beaten(self, group: NDArray[np.int64], among: NDArray[np.bool_], k: int) -> NDArray[np.bool_]:
        """Tell which of some acts at least *k* others of their group beat.

        What opens later is compared with what is open, then with one another.
        """
        waits = self.opens > 0
        if not waits.any():
            return _beaten(self.turn, group, self.late, among, k)
        found = _beaten(self.turn, group, self.late, among, k, ~waits)
        place = np.empty_like(self.turn)
        place[self.turn] = np.arange(len(place))
        for some in _together(group, among & waits & ~found, k):
            found[some] = _outdone(k, place[some], self.late[some], self.opens[some])
        return found


def _rivals(acts: Acts, question: Question) -> _Rivals:
    """Say what mapped acts are compared by under the question's preference."""
    weights = PREFERENCES[question.prefer]
    weighed = weigh_mapped(acts, weights)
    points = weighed.points * 100 + weights.euro * weighed.cents
    # Of equal cost the earlier is the one with fewer days, whatever a day weighs; names are last.
    turn = np.lexsort((_providers(acts), weighed.days, weighed.cents, points))
    if question.max_days is None:
        late = _ranks(points + 100 * weights.day * weighed.days, weighed.days, weighed.cents)
    else:
        late = _ranks(weighed.days)
    return _Rivals(turn, late, acts.opens[: acts.mapped])


def _beaten(
    turn: NDArray[np.intp],
    group: NDArray[np.int64],
    late: NDArray[np.int64],
    among: NDArray[np.bool_],
    k: int,
    by: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Tell which of some acts at least *k* others of their group beat, of those ``by`` whom one may be.

    ``turn`` lists all acts, the cheapest first. The undominated make a first layer,
    those that only the first layer beats a second, and so on: in layer ``k + 1``
    everybody has a chain of *k* above.
    """
    beaten = among.copy()
    left = turn[among.take(turn)]
    left = left.take(group.take(left).argsort(kind="stable"))
    # Later groups lie lower, so the running minimum starts afresh with each.
    height = late - group * (int(late.max()) + 1)
    bar = height if by is None else np.where(by, height, int(height.max(initial=0)) + 1)
    for _ in range(k):
        if not left.size:
            break
        first = np.ones(len(left), dtype=np.bool_)
        np.less(height.take(left)[1:], np.minimum.accumulate(bar.take(left))[:-1], out=first[1:])
        beaten[left[first]] = False
        left = left[~first]
    return beaten


def _together(group: NDArray[np.int64], among: NDArray[np.bool_], k: int) -> Iterator[NDArray[np.intp]]:
    """List some acts by group, of groups of more than *k*."""
    some = np.flatnonzero(among)
    some = some[group[some].argsort(kind="stable")]
    for part in np.split(some, np.flatnonzero(np.diff(group[some])) + 1):
        if len(part) > k:
            yield part


def _outdone(k: int, *keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which rows at least *k* others are no more than in any key; in the first no two are equal.

    Whatever those are beaten by beats the row too, so the first *k* of them stay.
    """
    no_more = np.logical_and.reduce([key[:, None] <= key for key in keys])
    return np.asarray(no_more.sum(axis=0) > k)


def _ranks(*keys: NDArray[np.int32] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank the rows by several keys, the first one first; equal rows get one rank."""
    order = np.lexsort(keys[::-1])
    rises = np.zeros(len(order), dtype=np.int64)
    for key in keys:
        ordered = key.take(order)
        rises[1:] |= ordered[1:] != ordered[:-1]
    ranks = np.empty_like(rises)
    ranks[order] = np.cumsum(rises)
    return ranks


def _kinds(acts: Acts) -> NDArray[np.int64]:
    """Give the mapped acts a number by what they ask, give and exclude; all of one form are of one kind."""
    forms = acts.local.network.forms
    number: dict[tuple[object, ...], int] = {}
    of_form: dict[int, int] = {}
    for procedure, form in zip(acts.contents, forms.of[[*acts.contents]].tolist(), strict=True):
        if form not in of_form:
            content = acts.contents[procedure]
            sides = tuple((procedure in clash.one, procedure in clash.other) for clash in acts.clashes)
            alike = frozenset(content.ways), content.gives, sides
            of_form[form] = number.setdefault(alike, len(number))
    kind = np.zeros(len(forms.forms), dtype=np.int64)
    kind[[*of_form]] = [*of_form.values()]
    return np.asarray(kind.take(forms.of.take(acts.offered.procedure)))


def _providers(acts: Acts) -> NDArray[np.int32]:
    """Give the row of the provider of each mapped act."""
    return np.asarray(acts.local.network.index.columns.provider.take(acts.offered.rows))


def _free(acts: Acts) -> NDArray[np.bool_]:
    """Tell which mapped acts nothing ties: no referral, no agreement, nothing required."""
    provider = _providers(acts)
    free = np.ones(len(provider), dtype=np.bool_)
    free[[act for pair in referrals(acts) for act in pair]] = False
    free[[act for act in acts.extra if act < len(free)]] = False
    agreeing = {one for pair in agreements(acts) for one in pair}
    return free & ~np.isin(provider, sorted(agreeing)) if agreeing else free


def _circles(acts: Acts) -> NDArray[np.int32]:
    """Give the mapped acts a number by the networks their provider is in; 0 for none."""
    return acts.local.network.circles.of.take(_providers(acts))
