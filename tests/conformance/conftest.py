"""Every store kind that the conformance suite runs over, and a small network to put into it."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
import servers

from welfarenet.graph.concepts import Need
from welfarenet.graph.demands import Clause, Condition, Cost, Days, Requirement, Rule
from welfarenet.graph.exercises import Cell, ExerciseData, MappingExercise, SourceRow
from welfarenet.graph.mapped import (
    Agreement,
    Channel,
    Contact,
    ContactKind,
    Offering,
    Provider,
    Referral,
    Sector,
    Service,
    Status,
)
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.reference import Reference
from welfarenet.graph.store import Store
from welfarenet.ontology.terms import DATA

REFERENCE = Reference(
    {"autonomy": Need("autonomy", "Autonomia", "Autonomy")},
    {},
    {},
    (),
    {
        "E388": Territory("E388", TerritoryKind.COMUNE, "Jesi", parents=("prov-AN",), plate="AN"),
        "prov-AN": Territory("prov-AN", TerritoryKind.PROVINCE, "Ancona", parents=("reg-11",), plate="AN"),
        "reg-11": Territory("reg-11", TerritoryKind.REGION, "Marche"),
    },
)


def on_server(server: servers.Server, folder: Path) -> Store:
    """Open the store on a server."""
    return servers.open_emptied(folder, server=server, reference=lambda: REFERENCE, version=lambda: "one")


FACTORIES: dict[str, Callable[[Path], Store]] = {
    "oxigraph": lambda folder: OxigraphStore(
        folder / "store", reference=lambda: REFERENCE, version=lambda: "one"
    ),
    **{server.name: partial(on_server, server) for server in servers.SERVERS},
}
"""Each opens the same store again when given the same folder."""


@pytest.fixture(params=sorted(FACTORIES))
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Open the store of this test: the same one each time."""
    opened: list[Store] = []

    def again() -> Store:
        opened.append(FACTORIES[request.param](tmp_path))
        return opened[-1]

    yield again
    for store in opened:
        store.close()


@pytest.fixture
def open_embedded(tmp_path: Path) -> Callable[[], Store]:
    """Open the embedded store, for what it promises beyond the protocol."""
    return lambda: FACTORIES["oxigraph"](tmp_path)


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    """Give a store where nothing was published yet."""
    return open_again()


@pytest.fixture
def make() -> Callable[..., ExerciseData]:
    """Make an exercise, invented, with some offerings and one of every other record."""
    return exercise


def exercise(name: str = "uno", offerings: int = 3, *, title: str = "Sportello") -> ExerciseData:
    """Draw one exercise: a service delivered by one provider at several desks.

    ::

        ambito ── covers ── offering 0..n ── offers ── service ── requires isee-ordinary
    """
    base = f"{DATA}{name}"
    row = SourceRow(f"{base}/row/r1", f"{name}.xlsx", "Offerte", 7)
    service = Service(
        f"{base}/service/s",
        title,
        needs=("autonomy",),
        requires=(Requirement((("isee-ordinary",), ("isee-current", "id-document"))),),
        issues=(),
        rules=(Rule((Clause((Condition("age", minimum=65.5, text_it="Almeno 65 anni e mezzo"),)),)),),
        sources=(row.iri,),
    )
    provider = Provider(f"{base}/provider/p", "Cooperativa inventata", Sector.THIRD, networks=("Rete «è»",))
    desks = tuple(
        Offering(
            f"{base}/offering/o{number:04d}",
            service.iri,
            provider.iri,
            (f"ats {name}",),
            channels=(Channel.DESK, Channel.PHONE),
            contacts=(Contact(ContactKind.PHONE, "000 0000000"),),
            cost=Cost(Decimal("1.50"), text="all'ora (2026)"),
            days=Days(0, 30),
            status=Status.TO_VERIFY,
            assured_on=date(2026, 11, 1),
            sources=(row.iri,),
        )
        for number in range(offerings)
    )
    return ExerciseData(
        MappingExercise(f"{base}/exercise/{name}", title, files=((f"{name}.xlsx", "0" * 64),)),
        territories=(Territory(f"ats {name}", TerritoryKind.AMBITO, f"ATS {name}", parents=("reg-11",)),),
        providers=(provider,),
        services=(service,),
        offerings=desks,
        agreements=(Agreement(f"{base}/agreement/a", "Protocollo", (provider.iri,)),),
        referrals=tuple(
            Referral(f"{base}/referral/{number}", first.iri, second.iri)
            for number, (first, second) in enumerate(pairwise(desks[:3]))
        ),
        rows=(row,),
        cells=tuple(Cell(desk.iri, "hours", row.iri, "F", "lun-ven\n9–12") for desk in desks),
    )
