"""Money and time in words: costs, ISEE ceilings, days, dates. The raw text always comes along."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil

from ..graph.demands import Cost, Days
from .reading import VALUES_KEPT, Reading, fold, is_nothing, tidy

__all__ = ["find_amounts", "read_cost", "read_date", "read_days", "read_isee", "read_last_day"]

_AMOUNT = re.compile(
    r"(?<![0-9])([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}|-))?(?![0-9])\s*(k\b|mila\b)?", re.I
)
_FREE = re.compile(r"\b(?:grat\w*|senza costi|nessun costo|esente)\b")
_FREE_FOR = re.compile(r"\b(?:soci|iscritti|tesserati|residenti|esenti|sotto|fino|per)\b")
_NO_LIMIT = frozenset(
    {"no", "nessuno", "nessun limite", "nessun tetto", "senza limite", "non previsto", "qualsiasi"}
)
_UNITS = (
    (("ora", "ore", "h"), Decimal(1) / 24),
    (("g", "gg", "giorno", "giorni", "d"), Decimal(1)),
    (("sett", "settimana", "settimane"), Decimal(7)),
    (("mese", "mesi", "m"), Decimal(30)),
    (("anno", "anni"), Decimal(365)),
)
_AT_ONCE = (
    "subito",
    "immediat",
    "stesso giorno",
    "al momento",
    "nessuna attesa",
    "senza attesa",
    "in giornata",
)
_NUMBER = "(?<![0-9])([0-9]{1,6})(?![0-9])"
"""A longer one is something else that slipped into the column, such as a telephone."""

_MOST_EUR = 1_000_000
"""Nobody pays more for a service: such a figure is something else, such as a telephone."""

_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|–|/|a|o|e|ai|ad)\s*{_NUMBER}\s*([a-z]*)")
_SINGLE = re.compile(rf"{_NUMBER}\s*([a-z]*)")
_MONTHS = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
_EXCEL_DAYS = range(36526, 73415)
"""Excel counts days from 30-12-1899: these are the years 2000 to 2100."""


def find_amounts(text: str) -> tuple[Decimal, ...]:
    """List the euro amounts in a text, in its order.

    A full stop before three digits groups thousands; before one or two it is a
    decimal mark of another locale.

    Examples
    --------
    >>> find_amounts("da 0 a 15 €/h"), find_amounts("€ 12.000,00 circa"), find_amounts("12k")
    ((Decimal('0'), Decimal('15')), (Decimal('12000.00'),), (Decimal('12000'),))
    """
    english = re.sub(r"(?<![0-9.])([0-9]+)\.([0-9]{1,2})(?![0-9])", r"\1,\2", text)
    found = []
    for whole, cents, thousand in _AMOUNT.findall(english):
        number = re.sub(r"[. ]", "", whole) + (f".{cents}" if cents and cents != "-" else "")
        found.append(Decimal(number) * (1000 if thousand else 1))
    return tuple(found)


@lru_cache(VALUES_KEPT)
def read_cost(text: str) -> Reading[Cost]:
    """Read what the person pays; text without a figure keeps only its words.

    Examples
    --------
    >>> read_cost("soci gratis / altri 5€").value
    Cost(min_eur=Decimal('0'), max_eur=Decimal('5'), text='soci gratis / altri 5€')
    >>> read_cost("compart. in base all'ISEE").problem
    'cost-unread'
    """
    shown = tidy(text)
    if is_nothing(shown):
        return Reading(None, text)
    amounts, folded = find_amounts(shown), fold(shown)
    free = bool(_FREE.search(folded)) or folded == "no"
    if free and not amounts:
        maximum = None if _FREE_FOR.search(folded) else Decimal(0)
        return Reading(Cost(Decimal(0), maximum, shown), text)
    if not amounts or "%" in shown or max(amounts) > _MOST_EUR:
        return Reading(None, text, problem="cost-unread")
    low = Decimal(0) if free or folded.startswith(("fino a", "max", "massimo")) else min(amounts)
    open_ended = folded.startswith(("da ", "a partire", "min", "dai ")) and len(amounts) == 1
    return Reading(Cost(low, None if open_ended else max(amounts), shown), text)


@lru_cache(VALUES_KEPT)
def read_isee(text: str) -> Reading[Decimal]:
    """Read a ceiling of ISEE; "no" and "nessuno" set none.

    Examples
    --------
    >>> read_isee("€ 12.000,00 circa").value, read_isee("max 9.360 (sociosan.)").value, read_isee("no").value
    (Decimal('12000.00'), Decimal('9360'), None)
    """
    shown = tidy(text)
    if is_nothing(shown) or fold(shown) in _NO_LIMIT:
        return Reading(None, text)
    amounts = find_amounts(shown)
    if len(amounts) != 1:
        return Reading(None, text, problem="isee-unread")
    about = "circa" in shown.casefold() or "~" in shown
    return Reading(amounts[0], text, repair="about" if about else "", after=str(amounts[0]))


@lru_cache(VALUES_KEPT)
def read_days(text: str) -> Reading[Days]:
    """Read waiting times as calendar days; months count 30.

    Examples
    --------
    >>> read_days("30/60 gg").value, read_days("3-4 mesi").value.max, read_days("variab.").problem
    (Days(min=30, max=60, text='30/60 gg'), 120, 'days-unread')
    """
    shown = tidy(text)
    if is_nothing(shown):
        return Reading(None, text)
    folded = fold(shown)
    if folded.startswith(_AT_ONCE) or folded == "0":
        return Reading(Days(0, 0, shown), text)
    spaced = shown.casefold()
    span = _RANGE.search(spaced)
    if span and (unit := _unit(span[3])):
        low, high = sorted((int(span[1]), int(span[2])))
        return Reading(Days(_whole(low, unit), _whole(high, unit), shown), text)
    single = _SINGLE.search(spaced)
    if single is None or (unit := _unit(single[2])) is None:
        return Reading(None, text, problem="days-unread")
    days = _whole(int(single[1]), unit)
    if folded.startswith(("entro", "max", "fino", "massimo")):
        return Reading(Days(0, days, shown), text)
    open_ended = folded.startswith(("oltre", "almeno", "minimo", "da ", "piu di"))
    return Reading(Days(days, None if open_ended else days, shown), text)


def read_date(text: str, year: int | None = None) -> Reading[date]:
    """Read a day; without its day it is the month's first, without its year ``year``'s.

    Parameters
    ----------
    year : int or None
        Year of the exercise, for dates such as ``"30/9"``.

    Examples
    --------
    >>> read_date("44834").value, read_date("30/9", 2022).value, read_date("set-22").value
    (datetime.date(2022, 9, 30), datetime.date(2022, 9, 30), datetime.date(2022, 9, 1))
    """
    shown = tidy(text)
    if is_nothing(shown):
        return Reading(None, text)
    try:
        return _date(shown.casefold(), text, year)
    except (ValueError, OverflowError):
        return Reading(None, text, problem="date-wrong")


def read_last_day(text: str, year: int | None = None) -> Reading[date]:
    """Read the day on which something ends: a bare month or year ends on its last day.

    Examples
    --------
    >>> read_last_day("dic-28").value, read_last_day("2027").value
    (datetime.date(2028, 12, 31), datetime.date(2027, 12, 31))
    """
    found = read_date(text, year)
    if found.value is None or found.repair != "day-supplied":
        return found
    whole_year = re.fullmatch(r"[0-9]{4}", tidy(text)) is not None
    month = 12 if whole_year else found.value.month
    last = date(found.value.year, month, monthrange(found.value.year, month)[1])
    return replace(found, value=last, after=last.isoformat())


def _date(shown: str, text: str, year: int | None) -> Reading[date]:
    """Try each way to write a date; an impossible one raises ``ValueError``."""
    if found := re.match(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", shown):
        return Reading(date(int(found[1]), int(found[2]), int(found[3])), text)
    if re.fullmatch(r"(?:19|20)[0-9]{2}", shown):
        value = date(int(shown), 1, 1)
        return Reading(value, text, repair="day-supplied", after=value.isoformat())
    if shown.isdigit() and int(shown) in _EXCEL_DAYS:
        value = date(1899, 12, 30) + timedelta(days=int(shown))
        return Reading(value, text, repair="excel-day", after=value.isoformat())
    if found := re.search(r"\b([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})\b", shown):
        return Reading(date(_century(found[3]), int(found[2]), int(found[1])), text)
    if found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})", shown):
        if year is None:
            return Reading(None, text, problem="date-without-year")
        value = date(year, int(found[2]), int(found[1]))
        return Reading(value, text, repair="year-supplied", after=value.isoformat())
    if found := re.fullmatch(
        rf"(?:([0-9]{{1,2}})\s+)?({'|'.join(_MONTHS)})[a-z]*[ .'/-]*([0-9]{{4}}|[0-9]{{2}})", shown
    ):
        value = date(_century(found[3]), _MONTHS.index(found[2]) + 1, int(found[1] or 1))
        return Reading(value, text, repair="" if found[1] else "day-supplied", after=value.isoformat())
    if found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{4})", shown):
        value = date(int(found[2]), int(found[1]), 1)
        return Reading(value, text, repair="day-supplied", after=value.isoformat())
    return Reading(None, text, problem="date-wrong")


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _unit(word: str) -> Decimal | None:
    """Give the days of a unit of time, plural and shortened forms too."""
    return next((days for words, days in _UNITS if word in words), None)


def _whole(count: int, unit: Decimal) -> int:
    """Round up to whole days, for a part of a day is waited through."""
    return ceil(count * unit)
