"""The page of the map of gaps: a form and a table, in two languages, without a script."""

from collections.abc import Iterator

import pytest
from doors import HOSTILE, Page, TestClient, browser_page, listening, needs_browser, sample_store, served

from welfarenet.api.gap_heat import MARKS, heat
from welfarenet.graph.gap_answers import AreaAnswer, GapCell, GapsAnswer, NeedGaps

FORM = {"lang": "it", "comune": "Marche", "need-1": "cura della persona", "age": "82", "on": "2026-11-23"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_store(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with served(url) as client:
        yield client


def drawn(client: TestClient, **changes: str) -> Page:
    return Page(client.post("/lacune", data={**FORM, **changes}).text)


@pytest.mark.parametrize(("lang", "words"), [("it", "Mappa delle lacune"), ("en", "Map of gaps")])
def test_the_form_and_the_map_speak_both_languages(client: TestClient, lang: str, words: str) -> None:
    empty = Page(client.get("/lacune", params={"lang": lang}).text)
    for page in (empty, drawn(client, lang=lang)):
        assert page.with_tag("html")[0]["lang"] == lang
        assert words in page.text


def test_the_map_is_a_table_with_a_head_for_every_row_and_column(client: TestClient) -> None:
    page = drawn(client)
    assert "Marche, 23 novembre 2026" in page.text
    columns = [a for a in page.with_tag("th") if a.get("scope") == "col"]
    rows = [a for a in page.with_tag("th") if a.get("scope") == "row"]
    cells = [a for a in page.with_tag("td") if (a.get("class") or "").startswith("heat ")]
    assert (len(columns), len(rows)) == (6, 1)
    assert len(cells) == 5
    assert "solo con passi presunti: 29" in page.text


def test_a_map_of_everything_everywhere_is_drawn(client: TestClient) -> None:
    page = Page(client.post("/lacune", data={"lang": "it", "on": "2026-11-23"}).text)
    assert len([a for a in page.with_tag("th") if a.get("scope") == "col"]) == 21
    assert "Che cosa, da solo, aprirebbe di più" in page.text


def test_the_page_has_no_script_and_fetches_only_from_here(client: TestClient) -> None:
    for page in (Page(client.get("/lacune").text), drawn(client), drawn(client, comune="Castro")):
        assert not page.with_tag("script")
        assert not page.with_tag("style")
        assert not [a for _, a in page.tags if "style" in a]
        assert {address[0] for address in page.fetched()} == {"/"}
        assert len(page.with_tag("h1")) == 1
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids))


def test_every_field_has_a_label(client: TestClient) -> None:
    page = Page(client.get("/lacune").text)
    named = {label.get("for") for label in page.with_tag("label")}
    fields = [*page.with_tag("input"), *page.with_tag("select")]
    typed = [field for field in fields if field.get("type") not in {"hidden", "checkbox", "radio"}]
    assert typed
    assert [field["id"] for field in typed if field["id"] not in named] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"comune": "Atlantide"}, "Non conosciamo un territorio"),
        ({"comune": "Castro"}, "Più territori hanno questo nome"),
        ({"need-1": "zzzz"}, "Non abbiamo capito questo bisogno"),
        ({"on": "2026-02-30"}, "Questa data non esiste"),
        ({"age": "molti"}, "Questo valore non è possibile"),
        ({"comune": "", "need-1": "", "by": "comune"}, "troppe caselle"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: TestClient, changes: dict[str, str], words: str
) -> None:
    answer = client.post("/lacune", data={**FORM, **changes})
    assert answer.status_code == 422
    assert words in Page(answer.text).text


def test_what_was_written_comes_back_harmless(client: TestClient) -> None:
    page = drawn(client, comune=HOSTILE)
    assert not page.with_tag("script")
    assert not page.values(src="x")
    assert page.values(id="comune")[0]["value"] == HOSTILE


def test_a_person_is_never_in_an_address(client: TestClient) -> None:
    assert client.get("/lacune", params={"age": "82"}).text.count("82") == client.get("/lacune").text.count(
        "82"
    )
    forms = drawn(client).with_tag("form")
    assert [(form["method"], form["action"]) for form in forms] == [("post", "/lacune")]


def test_more_areas_than_one_reads_are_cut_to_the_worst_and_it_is_said() -> None:
    areas = tuple(AreaAnswer(f"a{n:02}", f"A{n:02}", 2) for n in range(70))
    cells = tuple(GapCell(area.territory, "care", "nowhere", 1, 0, n % 2, 0) for n, area in enumerate(areas))
    needs = (NeedGaps("care", "care", 70, 0, 35, 0),)
    answer = GapsAnswer(
        "r", "2026-11-23", "IT", "Italia", 140, "province", "", needs, areas, cells, (), 0, (), ()
    )
    found = heat(answer)
    assert (len(found.areas), found.left) == (60, 10)
    shown = [cell.name for cell in found.rows[0].cells]
    assert (shown.count("open"), shown.count("covered")) == (35, 25)
    assert set(MARKS) == {"open", "presumed", "unsure", "covered"}


@needs_browser
def test_on_a_narrow_screen_only_the_table_scrolls(url: str) -> None:
    with listening(url) as address, browser_page(scripts=True, width=390) as (page, asked, complaints):
        page.set_default_timeout(90_000)
        page.goto(f"{address}/lacune")
        page.fill("#comune", "provincia di Ancona")
        page.click("button[type=submit]")
        page.wait_for_selector("#mappa")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert not [one for one in asked if not one.startswith(address)]
        assert complaints == []
