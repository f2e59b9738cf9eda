"""What can be done here that may matter, of 25,000 invented offerings: what a look at all of them gives."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from bench.nation import invent, questions

from welfarenet.graph.acts import Acts, list_acts
from welfarenet.graph.coverage import Local, survey
from welfarenet.graph.documents import Folder, open_folder
from welfarenet.graph.eligibility import Verdict
from welfarenet.graph.network import Network, open_network
from welfarenet.graph.offered import OPEN, UPCOMING
from welfarenet.graph.question import Question
from welfarenet.graph.reference import load_reference

ROME = "H501"


@cache
def nation() -> Network:
    return open_network(invent(25_000, 7, load_reference()))


def grounds() -> list[tuple[Local, Folder, Question]]:
    """Ask in Rome, every third time with something forbidden, every third with something required."""
    network, found = nation(), []
    for number, drawn in enumerate(questions(network, 30, 5, needs=(1, 4), k=1)):
        question = replace(drawn, comune=ROME)
        local = survey(network, ROME, question.on, question.citizen)
        some = network.index.offerings[int(local.whole.rows[number])]
        names = frozenset({some, "access.patronato"})
        if number % 3 == 1:
            question = replace(question, forbid=names)
        if number % 3 == 2:
            question = replace(question, require=names)
        folder = open_folder(network.index.reference.documents, question.citizen, question.on)
        found.append((local, folder, question))
    return found


def seen(acts: Acts) -> tuple[object, ...]:
    return acts.offered.rows.tolist(), acts.procedures, acts.contents, acts.extra, acts.clashes


def test_the_offerings_of_some_procedures_are_those_among_all_that_follow_them() -> None:
    local, _, question = grounds()[0]
    which = nation().serving(question.goals[0])
    some, those = local.offering(which), local.whole.where(which[local.whole.procedure])
    assert 0 < len(some) < len(local.whole)
    for one, other in ((some.rows, those.rows), (some.via, those.via), (some.door, those.door)):
        assert np.array_equal(one, other)


def test_the_acts_are_those_of_a_look_at_all_that_covers_the_place() -> None:
    for local, folder, question in grounds():
        assert seen(list_acts(local, folder, question)) == seen(
            list_acts(local, folder, question, among=local.whole)
        )


def test_an_act_left_out_gives_nothing_that_an_act_kept_may_ask_for() -> None:
    network = nation()
    for local, folder, question in grounds():
        acts = list_acts(local, folder, question)
        asked = {
            paper
            for procedure in acts.procedures
            for need in network.procedures[procedure].requires
            for papers in need.alternatives
            for paper in papers
        } - folder.at_hand
        whole = local.whole
        fit = np.isin(whole.door, (OPEN, UPCOMING)) & (local.verdicts[whole.procedure] != Verdict.NO)
        left = set(whole.procedure[fit & ~np.isin(whole.rows, acts.offered.rows)].tolist())
        forbidden = {p for p in left if network.procedures[p].service_type in question.forbid}
        for procedure in sorted(left - forbidden - set(acts.procedures)):
            given = network.forms.forms[network.forms.of[procedure]].given
            assert asked.isdisjoint(given)
            assert not any(network.serves(procedure, goal) for goal in question.goals)


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_few_acts_know_their_numbers_among_all(count: int) -> None:
    local, folder, question = grounds()[0]
    every = list_acts(local, folder, question)
    few = every.only(np.arange(0, every.mapped, 2)[:count])
    numbers = few.numbers_in(every)
    assert [every.procedures[number] for number in numbers[: len(few.procedures)]] == list(few.procedures)
    for act in range(few.mapped):
        assert every.candidate(numbers[act]) == few.candidate(act)
