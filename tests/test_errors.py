"""The error tree: as drawn, picklable, with facts as attributes and words that say them."""

import inspect
import pickle
import re

import pytest

from welfarenet.ontology import errors
from welfarenet.ontology.errors import CitizenError, UnknownNameError, WelfareNetError

DRAWN = re.compile(r"^ *(?:[│ ]*[├└]── )(?P<name>\w+)(?: +(?P<builtin>[A-Z]\w+Error))?\b")
CLASSES = [
    found
    for _name, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, WelfareNetError)
]
BASES = {"WelfareNetError", "InputError", "StoreError"}
LEAVES = [error for error in CLASSES if error.__name__ not in BASES]


def drawn_tree() -> dict[str, tuple[str, str]]:
    """Read the docstring's drawing: parent and builtin of each error, ``""`` for none."""
    lines = (errors.__doc__ or "").splitlines()
    found = {"WelfareNetError": ("", "")}
    branch: list[tuple[int, str]] = [(-1, "WelfareNetError")]
    for line in lines:
        drawn = DRAWN.match(line)
        if drawn is None:
            continue
        depth = drawn.start("name")
        while branch[-1][0] >= depth:
            branch.pop()
        found[drawn["name"]] = (branch[-1][1], drawn["builtin"] or "")
        branch.append((depth, drawn["name"]))
    return found


def real_tree() -> dict[str, tuple[str, str]]:
    """Read the same from the classes."""
    return {
        error.__name__: (
            next((base.__name__ for base in error.__bases__ if issubclass(base, WelfareNetError)), ""),
            next(
                (
                    b.__name__
                    for b in error.__bases__
                    if not issubclass(b, WelfareNetError) and b is not Exception
                ),
                "",
            ),
        )
        for error in CLASSES
    }


def example(error: type[WelfareNetError]) -> WelfareNetError:
    """Make an error with a telling value for each of its facts."""
    values: dict[str, object] = {}
    for name, parameter in inspect.signature(error).parameters.items():
        several = "Sequence" in str(parameter.annotation)
        values[name] = (f"the {name} one", f"the {name} two") if several else f"the {name}"
    return error(**values)


def facts(error: WelfareNetError) -> dict[str, object]:
    return {name: getattr(error, name) for name in inspect.signature(type(error)).parameters}


each = pytest.mark.parametrize("error", LEAVES, ids=lambda error: error.__name__)


def test_the_tree_in_the_docstring_is_the_real_tree() -> None:
    assert drawn_tree() == real_tree()


def test_every_error_is_public() -> None:
    assert sorted(errors.__all__) == sorted(error.__name__ for error in CLASSES)


@each
def test_a_leaf_is_also_the_nearest_builtin(error: type[WelfareNetError]) -> None:
    builtin = next(base for base in error.__bases__ if not issubclass(base, WelfareNetError))
    assert builtin.__module__ == "builtins"


@each
def test_an_error_keeps_its_facts_as_attributes(error: type[WelfareNetError]) -> None:
    assert all("the " in str(value) for value in facts(example(error)).values())


@each
def test_an_error_survives_a_pickle(error: type[WelfareNetError]) -> None:
    made = example(error)
    again = pickle.loads(pickle.dumps(made))
    assert type(again) is error
    assert (facts(again), str(again), again.args) == (facts(made), str(made), made.args)


@each
def test_an_error_words_every_fact(error: type[WelfareNetError]) -> None:
    made = example(error)
    words = str(made)
    for value in facts(made).values():
        for part in value if isinstance(value, tuple) else (value,):
            assert str(part) in words


@each
def test_an_error_says_something_without_its_optional_facts(error: type[WelfareNetError]) -> None:
    needed = [
        () if "Sequence" in str(parameter.annotation) else "this"
        for parameter in inspect.signature(error).parameters.values()
        if parameter.default is inspect.Parameter.empty
    ]
    assert "this" in str(error(*needed))
    assert not str(error(*needed)).endswith(("; ", ": ", "? "))


def test_a_sequence_of_facts_becomes_a_tuple_whatever_was_given() -> None:
    assert UnknownNameError("comune", "Iesi", ["Jesi"]).nearest == ("Jesi",)


def test_a_citizens_error_has_no_place_for_the_value() -> None:
    assert list(inspect.signature(CitizenError).parameters) == ["key", "problem", "hint"]
