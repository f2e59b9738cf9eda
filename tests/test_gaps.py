"""The map of gaps says of every need in every comune what the single question says."""

import os
from collections import Counter
from pathlib import Path

import pytest
from gap_worlds import COMUNI, GOALS, PERSONAS, random_network, said

from welfarenet.graph.coverage import Reason
from welfarenet.graph.gaps import GapQuestion, find_gaps
from welfarenet.graph.network import Network
from welfarenet.graph.question import Question
from worlds import TODAY

SERIES = 300 if os.environ.get("WELFARENET_EXHAUST") else 15


def disagreements(network: Network, question: GapQuestion) -> list[tuple[object, ...]]:
    """List the cells where the map and the single question differ, and in what."""
    found = find_gaps(network, question)
    wrong: list[tuple[object, ...]] = []
    for comune in question.comuni:
        for goal in question.goals:
            outcome = found.outcome(goal, comune)
            asked = Question(comune, (goal,), question.on, question.persona)
            for name, value in said(network, asked):
                ours: object = getattr(outcome, name)
                if name == "conditions":
                    ours = set(outcome.conditions)
                if name == "reason" and ours is Reason.COVERED and value is Reason.COVERED_REMOTE:
                    continue  # somebody near could end a path too, only not the best
                if ours != value:
                    wrong.append((comune, goal.id, name, ours, value))
            if outcome.met and bool(outcome.facts) == outcome.sure:
                wrong.append((comune, goal.id, "facts", outcome.facts, outcome.sure))
    return wrong


@pytest.mark.exhaust
def test_every_cell_says_what_the_single_question_says(tmp_path: Path) -> None:
    seen: Counter[Reason] = Counter()
    asked = 0
    for seed in range(SERIES):
        network = random_network(seed, tmp_path / str(seed))
        for persona in PERSONAS:
            question = GapQuestion(COMUNI, GOALS, TODAY, persona)
            assert disagreements(network, question) == [], f"world {seed}"
            found = find_gaps(network, question)
            asked += found.asked
            seen.update(found.outcomes[number].reason for number in found.cells.ravel().tolist())
    assert set(seen) >= set(Reason) - {Reason.INCOMPATIBLE}, "the random networks leave some reason out"
    assert 0 < asked < SERIES * len(PERSONAS) * len(COMUNI) * len(GOALS) / 5
