"""An explanation as plain text for a terminal."""

from collections.abc import Iterator, Sequence

from ..graph.differences import number, quoted
from ..graph.explanation import Explanation, NearestAnswer
from .cli_words import word

__all__ = ["explanation_lines"]


def explanation_lines(explanation: Explanation, lang: str) -> Iterator[str]:
    """Word an explanation, line by line: why this path, what would unlock the rest, what to ask."""
    reasons = [one.text for one in explanation.landmarks]
    reasons += [explanation.critical.text] if explanation.critical else []
    yield from _section("why", reasons, lang)
    shares = [
        word(
            "why.share" if one.percent else "why.points",
            lang,
            label=one.label,
            points=number(one.points, lang),
            percent=one.percent,
        )
        for one in explanation.shares
        if one.points
    ]
    yield from _section("why.shares", shares, lang)
    steps = [
        word("why.without", lang, step=one.step.removeprefix("s"), text=one.text)
        for one in explanation.suppliers
    ]
    yield from _section("why.suppliers", steps, lang)
    for nearest in explanation.nearest:
        yield from _nearest(nearest, lang)
    if explanation.questions:
        yield ""
        yield word("decisive", lang)
    for one in explanation.questions:
        yield f"  - {one.question}" + ("" if one.tried else f" {word('decisive.untried', lang)}")
        yield from (f"      {outcome.when}: {outcome.then}" for outcome in one.outcomes)


def _nearest(nearest: NearestAnswer, lang: str) -> Iterator[str]:
    """List the ways to a need, each with its changes on one line and the steps that would follow."""
    ways = []
    for way in nearest.ways:
        changes = " + ".join(change.text.rstrip(".") for change in way.changes)
        ways.append(" → ".join((changes, *(quoted(step, lang) for step in way.steps))))
    yield from _section("nearest", ways or [word("nearest.none", lang)], lang, label=nearest.label)
    if not nearest.proven:
        yield f"  {word('nearest.unproven', lang)}"


def _section(title: str, lines: Sequence[str], lang: str, **facts: object) -> Iterator[str]:
    if lines:
        yield ""
        yield word(title, lang, **facts)
        yield from (f"  - {line}" for line in lines)
