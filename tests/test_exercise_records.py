"""The records of an exercise, kept as texts, are what its triples say; what those mix, the engine tells."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from earlier import as_before
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from test_rdf import RECORDS

from welfarenet.graph.exercise_records import KeptRecords, each_record, write_records
from welfarenet.graph.exercises import MappingExercise, Record, SourceRow
from welfarenet.graph.mapped import Offering, Provider, Service
from welfarenet.graph.rdf import canonical, from_facts, iri_of, kind_of, lines_of
from welfarenet.graph.rdf_values import facts_of_lines
from welfarenet.graph.store import Store
from welfarenet.ontology.errors import CorruptStoreError
from welfarenet.ontology.terms import DATA
from worlds import JESI, drawn, exercise, fill_store, iri, rule, serve

GRAPH = NamedNode(f"{DATA}exercise/one")
OWNED = (
    "Territory",
    "Provider",
    "Service",
    "Offering",
    "Agreement",
    "Referral",
    "MappingExercise",
    "SourceRow",
)
KINDS = (MappingExercise, Provider, Service, Offering, SourceRow)
ABSENT = iri("provider/nobody")
CARITAS = Provider(iri("provider/caritas"), "Caritas")


def kept(folder: Path, *exercises: Iterable[Record]) -> KeptRecords:
    paths = [folder / f"{number}.records" for number in range(len(exercises))]
    for path, records in zip(paths, exercises, strict=True):
        write_records(path, records)
    return KeptRecords(paths, folder / "all.npy")


def told(records: Iterable[Record]) -> dict[str, object]:
    """Read records out of the triples they make, without the file."""
    given = list(records)
    facts = facts_of_lines(lines_of(given, GRAPH), GRAPH)
    kinds = {name: kind_of(name, facts) for name in map(iri_of, given)}
    return {name: from_facts(kind, name, facts) for name, kind in kinds.items() if kind}


def in_order(records: Iterable[Record]) -> list[object]:
    found = told(records)
    return [found[name] for name in sorted(found)]


def test_a_record_comes_back_as_its_triples_say_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kept")

    @given(st.lists(st.one_of(*(RECORDS[name] for name in OWNED)), max_size=6, unique_by=iri_of))
    @settings(max_examples=150, deadline=None, derandomize=True)
    def check(records: list[Record]) -> None:
        (folder / "all.npy").unlink(missing_ok=True)
        found, untold = kept(folder, records).find([*map(iri_of, records), ABSENT])
        assert found == told(records)
        assert untold == set()
        for kinds in ((Service, Provider), tuple(map(type, records))):
            given = [record for record in records if type(record) in kinds]
            assert list(each_record(folder / "0.records", kinds) or ()) == in_order(given)

    check()


def test_the_first_exercise_has_the_word(tmp_path: Path) -> None:
    other = replace(CARITAS, name="Detta altrimenti")
    found, untold = kept(tmp_path, [SourceRow(iri("row/1"), "a.xlsx", "A", 2)], [CARITAS], [other]).find(
        [CARITAS.iri]
    )
    assert (found, untold) == ({CARITAS.iri: CARITAS}, set())


def test_what_is_said_twice_alike_is_told_once(tmp_path: Path) -> None:
    one = replace(CARITAS, networks=("b", "a"))
    found, _ = kept(tmp_path, [one, replace(CARITAS, networks=("a", "b", "a"))]).find([CARITAS.iri])
    assert found == {CARITAS.iri: canonical(one)}


#   provider caritas, twice, two e-mails ──  the triples say: one provider, both e-mails
#   service s ── rules ── s.rule1        ──  and a provider of that name
#
def test_where_triples_run_together_only_the_engine_can_tell(tmp_path: Path) -> None:
    service = Service(iri("service/s"), "Sportello", rules=(rule(),))
    part = replace(CARITAS, iri=f"{service.iri}.rule1")
    twice = (CARITAS, replace(CARITAS, networks=("rete",)))
    found, untold = kept(tmp_path, [*twice, service, part]).find([CARITAS.iri, service.iri, part.iri, ABSENT])
    assert (found, untold) == ({}, {CARITAS.iri, service.iri, part.iri})
    assert each_record(tmp_path / "0.records", (Provider, Service)) is None


def test_the_order_of_records_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    records = [replace(CARITAS, iri=iri(f"provider/p{number}")) for number in range(20)]
    write_records(tmp_path / "one", records)
    write_records(tmp_path / "two", reversed(records))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_long_record_is_read_whole(tmp_path: Path) -> None:
    long = replace(CARITAS, name="«à\n»" * 100_000)
    found, _ = kept(tmp_path, [long]).find([CARITAS.iri])
    assert found == {CARITAS.iri: long}


def test_no_exercise_and_no_name_give_nothing(tmp_path: Path) -> None:
    assert kept(tmp_path).find([ABSENT]) == ({}, set())
    assert kept(tmp_path, [CARITAS]).find([]) == ({}, set())


@pytest.mark.parametrize("name", ["", "no IRI", "half \ud800", f"{ABSENT}\n"])
def test_what_is_no_name_of_a_record_is_not_found(tmp_path: Path, name: str) -> None:
    assert kept(tmp_path, [CARITAS]).find([name]) == ({}, set())


@pytest.mark.parametrize("left", [0, 1, 40, -1])
def test_a_file_that_was_cut_is_damaged(tmp_path: Path, left: int) -> None:
    write_records(tmp_path / "0", [CARITAS])
    os.truncate(tmp_path / "0", left if left >= 0 else (tmp_path / "0").stat().st_size - 1)
    with pytest.raises(CorruptStoreError, match="does not end as a file of records does"):
        KeptRecords([tmp_path / "0"], tmp_path / "all.npy").find([CARITAS.iri])


def test_no_flipped_bit_gives_another_record(tmp_path: Path) -> None:
    records = [replace(CARITAS, iri=iri(f"provider/p{number}")) for number in range(3)]
    path = tmp_path / "0.records"
    write_records(path, records)
    content, unnoticed = path.read_bytes(), set[str]()
    for place in range(len(content) * 8):
        path.write_bytes(flipped(content, place))
        read = read_back(path, [record.iri for record in records])
        assert read in (None, records), f"bit {place}"
        unnoticed |= {chr(content[place // 8])} if read else set()
    assert unnoticed <= set("abcdef"), "a checksum written in capitals is the same"


def read_back(path: Path, names: list[str]) -> list[Record] | None:
    """Read a file by name and from its start; ``None`` where it is found damaged."""
    directory = path.with_name("all.npy")
    directory.unlink(missing_ok=True)
    try:
        found, untold = KeptRecords([path], directory).find(names)
        each = list(each_record(path, (Provider,)) or ())
    except CorruptStoreError:
        return None
    assert (list(found.values()), untold) == (each, set())
    return each


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def test_what_all_files_hold_is_put_together_once_and_not_at_all_where_nothing_may_be_written(
    tmp_path: Path,
) -> None:
    records = kept(tmp_path, [CARITAS])
    records.find([CARITAS.iri])
    assert [path.name for path in tmp_path.glob("all*")] == ["all.npy"]
    nowhere = KeptRecords([tmp_path / "0.records"], tmp_path / "0.records" / "all.npy")
    assert nowhere.find([CARITAS.iri]) == records.find([CARITAS.iri])


# In a store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Publish two exercises that name one provider, and one that says something twice."""
    row = SourceRow(iri("row/1"), "one.xlsx", "Servizi", 2)
    one = exercise("one", row, CARITAS, serve("o1", "home.care", by="caritas", at=JESI))
    two = exercise("two", replace(CARITAS, name="Altra"), serve("o2", "home.care", by="caritas", at=JESI))
    twice = (replace(CARITAS, iri=iri("provider/twice"), networks=(name,)) for name in ("a", "b"))
    return fill_store(tmp_path, [two, one, exercise("zeta", *twice)], drawn())


def every_name(store: Store) -> list[str]:
    with store.reader() as reader:
        return [*(iri_of(record) for kind in KINDS for record in reader.scan(kind)), ABSENT]


def test_a_store_describes_alike_from_the_texts_and_from_the_triples(store: Store, tmp_path: Path) -> None:
    names = every_name(store)
    with store.reader() as reader:
        kept = list(reader.describe(names).items())
        assert dict(kept)[CARITAS.iri] == CARITAS
        twice = dict(kept)[iri("provider/twice")]
        assert isinstance(twice, Provider)
        assert twice.networks == ("a", "b")
        gathered = sorted(map(repr, reader.gather(KINDS)))
    for path in tmp_path.glob("gen-000003/exercises/*.records"):
        as_before(tmp_path, path.name)
        with store.reader() as reader:
            assert list(reader.describe(names).items()) == kept
            assert sorted(map(repr, reader.gather(KINDS))) == gathered


def test_the_records_of_an_exercise_are_written_once_and_shared_until_it_changes(
    store: Store, tmp_path: Path
) -> None:
    assert [path.stat().st_nlink for path in sorted(tmp_path.glob("gen-000003/exercises/*.records"))] == [
        2,
        2,
        1,
    ]
    changed = exercise("one", replace(CARITAS, name="Caritas di Jesi"))
    store.replace(changed)
    with store.reader() as reader:
        assert reader.describe([CARITAS.iri]) == {CARITAS.iri: changed.providers[0]}
    store.remove(changed.exercise.iri)
    assert len(list(tmp_path.glob("gen-000005/exercises/*.records"))) == 2
    with store.reader() as reader:
        assert reader.describe([CARITAS.iri]) == {CARITAS.iri: replace(CARITAS, name="Altra")}
