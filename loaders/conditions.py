"""Who may have a service, in words of the field: ages, ISEE, addressees, other requirements.

What is understood becomes a condition; what is not becomes a ``human-check``
with the original words, which no engine ever takes as satisfied.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from ..graph.demands import Clause, Condition, Rule
from .ages import EVERYBODY, ages_in, find_age, plain, unaccounted
from .amounts import read_isee
from .reading import VALUES_KEPT, Reading, fold, is_nothing, tidy

__all__ = ["read_age", "read_isee_rule", "read_requirements", "rule_of"]

_ISEE_KINDS = (
    ("sociosan", "sociosanitary"),
    ("socio san", "sociosanitary"),
    ("minor", "minors"),
    ("corrente", "current"),
    ("residenz", "residential"),
)
_INVALIDITY = re.compile(
    r"\b(?:inv(?:alid\w*)?|disab\w*)\b\.?(?:\s+civile)?\s*"
    r"(>=|≥|>|almeno|dal?|pari o superiore al?|superiore al?|oltre il|min\.?)?\s*([0-9]{2,3})\s*%"
)
_STRICT = (">", "superiore al", "superiore a", "oltre il")
_RESIDENCE = re.compile(r"resident[ei] da (?:almeno )?([0-9]{1,2}) ann[oi]")
_NOT_SELF_SUFFICIENT = Condition(
    "self_sufficient", one_of=("false",), text_it="non autosufficiente", text_en="not self-sufficient"
)
_ALONE = Condition("lives_alone", one_of=("true",), text_it="vive solo", text_en="lives alone")
_JOBLESS = Condition("employment", one_of=("unemployed",), text_it="disoccupato", text_en="unemployed")
_PREGNANT = Condition("pregnant", one_of=("true",), text_it="in gravidanza", text_en="pregnant")
_CARER = Condition("carer", one_of=("true",), text_it="cura un familiare", text_en="cares for a relative")
_PHRASES = {
    "non autosufficienti": _NOT_SELF_SUFFICIENT,
    "non autosufficiente": _NOT_SELF_SUFFICIENT,
    "non autosuff": _NOT_SELF_SUFFICIENT,
    "persone non autosufficienti": _NOT_SELF_SUFFICIENT,
    "vive solo": _ALONE,
    "persone sole": _ALONE,
    "disoccupati": _JOBLESS,
    "disoccupato": _JOBLESS,
    "donne in gravidanza": _PREGNANT,
    "gestanti": _PREGNANT,
    "caregiver": _CARER,
    "caregiver familiari": _CARER,
}


@lru_cache(VALUES_KEPT)
def read_age(text: str) -> Reading[tuple[Clause, ...]]:
    """Read an age or a span of ages, both ends included; other words beside it are kept for a person.

    "Over 65" is read as "from 65", as desks mean it.

    Examples
    --------
    >>> [read_age(t).value[0].any_of[0].minimum for t in ("over 65", "65+", "dai 65 in su", "65-75+")]
    [65.0, 65.0, 65.0, 65.0]
    >>> read_age("3/14 anni").value[0].any_of[0].maximum, read_age("tutti").value
    (14.0, ())
    """
    if is_nothing(text):
        return Reading(None, text)
    shown = plain(text)
    if fold(shown) in EVERYBODY:
        return Reading((), text)
    age = find_age(shown)
    if age is None:
        return Reading((_human(text),), text, problem="human-check")
    condition = Condition("age", age.low, age.high, text_it=age.words_it, text_en=age.words_en)
    rest = _rest(text, shown, age.span)
    return Reading((_one(condition), *rest), text, problem="human-check" if rest else "")


@lru_cache(VALUES_KEPT)
def read_isee_rule(text: str) -> Reading[tuple[Clause, ...]]:
    """Read a ceiling of ISEE, with its kind where the cell names it.

    Examples
    --------
    >>> [c.any_of[0].attribute for c in read_isee_rule("ISEE max 9.360 (sociosan.)").value]
    ['isee_eur', 'isee_kind']
    """
    ceiling = read_isee(text)
    if ceiling.problem:
        return Reading((_human(text),), text, problem="human-check")
    if ceiling.value is None:
        return Reading(None if is_nothing(text) else (), text)
    euros = f"{ceiling.value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    clauses = [
        _one(
            Condition(
                "isee_eur",
                maximum=float(ceiling.value),
                text_it=f"ISEE fino a {euros} euro",
                text_en=f"ISEE up to {ceiling.value:,.2f} euros",
            )
        )
    ]
    kind = next((kind for words, kind in _ISEE_KINDS if words in fold(text)), None)
    if kind:
        clauses.append(
            _one(Condition("isee_kind", one_of=(kind,), text_it=f"ISEE {tidy(text)}", text_en=f"{kind} ISEE"))
        )
    return Reading(tuple(clauses), text, repair=ceiling.repair, after=ceiling.after)


@lru_cache(VALUES_KEPT)
def read_requirements(text: str) -> Reading[tuple[Clause, ...]]:
    """Read addressees or other requirements: parts joined by ``;``, ``+`` or a line break must all hold.

    Examples
    --------
    >>> [c.any_of[0].attribute for c in read_requirements("inv. > 74%; reddito basso").value]
    ['disability_percent', 'human-check']
    """
    if is_nothing(text):
        return Reading(None, text)
    parts = [part for part in re.split(r"[;\n]| \+ ", text) if not is_nothing(part)]
    clauses = tuple(clause for part in parts for clause in _understood(part) if clause.any_of)
    unread = any(clause.any_of[0].attribute == "human-check" for clause in clauses)
    return Reading(clauses, text, problem="human-check" if unread else "")


def rule_of(clauses: Iterable[Clause]) -> tuple[Rule, ...]:
    """Join clauses into the rules of a service: none when there is nothing to ask."""
    kept = tuple(dict.fromkeys(clauses))
    return (Rule(kept),) if kept else ()


def _understood(text: str) -> tuple[Clause, ...]:
    """Read one requirement; words that no condition accounts for stay for a person to check."""
    shown, folded = plain(text), fold(text)
    if folded in EVERYBODY:
        return ()
    if folded in _PHRASES:
        return (_one(_PHRASES[folded]),)
    if found := _INVALIDITY.search(shown):
        percent = float(found[2]) + (1 if (found[1] or "") in _STRICT and found[2] != "100" else 0)
        clause = _one(_at_least("disability_percent", percent, "invalidità dal {}%", "disability from {}%"))
        return (clause, *_rest(text, shown, found.span())) if percent <= 100 else (_human(text),)
    if found := _RESIDENCE.search(shown):
        clause = _one(
            _at_least("resident_years", float(found[1]), "residente da {} anni", "resident for {} years")
        )
        return (clause, *_rest(text, shown, found.span()))
    if "isee" in folded and len(folded.split()) < 8:
        return read_isee_rule(text).value or (_human(text),)
    if ages_in(shown):
        return read_age(text).value or (_human(text),)
    return (_human(text),)


def _rest(text: str, shown: str, span: tuple[int, int]) -> tuple[Clause, ...]:
    """Ask a person about a text of which only a part was understood."""
    return (_human(text),) if unaccounted(shown, span) else ()


def _one(condition: Condition) -> Clause:
    return Clause((condition,))


def _human(text: str) -> Clause:
    """Keep what only a person can check."""
    words = tidy(text)
    return _one(Condition("human-check", text_it=words, text_en=f"to be checked by a person: {words}"))


def _at_least(attribute: str, minimum: float, words_it: str, words_en: str) -> Condition:
    figure = f"{minimum:.0f}"
    return Condition(attribute, minimum, text_it=words_it.format(figure), text_en=words_en.format(figure))
