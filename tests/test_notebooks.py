"""The notebook runs, and its picture is a page that calls nobody and runs nothing it was not given."""

import json
import runpy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jupytext
import pytest
from doors import CHROMIUM, Page, browser_page, sample_store

from welfarenet.api.desk import Desk
from welfarenet.graph.answers import PathsAnswer
from welfarenet.graph.views import network_frame, network_page, path_graph

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "notebooks" / "who_covers.py"
GAPS = ROOT / "notebooks" / "gaps.py"
HOSTILE = 'href </script><script>alert(1)</script><img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> PathsAnswer:
    desk = Desk.open(sample_store(tmp_path_factory.mktemp("views")))
    found = desk.paths(
        ["benefits.attendance", "home.care"], "Jesi", on="2026-11-23", citizen={"self_sufficient": False}
    )
    desk.close()
    return found


@pytest.fixture(scope="module")
def hostile(answer: PathsAnswer) -> PathsAnswer:
    """Give the same path where everything that a file may say is an attack."""
    bad = [
        replace(step, title=HOSTILE, provider_name=HOSTILE, reason=HOSTILE) for step in answer.paths[0].steps
    ]
    papers = [replace(step, requires=tuple(replace(p, label=HOSTILE) for p in step.requires)) for step in bad]
    path = replace(answer.paths[0], steps=tuple(papers))
    return replace(answer, territory_name=HOSTILE, paths=(path,))


def test_the_notebook_runs_from_a_clean_process_to_its_end() -> None:
    found = runpy.run_path(str(NOTEBOOK))
    assert found["rows"]
    assert found["steps"]
    assert found["answer"].status in {"complete", "presumed"}
    assert not Path(found["folder"].name).exists()
    assert not Page(found["page"]).fetched()


def test_the_notebook_of_gaps_runs_and_its_cell_agrees_with_the_path() -> None:
    found = runpy.run_path(str(GAPS))
    assert found["cell"].reason.value == "covered"
    assert found["path"].status == "complete"
    assert found["levers"]


@pytest.mark.parametrize("file", [NOTEBOOK, GAPS], ids=lambda file: file.stem)
def test_the_notebook_is_text_that_jupyter_opens(file: Path) -> None:
    notebook = jupytext.read(file)
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds.count("code") >= 6
    assert kinds.count("markdown") >= 4
    assert not [cell for cell in notebook.cells if cell.get("outputs")]


def test_the_graph_shows_which_paper_joins_which_steps(answer: PathsAnswer) -> None:
    graph = path_graph(answer.paths[0], "Jesi")
    groups = {facts["group"] for _, facts in graph.nodes(data=True)}
    assert {"person", "step", "document", "need"} <= groups
    for start, end in graph.edges:
        assert graph.nodes[start]["level"] <= graph.nodes[end]["level"]
    joined = [n for n, facts in graph.nodes(data=True) if facts["group"] == "document"]
    assert all(graph.in_degree(name) == 1 and graph.out_degree(name) >= 1 for name in joined)


def test_the_page_asks_nothing_of_any_host(answer: PathsAnswer) -> None:
    page = Page(network_page(answer))
    assert page.fetched() == []
    assert not page.with_tag("link")
    assert not page.with_tag("a")
    policy = page.values(**{"http-equiv": "Content-Security-Policy"})[0]["content"] or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy


def test_the_page_has_the_path_as_a_list_too(answer: PathsAnswer) -> None:
    text = Page(network_page(answer)).text
    assert all(step.title in text for step in answer.paths[0].steps)


def test_the_page_is_the_same_every_time(answer: PathsAnswer) -> None:
    assert network_page(answer) == network_page(answer)


def test_no_path_is_a_page_that_says_so(answer: PathsAnswer) -> None:
    assert "Nessun percorso a Jesi" in Page(network_page(replace(answer, paths=()))).text


class _Scripts(HTMLParser):
    """The contents of scripts, as a browser cuts them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self.found and self.lasttag == "script" and not self.found[-1].endswith("\0"):
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.found[-1] += "\0"


def test_hostile_labels_are_text(hostile: PathsAnswer) -> None:
    html = network_page(hostile)
    scripts = _Scripts(html).found
    assert len(scripts) == 3
    drawn = json.loads(scripts[0].rstrip("\0"))
    assert any("alert(1)" in node["title"] for node in drawn["nodes"])
    assert not Page(html).with_tag("img")
    frame = network_frame(html, HOSTILE)
    assert [tag for tag, _ in Page(frame).tags] == ["figure", "iframe"]


@pytest.fixture
def pages(answer: PathsAnswer, hostile: PathsAnswer, tmp_path: Path) -> list[Path]:
    files = [tmp_path / "plain.html", tmp_path / "hostile.html"]
    for file, one in zip(files, (answer, hostile), strict=True):
        file.write_text(network_page(one), encoding="utf-8")
    return files


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
def test_a_browser_draws_the_picture_and_runs_nothing_else(pages: list[Path]) -> None:
    with browser_page(scripts=True) as (page, asked, complaints):
        alarms: list[str] = []
        page.on("dialog", lambda dialog: alarms.append(dialog.message))
        for file in pages:
            page.goto(file.as_uri())
            page.wait_for_selector("#picture[data-drawn=yes] canvas", timeout=20_000)
        assert alarms == []
        assert asked == [file.as_uri() for file in pages]
        assert complaints == []
