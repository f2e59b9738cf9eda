"""Tiny drawn networks: short words for records, and a real store on disk to put them in.

Everything in these worlds is invented, but the places bear the codes of real
ones, so that a test reads like a case::

    IT ─┬─ reg-11 ─┬─ prov-AN ─┬─ E388 Jesi ────┐
        │          │           ├─ F600 Monsano ─┴─ ATS-9 (only where an exercise maps it)
        │          │           └─ A271 Ancona
        │          └─ prov-MC ─── C704 Cingoli
        └─ reg-15 ─── prov-NA ─── F839 Napoli

A world is what exercises say over a reference::

    reference = drawn(need("care"), kind("home.care", "care"))
    network, reader = open_world(tmp_path, exercise("one", *serve("sad", "home.care", at=JESI)),
                                 reference=reference)
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from welfarenet.graph.citizen import Citizen
from welfarenet.graph.concepts import BackboneEntry, DocumentType, Need, ServiceType
from welfarenet.graph.coverage import Local, survey
from welfarenet.graph.demands import Clause, Condition, Cost, Days, Requirement, Rule
from welfarenet.graph.exercises import ExerciseData, MappingExercise, Record, SourceRow
from welfarenet.graph.indexing import open_index
from welfarenet.graph.mapped import Agreement, Offering, Provider, Referral, Service
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.packing import Problem
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.reference import Reference, load_reference
from welfarenet.graph.store import Reader, Store
from welfarenet.graph.stores import open_store
from welfarenet.ontology.terms import DATA

JESI, MONSANO, ANCONA, CINGOLI, NAPOLI = "E388", "F600", "A271", "C704", "F839"
AMBITO = "ATS-9"
TODAY = date(2026, 11, 23)
"""The day on which a test asks, unless it says another."""

PLACES = (
    Territory("IT", TerritoryKind.COUNTRY, "Italia"),
    Territory("reg-11", TerritoryKind.REGION, "Marche", parents=("IT",)),
    Territory("reg-15", TerritoryKind.REGION, "Campania", parents=("IT",)),
    Territory("prov-AN", TerritoryKind.PROVINCE, "Ancona", parents=("reg-11",), plate="AN"),
    Territory("prov-MC", TerritoryKind.PROVINCE, "Macerata", parents=("reg-11",), plate="MC"),
    Territory("prov-NA", TerritoryKind.PROVINCE, "Napoli", parents=("reg-15",), plate="NA"),
    Territory(JESI, TerritoryKind.COMUNE, "Jesi", parents=("prov-AN",), plate="AN", lat=43.52, lon=13.24),
    Territory(MONSANO, TerritoryKind.COMUNE, "Monsano", parents=("prov-AN",), plate="AN"),
    Territory(ANCONA, TerritoryKind.COMUNE, "Ancona", parents=("prov-AN",), plate="AN", lat=43.62, lon=13.52),
    Territory(CINGOLI, TerritoryKind.COMUNE, "Cingoli", parents=("prov-MC",), plate="MC"),
    Territory(NAPOLI, TerritoryKind.COMUNE, "Napoli", parents=("prov-NA",), plate="NA", lat=40.85, lon=14.25),
)

Part = Record | Sequence[Record]


def iri(name: str) -> str:
    """Give the IRI of what a drawn exercise owns: ``iri("offering/sad")``."""
    return f"{DATA}drawn/{name}"


# What exists


def drawn(*known: Need | ServiceType | DocumentType | BackboneEntry | Territory) -> Reference:
    """Make a reference of a few concepts, in any order, over ``PLACES``."""
    places = {place.id: place for place in (*PLACES, *(r for r in known if isinstance(r, Territory)))}
    return Reference(
        {r.id: r for r in sorted((r for r in known if isinstance(r, Need)), key=lambda r: r.id)},
        {r.id: r for r in sorted((r for r in known if isinstance(r, ServiceType)), key=lambda r: r.id)},
        {r.id: r for r in sorted((r for r in known if isinstance(r, DocumentType)), key=lambda r: r.id)},
        tuple(sorted((r for r in known if isinstance(r, BackboneEntry)), key=lambda r: r.id)),
        dict(sorted(places.items())),
    )


def need(name: str) -> Need:
    """Make a need; ``care.home`` is narrower than ``care``."""
    return Need(name, name, name, broader=name.rpartition(".")[0] or None)


def kind(name: str, *addresses: str, broader: str | None = None) -> ServiceType:
    """Make a service type that typically addresses needs."""
    return ServiceType(name, name, name, broader=broader, addresses=addresses)


def paper(name: str, **more: Any) -> DocumentType:
    """Make a document type; ``more`` are its other fields."""
    return DocumentType(name, name, name, **more)


def entry(name: str, *, requires: str = "", **more: Any) -> BackboneEntry:
    """Make a backbone entry of the type before the slash; ``requires`` as in :func:`asks`."""
    return BackboneEntry(
        id=name,
        service_type=name.partition("/")[0],
        label_it=name,
        label_en=name,
        actor_it="ente inventato",
        actor_en="an invented body",
        law="legge inventata 1/2026",
        source="https://example.org/law",
        checked_on=date(2026, 1, 1),
        verified=True,
        requires=asks(requires),
        **more,
    )


def asks(papers: str) -> tuple[Requirement, ...]:
    """Read requirements: ``"id, isee | income + bank"`` asks for an id, and for an ISEE or both others."""
    return tuple(
        Requirement(
            tuple(tuple(name.strip() for name in either.split("+")) for either in requirement.split("|"))
        )
        for requirement in papers.split(",")
        if requirement.strip()
    )


# A small town

CARE, MONEY = Goal("care", True), Goal("money", True)
VOCABULARY = (
    need("care"),
    need("money"),
    paper("isee"),
    paper("report"),
    paper("form"),
    paper("certificate", stands_for=("report",)),
    kind("home.care", "care"),
    kind("benefit", "money"),
    kind("tax.desk"),
    kind("doctor"),
)
"""What most worlds are about: two needs, who usually meets them, and who gives papers."""


# Who may


def at_least(fact: str, number: float) -> Condition:
    """Ask that a number be no lower."""
    return Condition(fact, minimum=number)


def at_most(fact: str, number: float) -> Condition:
    """Ask that a number be no higher."""
    return Condition(fact, maximum=number)


def among(fact: str, *codes: str) -> Condition:
    """Ask for one of some codes; booleans are ``"true"`` and ``"false"``."""
    return Condition(fact, one_of=codes)


def never(condition: Condition) -> Condition:
    """Ask for the contrary."""
    return replace(condition, negated=True)


def rule(
    *clauses: Condition | tuple[Condition, ...], since: date | None = None, until: date | None = None
) -> Rule:
    """Make a rule: all clauses must hold; a tuple of conditions holds when one of them does."""
    made = (Clause(clause if isinstance(clause, tuple) else (clause,)) for clause in clauses)
    return Rule(tuple(made), since, until, "legge inventata 2/2026")


# What is mapped


def serve(
    name: str,
    service_type: str | None = None,
    *,
    at: str | tuple[str, ...],
    by: str = "coop",
    requires: str | None = None,
    euros: int | None = None,
    days: int | None = None,
    **more: Any,
) -> tuple[Service, Offering]:
    """Make a service and its one offering.

    ``requires`` is read by :func:`asks` (``None``: the source does not say).
    ``needs``, ``issues`` and ``rules`` go to the service, what else there is to
    the offering.
    """
    own = {field: more.pop(field) for field in ("needs", "issues", "rules", "title") if field in more}
    service = Service(
        iri=iri(f"service/{name}"),
        title=own.pop("title", name),
        service_type=service_type,
        requires=None if requires is None else asks(requires),
        **own,
    )
    return service, Offering(
        iri=iri(f"offering/{name}"),
        service=service.iri,
        provider=iri(f"provider/{by}"),
        coverage=(at,) if isinstance(at, str) else at,
        cost=None if euros is None else Cost(Decimal(euros)),
        days=None if days is None else Days(days),
        **more,
    )


def ambito(*comuni: str, name: str = AMBITO) -> tuple[Territory, ...]:
    """Make an ambito as a user loads it: itself, and its comuni with one parent more."""
    known = {place.id: place for place in PLACES}
    members = (replace(known[comune], parents=(*known[comune].parents, name)) for comune in comuni)
    return (Territory(name, TerritoryKind.AMBITO, name), *members)


def agreement(name: str, *parties: str, **more: Any) -> Agreement:
    """Make an agreement between providers named as in ``serve(by=…)``."""
    return Agreement(
        iri(f"agreement/{name}"), name, tuple(iri(f"provider/{party}") for party in parties), **more
    )


def referral(origin: str, target: str) -> Referral:
    """Make a referral between offerings named as in :func:`serve`."""
    return Referral(iri(f"referral/{origin}-{target}"), iri(f"offering/{origin}"), iri(f"offering/{target}"))


def exercise(name: str, *parts: Part) -> ExerciseData:
    """Gather records into an exercise; providers that only have a name are made up."""
    records = [r for part in parts for r in (part if isinstance(part, Sequence) else (part,))]

    def every(wanted: type[Any]) -> tuple[Any, ...]:
        return tuple(record for record in records if isinstance(record, wanted))

    said = every(Provider)
    named = {offering.provider for offering in every(Offering)}
    named |= {party for agreed in every(Agreement) for party in agreed.parties}
    missing = sorted(named - {provider.iri for provider in said})
    return ExerciseData(
        MappingExercise(iri(f"exercise/{name}"), name),
        territories=every(Territory),
        providers=(*said, *(Provider(one, one.rpartition("/")[2]) for one in missing)),
        services=every(Service),
        offerings=every(Offering),
        agreements=every(Agreement),
        referrals=every(Referral),
        rows=every(SourceRow),
    )


# The world


def fill_store(folder: Path, exercises: Iterable[ExerciseData], reference: Reference) -> Store:
    """Publish exercises one by one into a store on disk, and give it."""
    if reference is load_reference():
        store: Store = open_store(f"oxigraph:{folder}")
    else:
        version = sha256(repr(reference).encode()).hexdigest()
        store = OxigraphStore(folder, reference=lambda: reference, version=lambda: version)
    for data in exercises:
        store.replace(data)
    return store


def open_world(
    folder: Path, *exercises: ExerciseData, reference: Reference | None = None
) -> tuple[Network, Reader]:
    """Publish exercises into a store on disk and open the network they make.

    Parameters
    ----------
    folder : Path
        Where the store is to stand, such as ``tmp_path``.
    reference : Reference, optional
        What exists: of :func:`drawn`, or of ``load_reference()`` (2 s slower).
        Without it, places only.
    """
    known = reference or drawn()
    reader = fill_store(folder / "store", exercises, known).reader()
    return open_network(open_index(reader, known)), reader


def steps_of(problem: Problem, actions: Iterable[int]) -> list[tuple[int, int]]:
    """Name the steps among some actions by row of the offering, -1 for a presumed one, and procedure."""
    acts = problem.acts
    steps = [action for action in actions if acts.is_step(action)]
    rows = acts.offered.rows.tolist()
    return sorted((rows[step] if acts.is_mapped(step) else -1, acts.procedures[step]) for step in steps)


def look(network: Network, comune: str, on: date = TODAY, **facts: Any) -> Local:
    """Survey a comune for a person of whom these facts of :class:`Citizen` are known."""
    return survey(network, comune, on, Citizen(**facts))


def found(network: Network, comune: str, goal: str, on: date = TODAY, **facts: Any) -> list[str]:
    """Name the offerings that answer a need or type here, for somebody not known to be excluded."""
    local = look(network, comune, on, **facts)
    wanted = Goal(goal, goal in network.index.reference.needs)
    return [
        network.index.offerings[candidate.row].rpartition("/")[2]
        for candidate in local.candidates
        if candidate.verdict and network.serves(candidate.procedure, wanted)
    ]
