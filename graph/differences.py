"""How one path differs from another, and what a fact could be, in words."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..ontology.wording import say
from .citizen import CODED_FACTS, CODES, TRUTHS
from .explanation import Difference
from .supposed import Cell, is_whole

__all__ = ["difference_text", "join", "number", "quoted", "values_text"]


def difference_text(difference: Difference, lang: str) -> str:
    """Word what another path takes more or less: days, euros, providers.

    Examples
    --------
    >>> difference_text(Difference(7, 6, -3.0, 0), "en")
    '6 days more, €3 less'
    >>> difference_text(Difference(0, 0, 0.0, 0), "it")
    'stessi giorni, spesa e numero di enti'
    """
    parts = (
        ("days", difference.days),
        ("euros", difference.cost_eur),
        ("providers", difference.providers),
    )
    said = [_part(name, amount, lang) for name, amount in parts if amount]
    return ", ".join(said) or say("why.alike", lang)


def _part(name: str, amount: float, lang: str) -> str:
    size = "one" if abs(amount) == 1 else "many"
    key = f"why.{name}.{'more' if amount > 0 else 'less'}.{size}"
    return say(key, lang, amount=number(abs(amount), lang))


def number(amount: float, lang: str) -> str:
    """Write a number as people do, decimals only where there are any.

    Examples
    --------
    >>> number(1234.5, "it"), number(65.0, "en")
    ('1.234,50', '65')
    """
    text = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "it" else text


def quoted(text: str, lang: str) -> str:
    """Put a name in the quotes of a language.

    Examples
    --------
    >>> quoted("SAD", "it")
    '«SAD»'
    """
    return say("quoted", lang, text=text)


def join(parts: Sequence[str], lang: str) -> str:
    """Join names as people do.

    Examples
    --------
    >>> join(["a", "b", "c"], "it")
    'a, b e c'
    """
    *first, last = parts
    return say("list.and", lang, first=", ".join(first), last=last) if first else last


def values_text(
    fact: str, cells: Sequence[Cell], lang: str, names: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Word the values of a fact that cells hold; neighbours are one.

    Parameters
    ----------
    names : mapping of str to str
        Of codes of which there is no list, such as kinds of service.

    Examples
    --------
    >>> values_text("age", [Cell(None, 64), Cell(70, None)], "en")
    'up to 64 or 70 or more'
    >>> values_text("isee_eur", [Cell(9000, 15000, above=True), Cell(15000, None, above=True)], "it")
    'oltre 9.000'
    """
    if fact in CODED_FACTS:
        return _or([_codes(fact, cell, lang, names) for cell in cells], lang)
    spans: list[Cell] = []
    for cell in cells:
        if spans and _touch(spans[-1], cell, whole=is_whole(fact)):
            before = spans.pop()
            spans.append(Cell(before.low, cell.high, before.above, cell.below))
        else:
            spans.append(cell)
    return _or([_span(cell, lang) for cell in spans], lang)


def _touch(one: Cell, after: Cell, *, whole: bool) -> bool:
    """Tell whether nothing lies between two cells."""
    if one.high is None or after.low is None:
        return False
    return one.high + 1 == after.low if whole else one.high == after.low


def _span(cell: Cell, lang: str) -> str:
    low = None if cell.low is None else number(cell.low, lang)
    high = None if cell.high is None else number(cell.high, lang)
    if low is None and high is None:
        return say("value.any", lang)
    if low is None:
        return say("value.below" if cell.below else "value.up-to", lang, high=high)
    if high is None:
        return say("value.above" if cell.above else "value.from", lang, low=low)
    if low == high:
        return low
    key = {
        (False, False): "between",
        (False, True): "from-below",
        (True, False): "above-up-to",
        (True, True): "above-below",
    }[cell.above, cell.below]
    return say(f"value.{key}", lang, low=low, high=high)


def _codes(fact: str, cell: Cell, lang: str, names: Mapping[str, str]) -> str:
    if fact in TRUTHS:
        return say(f"page.{'yes' if cell.codes == ('true',) else 'no'}", lang)
    if fact not in CODES:
        known = [names.get(code, code) for code in cell.codes]
        return join(known, lang) if known else say("value.none", lang)
    return _or([say(f"code.{fact}.{code}", lang) for code in cell.codes], lang)


def _or(parts: Sequence[str], lang: str) -> str:
    *first, last = dict.fromkeys(parts)
    return say("list.or", lang, first=", ".join(first), last=last) if first else last
