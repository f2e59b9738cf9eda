"""The command for the analyst: ``gaps``."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..ontology.errors import QuestionError
from ..ontology.wording import long_date
from .cli_io import (
    AsJson,
    CitizenFile,
    Lang,
    OnDay,
    StoreUrl,
    note,
    open_desk,
    print_json,
    print_lines,
    read_citizen_file,
)
from .cli_words import word
from .settings import DEFAULT_STORE

if TYPE_CHECKING:
    from ..graph.gap_answers import AreaAnswer, GapsAnswer, LeverAnswer

__all__ = ["gaps"]

_FEW, _LABEL = 10, 44


def gaps(
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="TERRITORY", help="Comune, province, region or area; absent: Italy."),
    ] = None,
    need: Annotated[
        list[str] | None,
        typer.Option(
            "--need", metavar="NEED", help="Need or service type, several times; absent: every need."
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="region, province, comune, ambito, asl or health-district."),
    ] = None,
    on: OnDay = None,
    citizen: CitizenFile = None,
    have: Annotated[
        list[str] | None, typer.Option("--have", metavar="DOC", help="A paper that such a person has.")
    ] = None,
    table: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write every comune and need to this file.")
    ] = None,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Say where the network leaves one kind of person without an answer, and what would change most."""
    from .schemas import dump

    facts = read_citizen_file(citizen)
    with open_desk(store, lang) as desk:
        asked = desk.gap_question(where, need or (), on=on, citizen=facts, have=have or (), by=by, lang=lang)
        found = desk.find_gaps(asked)
        if table is not None:
            from .gap_table import write_table

            try:
                with Path(table).open("w", encoding="utf-8-sig", newline="") as stream:
                    count = write_table(stream, desk.network, found, lang)
            except OSError:
                raise QuestionError("csv", "cannot be written there", "give the path of a file") from None
            note(word("gaps.table", lang, count=count, file=table))
        answer = desk.tell_gaps(asked, found, lang=lang)
    if as_json:
        print_json(dump(answer))
    else:
        print_lines(_lines(answer, lang))


def _lines(answer: "GapsAnswer", lang: str) -> Iterator[str]:
    """Word a map, line by line."""
    day = long_date(date.fromisoformat(answer.on), lang)
    yield word("gaps.head", lang, place=answer.territory_name, day=day, comuni=answer.comuni)
    yield word("understood", lang, names="; ".join(answer.understood))
    yield answer.note
    yield ""
    columns = [word(f"gaps.{name}", lang) for name in ("covered", "presumed", "open", "unsure")]
    yield f"{word('gaps.need', lang):{_LABEL}} {' '.join(f'{name:>10}' for name in columns)}"
    for one in sorted(answer.needs, key=lambda need: (-need.open, -need.presumed, -need.unsure, need.need)):
        numbers = (one.covered, one.presumed, one.open, one.unsure)
        yield f"{one.label[:_LABEL]:{_LABEL}} {' '.join(f'{number:10}' for number in numbers)}"
    yield from _areas(answer, lang)
    causes = [
        word(
            "gaps.cause",
            lang,
            label=one.label,
            reason=one.reason,
            comuni=one.comuni,
            some=_some(one.examples, one.comuni),
        )
        for one in answer.causes
        if one.class_ != "covered"
    ]
    yield from _section("gaps.causes", causes, lang)
    levers = [_lever(one, lang) for one in answer.levers]
    yield from _section("gaps.levers", levers, lang)
    asked = [word("gaps.ask", lang, question=one.question, pairs=one.pairs) for one in answer.questions]
    yield from _section("gaps.questions", asked, lang)


def _areas(answer: "GapsAnswer", lang: str) -> Iterator[str]:
    """Tell how many pairs of comune and need are open in each area."""
    open_in: dict[str | None, int] = {}
    presumed_in: dict[str | None, int] = {}
    for cell in answer.cells:
        open_in[cell.territory] = open_in.get(cell.territory, 0) + cell.open
        presumed_in[cell.territory] = presumed_in.get(cell.territory, 0) + cell.presumed

    def how_bad(area: "AreaAnswer") -> tuple[float, float, str]:
        shares = open_in[area.territory] / area.comuni, presumed_in[area.territory] / area.comuni
        return -shares[0], -shares[1], area.name

    worst = sorted(answer.areas, key=how_bad)
    yield from _section(
        "gaps.areas",
        [
            word(
                "gaps.area",
                lang,
                name=area.name,
                open=open_in[area.territory],
                presumed=presumed_in[area.territory],
                pairs=area.comuni * len(answer.needs),
            )
            for area in worst
        ],
        lang,
    )


def _lever(lever: "LeverAnswer", lang: str) -> str:
    """Say what a change opens; where it opens nothing, what passes to who is mapped."""
    counts = {"opened": lever.opened, "mapped": lever.mapped}
    if lever.opened:
        return word("gaps.lever", lang, text=lever.text, comuni=lever.opened_comuni, **counts)
    return word("gaps.lever-mapped", lang, text=lever.text, comuni=lever.mapped_comuni, mapped=lever.mapped)


def _section(title: str, lines: list[str], lang: str) -> Iterator[str]:
    if lines:
        yield ""
        yield word(title, lang)
        yield from (f"  - {line}" for line in lines[:_FEW])
        if len(lines) > _FEW:
            yield f"    {word('gaps.more', lang, n=len(lines) - _FEW)}"


def _some(examples: tuple[str, ...], comuni: int) -> str:
    return ", ".join(examples) + (", …" if comuni > len(examples) else "")
