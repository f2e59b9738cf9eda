"""From a file to a published network: every row accounted for, the same file twice changes nothing."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from desks import (
    DATA,
    DAY,
    PLAIN,
    SAMPLES,
    built,
    fresh_store,
    lexicon,
    rules,
    services,
    services_file,
    sheet,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from welfarenet.api.faults import fault
from welfarenet.graph.exercises import SourceRow
from welfarenet.graph.mapped import Offering, Provider, Service, Status
from welfarenet.loaders.build import Built
from welfarenet.loaders.issues import LoadReport, SheetReport
from welfarenet.loaders.load import load
from welfarenet.loaders.rules import RULES
from welfarenet.loaders.unwritable import where_read
from welfarenet.ontology.errors import CorruptStoreError, PublishRefusedError, UnwritableRecordError
from welfarenet.ontology.terms import DATA as DATA_IRI

CONSULTORI = DATA / "it-consultori" / "consultori.csv"
SANIMAPP = DATA / "it-sanimapp-roma" / "Sanimapp.csv"


PLAINLY = """
name: plainly
exercise: {slug: desk, title: Mappatura}
home: {comune: Jesi, province: AN}
sheets:
  - match: ["*"]
    reads: services
    columns: {provider: ["ente*"], title: ["denominazione*"], coverage: ["territorio*"]}
"""


def needs_data(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not path.exists(), reason=f"{path.name} is kept beside the project, and is absent here"
    )


def sums(report: LoadReport) -> dict[str, tuple[int, int, int, int]]:
    return {
        s.sheet: (s.rows_in, s.accepted, s.repaired, s.quarantined) for f in report.files for s in f.sheets
    }


def by_title(result: Built, title: str) -> tuple[Service, Offering]:
    service = next(service for service in result.data.services if service.title == title)
    return service, next(offering for offering in result.data.offerings if offering.service == service.iri)


# The two real files


@needs_data(CONSULTORI)
def test_every_consultorio_has_a_comune_and_no_row_is_lost(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [CONSULTORI], today=DAY)
        again = load(store, [CONSULTORI], today=DAY)
        with store.reader() as reader:
            offerings = list(reader.scan(Offering))
            providers = list(reader.scan(Provider))
    rows, accepted, repaired, quarantined = sums(report)["consultori"]
    assert (rows, accepted + repaired, quarantined) == (927, 927, 0)
    assert (len(offerings), len(providers)) == (927, 60)
    repairs = {i.value: i.after for i in report.files[0].issues if i.rule == "repaired-territory"}
    assert repairs["TORTOLÇO"].startswith("Tortolì")
    assert repairs["SENORBÇO"].startswith("Senorbì")
    assert repairs["TRINITÇ? D'AUGULTU E VIGNOLA"].startswith("Trinità d'Agultu")
    assert repairs["CASSANO ALLO IONIO"].startswith("Cassano")
    assert all(offering.place in offering.coverage for offering in offerings)
    assert (again.triples_added, again.triples_removed, again.revision) == (0, 0, report.revision)


@needs_data(SANIMAPP)
def test_desks_that_issue_the_stp_code_and_clinics_are_told_apart(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [SANIMAPP], today=DAY)
        again = load(store, [SANIMAPP], today=DAY)
        with store.reader() as reader:
            kinds = {service.iri: service.service_type for service in reader.scan(Service)}
            found = [kinds[offering.service] for offering in reader.scan(Offering)]
    rows, accepted, repaired, quarantined = sums(report)["Sanimapp"]
    assert (rows, accepted + repaired, quarantined) == (167, 167, 0)
    assert (found.count("health.stp"), found.count("health.migrant-clinic")) == (117, 55)
    assert (again.triples_added, again.triples_removed) == (0, 0)


# The desk workbook


def test_the_five_rows_say_what_the_desk_meant(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [SAMPLES / "five-rows-2022.xlsx"], today=DAY)
        with store.reader() as reader:
            services_ = {s.service_type: s for s in reader.scan(Service)}
            offerings = {o.service: o for o in reader.scan(Offering)}
    assert sums(report)["Servizi"][0] == 5
    assert sums(report)["Servizi"][3] == 0
    home = offerings[services_["home.care"].iri]
    assert "E388" in home.coverage
    assert home.excluded == ("C704",)  # Cingoli
    application = services_["benefits.invalidity-application"]
    assert application.issues == ("invalidity-receipt",)
    assert offerings[application.iri].coverage == ("prov-AN",)
    allowance = services_["benefits.attendance"]
    assert [r.alternatives for r in allowance.requires or ()] == [(("invalidity-report",),)]
    assert offerings[allowance.iri].provider == offerings[application.iri].provider
    assert offerings[services_["access.helpline"].iri].status is Status.SUSPENDED
    assert offerings[services_["access.multi-assessment"].iri].status is Status.TO_VERIFY


def test_the_sample_workbook_loads_whole_and_twice_changes_nothing(tmp_path: Path) -> None:
    path = SAMPLES / "jesi-2026.xlsx"
    with fresh_store(tmp_path) as store:
        report = load(store, [path], today=DAY)
        again = load(store, [path], today=DAY)
        with store.reader() as reader:
            rows = {row.iri: row for row in reader.scan(SourceRow)}
            offerings = list(reader.scan(Offering))
            cells = reader.cells([offering.iri for offering in offerings])
    counts = dict(report.records)
    assert counts["offerings"] >= 80
    assert counts["providers"] >= 30
    assert counts["agreements"] >= 10
    assert counts["referrals"] > 0
    assert (again.triples_added, again.triples_removed) == (0, 0)
    assert all(set(offering.sources) <= rows.keys() for offering in offerings)
    assert {cell.row for cell in cells} <= rows.keys()
    assert {sheet.sheet for sheet in report.files[0].sheets if sheet.hidden} == {"Elenchi"}


def test_every_cell_named_as_a_source_holds_that_text(tmp_path: Path) -> None:
    path = SAMPLES / "jesi-2026.xlsx"
    with fresh_store(tmp_path) as store:
        load(store, [path], today=DAY)
        with store.reader() as reader:
            rows = {row.iri: row for row in reader.scan(SourceRow)}
            cells = reader.cells([service.iri for service in reader.scan(Service)])
    book = openpyxl.load_workbook(path)
    plain = [c for c in cells if c.property == "title"]
    assert plain
    for cell in plain:
        row = rows[cell.row]
        assert book[row.sheet][f"{cell.column}{row.row}"].value == cell.text


# Rows in = accepted + repaired + quarantined


def test_a_report_whose_sum_does_not_hold_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="do not match"):
        SheetReport("Servizi", rows_in=3, accepted=1, repaired=1, quarantined=0)


WORDS = """
Jesi|Castro|idem|//|over 65|SAD|TOTALE|SOSPESO|12k|Comune / Coop. Cooss|—|#N/D|C.I.|44834|x
ATS 9 tranne Cingoli|Jesi e limitrofi|caso sig.ra …
"""
texts = st.sampled_from(["", *WORDS.strip().replace("\n", "|").split("|")]) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12
)
HEADERS = [
    *PLAIN,
    "Età",
    "ISEE max",
    "Documenti necessari",
    "Cosa si ottiene (esito)",
    "Costo/ticket",
    "Stato",
    "Verificato il",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(texts, min_size=len(HEADERS), max_size=len(HEADERS)), max_size=8))
def test_no_mutation_of_a_sheet_loses_a_row(rows: list[list[str]]) -> None:
    result = built(sheet("Servizi", HEADERS, *rows))
    (report,) = result.files[0].sheets
    filled = sum(1 for row in rows if any(row))
    assert report.rows_in + len(report.structure) - 1 == filled
    assert report.rows_in == report.accepted + report.repaired + report.quarantined
    assert set(rules(result)) <= RULES.keys()
    known = {provider.iri for provider in result.data.providers}
    assert all(offering.provider in known and offering.coverage for offering in result.data.offerings)


def test_the_order_of_rows_changes_no_name_and_no_fact() -> None:
    rows = [
        {"Denominazione servizio": title, "Ente erogatore": provider, "Territorio coperto": area}
        for title in ("SAD", "Pasti a domicilio", "Telesoccorso")
        for provider in ("Comune di Jesi", "INPS", "inps")
        for area in ("Jesi", "Monsano")
    ]

    def facts(shuffled: Iterable[dict[str, str]]) -> list[str]:
        data = built(services(*shuffled)).data
        kept = (*data.providers, *data.services, *data.offerings)
        return [repr(record).split(", sources=")[0] for record in kept]

    once = facts(rows)
    assert all(facts(random.Random(seed).sample(rows, len(rows))) == once for seed in range(5))


def test_two_rows_that_differ_only_in_a_telephone_stay_two_and_equal_ones_become_one() -> None:
    result = built(services({"Tel.": "0731 000 001"}, {"Tel.": "0731 000 002"}, {"Tel.": "0731 000 002"}))
    assert (len(result.data.services), len(result.data.offerings)) == (1, 2)
    assert rules(result).count("duplicate-row") == 1
    assert rules(result).count("possible-duplicate") == 3


# What a row is kept back for


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"Ente erogatore": ""}, "provider-missing"),
        ({"Denominazione servizio": ""}, "title-missing"),
        ({"Territorio coperto": "Castro"}, "ambiguous-territory"),
        ({"Territorio coperto": "Zzzgnok"}, "unknown-territory"),
        ({"Ente erogatore": "INPS", "Territorio coperto": ""}, "coverage-missing"),
        ({"Denominazione servizio": "Qwertyuiop"}, "unclassified"),
    ],
)
def test_a_row_that_cannot_be_used_is_kept_back_with_the_reason(cells: dict[str, str], rule: str) -> None:
    result = built(services(cells))
    assert result.files[0].sheets[0].quarantined == 1
    assert rule in rules(result)
    assert result.data.offerings == ()


def test_what_is_nearby_stays_visible_and_covers_nothing() -> None:
    result = built(services({"Territorio coperto": "Jesi e limitrofi"}))
    assert result.data.offerings[0].coverage == ("E388",)
    assert "vague-territory" in rules(result)


def test_a_service_named_by_another_sheet_gains_needs_seat_and_hours() -> None:
    needs = (["Servizio", "Solitudine", "Cibo"], ["Emporio solidale", "(x)", "X"], ["SAD", "", "solo Jesi"])
    seats = (
        ["Servizio", "Sede", "Indirizzo", "Comune", "Lun"],
        ["Emporio solidale", "Dispensa", "Via dell'Esempio 1", "Jesi", "9-12"],
    )
    offered = services({"Denominazione servizio": "Emporio solidale"}, {})
    result = built(offered, sheet("Bisogni", *needs), sheet("Sedi e orari", *seats))
    service, offering = by_title(result, "Emporio solidale")
    assert "relations.loneliness" in (service.needs or ())
    assert (offering.place, offering.hours) == ("E388", "lun 9-12")
    assert {"need-partial", "need-conditional"} <= set(rules(result))


@pytest.mark.parametrize(
    ("stated", "needs"), [("", None), ("solitudine", ("relations.loneliness",)), ("parole ignote", None)]
)
def test_a_service_states_the_needs_of_its_row_and_leaves_the_law_its_own(
    stated: str, needs: tuple[str, ...] | None
) -> None:
    result = built(services({"Bisogno a cui risponde": stated}))
    assert by_title(result, "SAD")[0].needs == needs


def test_ticks_in_the_matrix_add_to_the_needs_that_the_row_states_and_to_nothing_else() -> None:
    needs = sheet("Bisogni", ["Servizio", "Solitudine", "Cibo"], ["SAD", "", "x"])
    stated = built(services({"Bisogno a cui risponde": "solitudine"}), needs)
    assert by_title(stated, "SAD")[0].needs == ("relations.loneliness", "income.food")
    assert by_title(built(services({}), needs), "SAD")[0].needs == ("income.food",)


def test_a_sender_becomes_a_referral_and_an_unknown_one_stays_words() -> None:
    result = built(
        services(
            {"Denominazione servizio": "PUA - Punto unico di accesso"},
            {"Chi invia/segnala": "PUA, Babbo Natale"},
        )
    )
    _, home = by_title(result, "SAD")
    assert [referral.to_offering for referral in result.data.referrals] == [home.iri]
    assert "sender-unknown" in rules(result)


# Publishing


def test_a_reload_of_the_same_files_reads_nothing_of_what_is_published(tmp_path: Path) -> None:
    path, other = services_file(tmp_path / "desk.csv", {}), services_file(tmp_path / "other.csv", {})
    with fresh_store(tmp_path) as store:
        first = load(store, [path, other], today=DAY)
        for damaged in tmp_path.glob("store/gen-*/exercises/*desk-*"):
            damaged.write_bytes(bytes(len(damaged.read_bytes())))
        again = load(store, [path, other], today=DAY)
        assert (again.revision, again.triples_added, again.published) == (first.revision, 0, True)
        services_file(path, {"Orari": "lun-ven"})
        with pytest.raises(CorruptStoreError):
            load(store, [path], today=DAY)


def test_a_reload_of_the_same_files_is_held_to_the_bounds_of_its_mapping(tmp_path: Path) -> None:
    path, mapping = services_file(tmp_path / "desk.csv", {}), tmp_path / "bounds.yaml"
    with fresh_store(tmp_path) as store:
        for bounds in ("{min: 1}", "{min: 2}"):
            mapping.write_text(f"{PLAINLY}assertions: {{offerings: {bounds}}}\n", "utf-8")
            if bounds == "{min: 1}":
                assert load(store, [path], mapping=mapping, today=DAY).triples_added
        with pytest.raises(PublishRefusedError, match="1 offerings, where the mapping expects 2"):
            load(store, [path], mapping=mapping, today=DAY)


def test_a_load_that_shrinks_a_class_by_a_fifth_is_stopped_and_the_old_data_answers(tmp_path: Path) -> None:
    towns = [
        "Jesi",
        "Monsano",
        "Cupramontana",
        "Staffolo",
        "Filottrano",
        "Mergo",
        "Rosora",
        "Apiro",
        "Cingoli",
        "Ancona",
    ]
    path = services_file(tmp_path / "desk.csv", *({"Territorio coperto": town} for town in towns))
    with fresh_store(tmp_path) as store:
        first = load(store, [path], today=DAY)
        services_file(path, *({"Territorio coperto": town} for town in towns[:7]))
        with pytest.raises(PublishRefusedError, match="offerings would go from 10 to 7"):
            load(store, [path], today=DAY)
        with store.reader() as reader:
            assert reader.revision == first.revision
        assert load(store, [path], today=DAY, accept_change=True).triples_removed > 0


def test_a_value_that_no_store_keeps_is_told_by_its_file_sheet_row_and_column(tmp_path: Path) -> None:
    data = built(services({}, {"Denominazione servizio": "Pasti a domicilio", "Orari": "lun-ven"})).data
    broken = tuple(replace(one, hours=one.hours and "\ud800") for one in data.offerings)
    with fresh_store(tmp_path) as store, pytest.raises(UnwritableRecordError, match="surrogates") as told:
        store.replace(replace(data, offerings=broken))
    what, row = "hours holds half a character (surrogates not allowed)", "desk.xlsx, sheet Servizi, row 3"
    assert where_read(data, told.value) == (what, f"{row}, column D")
    meals = next(one for one in data.services if one.title == "Pasti a domicilio")
    part = UnwritableRecordError(f"{meals.iri}.rule1.c1", "", "is too long")
    assert where_read(data, part) == ("is too long", f"{row}, column B")
    unproven = UnwritableRecordError(meals.iri, "rules", "is odd")
    assert where_read(data, unproven) == ("rules is odd", row)
    of_all = UnwritableRecordError(data.exercise.iri, "files", "is odd")
    assert where_read(data, of_all) == ("files is odd", data.exercise.iri)


def test_a_load_with_a_value_that_no_store_keeps_is_refused_and_the_old_data_answers(tmp_path: Path) -> None:
    path, mapping = services_file(tmp_path / "desk.csv", {}), tmp_path / "half.yaml"
    mapping.write_text(PLAINLY.replace("Mappatura", '"\\uD800"'), "utf-8")
    with fresh_store(tmp_path) as store:
        first = load(store, [path], today=DAY)
        with pytest.raises(PublishRefusedError) as told:
            load(store, [path], mapping=mapping, today=DAY)
        assert store.revision() == first.revision
    assert fault(told.value, "it").endswith(
        f"title contiene mezzo carattere; {DATA_IRI}desk. Quel che c'era prima risponde ancora"
    )


def test_a_file_whose_name_is_not_text_is_refused(tmp_path: Path) -> None:
    path = services_file(tmp_path / "caff\udce8.csv", {})
    with fresh_store(tmp_path) as store:
        (file,) = load(store, [path], today=DAY).files
    assert (file.file, file.refused) == ("caff?.csv", "its name is not text; rename it")


def test_a_dry_run_reports_and_publishes_nothing(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [services_file(tmp_path / "desk.csv", {})], dry_run=True, today=DAY)
        with store.reader() as reader:
            assert reader.exercises() == ()
    assert (report.published, report.files[0].sheets[0].rows_in) == (False, 1)


def test_a_refused_file_is_in_the_report_and_the_others_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "rotto.xlsx").write_bytes(b"PK\x03\x04 rotto")
    with fresh_store(tmp_path) as store:
        paths = [services_file(tmp_path / "desk.csv", {}), tmp_path / "rotto.xlsx", tmp_path / "manca.csv"]
        report = load(store, paths, today=DAY)
    assert [(file.file, file.refused is None) for file in report.files] == [
        ("desk.csv", True),
        ("manca.csv", False),
        ("rotto.xlsx", False),
    ]
    assert report.published
    assert report.has_problems


def test_the_report_has_the_public_shape(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(
            store, [services_file(tmp_path / "desk.csv", {"Territorio coperto": "Castro"})], today=DAY
        )
    shape = report.as_dict()
    assert {"revision", "published", "triples_added", "triples_removed", "files"} <= shape.keys()
    (file,) = report.files
    assert {"file", "sheets", "issues", "refused"} <= file.as_dict().keys()
    issue = file.issues[0].as_dict()
    assert {"sheet", "row", "column", "value", "rule", "severity", "suggestion"} <= issue.keys()


def test_every_type_that_a_shipped_mapping_names_exists() -> None:
    from welfarenet.loaders.mapping import list_shipped_mappings

    reference = lexicon().reference
    for mapping in list_shipped_mappings():
        constants = {
            spec.constants["service_type"] for spec in mapping.sheets if "service_type" in spec.constants
        }
        assert {*mapping.service_types.values(), *constants} <= reference.service_types.keys()
        assert set(mapping.documents.values()) <= reference.documents.keys()
        assert set(mapping.needs.values()) <= reference.needs.keys()
