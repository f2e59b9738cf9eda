"""The wheel carries everything: in an empty environment, from another folder, it answers a path."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

EVERY_DATA_FILE = """
from importlib.resources import files
import welfarenet.api.app, welfarenet.graph.stores, welfarenet.loaders.load
from welfarenet.graph.reference import load_reference
from welfarenet.ontology.wording import catalogue

reference = load_reference()
assert reference.needs and reference.service_types and reference.documents
assert reference.backbone and reference.territories
assert catalogue()
for floor, folder, suffix in (
    ("ontology", ".", ".ttl"), ("ontology", ".", ".csv"), ("ontology", ".", ".yaml"),
    ("loaders", "mappings", ".yaml"), ("loaders", "samples", ".xlsx"),
    ("api", "templates", ".html"), ("api", "static", ".css"),
):
    place = files("welfarenet." + floor).joinpath(folder)
    found = [file for file in place.iterdir() if file.name.endswith(suffix) and file.read_bytes()]
    assert found, (floor, folder, suffix)
print("all there")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a clean copy and install it, with its lock, in an empty environment."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    run = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*run, "--no-build-isolation", "--wheel-dir", str(folder), str(source)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    python = folder / "env" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*pip, "--no-deps", *map(str, folder.glob("*.whl"))], check=True)
    return python


def elsewhere(python: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "WELFARENET"))
    }
    return subprocess.run(
        [*map(str, arguments)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_every_kind_of_data_file_is_read_from_another_folder(installed: Path, tmp_path: Path) -> None:
    done = elsewhere(installed, tmp_path, str(installed), "-W", "error", "-c", EVERY_DATA_FILE)
    assert done.stdout == "all there\n", done.stderr


def test_the_demo_of_the_wheel_answers_one_path(installed: Path, tmp_path: Path) -> None:
    command = str(installed.with_name("welfarenet"))
    store = f"oxigraph:{tmp_path / 'data'}"
    demo = elsewhere(installed, tmp_path, command, "demo", "--no-serve", "--store", store)
    assert demo.returncode == 0, demo.stderr
    asked = elsewhere(
        installed, tmp_path, command, "path", "autonomy.personal-care", "--at", "Jesi",
        "--on", "2026-11-23", "--json", "--store", store,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["paths"]
