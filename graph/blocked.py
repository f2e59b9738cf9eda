"""The papers at the root of what cannot be done: those that nobody who could be reached gives."""

from collections.abc import Collection, Iterable

from .acts import Acts, Content, Fact
from .network import Goal

__all__ = ["blocked_from", "blocked_papers"]


def blocked_from(acts: Acts, reached: Collection[Fact], goal: Goal) -> tuple[str, ...]:
    """Name the papers that keep the acts that would meet a goal from running."""
    return _roots(acts, reached, [goal], {goal})


def blocked_papers(acts: Acts, reached: Collection[Fact], content: Content) -> tuple[str, ...]:
    """Name the papers that keep one act from running, by its nearest way."""
    return _roots(acts, reached, _lacking(content, reached), set())


def _roots(acts: Acts, reached: Collection[Fact], first: Iterable[Fact], aside: set[Fact]) -> tuple[str, ...]:
    """Go back from facts out of reach to papers that nobody gives; in a circle, to all of it."""
    stack = list(first)
    seen: set[Fact] = set()
    roots: set[str] = set()
    while stack:
        fact = stack.pop()
        if fact in seen:
            continue
        seen.add(fact)
        givers = [content for content in acts.contents.values() if fact in content.gives]
        if not givers and isinstance(fact, str):
            roots.add(fact)
        for content in givers:
            stack.extend(_lacking(content, reached))
    return tuple(sorted(roots or {fact for fact in seen - aside if isinstance(fact, str)}))


def _lacking(content: Content, reached: Collection[Fact]) -> list[str]:
    """List what is out of reach of the nearest way into an act."""
    papers = frozenset(reached)
    nearest = min(content.ways, key=lambda way: (len(way - papers), sorted(way)))
    return sorted(nearest - papers)
