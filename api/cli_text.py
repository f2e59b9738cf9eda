"""Answers as plain text for a terminal: what a specialist reads, or prints, in Italian or English."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ..graph.answers import (
    MenuAnswer,
    MenuEntry,
    MoneyRange,
    NotOffered,
    Paper,
    PathAnswer,
    PathsAnswer,
    Source,
    StepAnswer,
    WaitRange,
    WhoAnswer,
    WhoOffering,
    WhyNotAnswer,
)
from ..ontology.wording import long_date, say
from .cli_explanation import explanation_lines
from .cli_words import word

__all__ = ["menu_lines", "path_lines", "who_lines", "why_not_lines"]

_FEW = 3
_WIDTH = 10
"""Columns of the longest name of a line of a step, in either language."""


def path_lines(answer: PathsAnswer, lang: str) -> Iterator[str]:
    """Word the answer to ``path``, line by line."""
    day = long_date(date.fromisoformat(answer.on), lang)
    status = word(f"status.{answer.status}", lang)
    if answer.paths:
        proof = "path.optimal" if answer.optimal else "path.gap"
        status = f"{status} ({word(proof, lang, gap=round(answer.gap * 100, 1))})"
    yield word("path.head", lang, place=answer.territory_name, day=day, status=status)
    yield word("understood", lang, names="; ".join(answer.understood))
    for number, path in enumerate(answer.paths, 1):
        yield ""
        yield word("path.title", lang, n=number, of=len(answer.paths))
        yield from _path(path, lang)
    asked = [
        word("decides", lang, question=one.question, steps=_steps(one.decides, lang))
        for one in answer.questions
    ]
    hanging: dict[str, list[str]] = {}
    for one in answer.assumptions:
        hanging.setdefault(one.value, []).append(one.step)
    taken = [word("assumption", lang, value=value, steps=_steps(on, lang)) for value, on in hanging.items()]
    yield from _section("questions", asked, lang)
    yield from _section("assumptions", taken, lang)
    yield from _section("unmapped", [f"{one.actor}: {one.label}" for one in answer.unmapped], lang)
    lost = [_with_unlock(f"{one.label}: {one.reason}", one.unlock, lang) for one in answer.uncovered]
    yield from _section("uncovered", lost, lang)
    shut = _not_offered(answer.not_offered)
    if answer.not_offered_more:
        more = [say(f"more.{one.class_}", lang, n=one.count) for one in answer.not_offered_more]
        shut.append(word("not-offered.more", lang, more="; ".join(more)))
    yield from _section("not-offered", shut, lang)
    if answer.explanation is not None:
        yield from explanation_lines(answer.explanation, lang)


def menu_lines(answer: MenuAnswer, lang: str) -> Iterator[str]:
    """Word the answer to ``menu``, line by line."""
    day = long_date(date.fromisoformat(answer.on), lang)
    yield word("menu.head", lang, place=answer.territory_name, day=day)
    yield word("understood", lang, names="; ".join(answer.understood))
    for number, entry in enumerate(answer.entries, 1):
        yield ""
        yield f"{number:2}. {_preferences(entry, lang)}"
        yield from (f"    {line}" for line in _choice(entry.answer, lang))
    if len(answer.entries) > 1:
        yield ""
        yield word("menu.whole", lang)
    open_needs = [one for entry in answer.entries for one in entry.answer.uncovered]
    lost = [_with_unlock(f"{one.label}: {one.reason}", one.unlock, lang) for one in open_needs]
    yield from _section("uncovered", tuple(dict.fromkeys(lost)), lang)


def who_lines(answer: WhoAnswer, lang: str) -> Iterator[str]:
    """Word the answer to ``who``, line by line."""
    day = long_date(date.fromisoformat(answer.on), lang)
    yield word("who.head", lang, label=answer.label, place=answer.territory_name, day=day)
    yield word("understood", lang, names="; ".join(answer.understood))
    if answer.offerings:
        yield word("who.count", lang, n=len(answer.offerings))
    for number, offering in enumerate(answer.offerings, 1):
        yield ""
        yield f"{number:2}. {offering.title}"
        yield from _table(_offering(offering, lang), lang)
    if answer.empty_because is not None:
        why = answer.empty_because
        yield ""
        yield _with_unlock(word("who.empty", lang, reason=why.reason), why.unlock, lang)
    yield from _section("not-offered", _not_offered(answer.not_offered), lang)


def why_not_lines(answer: WhyNotAnswer, lang: str) -> Iterator[str]:
    """Word the answer to ``why-not``, line by line."""
    yield _with_unlock(word("whynot", lang, title=answer.title, reason=answer.reason), answer.unlock, lang)


def _preferences(entry: MenuEntry, lang: str) -> str:
    """Name the preferences of an entry, each with what is proven of it where that is not all."""
    return " · ".join(
        say(f"preference.{one.name}", lang)
        if one.optimal
        else f"{say(f'preference.{one.name}', lang)} ({word('path.gap', lang, gap=round(one.gap * 100, 1))})"
        for one in entry.preferences
    )


def _choice(answer: PathsAnswer, lang: str) -> Iterator[str]:
    """Word a path in short: its sums, and who does what."""
    yield word(f"status.{answer.status}", lang)
    for path in answer.paths:
        yield _sums(path, lang)
        for step in path.steps:
            yield f"{_number(step.id):>2}. {step.title}: {_who(step, lang)}"


def _path(path: PathAnswer, lang: str) -> Iterator[str]:
    yield _sums(path, lang)
    for step in path.steps:
        yield f"{_number(step.id):>2}. {step.title}"
        yield from _table(_step(step, lang), lang)


def _sums(path: PathAnswer, lang: str) -> str:
    days = str(path.days) if path.days_complete else word("days.at-least", lang, days=path.days)
    return word(
        "path.sums",
        lang,
        steps=len(path.steps),
        actors=len(path.providers),
        handoffs=path.handoffs,
        days=days,
        cost=_money(path.cost_eur, lang),
    )


def _who(step: StepAnswer, lang: str) -> str:
    return word("step.presumed", lang, actor=step.provider_name) if step.presumed else step.provider_name


def _step(step: StepAnswer, lang: str) -> Iterator[tuple[str, str]]:
    """Give the named lines of a step; empty ones are left out by the table."""
    span = word("step.span", lang, start=step.starts_day, end=step.ends_day)
    yield "step.who", ", ".join((_who(step, lang), *_channels(step.channel, lang)))
    yield "step.after", _steps(step.after, lang)
    yield "step.papers", " · ".join(_paper(paper, lang) for paper in step.requires)
    yield "step.issues", " · ".join(paper.label for paper in step.issues)
    yield "step.cost", _money(step.cost_eur, lang)
    yield "step.days", f"{_days(step.days, lang)}; {span}"
    yield "step.contacts", " · ".join(step.contacts)
    yield "step.hours", step.hours
    yield "step.reason", step.reason
    yield "step.note", step.note
    yield "step.inherited", ", ".join(say(f"field.{name}", lang) for name in step.inherited)
    yield "step.sources", _sources(step.sources, lang)


def _offering(offering: WhoOffering, lang: str) -> Iterator[tuple[str, str]]:
    verdict = say(f"verdict.{offering.eligible}", lang)
    yield "step.who", ", ".join((offering.provider_name, *_channels(offering.channel, lang)))
    yield "who.eligible", ": ".join(filter(None, (verdict, "; ".join(offering.because))))
    yield "step.cost", _money(offering.cost_eur, lang)
    yield "step.days", _days(offering.days, lang)
    yield "step.contacts", " · ".join(offering.contacts)
    yield "step.hours", offering.hours
    yield "step.sources", _sources(offering.sources, lang)


def _table(lines: Iterable[tuple[str, str]], lang: str) -> Iterator[str]:
    for key, text in lines:
        if text:
            yield f"    {word(key, lang):<{_WIDTH}} {' '.join(text.split())}"


def _section(title: str, lines: Sequence[str], lang: str) -> Iterator[str]:
    if lines:
        yield ""
        yield word(title, lang)
        yield from (f"  - {line}" for line in lines)


def _number(step: str) -> str:
    """Give the number of a step from its id, ``"s3"``."""
    return step.removeprefix("s")


def _steps(steps: Sequence[str], lang: str) -> str:
    if not steps:
        return ""
    numbers = ", ".join(map(_number, steps))
    return word("step.step" if len(steps) == 1 else "step.steps", lang, numbers=numbers)


def _channels(channels: Sequence[str], lang: str) -> list[str]:
    return [say(f"channel.{channel}", lang) for channel in channels]


def _paper(paper: Paper, lang: str) -> str:
    said = paper.from_ in ("held", "assumed")
    origin = say(f"from.{paper.from_}", lang) if said else word("from.step", lang, n=_number(paper.from_))
    return f"{paper.label} ({origin})"


def _euros(amount: float, lang: str) -> str:
    """Write an amount as people do: no cents where there are none."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def _money(cost: MoneyRange, lang: str) -> str:
    if cost.min is None:
        amount = word("money.unsaid", lang)
    elif cost.max is None:
        amount = word("money.from", lang, low=_euros(cost.min, lang))
    elif cost.max == 0:
        amount = word("money.free", lang)
    else:
        key = "money.one" if cost.min == cost.max else "money.range"
        amount = word(key, lang, low=_euros(cost.min, lang), high=_euros(cost.max, lang))
    return f"{amount} ({cost.text})" if cost.text and cost.max != 0 else amount


def _days(days: WaitRange, lang: str) -> str:
    if days.min is None:
        return word("money.unsaid", lang)
    if days.max is None:
        amount = word("days.at-least", lang, days=days.min)
    elif days.min == days.max:
        amount = str(days.min)
    else:
        amount = word("days.range", lang, low=days.min, high=days.max)
    return f"{amount} ({days.text})" if days.text else amount


def _sources(sources: Sequence[Source], lang: str) -> str:
    """Count the cells and name their rows; name the laws."""
    cells = [one for one in sources if one.kind == "cell"]
    rows = dict.fromkeys((one.file, one.sheet, one.row) for one in cells)
    said = [word("sources.row", lang, file=file, sheet=sheet, row=row) for file, sheet, row in rows]
    where = "; ".join((*said[:_FEW], *(["…"] if len(said) > _FEW else [])))
    found = [word("sources.cells", lang, n=len(cells), where=where)] if cells else []
    for one in sources:
        if one.kind == "backbone":
            key = "sources.law" if one.verified else "sources.unverified"
            day = long_date(date.fromisoformat(one.checked_on), lang) if one.checked_on else ""
            found.append(word(key, lang, law=one.law or one.source, day=day))
    return "; ".join(found)


def _with_unlock(text: str, unlock: Sequence[str], lang: str) -> str:
    return f"{text} {word('unlock', lang, what=' '.join(unlock))}" if unlock else text


def _not_offered(found: Sequence[NotOffered]) -> list[str]:
    return [f"{one.title} ({one.provider_name}): {one.reason}" for one in found]
