"""Offerings left out before the search: every answer stays what it is with all of them.

A country in small over the real comuni; asked in the largest, where thousands of offerings meet.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from bench.nation import ON, invent, questions

from welfarenet.graph import paths, thinning
from welfarenet.graph.network import Network, open_network
from welfarenet.graph.paths import Step, find_paths, prepare
from welfarenet.graph.question import Question
from welfarenet.graph.reference import load_reference

ROME, MILAN = "H501", "F205"


@cache
def nation() -> Network:
    """Invent 25,000 offerings in four networks, and among those of Rome some agreements and referrals.

    Within 90 days a fifth opens, and all of every third class; a tenth shuts.
    """
    index = invent(25_000, 7, load_reference())
    rng = np.random.default_rng(7)
    here = index.covering(ROME)
    partners = np.unique(
        np.sort(rng.choice(np.unique(index.columns.provider[here]), size=(40, 2)), axis=1), axis=0
    )
    always = np.tile(np.array([[0, 4_000_000]]), (len(partners), 1))
    agreements = np.concatenate([partners, always], axis=1)[partners[:, 0] < partners[:, 1]].astype(np.int32)
    referrals = np.unique(rng.choice(here, size=(60, 2)), axis=0).astype(np.int32)
    few_networks = index.columns.memberships % np.array([len(index.providers), 4], dtype=np.int32)
    turn, day = rng.random(len(index.columns.since)), rng.integers(1, 90, len(index.columns.since))
    later = (turn < 0.2) | (index.columns.service_class % 3 == 0)
    since = np.where(later, ON.toordinal() + day, index.columns.since)
    until = np.where(turn > 0.9, ON.toordinal() + day, index.columns.until)
    columns = replace(
        index.columns,
        agreements=agreements,
        referrals=referrals,
        memberships=few_networks.astype(np.int32),
        since=since.astype(np.int32),
        until=until.astype(np.int32),
    )
    return open_network(replace(index, columns=columns))


@cache
def asked() -> tuple[Question, ...]:
    drawn = questions(nation(), 60, 12, needs=(3, 4), k=1)
    varied = []
    for number, question in enumerate(drawn):
        limit = 120 if number % 4 == 3 else None
        wish = ("balanced", "fast", "cheap")[number % 3]
        varied.append(
            replace(question, comune=(ROME, MILAN)[number % 2], k=1 + number % 3, prefer=wish, max_days=limit)
        )
    return tuple(varied)


def told(question: Question) -> tuple[list[tuple[int, int]], tuple[Step, ...]]:
    """Give points and days of each path, and the steps of the first: of equals any will do beside it."""
    paths = find_paths(nation(), question).paths
    return [(path.objective, path.days) for path in paths], paths[0].steps if paths else ()


@cache
def with_all(number: int) -> tuple[list[tuple[int, int]], tuple[Step, ...]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "thin", lambda acts, question: acts)
        return told(asked()[number])


def first_difference() -> int | None:
    """Give the first question whose answer is not that of all acts."""
    return next((n for n, question in enumerate(asked()) if told(question) != with_all(n)), None)


def test_every_answer_is_that_of_all_offerings() -> None:
    assert first_difference() is None


def test_at_least_a_quarter_of_the_offerings_of_a_city_is_left_out() -> None:
    every = [(prepare(nation(), question).acts, question) for question in asked()]
    left = sum(len(thinning.thin(acts, question).offered) for acts, question in every)
    assert left < 0.75 * sum(acts.mapped for acts, _ in every)


def test_nothing_is_left_out_where_money_is_limited() -> None:
    question = replace(asked()[0], max_cost_cents=10_000)
    acts = prepare(nation(), question).acts
    assert acts.mapped > 0
    assert thinning.thin(acts, question) is acts


def forget_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    real = thinning._beaten
    monkeypatch.setattr(
        thinning, "_beaten", lambda turn, group, late, *among: real(turn, group, late * 0, *among)
    )


def forget_the_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "_circles", lambda acts: np.zeros(acts.mapped, dtype=np.int32))


def take_one_rival_for_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    real = thinning._beaten
    monkeypatch.setattr(
        thinning, "_beaten", lambda turn, group, late, among, k, *by: real(turn, group, late, among, 1, *by)
    )


def take_all_kinds_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "_kinds", lambda acts: np.zeros(acts.mapped, dtype=np.int64))


def take_what_opens_later_for_open(monkeypatch: pytest.MonkeyPatch) -> None:
    real = thinning._rivals
    monkeypatch.setattr(
        thinning, "_rivals", lambda *asked: real(*asked)._replace(opens=0 * real(*asked).opens)
    )


@pytest.mark.parametrize(
    "breaking",
    [
        forget_the_days,
        forget_the_networks,
        take_one_rival_for_enough,
        take_all_kinds_for_one,
        take_what_opens_later_for_open,
    ],
    ids=lambda breaking: breaking.__name__,
)
def test_the_answers_differ_when_we(
    breaking: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    assert first_difference() is not None
