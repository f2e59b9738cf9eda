"""What a person wrote in the form of the page, and what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..graph.coverage import COUNTRY
from ..graph.gap_telling import AREA_KINDS
from ..graph.preferences import PREFERENCES
from ..ontology.errors import AmbiguousNameError, CitizenError, InputError, QuestionError, UnknownNameError
from ..ontology.wording import LANGUAGES, say
from .citizens import refuse_unborn
from .desk import Desk
from .gaps_asked import GapsAsked
from .names import MAX_NAME

__all__ = [
    "CODES",
    "DATES",
    "NEED_LINES",
    "NONE_OF_THEM",
    "NUMBERS",
    "TRUTHS",
    "DeskForm",
    "Fault",
    "Understood",
    "read_form",
    "understand",
    "understand_gaps",
]

NONE_OF_THEM = "none"
"""What the form says where the person has none of the benefits asked about: known, and not unknown."""

NEED_LINES = 3
"""Lines for needs in a person's own words, beside the common ones to tick."""

NUMBERS: Mapping[str, str] = {
    "age": "page.age",
    "isee_eur": "page.isee",
    "disability_percent": "page.disability",
    "household_size": "page.household",
    "minors": "page.minors",
}
DATES: Mapping[str, tuple[str, str]] = {
    "born_on": ("page.born-on", "page.born-on-hint"),
    "resident_since": ("page.resident-since", "page.resident-since-hint"),
}
TRUTHS: Mapping[str, str] = {"self_sufficient": "page.self-sufficient", "lives_alone": "page.lives-alone"}
CODES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "citizenship": ("page.citizenship", ("italian", "eu", "non-eu", "stateless")),
    "employment": (
        "page.employment",
        ("employed", "self-employed", "unemployed", "student", "retired", "inactive"),
    ),
    "law_104": ("page.law-104", ("none", "minor", "serious")),
}
"""The facts the page asks for, by kind, each with its label, dates with a hint; the API knows them all."""

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_WHOLE = ("age", "household_size", "minors")


@dataclass(frozen=True, slots=True, repr=False)
class DeskForm:
    """A question as it was written; kept for one answer, and shown in no log.

    Parameters
    ----------
    needs : tuple of str
        One for each line, empty ones too.
    ticked : tuple of str
        Ids of common needs.
    receives : tuple of str
        Ids of kinds of service had already, or ``"none"`` for none of those asked about; empty: not known.
    facts : mapping of str to str
        What was written in each fact's field; empty means not known.
    refused : str
        ``"all"`` where all that is not to be had was asked for, else ``"few"``.
    explain : bool
        Whether the reasons were asked for too.
    why_not : str
        IRI of the offering of which it was asked why the path does without it.
    other : str
        Words for such an offering, where it was written and not picked.
    named : str
        ``"all"`` where all offerings that have these words were asked for, else ``"few"``.
    by : str
        Of the map of gaps: the areas it is told by.
    """

    lang: str = "it"
    comune: str = ""
    needs: tuple[str, ...] = ("",) * NEED_LINES
    ticked: tuple[str, ...] = ()
    on: str = ""
    prefer: str = "balanced"
    facts: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    refused: str = "few"
    explain: bool = False
    why_not: str = ""
    other: str = ""
    named: str = "few"
    by: str = ""

    def __repr__(self) -> str:
        """Keep the person out of logs and tracebacks."""
        return "DeskForm(…)"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and the values that would do."""

    field: str
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Understood:
    """A question in the words of a :class:`~welfarenet.api.desk.Desk`, or its faults."""

    needs: tuple[str, ...] = ()
    citizen: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read_form(pairs: Iterable[tuple[str, str]]) -> DeskForm:
    """Read what a browser sent; what is none of our fields is left.

    A suggestion that was picked takes the place of the words it was suggested for, a
    path chosen from the menu that of the preference. What a button of an answer
    showed stays when another of them is pressed, and goes when the question changes.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value.strip())

    def first(name: str) -> str:
        return values.get(name, [""])[0]

    lang = first("switch") or first("lang")
    prefer = first("choose") or first("prefer")
    pressed = any(map(first, ("switch", "refused", "explain", "why-not", "named")))
    why_not = first("why-not") or (first("switch") and first("shown-why-not"))
    facts = {name: first(name) for name in (*NUMBERS, *DATES, *TRUTHS, *CODES) if first(name)}
    return DeskForm(
        lang=lang if lang in LANGUAGES else LANGUAGES[0],
        comune=first("pick-comune") or first("comune"),
        needs=tuple(first(f"pick-need-{line}") or first(f"need-{line}") for line in range(1, NEED_LINES + 1)),
        ticked=tuple(dict.fromkeys(values.get("common", ()))),
        on=first("on"),
        prefer=prefer if prefer in PREFERENCES else "balanced",
        facts=facts,
        documents=tuple(dict.fromkeys(values.get("document", ()))),
        receives=tuple(dict.fromkeys(values.get("receives", ()))),
        refused="all" if first("refused") == "all" or (pressed and first("all-refused")) else "few",
        explain=bool(first("explain") or (pressed and first("explained"))),
        why_not=why_not,
        other="" if why_not else first("other")[:MAX_NAME],
        named="all" if first("named") == "all" or (first("switch") and first("all-named")) else "few",
        by=first("by") if first("by") in AREA_KINDS else "",
    )


def understand(desk: Desk, form: DeskForm) -> Understood:
    """Resolve every field, and list all that is wrong at once."""
    faults: list[Fault] = []
    if not form.comune:
        faults.append(Fault("comune", say("page.wrong.no-comune", form.lang)))
    else:
        try:
            desk.comune(form.comune)
        except InputError as error:
            faults.append(_fault("comune", error, "page.wrong.comune", form.lang))
    needs, wrong = _needs(desk, form)
    faults += wrong
    if not needs and not any(fault.field.startswith("need") for fault in faults):
        faults.append(Fault("need-1", say("page.wrong.no-need", form.lang)))
    citizen, wrong = _day_and_citizen(desk, form)
    return Understood(needs, citizen, (*faults, *wrong))


def understand_gaps(desk: Desk, form: DeskForm) -> tuple[GapsAsked | None, tuple[Fault, ...]]:
    """Make the question of a map of gaps, or list all that is wrong at once."""
    faults: list[Fault] = []
    try:
        desk.names.area(form.comune or COUNTRY)
    except InputError as error:
        faults.append(_fault("comune", error, "gaps.wrong.territory", form.lang))
    needs, wrong = _needs(desk, form)
    citizen, more = _day_and_citizen(desk, form)
    faults += (*wrong, *more)
    if faults:
        return None, tuple(faults)
    try:
        return desk.gap_question(
            form.comune or None,
            needs,
            on=form.on or None,
            citizen=citizen,
            by=form.by or None,
            lang=form.lang,
        ), ()
    except CitizenError as error:
        return None, (Fault(error.key.partition("[")[0], say("page.wrong.fact", form.lang)),)
    except QuestionError as error:
        place, key = ("by", "gaps.wrong.by") if error.field == "by" else ("comune", "gaps.wrong.none")
        return None, (Fault(place, say(key, form.lang)),)


def _needs(desk: Desk, form: DeskForm) -> tuple[tuple[str, ...], list[Fault]]:
    """Resolve the needs written and ticked."""
    needs: list[str] = []
    faults: list[Fault] = []
    for line, text in [*enumerate(form.needs, 1), *((0, ticked) for ticked in form.ticked)]:
        if not text:
            continue
        try:
            goal, _ = desk.goal(text, form.lang)
            needs.append(goal.id)
        except InputError as error:
            faults.append(_fault(f"need-{line}" if line else "common", error, "page.wrong.need", form.lang))
    return tuple(dict.fromkeys(needs)), faults


def _day_and_citizen(desk: Desk, form: DeskForm) -> tuple[Mapping[str, object], list[Fault]]:
    """Check the day and the facts of the person."""
    faults: list[Fault] = []
    on = date.max
    try:
        on = desk.day(form.on or None)
    except QuestionError:
        faults.append(Fault("on", say("page.wrong.day", form.lang)))
    try:
        citizen = _citizen(form)
        refuse_unborn(desk.citizen(citizen), on)
    except CitizenError as error:
        citizen = {}
        faults.append(Fault(error.key.partition("[")[0], say("page.wrong.fact", form.lang)))
    return citizen, faults


def _fault(name: str, error: InputError, key: str, lang: str) -> Fault:
    match error:
        case AmbiguousNameError():
            return Fault(name, say(f"{key}-many", lang), error.choices)
        case UnknownNameError():
            return Fault(name, say(key, lang), error.nearest)
        case _:
            return Fault(name, say("page.wrong.other", lang))


def _citizen(form: DeskForm) -> dict[str, object]:
    """Give the facts as JSON would have them."""
    found: dict[str, object] = {}
    for name, text in form.facts.items():
        if name in NUMBERS:
            found[name] = _number(name, text)
        elif name in TRUTHS:
            found[name] = {"yes": True, "no": False}.get(text, text)
        else:
            found[name] = text
    if form.documents:
        found["documents"] = list(form.documents)
    if form.receives:
        found["receives"] = [one for one in form.receives if one != NONE_OF_THEM]
    return found


def _number(name: str, text: str) -> float:
    """Read a number as Italians write it: ``9.360,50`` or ``9360.5``.

    Raises
    ------
    CitizenError
        If it is none; the text is not repeated.
    """
    plain = text.removesuffix("€").removesuffix("%").strip().replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(?:\.\d{1,6})?", plain, re.ASCII):
        raise CitizenError(name, "is not a number")
    number = float(plain)
    return int(number) if name in _WHOLE and number.is_integer() else number
