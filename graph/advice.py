"""What a specialist should do about an answer: what to ask, whom to map, what was taken for granted."""

from collections import Counter
from collections.abc import Iterable

from ..ontology.wording import say
from .answers import Assumption, NotOffered, NotShown, QuestionToAsk, Unmapped
from .coverage import Refusal
from .demands import Condition
from .doors import Door
from .eligibility import HUMAN_CHECK, Verdict, deciding
from .labels import condition_text, document_label, type_label
from .paths import Path
from .reasons import not_eligible, not_offered
from .telling import Telling

__all__ = ["assumptions", "closed_doors", "counted", "questions", "unmapped"]


def unmapped(telling: Telling, best: Path | None) -> tuple[Unmapped, ...]:
    """Name the actors that the best path needs and nobody mapped: gaps of the mapping."""
    found = []
    for step in best.steps if best else ():
        kind = telling.procedure(step).service_type
        if step.candidate is None and kind is not None:
            label = type_label(telling.network.index, kind, telling.lang)
            found.append(Unmapped(kind, label, telling.actor(step)))
    return tuple(dict.fromkeys(found))


def assumptions(telling: Telling, best: Path | None) -> tuple[Assumption, ...]:
    """List the conditions and papers that the best path takes for granted."""
    conditions = [
        Assumption(condition.attribute, condition_text(condition, telling.lang), step)
        for step, condition in _unknowns(telling, best)
    ]
    papers = [
        Assumption("documents", document_label(telling.network.index, name, telling.lang), f"s{position + 1}")
        for position, step in enumerate(best.steps if best else ())
        for name, source in step.papers
        if source is None and name not in telling.found.folder.held
    ]
    return tuple(dict.fromkeys([*conditions, *papers]))


def questions(telling: Telling, best: Path | None) -> tuple[QuestionToAsk, ...]:
    """List the facts worth asking, those that most steps hang on first."""
    hang: dict[tuple[str, str], set[str]] = {}
    for step, condition in _unknowns(telling, best):
        human = condition.attribute == HUMAN_CHECK
        text = condition_text(condition, telling.lang) if human else ""
        hang.setdefault((condition.attribute, text), set()).add(step)
    ordered = sorted(hang.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        QuestionToAsk(fact, say(f"ask.{fact}", telling.lang, text=text), tuple(sorted(steps)))
        for (fact, text), steps in ordered
    )


def closed_doors(telling: Telling, doors: Iterable[Door]) -> tuple[NotOffered, ...]:
    """Say why offerings that would serve here are not to be had."""
    network, page, lang = telling.network, telling.page, telling.lang
    return tuple(
        not_offered(network, page, door.of, lang)
        if isinstance(door.of, Refusal)
        else not_eligible(network, telling.found.local, page, door.of, lang)
        for door in doors
    )


def counted(doors: Iterable[Door]) -> tuple[NotShown, ...]:
    """Count offerings that are not to be had by the reason, those of most first."""
    counts = Counter(door.reason.value for door in doors)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(NotShown(reason, count) for reason, count in ordered)


def _unknowns(telling: Telling, best: Path | None) -> list[tuple[str, Condition]]:
    """List (step, condition) for each condition of the best path that nobody can tell yet."""
    local = telling.found.local
    return [
        (f"s{position + 1}", condition)
        for position, step in enumerate(best.steps if best else ())
        if step.verdict is Verdict.UNKNOWN
        for season in (local.season(step.starts),)
        for condition, _ in deciding(telling.procedure(step).rules, season.known, season.day)
    ]
