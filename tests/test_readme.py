"""What the READMEs tell a reader to type runs, what they point at is there, and no module is left out."""

import os
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from shutil import copyfile

import pytest
from desks import SAMPLES
from typer.main import get_command

from welfarenet.api.cli import app

ROOT = Path(__file__).parent.parent
COMMAND = f"{shlex.quote(sys.executable)} -W error -c 'from welfarenet.api.cli import main; main()'"
READMES = sorted([*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.md")])
FLOORS = ("graph", "loaders", "api")


def blocks(readme: Path, language: str) -> list[str]:
    """List the code of a language in a README."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [code for named, code in fences if named == language]


def test_what_the_first_page_says_to_type_answers(tmp_path: Path) -> None:
    lines = [line for block in blocks(ROOT / "README.md", "sh") for line in block.splitlines()]
    typed = [line for line in lines if ".venv/bin/welfarenet" in line]
    assert len(typed) >= 8
    copyfile(SAMPLES / "five-rows-2022.xlsx", tmp_path / "my-mapping.xlsx")
    for line in [".venv/bin/welfarenet demo --no-serve", *typed]:
        here = line.replace("/srv/copy", str(tmp_path / "copy"))
        done = subprocess.run(
            ["/bin/sh", "-c", here.replace(".venv/bin/welfarenet", COMMAND)],
            cwd=tmp_path,
            capture_output=True,
            env=os.environ | {"WELFARENET_STORE": "oxigraph:./welfarenet-data"},
            check=False,
            timeout=120,
        )
        # A row of the invented file is kept back, which is one way to have been answered.
        assert done.returncode in ((0, 1) if " load " in line else (0,)), (line, done.stderr.decode())
        assert done.stdout


def test_the_example_in_the_readme_of_the_loaders_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copyfile(SAMPLES / "five-rows-2022.xlsx", tmp_path / "mappatura.xlsx")
    monkeypatch.chdir(tmp_path)
    (example,) = blocks(ROOT / "loaders" / "README.md", "python")
    known: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), known)
    assert "published=True" in repr(known["report"])


def test_every_target_that_the_first_page_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))
    text = (ROOT / "README.md").read_text("utf-8")
    table = text.partition("## Commands at the root")[2].partition("\n## ")[0]
    named = set(re.findall(r"make ([a-z0-9-]+)", text)) | set(re.findall(r"`([a-z0-9]+-[a-z0-9-]+)`", table))
    assert named - targets == set()
    told = named | {"clean"}
    assert targets - told == set()


def test_every_option_told_of_a_command_is_one_of_it_and_every_option_is_told() -> None:
    commands = getattr(get_command(app), "commands")  # noqa: B009  the type of a group is not public
    text = (ROOT / "api" / "README.md").read_text("utf-8")
    for name, command in commands.items():
        options = {one for parameter in command.params for one in parameter.opts if one.startswith("--")}
        (row,) = re.findall(rf"^\| `welfarenet {name}[ `].*$", text, re.MULTILINE)
        assert set(re.findall(r"--[a-z-]+", row)) <= options, name
        assert {option for option in options if f"{option}" not in text} == set(), name


@pytest.mark.parametrize("readme", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_points_at_is_there(readme: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", readme.read_text("utf-8"))
    assert [link for link in links if not (readme.parent / link).exists()] == []


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_of_a_floor_is_in_its_readme(floor: str) -> None:
    text = (ROOT / floor / "README.md").read_text("utf-8")
    names = set(re.findall(r"[a-z][a-z0-9_]*\*?", text))
    modules = [path.stem for path in sorted((ROOT / floor).glob("*.py")) if path.stem != "__init__"]
    assert [one for one in modules if not any(fnmatchcase(one, name) for name in names)] == []


def test_the_house_lists_the_folders_that_are_there() -> None:
    (house,) = (block for block in blocks(ROOT / "README.md", "") if block.startswith("ontology/"))
    folders = {line.split("/")[0] for line in house.splitlines()}
    assert all((ROOT / folder / "README.md").exists() for folder in folders)
    python = {path.parent.name for path in ROOT.glob("*/*.py") if not path.parent.name.startswith(".")}
    assert python == folders
