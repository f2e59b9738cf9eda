"""A row that describes a provider in full, and the agreements between providers."""

from dataclasses import dataclass
from datetime import date

from .amounts import read_date, read_last_day
from .clean import read_tax_code, read_yes_no
from .context import Context
from .identity import Bearer, ProviderBook, split_names
from .mapping import SheetSpec
from .reading import fold, is_nothing, slug, tidy
from .rowreader import RowReader, Trace
from .seats import read_place, row_contacts
from .traces import OF_AGREEMENT, OF_PROVIDER, traced

__all__ = ["AgreementDraft", "enter_providers", "read_agreement_row"]


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """What one row says of an agreement; parties are keys of providers."""

    row: RowReader
    key: str
    title: str
    kind: str
    parties: tuple[str, ...]
    starts: date | None
    ends: date | None
    traces: tuple[tuple[str, Trace], ...]


def enter_providers(rows: list[RowReader], book: ProviderBook, context: Context) -> None:
    """Enter the rows of a sheet of providers, those with a tax code first, whatever their order."""
    codes = {id(row): row.read("tax_code", read_tax_code) or "" for row in rows}
    for row in sorted(rows, key=lambda row: (not codes[id(row)], fold(row.text("name")), row.line.row)):
        _enter(row, codes[id(row)], book, context)


def _enter(row: RowReader, tax_code: str, book: ProviderBook, context: Context) -> None:
    name = tidy(row.text("name"))
    if is_nothing(name):
        row.quarantine("name-missing", "name")
        return
    acronym = row.text("acronym")
    bearer, rule = book.enter(name, tax_code=tax_code, acronym="" if is_nothing(acronym) else acronym)
    if rule:
        row.note(rule, "name", after=bearer.name, repair=True)
    form = row.text("legal_form")
    bearer.legal_form = bearer.legal_form or ("" if is_nothing(form) else tidy(form))
    bearer.runts = bearer.runts or _runts(row)
    bearer.seat = bearer.seat or read_place(
        row, context.lexicon.gazetteer, tidy(row.text("province")) or context.mapping.home.province
    )
    if not is_nothing(row.text("network")):
        bearer.networks.add(tidy(row.text("network")))
    bearer.contacts |= dict.fromkeys(row_contacts(row))
    _remember(bearer, row)


def _runts(row: RowReader) -> str:
    """Give the RUNTS number; "sì" says that there is one, not which."""
    text = tidy(row.text("runts"))
    has_number = any(character.isdigit() for character in text) and read_yes_no(text).value is None
    return text if has_number else ""


def _remember(bearer: Bearer, row: RowReader) -> None:
    """Keep where each property of a provider was read."""
    bearer.rows.add(row.row_iri)
    bearer.traces |= dict.fromkeys(traced(row, OF_PROVIDER))


def read_agreement_row(
    row: RowReader, spec: SheetSpec, book: ProviderBook, context: Context
) -> AgreementDraft | None:
    """Read an agreement; without two known parties its row is kept back."""
    names = split_names(row.text("parties"), (*spec.columns["parties"].splits, ";"))
    found = {name: book.find(name) for name in names}
    for name, bearer in found.items():
        if bearer is None:
            row.note("party-unknown", "parties", value=name)
    parties = tuple(dict.fromkeys(pair[0].key for pair in found.values() if pair is not None))
    title = tidy(row.text("title"))
    if len(parties) < 2 or is_nothing(title):
        row.quarantine("party-unknown" if title else "title-missing", "parties")
        return None
    starts = row.read("starts", lambda text: read_date(text, context.year))
    ends = row.read("ends", lambda text: read_last_day(text, context.year))
    if starts and ends and ends < starts:
        row.note("ended-before-start", "ends")
        ends = None
    kind = fold(title).split()[0]
    key = slug(f"{title} {' '.join(sorted(parties))}", limit=90)
    return AgreementDraft(
        row, key, title, kind, tuple(sorted(parties)), starts, ends, traced(row, OF_AGREEMENT)
    )
