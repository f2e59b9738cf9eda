"""The shipped backbone: every entry says where it comes from, and whole chains can be walked.

A *walk* starts from an empty hand (only what a person writes or owns, never what
nearly everybody has) and takes whatever its papers open, until nothing opens.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pytest

from welfarenet.graph.concepts import BackboneEntry
from welfarenet.graph.demands import Condition
from welfarenet.graph.documents import accepted_as
from welfarenet.graph.places import TerritoryKind
from welfarenet.graph.procedures import holds, last_day
from welfarenet.graph.reference import load_reference

KNOWN = load_reference()
ENTRIES = {entry.id: entry for entry in KNOWN.backbone}
PLATES = sorted(t.plate for t in KNOWN.territories.values() if t.kind is TerritoryKind.PROVINCE)
DAYS = (date(2025, 10, 1), date(2026, 11, 23), date(2027, 2, 1))
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
AMOUNT = re.compile(r"\d[\d.,]* ?(?:euro|€)|€ ?\d|(?:EUR|euros?) ?\d", re.IGNORECASE)

OWN_PAPERS = frozenset(
    accepted
    for document in KNOWN.documents.values()
    if document.brought_by_citizen
    for accepted in accepted_as(KNOWN.documents, document.id)
)


@dataclass(frozen=True, slots=True)
class Walk:
    """Entries walked in order, and the papers at hand afterwards."""

    entries: tuple[str, ...]
    papers: frozenset[str]


def walk(entries: Iterable[BackboneEntry], papers: frozenset[str] = OWN_PAPERS) -> Walk:
    """Take every entry that the papers at hand open, until no other opens."""
    waiting, hand, done = sorted(entries, key=lambda e: e.id), set(papers), list[str]()
    while ready := [entry for entry in waiting if opens(entry, hand)]:
        waiting = [entry for entry in waiting if entry not in ready]
        for entry in ready:
            done.append(entry.id)
            hand.update(a for document in entry.issues for a in accepted_as(KNOWN.documents, document))
    return Walk(tuple(done), frozenset(hand))


def opens(entry: BackboneEntry, hand: Iterable[str]) -> bool:
    held = set(hand)
    return all(any(held.issuperset(way) for way in asked.alternatives) for asked in entry.requires)


@cache
def walk_of(names: frozenset[str]) -> Walk:
    return walk(ENTRIES[name] for name in names)


def current(plate: str, on: date) -> frozenset[str]:
    """Name the entries in force in a province on a day."""
    return frozenset(entry.id for entry in KNOWN.backbone if holds(entry, plate, on))


def asked_of(entry: BackboneEntry) -> set[str]:
    """Name every paper that some alternative of an entry asks for."""
    return {paper for asked in entry.requires for way in asked.alternatives for paper in way}


def conditions(entry: BackboneEntry) -> list[Condition]:
    return [c for rule in entry.rules for clause in rule.all_of for c in clause.any_of]


def figures(text: str) -> list[str]:
    """List the numbers of a text, whatever their marks."""
    return sorted(re.findall(r"[0-9]+", re.sub(r"(?<=[0-9])[.,](?=[0-9])", "", text)))


# Each entry

each = pytest.mark.parametrize("entry", KNOWN.backbone, ids=lambda entry: entry.id)


def test_at_least_forty_service_types_have_an_entry() -> None:
    assert len({entry.service_type for entry in KNOWN.backbone}) >= 40


@each
def test_an_entry_has_law_source_date_and_mark(entry: BackboneEntry) -> None:
    assert entry.law.strip()
    assert entry.source.strip()
    assert date(2025, 1, 1) <= entry.checked_on <= date(2026, 12, 31)
    assert isinstance(entry.verified, bool)


@each
def test_an_entry_names_who_delivers_it_in_both_languages(entry: BackboneEntry) -> None:
    assert entry.label_it and entry.label_en and entry.actor_it and entry.actor_en  # noqa: PT018


@each
def test_no_amount_stands_without_its_year(entry: BackboneEntry) -> None:
    texts = [entry.note_it, entry.note_en]
    texts += [text for c in conditions(entry) for text in (c.text_it, c.text_en)]
    if entry.cost is not None:
        texts.append(entry.cost.text)
        assert not (entry.cost.min_eur or entry.cost.max_eur) or YEAR.search(entry.cost.text)
    assert [text for text in texts if AMOUNT.search(text) and not YEAR.search(text)] == []


@each
def test_days_and_costs_are_worded_in_both_languages_with_the_same_figures(entry: BackboneEntry) -> None:
    pairs = [
        (entry.cost.text if entry.cost else "", entry.cost_text_en),
        (entry.days.text if entry.days else "", entry.days_text_en),
    ]
    for italian, english in pairs:
        assert figures(italian) == figures(english)
        assert (italian != english) == bool(italian) == bool(english)


@each
def test_an_isee_threshold_says_its_year(entry: BackboneEntry) -> None:
    thresholds = [c for c in conditions(entry) if c.attribute == "isee_eur"]
    assert all(YEAR.search(c.text_it) and YEAR.search(c.text_en) for c in thresholds)


@each
def test_days_and_euros_run_from_the_less_to_the_more(entry: BackboneEntry) -> None:
    if entry.days is not None:
        assert 0 <= entry.days.min <= (entry.days.min if entry.days.max is None else entry.days.max)
    if entry.cost is not None:
        assert 0 <= entry.cost.min_eur <= (entry.cost.max_eur or entry.cost.min_eur)


@each
def test_no_holding_is_empty_and_no_province_is_named_twice_for_one_day(entry: BackboneEntry) -> None:
    for holding in entry.holdings:
        assert (holding.valid_from or date.min) <= (holding.valid_to or date.max)
    plates = [plate for holding in entry.holdings for plate in holding.provinces]
    assert len(set(plates)) == len(plates)


@each
def test_a_requirement_is_never_empty(entry: BackboneEntry) -> None:
    assert all(asked.alternatives and all(asked.alternatives) for asked in entry.requires)


# From an empty hand


def test_every_entry_is_reached_from_an_empty_hand() -> None:
    assert sorted(set(ENTRIES) - set(walk(KNOWN.backbone).entries)) == []


def test_every_paper_that_is_asked_for_is_issued_or_brought() -> None:
    asked = {paper for entry in KNOWN.backbone for paper in asked_of(entry)}
    assert sorted(asked - walk(KNOWN.backbone).papers) == []


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_what_is_in_force_in_a_province_is_reached_through_what_is_in_force_there(on: date) -> None:
    unreached = {
        (plate, name)
        for plate in PLATES
        for name in current(plate, on) - set(walk_of(current(plate, on)).entries)
    }
    assert sorted(unreached) == []


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_one_variant_of_a_type_holds_in_a_province_on_a_day(on: date) -> None:
    for plate in PLATES:
        types = [ENTRIES[name].service_type for name in current(plate, on)]
        assert len(set(types)) == len(types)


def test_what_ends_with_a_replacement_is_replaced_by_what_holds_the_day_after() -> None:
    for entry in KNOWN.backbone:
        for holding in entry.holdings:
            if entry.replaced_by and holding.valid_to:
                after = holding.valid_to + timedelta(days=1)
                for plate in holding.provinces or ("NA",):
                    there = {ENTRIES[name].service_type for name in current(plate, after)}
                    assert set(entry.replaced_by) <= there, (entry.id, plate)


# Disability: two procedures at once, by province and date

OLD = {"benefits.intro-certificate/old", "benefits.invalidity-application", "benefits.invalidity-check/old"}
NEW = {"benefits.intro-certificate/new", "benefits.invalidity-check/new"}


def disability(plate: str, on: date) -> set[str]:
    return {name for name in OLD | NEW if holds(ENTRIES[name], plate, on)}


@pytest.mark.parametrize(
    ("plate", "on", "expected"),
    [
        ("AN", date(2025, 10, 1), OLD),
        ("AN", date(2026, 2, 28), OLD),
        ("AN", date(2026, 3, 1), NEW),
        ("AN", date(2026, 11, 23), NEW),
        ("NA", date(2026, 11, 23), OLD),
        ("NA", date(2026, 12, 31), OLD),
        ("NA", date(2027, 1, 1), NEW),
        ("TS", date(2024, 12, 31), OLD),
        ("TS", date(2025, 2, 1), NEW),
        ("MC", date(2025, 9, 29), OLD),
        ("MC", date(2025, 9, 30), NEW),
    ],
)
def test_the_disability_procedure_of_a_province_on_a_day(plate: str, on: date, expected: set[str]) -> None:
    assert disability(plate, on) == expected


def test_the_old_procedure_says_until_when_it_holds() -> None:
    for name in OLD:
        assert last_day([ENTRIES[name]], "NA", date(2026, 11, 23)) == date(2026, 12, 31)


def test_exactly_one_whole_disability_procedure_holds_everywhere_on_every_day_of_2024_to_2027() -> None:
    """Between the days on which some holding begins or ends nothing changes, so these days are all."""
    turns = {
        day + timedelta(days=shift)
        for name in OLD | NEW
        for holding in ENTRIES[name].holdings
        for day in (holding.valid_from, holding.valid_to)
        if day is not None
        for shift in (-1, 0, 1)
    }
    days = sorted(turns | {date(2024, 1, 1), *DAYS, date(2027, 12, 31)})
    assert len(days) >= 15
    for plate in PLATES:
        for on in days:
            assert disability(plate, on) in (OLD, NEW), (plate, on)


def test_in_2027_the_old_procedure_is_over_everywhere() -> None:
    assert all(disability(plate, date(2027, 1, 1)) == NEW for plate in PLATES)


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize(
    ("benefit", "other_door"),
    [
        ("benefits.attendance", ""),
        ("benefits.leave104", ""),
        ("benefits.inability-pension", ""),
        ("home.caregiver-support", ""),
        ("benefits.disabled-badge", "health.forensic"),
        ("work.targeted", "benefits.inail"),
    ],
)
def test_either_procedure_and_nothing_else_but_a_door_of_its_own_leads_to_what_disability_gives(
    benefit: str, other_door: str, on: date
) -> None:
    for plate in ("AN", "NA", "TS"):
        names = current(plate, on) - {other_door}
        check = {name for name in disability(plate, on) if "invalidity-check" in name}
        assert len(check) == 1
        assert benefit in walk_of(names).entries
        assert benefit not in walk_of(names - check).entries


# Named chains: "a ─paper→ b", each arrow a paper that a issues and b asks for

CHAINS = [
    # disability, old and new, up to the accompagnamento
    "benefits.intro-certificate/old ─intro-cert-old→ benefits.invalidity-application",
    "benefits.invalidity-application ─invalidity-receipt→ benefits.invalidity-check/old",
    "benefits.invalidity-check/old ─invalidity-report→ benefits.attendance",
    "benefits.invalidity-application ─invalidity-receipt→ benefits.socioeconomic-data",
    "benefits.intro-certificate/new ─intro-cert-new→ benefits.invalidity-check/new",
    "benefits.invalidity-check/new ─base-assessment→ benefits.attendance",
    "benefits.intro-certificate/new ─intro-cert-new→ benefits.socioeconomic-data",
    "benefits.socioeconomic-data ─socioeconomic-data→ benefits.attendance",
    "benefits.invalidity-check/old ─l104-c3→ benefits.leave104",
    "benefits.invalidity-check/new ─l104-c3→ benefits.leave104",
    "benefits.invalidity-check/old ─invalidity-report→ benefits.disabled-badge",
    "benefits.invalidity-check/old ─l68-report→ work.targeted",
    "benefits.invalidity-check/new ─base-assessment→ work.targeted",
    # DSU → the ISEE of the right kind → its uses
    "access.caf/until-2025 ─isee-minors→ inclusion.nursery-fee/until-2025",
    "access.caf/since-2026 ─isee-inclusion→ inclusion.nursery-fee/since-2026",
    "family.nursery ─nursery-place→ inclusion.nursery-fee/since-2026",
    "access.caf/until-2025 ─isee-minors→ benefits.child/until-2025",
    "access.caf/since-2026 ─isee-inclusion→ benefits.child/since-2026",
    "access.isee/since-2026 ─isee-inclusion→ benefits.child/since-2026",
    "access.caf/until-2025 ─isee-ordinary→ inclusion.minimum.adi/until-2025",
    "access.caf/since-2026 ─isee-inclusion→ inclusion.minimum.adi/since-2026",
    "inclusion.siisl ─pad-household→ inclusion.minimum.adi/since-2026",
    "inclusion.minimum.adi/since-2026 ─adi-award→ inclusion.adi-path",
    "access.caf/since-2026 ─isee-sociosan→ home.care",
    "access.caf/since-2026 ─isee-residential→ inclusion.care-fee",
    # single point → assessment → plan → care
    "access.single-point ─pua-form→ access.multi-assessment",
    "health.family-doctor ─mmg-certificate→ access.multi-assessment",
    "access.multi-assessment ─pai→ home.care",
    "access.multi-assessment ─uvm-report→ residential.facility",
    "access.multi-assessment ─uvm-report→ family.day-centre",
    "access.multi-assessment ─uvm-report→ home.severe",
    "health.family-doctor ─mmg-referral→ home.integrated",
    # out of hospital
    "health.hospital ─discharge-notice→ home.discharge",
    "health.hospital ─discharge-notice→ home.integrated",
    "home.discharge ─pai→ home.care",
    # guardianship, homelessness, no permit, violence, rent
    "registry.civil-status ─birth-record→ protection.guardian",
    "registry.certificates ─family-certificate→ protection.guardian",
    "inclusion.listening ─domicile-statement→ access.residence",
    "access.residence ─residence-homeless→ registry.id-card",
    "registry.id-card ─id-document→ access.caf/since-2026",
    "access.residence ─residence-homeless→ health.ssn",
    "health.stp ─stp-eni→ health.migrant-clinic",
    "protection.antiviolence ─cav-statement→ benefits.freedom",
    "access.social-work ─need-statement→ benefits.freedom",
    "protection.antiviolence ─protection-path→ residential.refuge",
    "access.caf/since-2026 ─isee-ordinary→ inclusion.rent",
    "registry.residence ─residence-record→ inclusion.rent",
]


@pytest.mark.parametrize("arrow", CHAINS)
def test_a_chain_exists(arrow: str) -> None:
    giver, paper, taker = re.fullmatch(r"(\S+) ─(\S+)→ (\S+)", arrow).groups()  # type: ignore[union-attr]  # ours
    given = {a for document in ENTRIES[giver].issues for a in accepted_as(KNOWN.documents, document)}
    assert paper in given
    assert paper in asked_of(ENTRIES[taker])


@pytest.mark.parametrize(
    ("cut", "lost"),
    [
        ({"benefits.socioeconomic-data"}, "benefits.attendance"),
        ({"access.caf/since-2026", "access.isee/since-2026"}, "benefits.child/since-2026"),
        ({"inclusion.siisl"}, "inclusion.minimum.adi/since-2026"),
        ({"inclusion.minimum.adi/since-2026"}, "inclusion.adi-path"),
        ({"access.single-point"}, "residential.facility"),
        ({"access.multi-assessment"}, "residential.facility"),
        ({"health.hospital"}, "home.discharge"),
        ({"registry.civil-status"}, "protection.guardian"),
        ({"protection.antiviolence"}, "benefits.freedom"),
        ({"access.caf/since-2026", "access.isee/since-2026"}, "inclusion.rent"),
    ],
)
def test_a_chain_is_needed_without_its_supplier_the_end_is_not_reached(cut: set[str], lost: str) -> None:
    names = current("AN", date(2026, 11, 23))
    assert lost in walk_of(names).entries
    assert lost not in walk_of(names - cut).entries


# Cycles and their ways out

#   registry.residence ─residence-record→ registry.id-card ─id-document→ registry.residence …
IDENTITY, RESIDENCE = ENTRIES["registry.id-card"], ENTRIES["registry.residence"]


def test_identity_and_residence_wait_for_one_another() -> None:
    assert "residence-record" in asked_of(IDENTITY)
    assert "id-document" in asked_of(RESIDENCE)
    assert "id-document" in IDENTITY.issues
    assert "residence-record" in RESIDENCE.issues


def test_without_papers_or_witnesses_identity_and_residence_never_begin() -> None:
    closed = walk([IDENTITY, RESIDENCE], OWN_PAPERS - {"passport", "witnesses", "id-document", "hospitality"})
    assert closed.entries == ()


@pytest.mark.parametrize("way_out", [{"witnesses"}, {"passport"}])
def test_witnesses_or_a_passport_are_the_way_out_of_the_circle(way_out: set[str]) -> None:
    """A homeless person: a domicile the social work writes, then residence, card, ISEE."""
    hand = frozenset({"self-declaration", "photo", "bank-balances", "property-papers", *way_out})
    entries = [ENTRIES[name] for name in current("AN", date(2026, 11, 23))]
    done = walk(entries, hand).entries
    assert done.index("registry.id-card") < done.index("access.caf/since-2026")
    assert {"access.residence", "registry.tax-code", "health.ssn"} <= set(done)


def test_a_person_without_permit_reaches_care_through_the_stp_code() -> None:
    entries = [ENTRIES[name] for name in ("health.stp", "health.migrant-clinic")]
    assert walk(entries, frozenset({"poverty-statement"})).entries == ("health.stp", "health.migrant-clinic")
    assert walk(entries, frozenset()).entries == ()
