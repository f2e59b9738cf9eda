"""Sheets that say more about services named elsewhere: seats and hours, and the matrix of needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..graph.mapped import Contact, ContactKind
from .classify import variants
from .clean import read_yes_no
from .context import Context
from .layout import Grid
from .reading import fold, is_nothing, tidy
from .rowreader import RowReader
from .seats import read_hours, read_place, row_contacts
from .services import ServiceDraft

__all__ = ["TitleIndex", "with_needs", "with_seats"]

_DAYS = {
    "monday": "lun",
    "tuesday": "mar",
    "wednesday": "mer",
    "thursday": "gio",
    "friday": "ven",
    "saturday": "sab",
}


@dataclass(frozen=True, slots=True)
class TitleIndex:
    """Services by the ways their titles are shortened; values are positions among the drafts."""

    positions: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, drafts: Iterable[ServiceDraft]) -> "TitleIndex":
        """Index the titles of drafts; a whole title wins over a part of another."""
        whole: dict[str, list[int]] = {}
        part: dict[str, list[int]] = {}
        for at, draft in enumerate(drafts):
            whole.setdefault(fold(draft.title), []).append(at)
            for words in variants(draft.title):
                part.setdefault(fold(words), []).append(at)
        return cls({key: tuple(found) for key, found in (part | whole).items()})

    def find(self, name: str) -> tuple[int, ...]:
        """Give the positions of the services a name means."""
        return self.positions.get(fold(name), ())


def with_seats(rows: Iterable[RowReader], drafts: list[ServiceDraft], context: Context) -> list[ServiceDraft]:
    """Add to each service the seat and hours that a row of seats gives it."""
    index, changed = TitleIndex.of(drafts), list(drafts)
    for row in rows:
        at = _the_service(row, index, drafts)
        place = read_place(row, context.lexicon.gazetteer, context.mapping.home.province)
        contacts, hours = (*row_contacts(row), *_barriers(row)), _week(row)
        if at is None:
            continue
        draft = changed[at]
        if draft.row.confidential or row.confidential:
            row.hide_seat()
            continue
        fields = ("address", "seat", *_DAYS, "place")
        names = ("contacts", "contacts", *("hours" for _ in _DAYS), "place")
        traces = tuple(
            (name, trace) for field, name in zip(fields, names, strict=True) for trace in row.trace(field)
        )
        changed[at] = replace(
            draft,
            place=draft.place or place,
            contacts=tuple(dict.fromkeys((*draft.contacts, *contacts))),
            hours="; ".join(dict.fromkeys(text for text in (hours, "" if hours else draft.hours) if text)),
            offering_traces=(*draft.offering_traces, *traces),
        )
    return changed


def with_needs(
    rows: Iterable[RowReader], grid: Grid, drafts: list[ServiceDraft], context: Context
) -> tuple[list[ServiceDraft], tuple[str, ...]]:
    """Add to each service the needs ticked in its row; give also the columns that name no need."""
    changed, index = list(drafts), TitleIndex.of(drafts)
    columns = {
        letter: context.needs.concept_of(header)
        for letter, header in grid.headers.items()
        if letter in grid.unread
    }
    for row in rows:
        found = index.find(row.text("service"))
        if not found:
            row.quarantine("service-not-found", "service")
        ticked = []
        for cell in row.line.others:
            need = columns.get(cell.column)
            if need is not None and _is_ticked(row, cell.text):
                ticked.append((need, cell))
        for at in found if ticked else ():
            draft = changed[at]
            traces = tuple(("needs", row.trace_of(cell)) for _, cell in ticked)
            changed[at] = replace(
                draft,
                needs=tuple(dict.fromkeys((*(draft.needs or ()), *(need for need, _ in ticked)))),
                service_traces=(*draft.service_traces, *traces),
            )
    return changed, tuple(letter for letter, need in columns.items() if need is None)


def _is_ticked(row: RowReader, text: str) -> bool:
    """Read a box of the matrix; "(x)" counts and is noted, a condition does not count."""
    shown = tidy(text)
    if is_nothing(shown):
        return False
    if shown.startswith("(") and read_yes_no(shown.strip("() ")).value:
        row.note("need-partial", value=shown, repair=True)
        return True
    answer = read_yes_no(shown)
    if answer.value is None or len(fold(shown).split()) > 1:
        row.note("need-conditional", value=shown)
        return False
    return answer.value


def _the_service(row: RowReader, index: TitleIndex, drafts: list[ServiceDraft]) -> int | None:
    """Give the one service a row is about; several bearers of a name are told apart by the seat's name."""
    found = index.find(row.text("service"))
    if len(found) > 1:
        seat = fold(row.text("seat"))
        named = tuple(at for at in found if seat and seat in fold(drafts[at].provider))
        found = named if len(named) == 1 else found
    if len(found) == 1:
        return found[0]
    row.quarantine("service-ambiguous" if found else "service-not-found", "service")
    return None


def _week(row: RowReader) -> str:
    """Write the opening hours of a week in one line."""
    opened = [(label, row.read(day, read_hours)) for day, label in _DAYS.items()]
    parts = [f"{label} {hours}" for label, hours in opened if hours]
    if row.read("appointment", read_yes_no):
        parts.append("su appuntamento")
    return ", ".join(parts)


def _barriers(row: RowReader) -> tuple[Contact, ...]:
    """Keep what the row says of barriers, in its words."""
    text = tidy(row.text("barriers"))
    return () if is_nothing(text) else (Contact(ContactKind.OTHER, f"barriere architettoniche: {text}"),)
