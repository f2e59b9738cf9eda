"""The commands that ask: ``who``, ``path``, ``menu``, ``why-not``."""

from typing import Annotated

import typer

from .cli_io import (
    AsJson,
    CitizenFile,
    Lang,
    OnDay,
    StoreUrl,
    Where,
    open_desk,
    print_json,
    print_lines,
    read_citizen_file,
)
from .settings import DEFAULT_STORE

__all__ = ["menu", "path", "who", "why_not"]

Have = Annotated[
    list[str] | None,
    typer.Option(
        "--have", metavar="DOC", help='A paper the person has, also with its date: "DOC@2026-05-04".'
    ),
]
MaxDays = Annotated[
    int | None, typer.Option("--max-days", metavar="N", help="No path of more days than these.")
]
MaxActors = Annotated[
    int | None, typer.Option("--max-actors", metavar="N", help="No path of more providers than these.")
]
MaxCost = Annotated[
    float | None, typer.Option("--max-cost", metavar="EUROS", help="No path that costs more than this.")
]
Forbid = Annotated[
    list[str] | None,
    typer.Option("--forbid", metavar="NAME", help="An offering, provider or service type to do without."),
]
Require = Annotated[
    list[str] | None,
    typer.Option("--require", metavar="NAME", help="An offering, provider or service type to use."),
]
Prefer = Annotated[str, typer.Option("--prefer", help="balanced, fast, cheap or few-actors.")]
Needs = Annotated[
    list[str], typer.Argument(metavar="NEED...", help="Needs or service types, by id or Italian name.")
]


def who(
    need: Annotated[str, typer.Argument(metavar="NEED", help="Need or service type, by id or Italian name.")],
    at: Where,
    on: OnDay = None,
    citizen: CitizenFile = None,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Say who covers a need for somebody who lives in a comune, or why nobody does."""
    from .cli_text import who_lines
    from .schemas import dump

    facts = read_citizen_file(citizen)
    with open_desk(store, lang) as desk:
        answer = desk.who(need, at, on=on, citizen=facts, lang=lang)
    if as_json:
        print_json(dump(answer))
    else:
        print_lines(who_lines(answer, lang))


def path(
    needs: Needs,
    at: Where,
    on: OnDay = None,
    citizen: CitizenFile = None,
    have: Have = None,
    k: Annotated[int, typer.Option("-k", help="How many alternatives, 1 to 10.")] = 1,
    prefer: Prefer = "balanced",
    max_days: MaxDays = None,
    max_actors: MaxActors = None,
    max_cost: MaxCost = None,
    forbid: Forbid = None,
    require: Require = None,
    refused: Annotated[
        str,
        typer.Option("--refused", help="few or all: of what is not to be had, the nearest or everything."),
    ] = "few",
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Say too why this path, what would unlock the rest, what to ask."),
    ] = False,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Say what a person does, with whom, with which papers, at what cost, in how many days."""
    from .cli_text import path_lines
    from .schemas import dump

    facts, limits = read_citizen_file(citizen), _limits(max_days, max_actors, max_cost, forbid, require)
    with open_desk(store, lang) as desk:
        answer = desk.paths(
            needs,
            at,
            on=on,
            citizen=facts,
            have=have or (),
            k=k,
            prefer=prefer,
            limits=limits,
            lang=lang,
            refused=refused,
            explain=explain,
        )
    if as_json:
        print_json(dump(answer))
    else:
        print_lines(path_lines(answer, lang))


def menu(
    needs: Needs,
    at: Where,
    on: OnDay = None,
    citizen: CitizenFile = None,
    have: Have = None,
    max_days: MaxDays = None,
    max_actors: MaxActors = None,
    max_cost: MaxCost = None,
    forbid: Forbid = None,
    require: Require = None,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Give the best path under each preference, in short, to choose among."""
    from .cli_text import menu_lines
    from .schemas import dump

    facts, limits = read_citizen_file(citizen), _limits(max_days, max_actors, max_cost, forbid, require)
    with open_desk(store, lang) as desk:
        answer = desk.menu(needs, at, on=on, citizen=facts, have=have or (), limits=limits, lang=lang)
    if as_json:
        print_json(dump(answer))
    else:
        print_lines(menu_lines(answer, lang))


def why_not(
    offering: Annotated[str, typer.Argument(metavar="OFFERING", help="IRI of an offering.")],
    needs: Needs,
    at: Where,
    on: OnDay = None,
    citizen: CitizenFile = None,
    have: Have = None,
    prefer: Prefer = "balanced",
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Say why the best path does without an offering."""
    from .cli_text import why_not_lines
    from .schemas import dump

    facts = read_citizen_file(citizen)
    with open_desk(store, lang) as desk:
        answer = desk.why_not(
            offering, needs, at, on=on, citizen=facts, have=have or (), prefer=prefer, lang=lang
        )
    if as_json:
        print_json(dump(answer))
    else:
        print_lines(why_not_lines(answer, lang))


def _limits(
    max_days: int | None,
    max_actors: int | None,
    max_cost: float | None,
    forbid: list[str] | None,
    require: list[str] | None,
) -> dict[str, object]:
    """Give the limits as the desk reads them."""
    return {
        "max_days": max_days,
        "max_actors": max_actors,
        "max_cost_eur": max_cost,
        "forbid": forbid or [],
        "require": require or [],
    }
