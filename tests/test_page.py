"""The page at the desk: it asks and answers without a script, in two languages, and calls nobody else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import services_file
from doors import (
    HOSTILE,
    Page,
    TestClient,
    browser_page,
    crowded_store,
    listening,
    needs_browser,
    sample_store,
    served,
)

from welfarenet.api.desk import Desk
from welfarenet.api.desk_form import DeskForm, read_form, understand
from welfarenet.api.desk_words import days_in_words, money
from welfarenet.graph.answers import MoneyRange, WaitRange
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load
from welfarenet.ontology.wording import catalogue
from worlds import iri

FORM = {
    "lang": "it",
    "comune": "Jesi",
    "need-1": "indennità di accompagnamento",
    "need-2": "SAD",
    "age": "82",
    "self_sufficient": "no",
    "on": "2026-11-23",
}
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_store(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with served(url) as client:
        yield client


def asked(client: TestClient, **changes: str) -> Page:
    return Page(client.post("/percorsi", data={**FORM, **changes}).text)


# the form


@pytest.mark.parametrize(
    ("lang", "words"), [("it", "Chi copre questo bisogno"), ("en", "Who covers this need")]
)
def test_the_form_speaks_both_languages(client: TestClient, lang: str, words: str) -> None:
    page = Page(client.get("/", params={"lang": lang}).text)
    assert page.with_tag("html")[0]["lang"] == lang
    assert words in page.text


def test_an_unknown_language_is_italian(client: TestClient) -> None:
    assert 'lang="it"' in client.get("/", params={"lang": "<script>"}).text


def test_the_page_has_no_script_and_fetches_only_from_here(client: TestClient) -> None:
    pages = (Page(client.get("/").text), asked(client), asked(client, explain="yes"))
    for page in (*pages, asked(client, comune="Castro")):
        assert not page.with_tag("script")
        assert not page.with_tag("style")
        assert not [a for _, a in page.tags if any(name.startswith("on") and name != "on" for name in a)]
        assert not [a for _, a in page.tags if "style" in a]
        assert {address[0] for address in page.fetched()} == {"/"}


def test_the_style_fetches_nothing(client: TestClient) -> None:
    style = client.get("/static/desk.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text


def test_every_field_has_a_label(client: TestClient) -> None:
    page = Page(client.get("/").text)
    named = {label.get("for") for label in page.with_tag("label")}
    fields = [*page.with_tag("input"), *page.with_tag("select")]
    typed = [field for field in fields if field.get("type") not in {"hidden", "checkbox", "radio"}]
    assert typed
    assert [field["id"] for field in typed if field["id"] not in named] == []


def test_a_page_has_one_first_heading_and_a_way_past_the_top(client: TestClient) -> None:
    for page in (Page(client.get("/").text), asked(client), asked(client, explain="yes")):
        assert len(page.with_tag("h1")) == 1
        assert page.with_tag("a")[0]["href"] == "#contenuto"
        assert page.values(id="contenuto")
        ids = [a["id"] for _, a in page.tags if "id" in a]
        assert len(ids) == len(set(ids))
        targets = {a["href"] for a in page.with_tag("a") if (a.get("href") or "").startswith("#")}
        assert {str(target)[1:] for target in targets} <= set(ids)


def test_the_sample_says_that_it_is_invented(client: TestClient) -> None:
    assert "Dati dimostrativi inventati" in client.get("/").text


def test_an_empty_store_says_so_and_still_answers(tmp_path: Path) -> None:
    with served(f"oxigraph:{tmp_path / 'empty'}") as client:
        first = client.get("/").text
        assert "Nessuna mappatura è ancora pubblicata" in first
        assert "inventati" not in first
        assert "passo presunto" in asked(client).text


def test_what_is_received_already_bars_what_the_law_keeps_apart(client: TestClient) -> None:
    asking = {"need-1": "inclusion.vouchers.dedicata", "need-2": "", "age": "40"}
    offered = [tick["value"] for tick in Page(client.get("/").text).values(name="receives")]
    assert {"inclusion.minimum.adi", "benefits.naspi"} <= set(offered)
    assert offered[-1] == "none"
    for ticked in ({}, {"receives": "none"}):
        assert "I passi" in asked(client, **asking, **ticked).text
    barred = asked(client, **asking, receives="inclusion.minimum.adi")
    assert "Qui non c'è nessun percorso" in barred.text
    assert "né ADI, né NASpI" in barred.text
    assert [tick["value"] for tick in barred.values(name="receives") if "checked" in tick] == [
        "inclusion.minimum.adi"
    ]


@pytest.mark.parametrize(
    ("ticked", "known"),
    [
        ((), None),
        (("none",), ()),
        (("benefits.naspi", "none"), ("benefits", "benefits.naspi")),
    ],
)
def test_nothing_ticked_is_unknown_and_nothing_of_the_list_is_known(
    url: str, ticked: tuple[str, ...], known: tuple[str, ...] | None
) -> None:
    desk = Desk.open(url)
    form = read_form([("comune", "Jesi"), ("need-1", "SAD"), *(("receives", one) for one in ticked)])
    person = desk.citizen(understand(desk, form).citizen)
    desk.close()
    assert person.receives == known


# the answer


def test_a_form_is_answered_with_steps_papers_and_sources(client: TestClient) -> None:
    page = asked(client)
    for words in ("Jesi, 23 novembre 2026", "Che cosa portare", "Quanto costa", "di solito già in mano"):
        assert words in page.text
    assert re.search(r"jesi-2026\.xlsx, foglio Servizi, riga \d+", page.text)
    assert page.values(id="p1-s1")


def test_the_answer_keeps_the_question_in_the_form_and_out_of_the_address(client: TestClient) -> None:
    answer = client.post("/percorsi", data=FORM)
    assert answer.headers["cache-control"] == "no-store"
    assert "?" not in str(answer.url)
    assert Page(answer.text).values(id="age", value="82")


def test_the_answer_turns_english_with_the_question_kept(client: TestClient) -> None:
    page = asked(client, switch="en")
    assert "The steps" in page.text
    assert page.values(id="age", value="82")


def test_presumed_steps_look_different_and_name_who_is_missing(client: TestClient) -> None:
    page = asked(client, comune="Cuneo")
    assert "Chi manca nella mappatura" in page.text
    assert "nessuno mappato qui" in page.text
    assert page.values(**{"class": "step presumed"})


def test_alternatives_are_folded_away(client: TestClient) -> None:
    page = asked(client)
    assert "Altri percorsi" in page.text
    assert page.values(id="p2-s1")


def test_what_nobody_offers_any_more_says_why_and_since_when(client: TestClient) -> None:
    page = asked(client, **{"need-1": "benefits.invalidity-application", "need-2": ""})
    assert "Bisogni senza risposta" in page.text
    assert "28 febbraio 2026" in page.text


def test_reasons_are_a_button_away_and_nothing_is_worked_out_before(client: TestClient) -> None:
    plain = asked(client)
    (button,) = plain.values(name="explain")
    assert button["form"] == "domanda"
    assert "Se mancasse" not in plain.text
    told = asked(client, explain="yes")
    for words in ("Perché questo percorso", "Se mancasse", "Domande che cambierebbero la risposta"):
        assert words in told.text
    assert not told.values(name="explain")
    assert {rect["class"] for rect in told.with_tag("rect")} >= {"share-days", "share-actors"}
    assert not [a for _, a in told.tags if "style" in a]


def test_what_is_not_to_be_had_is_counted_and_a_button_shows_it_all(tmp_path: Path) -> None:
    with served(crowded_store(tmp_path)) as client:
        short = asked(client, **{"need-1": "SAD", "need-2": ""})
        assert "Servizi che qui non si possono avere adesso (12)" in short.text
        assert "E altri, meno vicini: sospesi, al completo o chiusi: 2." in short.text
        assert ("chiuso-09" in short.text, "chiuso-10" in short.text) == (True, False)
        (button,) = short.values(name="refused")
        assert button["form"] == "domanda"
        whole = asked(client, **{"need-1": "SAD", "need-2": "", "refused": "all", "explained": "yes"})
        assert "chiuso-11" in whole.text
        assert not whole.values(name="refused")
        assert "Perché questo percorso" in whole.text, "reasons asked for before stay"
        turned = asked(client, **{"need-1": "SAD", "need-2": "", "all-refused": "yes", "switch": "en"})
        assert "chiuso-11" in turned.text


def test_what_would_unlock_a_need_is_a_list_of_changes(client: TestClient) -> None:
    child = {"need-1": "childhood.disability", "need-2": "", "age": "30"}
    assert "Che cosa lo sbloccherebbe" not in asked(client, **child).text
    told = asked(client, explain="yes", **child)
    assert "Che cosa lo sbloccherebbe" in told.text
    assert "Avere già in mano «certificato diagnostico-funzionale»." in told.text
    assert told.values(**{"class": "ways"})


def test_reasons_stay_when_the_language_turns_but_not_when_the_question_changes(client: TestClient) -> None:
    assert "Why this path" in asked(client, switch="en", explained="yes").text
    assert "Why this path" not in asked(client, lang="en", explained="yes").text


def test_a_reload_without_a_question_leads_to_the_form(client: TestClient) -> None:
    moved = client.get("/percorsi", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, "/")


# why not another


def test_of_what_is_not_to_be_had_a_button_asks_why_and_reasons_stay(tmp_path: Path) -> None:
    with served(crowded_store(tmp_path)) as client:
        home = {"need-1": "SAD", "need-2": ""}
        buttons = asked(client, **home).values(name="why-not", form="domanda")
        assert [button["value"] for button in buttons] == [iri(f"offering/chiuso-{n:02}") for n in range(10)]
        told = asked(client, **home, **{"why-not": buttons[3]["value"], "explained": "yes"})
        assert "Perché non «chiuso-03»? Il servizio risulta sospeso." in told.text
        assert "Riaprire o liberare posti in: chiuso-03 (coop)." in told.text
        assert "Perché questo percorso" in told.text
        turned = asked(client, **home, **{"shown-why-not": buttons[3]["value"], "switch": "en"})
        assert "Why not “chiuso-03”? The service is suspended." in turned.text
        assert "chiuso-03”?" not in asked(client, **home, **{"shown-why-not": buttons[3]["value"]}).text


def test_a_service_is_asked_about_by_a_part_of_its_name(tmp_path: Path) -> None:
    with served(crowded_store(tmp_path)) as client:
        home = {"need-1": "SAD", "need-2": ""}
        one = asked(client, **home, other="CHIUSO 11")
        assert "Perché non «chiuso-11»?" in one.text
        assert one.values(id="other")[0]["value"] == "CHIUSO 11"
        several = asked(client, **home, other="chiuso coop")
        assert "Più servizi hanno queste parole nel nome" in several.text
        assert "Altri servizi con queste parole: 2." in several.text
        assert len(several.values(name="why-not", form="domanda")) == 20, "ten not to be had, ten called so"
        every = asked(client, **home, other="chiuso coop", named="all", **{"all-refused": "yes"})
        assert len(every.values(name="why-not", form="domanda")) == 24
        assert "Altri servizi con queste parole" not in every.text
        turned = asked(client, **home, other="chiuso coop", switch="en", **{"all-named": "yes"})
        assert len(turned.values(name="why-not", form="domanda")) == 22
        assert "More services with these words" not in turned.text
        used = asked(client, **home, other="aperto", lang="en")
        assert "Why not “aperto”? It is in the best path." in used.text
        for words in ("zzz", "!", HOSTILE):
            assert "Nessun servizio che copre questo comune" in asked(client, **home, other=words).text


def test_a_service_that_no_longer_exists_is_told_as_not_found(client: TestClient) -> None:
    assert client.post("/percorsi", data={**FORM, "why-not": "none"}).status_code == 404


# what is wrong


def test_a_homonym_is_a_choice_and_the_choice_is_answered(client: TestClient) -> None:
    page = asked(client, comune="Castro")
    choices = page.values(type="radio", name="pick-comune")
    assert [choice["value"] for choice in choices] == ["Castro (BG)", "Castro (LE)", ""]
    assert "Castro, 23 novembre 2026" in asked(client, comune="Castro", **{"pick-comune": "Castro (BG)"}).text


def test_words_not_understood_come_with_suggestions(client: TestClient) -> None:
    page = asked(client, **{"need-1": "mia madre non riesce a lavarsi da sola"})
    assert page.values(type="radio", name="pick-need-1")
    assert page.values(id="need-1")[0]["aria-invalid"] == "true"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age", "-3"),
        ("age", "ottanta"),
        ("isee_eur", "1e9"),
        ("on", "2026-02-30"),
        ("comune", ""),
        ("age", "82,5"),
        ("born_on", "1944-02-30"),
        ("born_on", "2027-01-01"),
        ("resident_since", "ieri"),
    ],
)
def test_an_impossible_value_is_told_beside_its_field(client: TestClient, field: str, value: str) -> None:
    answer = client.post("/percorsi", data={**FORM, field: value})
    assert answer.status_code == 422
    assert Page(answer.text).values(id=f"{field}-fault")


def test_a_birthday_within_the_year_is_told_on_the_page(client: TestClient) -> None:
    page = asked(client, **{"need-1": "home.care", "need-2": "", "age": "", "born_on": "1962-01-15"})
    assert page.values(id="born_on", value="1962-01-15")
    assert "dal 15 gennaio 2027" in page.text


def test_no_need_at_all_is_told(client: TestClient) -> None:
    assert "Scrivi o scegli almeno un bisogno" in asked(client, **{"need-1": "", "need-2": ""}).text


def test_a_form_reads_what_browsers_send_and_nothing_else() -> None:
    pairs = [("comune", " Jesi "), ("common", "a"), ("common", "a"), ("nonsense", "x"), ("prefer", "evil")]
    form = read_form(pairs)
    assert (form.comune, form.ticked, form.prefer) == ("Jesi", ("a",), "balanced")
    assert repr(form) == repr(DeskForm()) == "DeskForm(…)"


@pytest.mark.parametrize(("isee", "status"), [("9.360,50", 200), ("9360.5", 200), ("€ 9", 422), ("12k", 422)])
def test_amounts_are_read_as_italians_write_them(client: TestClient, isee: str, status: int) -> None:
    assert client.post("/percorsi", data={**FORM, "isee_eur": isee}).status_code == status


def test_hostile_names_in_a_file_are_shown_as_text(tmp_path: Path) -> None:
    row = {"Ente erogatore": HOSTILE, "Denominazione servizio": "SAD", "Orario": HOSTILE, "Note": HOSTILE}
    url = f"oxigraph:{tmp_path / 'network'}"
    store = open_store(url)
    load(store, [services_file(tmp_path / "desk.csv", row)])
    store.close()
    with served(url) as client:
        page = asked(client, **{"need-1": "home.care", "need-2": HOSTILE[:90]})
        assert not page.with_tag("script")
        assert not page.with_tag("img")
        page = asked(client, **{"need-1": "home.care", "need-2": ""})
        assert not page.with_tag("script")
        assert HOSTILE in page.text


# words


def test_both_languages_of_money_and_days() -> None:
    assert money(MoneyRange(1234.5, None), "it") == "da 1.234,50 € in su"
    assert money(MoneyRange(1234.5, None), "en") == "€1,234.50 or more"
    assert money(MoneyRange(None, None), "it") == "non indicato"
    assert days_in_words(WaitRange(1, 1), "it") == "1 giorno"


def test_every_sentence_of_the_page_is_used() -> None:
    sources = [
        *(ROOT / "api").rglob("*.html"),
        *(ROOT / "api").glob("*.py"),
        *(ROOT / "graph").glob("views*.py"),
    ]
    code = "\n".join(file.read_text("utf-8") for file in sources)
    built = ("page.prefer.", "page.status.", "page.wrong.", "field.", "problem.", "view.")
    keys = [key for key in catalogue() if key.startswith("page.") and not key.startswith(built)]
    assert [key for key in keys if f'"{key}"' not in code and key not in {"page.yes", "page.no"}] == []


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("soft", "paper"),
        ("soft", "tint"),
        ("brand", "tint"),
        ("brand-2", "paper"),
        ("warn", "warn-tint"),
        ("bad", "bad-tint"),
        ("good", "paper"),
        ("paper", "brand"),
        ("paper", "bad"),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    style = (ROOT / "api" / "static" / "desk.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6}|#fff)\b", style))
    colours = {name: "#ffffff" if value == "#fff" else value for name, value in colours.items()}
    low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


# in a browser


@needs_browser
def test_a_person_asks_and_reads_an_answer_in_a_browser_without_scripts(url: str) -> None:
    with listening(url) as address, browser_page(scripts=False) as (page, asked_for, complaints):
        page.goto(address)
        page.fill("#comune", "Jesi (AN)")
        page.fill("#need-1", "indennità di accompagnamento")
        page.fill("#age", "82")
        page.click("button.go")
        assert page.locator(".steps .step").count() >= 3
        assert page.url == f"{address}/percorsi"
        assert {request.startswith(address) for request in asked_for} == {True}
        page.press("#age", "Enter")
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == "it", "Enter asks again, in the same language"
        assert complaints == []


@needs_browser
def test_nothing_is_wider_than_a_telephone(url: str) -> None:
    with listening(url) as address, browser_page(scripts=True, width=390) as (page, _, complaints):
        page.goto(address)
        page.fill("#comune", "Jesi")
        page.fill("#need-1", "home.care")
        page.click("button.go")
        page.wait_for_selector(".steps .step")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.click("button.ask-why")
        page.wait_for_selector("#perche")
        page.fill("#other", "medico")
        page.press("#other", "Enter")
        page.wait_for_selector("#perche-no")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert complaints == []
