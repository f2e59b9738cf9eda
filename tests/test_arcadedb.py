"""What is said of ArcadeDB is what is tested: its gaps and its version."""

from pathlib import Path

import pytest
import servers

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "graph" / "ARCADEDB.md").read_text("utf-8")


@pytest.mark.parametrize("gap", servers.Gap)
def test_each_gap_that_a_test_expects_stands_on_the_page(gap: servers.Gap) -> None:
    assert f"| {gap}" in PAGE
    asked = "".join(file.read_text("utf-8") for file in ROOT.glob("tests/test_neo4j_*.py"))
    assert f"servers.Gap.{gap.name}" in asked


def test_the_page_speaks_of_the_version_that_is_tested() -> None:
    lock = (ROOT / "requirements-arcadedb.lock").read_text("utf-8")
    version = lock.partition("==")[2].split()[0].partition(".post")[0]
    assert f"One node of {version} passes" in PAGE
