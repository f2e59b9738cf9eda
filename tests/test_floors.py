"""The house stands as designed: floors look down only, oracles stand apart, every room has its sign."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("ontology", "graph", "loaders", "api")
FOLDERS = (*FLOORS, "notebooks", "tests")
MODULES = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
LONG = 300
"""Lines from which a module is worth a second look; STYLE.md gives examples, not limits."""

ORACLES_MAY_KNOW = {"welfarenet.graph.task"}


def lint(config: Path) -> tuple[bool, str]:
    """Run import-linter as a process of its own: inside this one it silences the loggers of other tests."""
    script = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
    command = [sys.executable, "-c", script, "--config", str(config), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def imports(file: Path) -> set[str]:
    """Name the modules of the product that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found.update({module, *(f"{module}.{alias.name}" for alias in node.names)})
    return {name for name in found if name.startswith(("welfarenet", "."))}


def test_every_contract_of_import_linter_is_kept() -> None:
    kept, told = lint(ROOT / "pyproject.toml")
    assert kept, told


#   coverage → index → reference ─ignored→ pyoxigraph
def test_the_contracts_look_through_other_modules(tmp_path: Path) -> None:
    """Without the exceptions for the shipped Turtle, the engines are seen to reach RDF through it."""
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines(keepends=True)
    strict = [line for line in lines if not line.strip().startswith('"welfarenet.graph.reference -> ')]
    assert len(strict) < len(lines)
    config = tmp_path / "strict.toml"
    config.write_text("".join(strict), "utf-8")
    kept, told = lint(config)
    assert not kept
    assert "welfarenet.graph.reference -> pyoxigraph" in told


def test_the_oracles_share_no_code_with_what_they_judge() -> None:
    """They know what a task is; ``tests`` is no package, so import-linter cannot look at it."""
    known = imports(ROOT / "tests" / "oracles.py")
    assert known
    assert {name for name in known if not _within(name, ORACLES_MAY_KNOW)} == set()


def _within(name: str, allowed: set[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in allowed)


def test_a_task_is_described_without_the_search() -> None:
    assert imports(ROOT / "graph" / "task.py") == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_a_readme(folder: str) -> None:
    assert (ROOT / folder / "README.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("floor", FLOORS)
def test_every_floor_says_that_it_is_typed_and_has_no_sub_packages(floor: str) -> None:
    assert (ROOT / floor / "py.typed").is_file()
    assert [file.parent.name for file in (ROOT / floor).glob("*/__init__.py")] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_module_says_in_its_first_line_what_it_answers(module: Path) -> None:
    if module.parent == ROOT / "notebooks":
        assert module.read_text("utf-8").startswith("#")
    else:
        assert ast.get_docstring(ast.parse(module.read_text("utf-8")))


def test_long_modules_are_reported() -> None:
    """Never fails: ``pytest -rP -k long_modules`` shows them."""
    lengths = {module: len(module.read_text("utf-8").splitlines()) for module in MODULES}
    for module, lines in sorted(lengths.items(), key=lambda pair: (-pair[1], pair[0])):
        if lines > LONG:
            print(f"{lines:5} {module.relative_to(ROOT)}")
