"""Every phrase that an error of ours carries is known in Italian."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from welfarenet.api.phrases import in_italian

ROOT = Path(__file__).parent.parent
RAISED = {"FileRefusedError", "MappingError", "CorruptStoreError", "StoreUnreachableError", "_refuse"}
UNTURNED = re.compile(r"7?|sheets[.7]*|7 is not read|a sheet reaches 7, .*")
"""What somebody else says (a system, a parser, a server), keys of a mapping, and two asked below."""


def phrases() -> Iterator[tuple[str, str]]:
    """List the literal phrases of errors with the file they stand in; what is put into them is a 7."""
    for floor in ("graph", "loaders", "api"):
        for file in sorted((ROOT / floor).glob("*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            named = {
                target.id: node.value
                for node in tree.body
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
                    # The first argument of an error says where: a file, a folder, an address.
                    said = node.args if getattr(node.func, "id", "") == "_refuse" else node.args[1:]
                    for argument in said:
                        given = (
                            named.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
                        )
                        for text in literal(given):
                            yield file.name, text


def literal(node: ast.expr | None) -> Iterator[str]:
    """Read the texts an expression may be; none where it is worked out elsewhere."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp():
            yield from (*literal(node.body), *literal(node.orelse))
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)


@pytest.mark.parametrize(
    ("file", "phrase"), sorted({one for one in phrases() if not UNTURNED.fullmatch(one[1])})
)
def test_every_phrase_of_an_error_is_turned(file: str, phrase: str) -> None:
    assert in_italian(phrase) != phrase, file


@pytest.mark.parametrize("form", ["an old binary workbook", "a workbook with macros", "a PDF"])
def test_forms_that_are_not_read_are_named_in_italian(form: str) -> None:
    assert in_italian(f"{form} is not read").endswith("non si legge")


def test_how_far_a_sheet_reaches_is_told_in_italian() -> None:
    told = [
        in_italian(f"a sheet reaches {where}, far beyond what is read") for where in ("row 9", "column XX")
    ]
    assert told == [
        "un foglio arriva alla riga 9, molto oltre quanto si legge",
        "un foglio arriva alla colonna XX, molto oltre quanto si legge",
    ]


def test_a_phrase_is_turned_by_the_words_that_say_most() -> None:
    assert in_italian("5 offerings, where the mapping expects 9 to any number") == (
        "offerings: 5, e la mappatura ne attende almeno 9"
    )


def test_what_the_tables_lack_stays_in_english() -> None:
    assert in_italian("the moon is full") == "the moon is full"
