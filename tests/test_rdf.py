"""Records and quads say the same, both ways, whatever the strings in them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from welfarenet.graph import concepts, demands, exercises, mapped, places
from welfarenet.graph.concepts import BackboneEntry, Holding, Need
from welfarenet.graph.demands import Clause, Condition, Cost, Days, Requirement, Rule
from welfarenet.graph.mapped import Channel, Contact, ContactKind, Offering, Service, Status
from welfarenet.graph.places import TerritoryKind
from welfarenet.graph.rdf import (
    AnyRecord,
    canonical,
    content_digest,
    from_quads,
    iri_of,
    kind_of,
    lines_of,
    nquad,
    ntriples,
    records,
    to_quads,
)
from welfarenet.graph.rdf_text import iri_text, literal_text, read_term
from welfarenet.graph.rdf_turtle import turtle
from welfarenet.graph.rdf_values import facts_of
from welfarenet.ontology.terms import ATTRIBUTE, DATA

GRAPH = NamedNode(DATA + "test/exercise/one")
HOSTILE = (
    '"} UNION {?s ?p ?o}',
    "a\\b\r\n\t\x00",
    "<script>",
    "perché L’Aquila è così",
    "\u202e\u2028",
    "' OR 1=1",
)

texts = st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE))
codes = st.one_of(
    st.text(min_size=1, max_size=8), st.sampled_from(("home.care", "ATS 9", "E388", "a/b", "50%"))
)
iris = st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True).map(lambda slug: f"{DATA}test/thing/{slug}")
days_of_life = st.dates()
numbers = st.one_of(
    st.integers(-(10**6), 10**6).map(float), st.floats(allow_nan=False, allow_infinity=False), st.just(-0.0)
)
euros = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)
naturals = st.integers(0, 10**12)


def several(values: st.SearchStrategy[Any], smallest: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, min_size=smallest, max_size=3).map(tuple)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


conditions = st.builds(
    Condition, codes, maybe(numbers), maybe(numbers), several(texts), st.booleans(), texts, texts, texts
)
rules = st.builds(
    Rule,
    several(st.builds(Clause, several(conditions, 1))),
    maybe(days_of_life),
    maybe(days_of_life),
    texts,
)
requirements = st.builds(Requirement, several(several(codes)))
costs = st.builds(Cost, euros, maybe(euros), texts)
waits = st.builds(Days, naturals, maybe(naturals), texts)
contacts = st.builds(Contact, st.sampled_from(ContactKind), texts)
holdings = st.builds(Holding, several(texts), maybe(days_of_life), maybe(days_of_life))
exclusions = st.builds(
    concepts.Exclusion,
    several(codes),
    texts,
    texts,
    days_of_life,
    st.booleans(),
    several(texts),
    maybe(days_of_life),
    maybe(days_of_life),
)

RECORDS: dict[str, st.SearchStrategy[AnyRecord]] = {
    "Territory": st.builds(
        places.Territory,
        id=codes,
        kind=st.sampled_from(TerritoryKind),
        name=texts,
        other_names=several(texts),
        parents=several(codes),
        valid_from=maybe(days_of_life),
        valid_to=maybe(days_of_life),
        successors=several(codes),
        plate=texts,
        istat=texts,
        population=several(naturals),
        lat=maybe(numbers),
        lon=maybe(numbers),
        sources=several(iris),
    ),
    "Need": st.builds(Need, codes, texts, texts, maybe(codes), several(texts)),
    "ServiceType": st.builds(
        concepts.ServiceType, codes, texts, texts, maybe(codes), several(texts), several(codes)
    ),
    "DocumentType": st.builds(
        concepts.DocumentType,
        codes,
        texts,
        texts,
        several(texts),
        maybe(naturals),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        several(codes),
        texts,
    ),
    "BackboneEntry": st.builds(
        BackboneEntry,
        id=codes,
        service_type=codes,
        label_it=texts,
        label_en=texts,
        actor_it=texts,
        actor_en=texts,
        law=texts,
        source=texts,
        checked_on=days_of_life,
        verified=st.booleans(),
        needs=several(codes),
        requires=several(requirements),
        issues=several(codes),
        rules=several(rules),
        days=maybe(waits),
        cost=maybe(costs),
        holdings=several(holdings),
        replaced_by=several(codes),
        excludes=several(exclusions),
        note_it=texts,
        note_en=texts,
    ),
    "Provider": st.builds(
        mapped.Provider,
        iri=iris,
        name=texts,
        sector=maybe(st.sampled_from(mapped.Sector)),
        tax_code=texts,
        runts=texts,
        ipa=texts,
        legal_form=texts,
        parent=maybe(iris),
        networks=several(texts),
        seat=maybe(codes),
        contacts=several(contacts),
        sources=several(iris),
    ),
    "Service": st.builds(
        Service,
        iri=iris,
        title=texts,
        service_type=maybe(codes),
        needs=maybe(several(codes)),
        requires=maybe(several(requirements)),
        issues=maybe(several(codes)),
        rules=several(rules),
        description=texts,
        sources=several(iris),
    ),
    "Offering": st.builds(
        Offering,
        iri=iris,
        service=iris,
        provider=iris,
        coverage=several(codes),
        excluded=several(codes),
        channels=several(st.sampled_from(Channel)),
        contacts=several(contacts),
        hours=texts,
        place=maybe(codes),
        cost=maybe(costs),
        days=maybe(waits),
        places=maybe(naturals),
        status=st.sampled_from(Status),
        valid_from=maybe(days_of_life),
        valid_to=maybe(days_of_life),
        assured_on=maybe(days_of_life),
        partners=several(iris),
        confidential=st.booleans(),
        sources=several(iris),
    ),
    "Agreement": st.builds(
        mapped.Agreement,
        iris,
        texts,
        several(iris),
        texts,
        several(iris),
        maybe(days_of_life),
        maybe(days_of_life),
        several(iris),
    ),
    "Referral": st.builds(mapped.Referral, iris, iris, iris, st.booleans(), several(iris)),
    "MappingExercise": st.builds(
        exercises.MappingExercise,
        iris,
        texts,
        texts,
        maybe(days_of_life),
        several(st.tuples(texts, texts)),
        texts,
    ),
    "SourceRow": st.builds(exercises.SourceRow, iris, texts, texts, naturals),
}


def as_sets(record: AnyRecord) -> AnyRecord:
    """Sort what is a set, written here a second time so that the table cannot excuse itself."""
    sets = {
        "synonyms", "parents", "successors", "other_names", "sources", "addresses", "stands_for", "needs",
        "issues", "replaced_by", "networks", "coverage", "excluded", "channels", "partners", "parties",
        "governs",
    }  # fmt: skip
    changes: dict[str, Any] = {}
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if name in sets and value is not None:
            changes[name] = tuple(sorted(set(value)))
        elif name == "contacts":
            changes[name] = tuple(sorted(set(value), key=lambda contact: (contact.kind, contact.value)))
        elif name == "requires" and value is not None:
            changes[name] = tuple(
                Requirement(tuple(tuple(sorted(set(held))) for held in asked.alternatives)) for asked in value
            )
        elif name == "excludes":
            changes[name] = tuple(
                replace(
                    apart,
                    service_types=tuple(sorted(set(apart.service_types))),
                    provinces=tuple(sorted(set(apart.provinces))),
                )
                for apart in value
            )
        elif name == "holdings":
            changes[name] = tuple(
                replace(held, provinces=tuple(sorted(set(held.provinces)))) for held in value
            )
    return replace(record, **changes)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_survives_quads_a_disk_store_turtle_and_nquads(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = Store(str(tmp_path_factory.mktemp("rdf")))

    @given(RECORDS[name])
    @settings(max_examples=40, deadline=None, derandomize=True)
    def check(record: AnyRecord) -> None:
        expected, kind, iri = as_sets(record), type(record), iri_of(record)
        quads = list(to_quads(record, GRAPH))
        assert from_quads(kind, iri, reversed(quads)) == expected
        store.extend(quads)
        kept = list(store.quads_for_pattern(None, None, None, GRAPH))
        store.remove_graph(GRAPH)
        assert records(kind, kept) == [expected]
        assert {nquad(quad) for quad in kept} == {nquad(quad) for quad in quads}
        lines = b"".join(map(nquad, quads))
        assert records(kind, parse(lines, format=RdfFormat.N_QUADS)) == [expected]
        assert records(kind, parse(turtle([record]), format=RdfFormat.TURTLE)) == [expected]
        assert kind_of(iri, facts_of(quads)) is kind

    check()


@given(st.one_of(*RECORDS.values()))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_the_canonical_form_of_a_record_is_its_own_and_makes_the_same_quads(record: AnyRecord) -> None:
    once = canonical(record)
    assert canonical(once) is once
    # Equal is not enough: 1.50 equals 1.5, and 0.0 minus zero.
    assert repr(once) == repr(from_quads(type(record), iri_of(record), to_quads(record)))
    assert set(to_quads(once)) == set(to_quads(record))
    assert not any(
        isinstance(end, BlankNode) for quad in to_quads(record) for end in (quad.subject, quad.object)
    )


def test_every_record_of_the_model_is_tested_here() -> None:
    parts = {
        "Cell", "Clause", "Condition", "Contact", "Cost", "Days", "Exclusion", "ExerciseData", "Holding",
        "Requirement", "Rule",
    }  # fmt: skip
    found = {
        name
        for module in (concepts, demands, exercises, mapped, places)
        for name in module.__all__
        if hasattr(getattr(module, name), "__dataclass_fields__") and name not in parts
    }
    assert found == set(RECORDS)


SERVICE = Service(DATA + "test/service/one", "Assistenza domiciliare")


@pytest.mark.parametrize("field", ["needs", "requires", "issues"])
def test_nobody_said_is_not_said_none(field: str) -> None:
    for value in (None, ()):
        said: dict[str, Any] = {field: value}
        record = replace(SERVICE, **said)
        assert getattr(from_quads(Service, record.iri, to_quads(record)), field) == value


def test_alternatives_of_a_requirement_keep_their_order_beyond_nine() -> None:
    asked = Requirement(tuple((f"doc-{number}",) for number in range(12, 0, -1)))
    record = replace(SERVICE, requires=(asked,) * 11)
    assert canonical(record) == record


def test_the_same_cost_written_with_more_zeros_makes_the_same_quads() -> None:
    def offering(amount: str) -> Offering:
        return Offering(DATA + "o", DATA + "s", DATA + "p", ("E388",), cost=Cost(Decimal(amount)))

    assert set(to_quads(offering("1.50"))) == set(to_quads(offering("1.5")))
    assert set(to_quads(offering("1E+2"))) == set(to_quads(offering("100.00")))


def _entry(condition: Condition) -> BackboneEntry:
    return BackboneEntry(
        "x",
        "x",
        "x",
        "x",
        "",
        "",
        "L. 1/2000",
        "",
        date(2026, 1, 1),
        True,
        rules=(Rule((Clause((condition,)),)),),
    )


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Need("", "x", "x"), "empty id"),
        (lambda: replace(SERVICE, iri="not an iri"), "IRI"),
        (lambda: replace(SERVICE, sources=("http://x/<>",)), "IRI"),
        (lambda: _entry(Condition("age", minimum=float("inf"))), "not a number"),
        (lambda: replace(SERVICE, rules=(Rule((Clause(()),)),)), "no condition"),
    ],
)
def test_what_rdf_cannot_say_is_refused(build: Callable[[], AnyRecord], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(to_quads(build()))


def test_a_record_with_two_titles_or_none_of_a_required_fact_is_refused_by_name() -> None:
    quads = list(to_quads(SERVICE))
    title = next(quad for quad in quads if quad.predicate.value.endswith("/title"))
    other = Quad(title.subject, title.predicate, Literal("Altro", language="it"))
    with pytest.raises(ValueError, match=r"service/one has 2 values of dct:title"):
        from_quads(Service, SERVICE.iri, [*quads, other])
    with pytest.raises(ValueError, match=r"has no wn:offers"):
        from_quads(Offering, SERVICE.iri, quads)


def test_a_broken_list_is_refused_and_a_circular_one_does_not_hang() -> None:
    record = replace(
        SERVICE, rules=(Rule((Clause((Condition("carer", one_of=("true",)), Condition("pregnant"))),)),)
    )
    quads = list(to_quads(record))
    rest = next(quad for quad in quads if quad.predicate.value.endswith("#rest") and "l2" in str(quad.object))
    circle = [*(quad for quad in quads if quad != rest), Quad(rest.subject, rest.predicate, rest.subject)]
    with pytest.raises(ValueError, match="well-formed list"):
        from_quads(Service, record.iri, circle)


def test_turtle_has_one_predicate_a_line_and_only_the_prefixes_it_uses() -> None:
    text = turtle([Need("income.food", "Mangiare", "Food", "income")], "Prova")
    assert text == (
        "# Prova\n"
        "@prefix need: <https://w3id.org/welfarenet/need/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix wn: <https://w3id.org/welfarenet/onto#> .\n"
        "\n"
        "need:income.food\n"
        "    a wn:Need, skos:Concept ;\n"
        "    skos:inScheme <https://w3id.org/welfarenet/need> ;\n"
        '    skos:notation "income.food" ;\n'
        '    skos:prefLabel "Mangiare"@it, "Food"@en ;\n'
        "    skos:broader need:income .\n"
    )


def test_a_rule_is_a_shacl_shape_with_its_clauses_in_place() -> None:
    either = Clause(
        (Condition("carer", one_of=("true",)), Condition("law_104", one_of=("none",), negated=True))
    )
    rule = Rule(
        (Clause((Condition("age", minimum=65.0),)), either, Clause((Condition("pregnant", negated=True),)))
    )
    about = facts_of(to_quads(replace(SERVICE, rules=(rule,))))[SERVICE.iri + ".rule1"]
    ends = {
        path.rpartition("#")[2]: [value.value.rpartition(".")[2] for value in about[path]] for path in about
    }
    assert (ends["property"], ends["or"], ends["not"]) == (["c1"], ["c2"], ["c3"])


def test_codes_of_facts_with_several_values_are_read_as_they_were_written_before_too() -> None:
    def of(fact: str) -> Service:
        return replace(SERVICE, rules=(Rule((Clause((Condition(fact, one_of=("b", "a")),)),)),))

    old, new = NamedNode(ATTRIBUTE + "permit"), NamedNode(ATTRIBUTE + "memberships")
    before = [
        Quad(quad.subject, quad.predicate, new if quad.object == old else quad.object)
        for quad in to_quads(of("permit"))
    ]
    assert from_quads(Service, SERVICE.iri, before) == of("memberships")
    written = {quad.predicate.value.rpartition("#")[2] for quad in to_quads(of("memberships"))}
    assert {"qualifiedValueShape", "qualifiedMinCount"} <= written


def test_the_digest_of_an_exercise_ignores_order_and_repetition() -> None:
    lines = list(map(nquad, to_quads(SERVICE, GRAPH)))
    cells = [exercises.Cell("s", "p", "r", "A", "x"), exercises.Cell("s", "p", "r", "B", "y")]
    digest = content_digest(lines, cells)
    assert content_digest([*reversed(lines), lines[0]], [*reversed(cells), cells[0]]) == digest
    assert content_digest(lines, cells[:1]) != digest


@given(st.lists(st.one_of(*RECORDS.values()), max_size=3))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_records_written_at_once_make_the_lines_that_each_quad_makes(several: list[AnyRecord]) -> None:
    each = {nquad(quad) for record in several for quad in to_quads(record, GRAPH)}
    assert lines_of(several, GRAPH) == sorted(each)


def test_what_cannot_be_written_is_named_when_records_are_written_at_once() -> None:
    nobody = replace(SERVICE, rules=(Rule((Clause(()),)),))
    with pytest.raises(ValueError, match=r"service/one\.rule1: clause 1 has no condition"):
        lines_of([SERVICE, nobody], GRAPH)


@pytest.mark.parametrize("start", range(0, 0x110000, 0x22000))
def test_every_character_is_written_as_the_engine_writes_it_and_read_back(start: int) -> None:
    for code in range(start, start + 0x22000):
        if not 0xD800 <= code < 0xE000:
            text = f"a{chr(code)}b"
            assert literal_text(text) == str(Literal(text))
            assert read_term(literal_text(text)) == Literal(text)


@given(
    st.one_of(
        st.builds(Literal, texts),
        texts.map(lambda text: Literal(text, language="it")),
        texts.map(lambda text: Literal(text, datatype=NamedNode(DATA + "kind"))),
        st.just(NamedNode(DATA + "perché")),
    )
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_term_is_read_from_its_text(term: Literal | NamedNode) -> None:
    assert read_term(str(term)) == term


@pytest.mark.parametrize("text", ["_:b0", '"a" "b"', '"a\\"', "<x:a", '"a"@it .', ""])
def test_a_text_that_is_no_iri_and_no_literal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="only IRIs and literals"):
        read_term(text)


@pytest.mark.parametrize("iri", ["x:a b", "x:a>b", "x:a\x01b", "a", "http://a:80.r1", "x:\ud800"])
def test_what_is_no_iri_is_never_written(iri: str) -> None:
    with pytest.raises(ValueError, match=r"IRI|Invalid|surrogates"):
        iri_text(iri)


def test_parts_that_two_records_share_are_written_under_each() -> None:
    asked = (Requirement((("isee",), ("a\u2028b", "id-card"))),)
    rule = (Rule((Clause((Condition("age", minimum=65.0, text_it="da 65\u2028\x01 anni"),)),)),)
    one, other = (
        Service(DATA + name, "Pasti", requires=asked, rules=rule) for name in ("service/1", "service/1.r1")
    )
    for record in (one, other, one):
        assert from_quads(Service, record.iri, to_quads(record)) == canonical(record)
        assert {str(quad.subject).removeprefix(f"<{record.iri}")[0] for quad in to_quads(record)} == {
            ">",
            ".",
        }


def test_a_record_under_which_no_part_can_be_named_is_refused() -> None:
    port = Service("http://example.org:80", "Pasti", requires=(Requirement((("isee",),)),))
    with pytest.raises(ValueError, match="Invalid"):
        ntriples([port])
    assert ntriples([replace(port, requires=())])
