"""The 25 competency questions answer, on a small drawn world, the rows reasoned by hand.

The world is drawn in ``competency/world.ttl``; the rows and their reasons stand
in ``competency/expected.yaml``. Specialists ask the S questions, analysts the A
questions.
"""

from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import yaml

from welfarenet.graph.exercises import MappingExercise, Record
from welfarenet.graph.mapped import Agreement, Offering, Provider, Referral, Service
from welfarenet.graph.rdf import records
from welfarenet.ontology import terms

FOLDER = Path(__file__).with_name("competency")
NEEDS = Path(terms.__file__).with_name("needs.ttl")
SIUSS = (
    "https://w3id.org/italia/social-security/controlled-vocabulary/pensions/tipo_categoria_prestazione_siuss/"
)
PREFIXES = {"ex": terms.DATA + "world/", "siuss": SIUSS, **terms.PREFIXES}

EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
CASES = [
    pytest.param(question, case, id=question + ("" if number == 0 else f"-also-{number}"))
    for question, base in EXPECTED.items()
    for number, case in enumerate([base, *base.get("also", ())])
]

Row = tuple[str | None, ...]


@pytest.fixture(scope="module")
def world() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=NEEDS, format=pyoxigraph.RdfFormat.TURTLE)
    store.load(path=FOLDER / "world.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    return store


def ask(world: pyoxigraph.Store, query: str) -> list[Row]:
    solutions = world.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [tuple(map(cell, solution)) for solution in solutions]


def cell(value: object) -> str | None:
    if isinstance(value, pyoxigraph.NamedNode):
        prefix, base = max(
            ((p, b) for p, b in PREFIXES.items() if value.value.startswith(b)), key=lambda pair: len(pair[1])
        )
        return f"{prefix}:{value.value[len(base) :]}"
    if isinstance(value, pyoxigraph.Literal):
        return value.value
    assert value is None, f"an answer holds IRIs, literals or nothing, not {value}"
    return None


def reworded(question: str, replace: dict[str, str]) -> str:
    query = (FOLDER / f"{question}.rq").read_text("utf-8")
    for old, new in replace.items():
        assert old in query, f"{question}.rq does not mention {old}"
        query = query.replace(old, new)
    return query


@pytest.mark.parametrize(("question", "case"), CASES)
def test_a_competency_question_answers_the_rows_reasoned_by_hand(
    world: pyoxigraph.Store, question: str, case: dict[str, Any]
) -> None:
    found = ask(world, reworded(question, case.get("replace", {})))
    expected = [tuple(row) for row in case["rows"]]
    if case.get("ordered"):
        assert found == expected
    else:
        assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_there_are_25_questions_and_each_has_expected_rows() -> None:
    assert {path.stem for path in FOLDER.glob("*.rq")} == set(EXPECTED)
    assert len(EXPECTED) == 25


def test_at_least_one_question_has_an_empty_answer() -> None:
    assert any(case["rows"] == [] for case in EXPECTED.values())


def test_every_question_says_in_its_first_line_what_it_asks() -> None:
    for path in FOLDER.glob("*.rq"):
        assert path.read_text("utf-8").startswith(f"# {path.stem}: ")


@pytest.mark.parametrize(
    ("kind", "count"),
    [(Offering, 13), (Provider, 9), (Service, 13), (Agreement, 2), (Referral, 1), (MappingExercise, 2)],
)
def test_the_world_is_written_in_the_terms_the_product_reads(kind: type[Record], count: int) -> None:
    quads = pyoxigraph.parse(path=FOLDER / "world.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    assert len(records(kind, list(quads))) == count
