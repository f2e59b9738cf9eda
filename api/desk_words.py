"""Money, days and sources as the page writes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..graph.answers import MoneyRange, Source, WaitRange
from ..ontology.wording import catalogue, long_date, say

__all__ = [
    "CellGroup",
    "days_in_words",
    "dial",
    "field_name",
    "group_cells",
    "in_words",
    "laws",
    "money",
    "plain",
]

_UNITS = frozenset({"giorni", "giorno", "grat", "gratis", "gratuito", "euro", "day", "days", "free", "euros"})
_NUMBERS = frozenset(
    {
        "uno",
        "due",
        "tre",
        "sei",
        "quattro",
        "cinque",
        "sette",
        "otto",
        "nove",
        "dieci",
        "quindici",
        "venti",
        "trenta",
    }
)
_TELLS_NOTHING = _UNITS | _NUMBERS
"""Words of a source that a number in its place says as well."""
_ID = re.compile(r" \([a-z0-9-]+(?:\.[a-z0-9-]+)+\)\Z")
_PHONE = re.compile(r"\+?[\d/. ()-]{6,20}")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellGroup:
    """The cells of one row: (column, property, original text) each."""

    file: str
    sheet: str
    row: int
    cells: tuple[tuple[str, str, str], ...]


def money(cost: MoneyRange, lang: str) -> str:
    """Write what the person pays.

    Examples
    --------
    >>> money(MoneyRange(4.5, 1200.0, "all'ora"), "it")
    "da 4,50 a 1.200 € – all'ora"
    """
    if cost.min is None:
        return say("page.unsaid", lang) + _remark(cost.text)
    if cost.min == 0 and cost.max == 0:
        return say("page.free", lang)
    low = _amount(cost.min, lang)
    if cost.max is None:
        said = say("page.euros-from", lang, low=low)
    elif cost.max == cost.min:
        said = say("page.euros", lang, amount=low)
    else:
        said = say("page.euros-between", lang, low=low, high=_amount(cost.max, lang))
    return said + _remark(cost.text)


def days_in_words(wait: WaitRange, lang: str) -> str:
    """Write how long something takes.

    Examples
    --------
    >>> days_in_words(WaitRange(10, 14, "10-14 gg"), "it")
    'da 10 a 14 giorni'
    """
    if wait.min is None:
        return say("page.unsaid", lang) + _remark(wait.text)
    if wait.max is None:
        said = say("page.days-from", lang, low=wait.min)
    elif wait.max != wait.min:
        said = say("page.days-between", lang, low=wait.min, high=wait.max)
    elif wait.min == 1:
        said = say("page.days-single", lang)
    else:
        said = say("page.days-one", lang, days=wait.min)
    return said + _remark(wait.text)


def in_words(day: str, lang: str) -> str:
    """Write an ISO day for people."""
    return long_date(date.fromisoformat(day), lang)


def field_name(name: str, lang: str) -> str:
    """Give the name of a property for people; the property itself where it has none."""
    words = catalogue().get(f"field.{name}")
    return words[lang] if words else name


def group_cells(sources: Sequence[Source], lang: str) -> tuple[CellGroup, ...]:
    """Gather cells by row, in the order of their first appearance; a cell is shown once."""
    rows: dict[tuple[str, str, int], dict[tuple[str, str], list[str]]] = {}
    for source in sources:
        if source.kind == "cell":
            key = (source.file or "", source.sheet or "", source.row or 0)
            cell = (source.column or "", source.text or "")
            names = rows.setdefault(key, {}).setdefault(cell, [])
            if (name := field_name(source.property, lang)) not in names:
                names.append(name)
    return tuple(
        CellGroup(
            *key,
            tuple(
                (column, ", ".join(names), text)
                for (column, text), names in sorted(cells.items(), key=_order)
            ),
        )
        for key, cells in rows.items()
    )


def laws(sources: Sequence[Source]) -> tuple[Source, ...]:
    """List the laws behind what nobody stated."""
    return tuple(source for source in sources if source.kind == "backbone")


def dial(contact: str) -> str:
    """Give the address behind a contact, or nothing when it is plain text.

    Examples
    --------
    >>> dial("0731 000 101"), dial("info@ente.example"), dial("javascript:alert(1)")
    ('tel:0731000101', 'mailto:info@ente.example', '')
    """
    text = contact.strip()
    if _PHONE.fullmatch(text) and sum(map(str.isdigit, text)) >= 6:
        return "tel:" + re.sub(r"[^\d+]", "", text)
    if _EMAIL.fullmatch(text):
        return "mailto:" + text
    return ""


def plain(name: str) -> str:
    """Give the words of a name that ends with its id in brackets.

    Examples
    --------
    >>> plain("Cura della persona (autonomy.personal-care)"), plain("Jesi (AN)")
    ('Cura della persona', 'Jesi (AN)')
    """
    return _ID.sub("", name)


def _order(cell: tuple[tuple[str, str], list[str]]) -> tuple[int, str, str]:
    (column, text), _ = cell
    return len(column), column, text


def _amount(euros: float, lang: str) -> str:
    """Write an amount, cents only where there are any."""
    text = f"{euros:,.0f}" if euros == int(euros) else f"{euros:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "it" else text


def _remark(text: str) -> str:
    """Keep the words of a source that say more than its number."""
    words = set(re.findall(r"[^\W\d_]{3,}", text.casefold())) - _TELLS_NOTHING
    return f" – {text}" if words else ""
