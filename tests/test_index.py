"""The index of a real store on disk: same whatever the order, same when opened again, memory-mapped."""

import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from welfarenet.graph.codec import from_json, to_json, to_text
from welfarenet.graph.demands import Cost, Days
from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.index import NEVER, START, UNSAID, Columns, Index, Tables
from welfarenet.graph.indexing import build_index, open_index, save_index
from welfarenet.graph.mapped import Channel, Offering, Provider, Status
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.procedures import ServiceClass
from welfarenet.graph.reference import load_reference
from welfarenet.graph.stores import open_store
from worlds import (
    AMBITO,
    ANCONA,
    CINGOLI,
    JESI,
    MONSANO,
    agreement,
    ambito,
    asks,
    at_least,
    drawn,
    exercise,
    fill_store,
    iri,
    kind,
    need,
    paper,
    referral,
    rule,
    serve,
)

KNOWN = drawn(need("care"), kind("sad", "care"), kind("caf"), paper("isee"), paper("plan"))

#   ATS-9 (Jesi, Monsano): sad ←isee─ caf: prov-AN but Ancona     coop ═agreement═ inps
WORLD = exercise(
    "world",
    ambito(JESI, MONSANO),
    serve("caf", "caf", at="prov-AN", by="inps", excluded=(ANCONA,), issues=("isee",), euros=0, days=10),
    serve(
        "sad",
        "sad",
        at=(AMBITO, CINGOLI),
        requires="isee | plan",
        rules=(rule(at_least("age", 65)),),
        channels=(Channel.HOME, Channel.PHONE),
        status=Status.TO_VERIFY,
        valid_from=date(2026, 1, 1),
        assured_on=date(2026, 6, 30),
    ),
    serve("sad-too", "sad", at=MONSANO, requires="isee | plan", rules=(rule(at_least("age", 65)),)),
    serve("listening", at="IT", by="line", channels=(Channel.PHONE,), partners=(iri("provider/coop"),)),
    agreement("pact", "coop", "inps", valid_to=date(2026, 12, 31)),
    referral("caf", "sad"),
    Provider(iri("provider/line"), "line", networks=("net",)),
)


def build(folder: Path, *exercises: ExerciseData) -> Index:
    with fill_store(folder, exercises, KNOWN).reader() as reader:
        return build_index(reader, KNOWN)


def arrays(index: Index) -> dict[str, tuple[str, list[int]]]:
    columns = {field.name: getattr(index.columns, field.name) for field in fields(Columns)}
    return {name: (str(column.dtype), column.tolist()) for name, column in columns.items()}


def same(one: Index, other: Index) -> bool:
    return (one.revision, arrays(one), one.tables, one.territories) == (
        other.revision,
        arrays(other),
        other.tables,
        other.territories,
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build(tmp_path_factory.mktemp("world"), WORLD)


def row(index: Index, name: str) -> int:
    found = index.row(iri(f"offering/{name}"))
    assert found is not None
    return found


# What it holds


def test_offerings_and_providers_stand_by_iri(index: Index) -> None:
    assert tuple(index.offerings) == tuple(
        iri(f"offering/{name}") for name in ("caf", "listening", "sad", "sad-too")
    )
    assert tuple(index.providers) == tuple(iri(f"provider/{name}") for name in ("coop", "inps", "line"))
    assert index.columns.provider.tolist() == [1, 2, 0, 0]


def test_an_unknown_offering_has_no_row(index: Index) -> None:
    assert index.row(iri("offering/caf2")) is None
    assert index.row("") is None
    assert index.row("zzz") is None


def test_services_that_say_the_same_are_one_class(index: Index) -> None:
    sad, too = row(index, "sad"), row(index, "sad-too")
    assert index.columns.service_class[sad] == index.columns.service_class[too]
    assert len(index.tables.classes) == 3
    assert index.tables.classes[index.columns.service_class[sad]] == ServiceClass(
        "sad", None, asks("isee | plan"), None, (rule(at_least("age", 65)),)
    )


def test_columns_keep_what_was_said_and_mark_what_was_not(index: Index) -> None:
    caf, sad = row(index, "caf"), row(index, "sad")
    columns = index.columns
    assert (columns.cents_min[caf], columns.cents_max[caf]) == (0, UNSAID)
    assert (columns.days_min[caf], columns.days_max[caf]) == (10, UNSAID)
    assert (columns.cents_min[sad], columns.days_min[sad]) == (UNSAID, UNSAID)
    assert columns.since.tolist() == [START, START, date(2026, 1, 1).toordinal(), START]
    assert set(columns.until.tolist()) == {NEVER}
    assert columns.assured.tolist() == [0, 0, date(2026, 6, 30).toordinal(), 0]
    assert tuple(Status)[columns.status[sad]] is Status.TO_VERIFY
    reached = {c for bit, c in enumerate(Channel) if columns.channels[sad] >> bit & 1}
    assert reached == {Channel.HOME, Channel.PHONE}
    assert columns.channels[caf] == 0


def test_an_offering_is_posted_under_each_territory_it_names(index: Index) -> None:
    posted = {place: index.covering(place).tolist() for place in index.tables.covered}
    caf, listening, sad, too = range(4)
    assert posted == {AMBITO: [sad], CINGOLI: [sad], MONSANO: [too], "IT": [listening], "prov-AN": [caf]}
    assert index.covering(JESI).tolist() == []
    assert index.covering("nowhere").tolist() == []


def test_each_posting_carries_the_class_of_its_offering(index: Index) -> None:
    columns = index.columns
    assert columns.posting_class.tolist() == columns.service_class[columns.postings].tolist()


def test_what_is_cut_out_of_a_coverage_is_kept(index: Index) -> None:
    assert index.tables.excluded == ((row(index, "caf"), (ANCONA,)),)


def test_a_users_ambito_is_one_more_parent_of_its_comuni(index: Index) -> None:
    assert index.containing(JESI) == (JESI, AMBITO, "prov-AN", "reg-11", "IT")
    assert index.containing(ANCONA) == (ANCONA, "prov-AN", "reg-11", "IT")
    assert [t.id for t in index.tables.territories] == [AMBITO, JESI, MONSANO]
    assert index.territories[JESI].plate == "AN"


def test_an_agreement_and_a_partnership_bind_providers_on_their_days(index: Index) -> None:
    until = date(2026, 12, 31).toordinal()
    assert index.columns.agreements.tolist() == [[0, 1, START, until], [0, 2, START, NEVER]]


def test_referrals_join_rows_and_networks_belong_to_providers(index: Index) -> None:
    assert index.columns.referrals.tolist() == [[row(index, "caf"), row(index, "sad")]]
    assert index.columns.memberships.tolist() == [[2, 0]]


def test_a_referral_to_what_nobody_publishes_is_left_out(tmp_path: Path) -> None:
    made = build(tmp_path, exercise("one", serve("sad", at=JESI), referral("sad", "gone")))
    assert made.columns.referrals.tolist() == []


def test_the_index_of_an_empty_store_covers_nothing(tmp_path: Path) -> None:
    made = build(tmp_path)
    assert tuple(made.offerings) == ()
    assert made.covering("IT").tolist() == []
    assert made.columns.posting_start.tolist() == [0]


def test_a_wait_beyond_a_century_counts_as_one_and_a_cost_beyond_its_column_as_the_most_it_holds(
    tmp_path: Path,
) -> None:
    made = build(tmp_path, exercise("one", serve("sad", at=JESI, euros=10**12, days=10**12)))
    assert (made.columns.cents_min.tolist(), made.columns.days_min.tolist()) == ([2**31 - 1], [36_500])


def test_cents_are_exact(tmp_path: Path) -> None:
    service, offering = serve("sad", at=JESI)
    dear = replace(offering, cost=Cost(Decimal("19.99"), Decimal("1000000.10")), days=Days(0, 365))
    made = build(tmp_path, exercise("one", service, dear))
    assert (made.columns.cents_min.tolist(), made.columns.cents_max.tolist()) == ([1999], [100_000_010])
    assert (made.columns.days_min.tolist(), made.columns.days_max.tolist()) == ([0], [365])


# Several exercises


def test_memberships_of_one_comune_mapped_by_two_exercises_add_up(tmp_path: Path) -> None:
    made = build(tmp_path, exercise("one", ambito(JESI)), exercise("two", ambito(JESI, name="ASL-2")))
    assert made.containing(JESI) == (JESI, "ASL-2", AMBITO, "prov-AN", "reg-11", "IT")


def test_an_exercise_that_says_what_is_known_of_a_territory_adds_nothing(tmp_path: Path) -> None:
    made = build(tmp_path, exercise("one", KNOWN.territories[JESI]))
    assert made.tables.territories == ()


def test_a_name_that_one_exercise_changes_stands_when_a_later_one_adds_an_area(tmp_path: Path) -> None:
    renamed = replace(KNOWN.territories[JESI], name="Jesi al Mare")
    later = replace(KNOWN.territories[JESI], parents=("prov-AN", AMBITO))
    made = build(tmp_path, exercise("one", renamed), exercise("two", later))
    assert made.territories[JESI].name == "Jesi al Mare"
    assert AMBITO in made.containing(JESI)


def test_territories_that_contain_one_another_come_to_an_end(tmp_path: Path) -> None:
    circle = (
        Territory("a", TerritoryKind.AMBITO, "a", parents=("b",)),
        Territory("b", TerritoryKind.AMBITO, "b", parents=("a",)),
    )
    assert build(tmp_path, exercise("one", circle)).containing("a") == ("a", "b")


def test_of_one_offering_told_apart_by_two_exercises_the_first_counts_once(tmp_path: Path) -> None:
    service, offering = serve("sad", at=JESI, euros=5)
    other = replace(offering, cost=Cost(Decimal(9)), coverage=(ANCONA,))
    exercises = exercise("one", service, offering), exercise("two", service, other)
    made = build(tmp_path, *exercises)
    assert tuple(made.offerings) == (offering.iri,)
    assert made.columns.cents_min.tolist() == [500]
    with OxigraphStore(tmp_path, reference=lambda: KNOWN).reader() as reader:
        assert reader.describe([offering.iri])[offering.iri] == offering


# Same input, same bytes


def shuffled(data: ExerciseData, seed: int) -> ExerciseData:
    mixed = random.Random(seed)

    def mix(records: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(mixed.sample(records, len(records)))

    return replace(
        data,
        territories=mix(data.territories),
        providers=mix(data.providers),
        services=mix(data.services),
        offerings=mix(data.offerings),
        agreements=mix(data.agreements),
        referrals=mix(data.referrals),
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_records_never_shows(seed: int, tmp_path: Path, index: Index) -> None:
    assert same(build(tmp_path, shuffled(WORLD, seed)), index)


def test_the_order_of_loading_never_shows(tmp_path: Path) -> None:
    one = exercise("one", serve("a", at=JESI), ambito(JESI))
    two = exercise("two", serve("b", at=ANCONA, by="ets"), ambito(JESI, name="ASL-2"))
    assert same(build(tmp_path / "ab", one, two), build(tmp_path / "ba", two, one))


def test_loading_again_gives_the_same_index(tmp_path: Path, index: Index) -> None:
    assert same(build(tmp_path, WORLD, WORLD), index)


def test_an_index_written_and_opened_again_is_equal_and_memory_mapped(tmp_path: Path, index: Index) -> None:
    store = fill_store(tmp_path, [WORLD], KNOWN)
    for _time in ("built and kept", "only opened"):
        with store.reader() as reader:
            opened = open_index(reader, KNOWN)
        assert same(opened, index)
        assert all(isinstance(getattr(opened.columns, f.name).base, np.memmap) for f in fields(Columns))
        with pytest.raises(ValueError, match="read-only"):
            opened.columns.status[0] = 0


def test_two_builds_write_the_same_bytes(tmp_path: Path, index: Index) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        save_index(index, folder)
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    titles = [name for name in names if name.startswith("title_")]
    assert (len(titles), len(names)) == (4, len(fields(Columns)) + 4 + 1)
    assert all(
        (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names
    )


def test_many_who_open_an_index_that_is_not_there_yet_all_get_it(tmp_path: Path, index: Index) -> None:
    store = fill_store(tmp_path, [WORLD], KNOWN)

    def one(_number: int) -> Index:
        with store.reader() as reader:
            return open_index(reader, KNOWN)

    with ThreadPoolExecutor(8) as pool:
        assert all(same(opened, index) for opened in pool.map(one, range(16)))
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_new_revision_has_its_own_index(tmp_path: Path) -> None:
    store = fill_store(tmp_path, [WORLD], KNOWN)
    with store.reader() as before:
        first = open_index(before, KNOWN)
        store.replace(exercise("more", serve("b", at=ANCONA)))
        with store.reader() as after:
            second = open_index(after, KNOWN)
        assert same(open_index(before, KNOWN), first)
    assert first.revision != second.revision
    assert len(second.offerings) == len(first.offerings) + 1


def test_the_shipped_reference_is_indexed_through_the_stores_address(tmp_path: Path) -> None:
    known = load_reference()
    store = open_store(f"oxigraph:{tmp_path}")
    store.replace(exercise("one", serve("sad", "home.care", at="prov-AN")))
    with store.reader() as reader:
        made = open_index(reader, known)
    assert made.containing(JESI) == (JESI, "prov-AN", "reg-11", "IT")
    assert made.tables.territories == ()


# Records as JSON


def test_tables_survive_json(index: Index) -> None:
    assert from_json(Tables, to_json(index.tables)) == index.tables


@pytest.mark.parametrize("record", [*WORLD.offerings, *WORLD.services, *WORLD.territories, *WORLD.providers])
def test_every_record_survives_json(record: Any) -> None:
    assert from_json(type(record), to_json(record)) == record
    assert to_text(record) == json.dumps(to_json(record), ensure_ascii=False, separators=(",", ":"))


def test_what_has_no_shape_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no shape in JSON"):
        to_text({1})


@pytest.mark.parametrize("shape", [[], {}, "text", [1, 2]])
def test_what_has_another_shape_is_refused(shape: object) -> None:
    with pytest.raises(TypeError, match="Offering has"):
        from_json(Offering, shape)


def test_every_field_of_a_drawn_offering_was_set_by_some_offering() -> None:
    """Keep the world rich: a field that no drawn offering sets is not tested by any round trip."""
    plain = astuple(Offering("", "", "", ()))
    unset = {
        field.name
        for field, default in zip(fields(Offering), plain, strict=True)
        if all(getattr(offering, field.name) == default for offering in WORLD.offerings)
    }
    assert unset == {"contacts", "hours", "place", "places", "valid_to", "confidential", "sources"}
