"""Every example in a docstring runs and gives what it says."""

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

from welfarenet import api, graph, loaders, ontology

FLOORS = (ontology, graph, loaders, api)
MODULES = sorted(
    found.name for floor in FLOORS for found in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}.")
)


def examples(module: ModuleType) -> list[doctest.DocTest]:
    return [test for test in doctest.DocTestFinder(exclude_empty=True).find(module) if test.examples]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runner = doctest.DocTestRunner()
    for test in examples(importlib.import_module(name)):
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0, capsys.readouterr().out


def test_every_floor_is_walked_and_has_examples() -> None:
    """Guard against a walk that silently finds nothing."""
    walked = {name.split(".")[1] for name in MODULES}
    assert {"ontology", "graph", "loaders"} <= walked
    found = sum(len(examples(importlib.import_module(name))) for name in MODULES)
    assert found >= 20
