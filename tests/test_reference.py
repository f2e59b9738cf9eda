"""The reference data that ships can be trusted: what must not ship stops the load and is named."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from welfarenet.graph.concepts import BackboneEntry, DocumentType, Exclusion, Holding, Need, ServiceType
from welfarenet.graph.demands import Clause, Condition, Cost, Requirement, Rule
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.rdf_turtle import turtle
from welfarenet.graph.reference import Reference, load_reference, parse_reference, reference_version
from welfarenet.ontology.errors import ReferenceDataError

NEED = Need("autonomy", "Autonomia", "Autonomy")
KIND = ServiceType("home.care", "Assistenza domiciliare", "Home care", addresses=("autonomy",))
PAPER = DocumentType("isee-ordinary", "ISEE ordinario", "Ordinary ISEE")
ENTRY = BackboneEntry(
    "home.care",
    "home.care",
    "Assistenza domiciliare",
    "Home care",
    "Comune",
    "Comune",
    "L. 328/2000",
    "https://example.org/",
    date(2026, 11, 20),
    True,
    needs=("autonomy",),
    requires=(Requirement((("isee-ordinary",),)),),
    holdings=(Holding(("AN",)),),
)
PLACES = {"prov-AN": Territory("prov-AN", TerritoryKind.PROVINCE, "Ancona", plate="AN")}


def reference(
    *, need: Need = NEED, kind: ServiceType = KIND, paper: DocumentType = PAPER, entry: BackboneEntry = ENTRY
) -> Reference:
    """Make a reference of one thing of each kind, written as Turtle and read back."""
    texts = {
        "needs.ttl": turtle([need]).encode(),
        "service-types.ttl": turtle([kind]).encode(),
        "documents.ttl": turtle([paper]).encode(),
        "backbone.ttl": turtle([entry]).encode(),
    }
    return parse_reference(texts, PLACES)


def with_condition(**fields: Any) -> BackboneEntry:
    return replace(ENTRY, rules=(Rule((Clause((Condition(**fields),)),)),))


def excluding(**fields: Any) -> BackboneEntry:
    known = Exclusion(("home.meals",), "L. 328/2000", "", date(2026, 11, 20), True)
    return replace(ENTRY, excludes=(replace(known, **fields),))


def test_the_readme_counts_no_more_kinds_of_service_than_the_backbone_knows() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    said = re.search(r"For (\d+) and more kinds of service", readme)
    assert said
    assert len({entry.service_type for entry in load_reference().backbone}) >= int(said[1])


def test_sound_reference_data_comes_back_as_written() -> None:
    found = reference()
    assert found.needs == {"autonomy": NEED}
    assert found.service_types == {"home.care": KIND}
    assert found.documents == {"isee-ordinary": PAPER}
    assert found.backbone == (ENTRY,)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (replace(ENTRY, law="", source=""), "neither law nor source"),
        (replace(ENTRY, label_en=""), "lacks an Italian or an English label"),
        (replace(ENTRY, needs=("autonomia",)), "unknown need 'autonomia'"),
        (replace(ENTRY, issues=("isee",)), "unknown document 'isee'"),
        (replace(ENTRY, requires=(Requirement((("isee-ordinary", "dsu"),)),)), "unknown document 'dsu'"),
        (replace(ENTRY, replaced_by=("home.gone",)), "unknown service type 'home.gone'"),
        (excluding(service_types=("home.gone",)), "unknown service type 'home.gone'"),
        (excluding(service_types=("home.care",)), "excludes nothing, or itself"),
        (excluding(service_types=()), "excludes nothing, or itself"),
        (excluding(law=""), "excludes something by neither law nor source"),
        (excluding(provinces=("XX",)), "unknown province 'XX'"),
        (replace(ENTRY, id="x", service_type="x"), "unknown service type 'x'"),
        (replace(ENTRY, id="home.other"), "not named after its service type"),
        (replace(ENTRY, holdings=(Holding(("XX",)),)), "unknown province 'XX'"),
        (replace(ENTRY, holdings=()), "holds nowhere"),
        (with_condition(attribute="receives", one_of=("home.gone",)), "unknown service type 'home.gone'"),
        (with_condition(attribute="isee", maximum=1.0), "unknown fact of the citizen 'isee'"),
        (replace(ENTRY, cost=Cost(Decimal(16), text="16 euro di bollo")), "amount without its year"),
        (replace(ENTRY, note_it="Fino a 1.500 € al mese."), "amount without its year"),
        (replace(ENTRY, note_en="Up to EUR 1,500."), "amount without its year"),
        (
            with_condition(attribute="isee_eur", maximum=10140.0, text_it="ISEE basso", text_en="2026"),
            "amount without its year: 'ISEE basso'",
        ),
    ],
)
def test_a_backbone_entry_that_must_not_ship_stops_the_load(entry: BackboneEntry, problem: str) -> None:
    with pytest.raises(ReferenceDataError, match=problem) as caught:
        reference(entry=entry)
    assert caught.value.file == "backbone.ttl"


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, cost=Cost(Decimal(16), text="16 euro di bollo (2026)")),
        replace(ENTRY, cost=Cost(Decimal(0), Decimal(0), "gratuito")),
        replace(ENTRY, note_it="Nel 2026 fino a 1.500 € al mese.", note_en="No amounts here."),
        replace(ENTRY, id="home.care/old"),
        with_condition(
            attribute="isee_eur", maximum=10140.0, text_it="ISEE 2026 basso", text_en="Low ISEE, 2026"
        ),
        with_condition(attribute="human-check", text_it="Da valutare", text_en="To be assessed"),
    ],
)
def test_an_amount_with_its_year_a_variant_and_a_human_check_may_ship(entry: BackboneEntry) -> None:
    assert reference(entry=entry).backbone == (entry,)


@pytest.mark.parametrize(
    ("change", "file", "problem"),
    [
        ({"need": replace(NEED, broader="life")}, "needs.ttl", "unknown need 'life'"),
        ({"need": replace(NEED, label_it="")}, "needs.ttl", "lacks"),
        ({"kind": replace(KIND, addresses=("life",))}, "service-types.ttl", "unknown need 'life'"),
        ({"kind": replace(KIND, broader="home")}, "service-types.ttl", "unknown service type 'home'"),
        ({"paper": replace(PAPER, stands_for=("isee",))}, "documents.ttl", "unknown document 'isee'"),
    ],
)
def test_a_vocabulary_that_points_nowhere_stops_the_load(change: Any, file: str, problem: str) -> None:
    with pytest.raises(ReferenceDataError, match=problem) as caught:
        reference(**change)
    assert caught.value.file == file


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda text: text.replace("wn:checkedOn", "wn:notedOn"), "has no wn:checkedOn"),
        (lambda text: text.replace("wn:verified", "wn:seen"), "has no wn:verified"),
        (lambda text: text.replace("wn:ofType", "wn:likeType"), "has no wn:ofType"),
        (lambda text: text.replace('2026-11-20"', '20 novembre"'), "checkedOn"),
        (lambda text: text[: text.index("wn:checkedOn")], r"Parser error|expected|unexpected"),
        (lambda _text: "", "describes no BackboneEntry"),
    ],
    ids=["no-date", "no-mark", "no-type", "broken-date", "cut", "empty"],
)
def test_a_file_that_cannot_be_read_is_named(damage: Callable[[str], str], problem: str) -> None:
    texts = {
        "needs.ttl": turtle([NEED]).encode(),
        "service-types.ttl": turtle([KIND]).encode(),
        "documents.ttl": turtle([PAPER]).encode(),
        "backbone.ttl": damage(turtle([ENTRY])).encode(),
    }
    with pytest.raises(ReferenceDataError, match=problem) as caught:
        parse_reference(texts, PLACES)
    assert caught.value.file == "backbone.ttl"


def test_the_shipped_reference_is_sound_whole_and_in_order() -> None:
    found = load_reference()
    assert len(found.needs) >= 100
    assert len(found.service_types) >= 85
    assert len(found.documents) >= 60
    assert len({entry.service_type for entry in found.backbone}) >= 40
    for named in (found.needs, found.service_types, found.documents, found.territories):
        assert list(named) == sorted(named)
    assert [entry.id for entry in found.backbone] == sorted(entry.id for entry in found.backbone)
    assert found is load_reference()


def test_the_shipped_reference_loads_in_the_time_a_command_can_wait() -> None:
    load_reference.cache_clear()
    reference_version.cache_clear()
    start = process_time()
    load_reference()
    reference_version()
    # 0.4 s is the figure on an idle machine, of the processor: what others do there does not count.
    assert process_time() - start < 1.2
