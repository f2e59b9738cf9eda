"""An explanation in words: why this path, what would unlock the needs left, which questions to ask first."""

from collections.abc import Iterable, Sequence

from ..ontology.wording import say
from .bill import Item, bill_of
from .coverage import Candidate
from .decisive import Decisive, Outcome, decisive_facts
from .details import describe_offerings
from .differences import difference_text, join, number, quoted, values_text
from .explanation import (
    Critical,
    DecisiveQuestion,
    Difference,
    Explanation,
    LandmarkAnswer,
    OutcomeAnswer,
    Share,
    Substitute,
    Supplier,
)
from .labels import document_label, goal_label, type_label
from .nearest import Nearest, nearest_miss
from .network import Goal, Network
from .paths import ServicePaths, Step
from .preferences import PREFERENCES
from .question import Question
from .store import Describer
from .telling import Telling
from .unlocking import tell_nearest
from .why import Landmark, Rival, critical_steps, landmarks_of, met_by, newcomers, rivals_of

__all__ = ["justify"]


def justify(
    network: Network, reader: Describer, question: Question, found: ServicePaths, lang: str = "it"
) -> Explanation:
    """Explain an answer: its best path, the needs it leaves, and what would change it.

    Everything said is tried: this asks the question again, once without each
    step of the best path and once for each group of values of each unknown fact.

    Parameters
    ----------
    found : ServicePaths
        What :func:`~welfarenet.graph.paths.find_paths` answered.
    """
    rivals = rivals_of(network, question, found)
    decisive = decisive_facts(network, question, found)
    missed = (nearest_miss(network, question, found, goal) for goal in _left(found))
    nearest = tuple(one for one in missed if not one.in_reach)
    rows = {candidate.row for candidate in _named(found, rivals, decisive, nearest)}
    rows |= {
        change.row for one in nearest for way in one.ways for change in way.changes if change.row is not None
    }
    telling = Telling(network, question, found, describe_offerings(reader, network.index, (), rows), lang)
    best = found.paths[0] if found.paths else None
    return Explanation(
        shares=_shares(bill_of(found, best, PREFERENCES[question.prefer]), lang) if best else (),
        suppliers=tuple(_supplier(telling, rival) for rival in rivals),
        landmarks=tuple(_landmark(telling, mark) for mark in landmarks_of(network, question, found)),
        critical=_critical(telling, critical_steps(found)),
        nearest=tuple(tell_nearest(telling, one) for one in nearest),
        questions=tuple(_question(telling, one) for one in decisive),
    )


def _left(found: ServicePaths) -> list[Goal]:
    """List the goals that the network keeps from being met, and not the law beside others or the question."""
    if found.unusable:
        return []
    met = {goal for path in (*found.paths[:1], *filter(None, (found.beyond,))) for goal in met_by(path)}
    return [
        outcome.goal
        for outcome in found.outcomes
        if outcome.goal not in met and not outcome.apart and not outcome.ruled_out
    ]


def _named(
    found: ServicePaths, rivals: Iterable[Rival], decisive: Iterable[Decisive], nearest: Iterable[Nearest]
) -> list[Candidate]:
    """List the offerings that the explanation names."""
    answers = [found, *(rival.answer for rival in rivals)]
    answers += [outcome.answer for one in decisive for outcome in one.outcomes]
    steps = [step.candidate for answer in answers for path in answer.paths[:1] for step in path.steps]
    steps += [candidate for one in nearest for way in one.ways for candidate, _ in way.steps]
    return [candidate for candidate in steps if candidate is not None]


def _shares(bill: Sequence[Item], lang: str) -> tuple[Share, ...]:
    """Word a bill; per cents are whole, the largest remainders rounded up, and leave the penalties out."""
    counted = [0 if item.term in ("presumed", "ahead") else item.points for item in bill]
    whole = sum(counted) or 1
    percent = [100 * points // whole for points in counted]
    rest = sorted(range(len(bill)), key=lambda place: (-(100 * counted[place] % whole), place))
    for place in rest[: 100 - sum(percent) if any(counted) else 0]:
        percent[place] += 1
    shares = []
    for item, part in zip(bill, percent, strict=True):
        amount = item.amount / 100 if item.term == "euros" else item.amount
        label = say(f"share.{item.term}", lang, amount=number(amount, lang))
        shares.append(Share(item.term, label, amount, item.points, part))
    return tuple(shares)


def _supplier(telling: Telling, rival: Rival) -> Supplier:
    lang, best = telling.lang, telling.found.paths[0]
    instead = [] if rival.extra is None else newcomers(best, rival.answer)
    if rival.wished:
        class_, text = "wished", say("why.wished", lang)
    elif not rival.answer.paths and rival.answer.beyond is not None:
        class_, text = "limits", say("why.limits", lang)
    elif rival.extra is None:
        class_, text = "only", say("why.only", lang, needs=_needs(telling, rival.lost))
    elif any(step.candidate is None for step in instead):
        class_, text = "presumed-only", say("why.presumed-only", lang, steps=_steps(telling, instead))
    else:
        class_, text = "replaceable", _exchange(telling, rival, instead)
    if not rival.proven:
        text += " " + say("why.unproven", lang)
    return Supplier(
        step=f"s{rival.position + 1}",
        class_=class_,
        text=text,
        lost=tuple(goal.id for goal in rival.lost),
        instead=tuple(_substitute(telling, step) for step in instead),
        difference=None if rival.extra is None else _difference(rival, rival.extra),
        proven=rival.proven,
    )


def _exchange(telling: Telling, rival: Rival, instead: Sequence[Step]) -> str:
    """Word who would come in the place of a step, and what that would change."""
    extra, lang = rival.extra or 0, telling.lang
    size = "equal" if extra == 0 else "less" if extra < 0 else "one" if extra == 1 else "more"
    points = say(f"why.points.{size}", lang, points=number(abs(extra), lang))
    change = difference_text(_difference(rival, extra), lang)
    if not instead:
        return say("why.without", lang, difference=change, points=points)
    return say("why.replaceable", lang, steps=_steps(telling, instead), difference=change, points=points)


def _difference(other: Rival | Outcome, points: int) -> Difference:
    return Difference(points, other.days, round(other.cents / 100, 2), other.providers)


def _substitute(telling: Telling, step: Step) -> Substitute:
    offering = telling.offering(step)
    return Substitute(
        telling.title(step), telling.actor(step), offering is None, offering.iri if offering else None
    )


def _landmark(telling: Telling, mark: Landmark) -> LandmarkAnswer:
    index, lang = telling.network.index, telling.lang
    kind = "document" if mark.is_document else "service-type"
    label = document_label(index, mark.id, lang) if mark.is_document else type_label(index, mark.id, lang)
    text = say(f"why.landmark.{kind}", lang, label=label, needs=_needs(telling, mark.goals))
    return LandmarkAnswer(kind, mark.id, label, tuple(goal.id for goal in mark.goals), text)


def _critical(telling: Telling, positions: Sequence[int]) -> Critical | None:
    if not positions:
        return None
    steps = telling.found.paths[0].steps
    titles = join(
        [quoted(telling.title(steps[position]), telling.lang) for position in positions], telling.lang
    )
    text = say("why.critical", telling.lang, steps=titles)
    return Critical(tuple(f"s{position + 1}" for position in positions), text)


def _question(telling: Telling, one: Decisive) -> DecisiveQuestion:
    outcomes = tuple(_outcome(telling, one.fact, outcome) for outcome in one.outcomes)
    return DecisiveQuestion(one.fact, say(f"ask.{one.fact}", telling.lang, text=""), outcomes, bool(outcomes))


def _outcome(telling: Telling, fact: str, outcome: Outcome) -> OutcomeAnswer:
    """Word what the answer would be for some values of a fact."""
    lang, difference = telling.lang, None
    if outcome.lost or not outcome.answer.paths:
        then = say("then.lost", lang, needs=_needs(telling, outcome.lost))
    else:
        best, other = telling.found.paths[0], outcome.answer.paths[0]
        difference = _difference(outcome, other.objective - best.objective)
        instead = newcomers(best, outcome.answer)
        change = difference_text(difference, lang)
        if outcome.same:
            then = say("then.same", lang)
        elif any(step.candidate is None for step in instead):
            then = say("then.presumed", lang, steps=_steps(telling, instead))
        elif instead:
            then = say("then.changed", lang, steps=_steps(telling, instead), difference=change)
        else:
            then = say("then.fewer", lang, difference=change)
    kinds = telling.network.index.reference.service_types
    names = {kind: type_label(telling.network.index, kind, lang) for kind in kinds}
    when = values_text(fact, outcome.cells, lang, names)
    lost = tuple(goal.id for goal in outcome.lost)
    return OutcomeAnswer(when, then, outcome.same, lost, difference, outcome.proven)


def _needs(telling: Telling, goals: Sequence[Goal]) -> str:
    labels = [quoted(goal_label(telling.network.index, goal, telling.lang), telling.lang) for goal in goals]
    return join(labels, telling.lang) if labels else ""


def _steps(telling: Telling, steps: Sequence[Step]) -> str:
    def named(step: Step) -> str:
        key = "why.presumed-step" if step.candidate is None else "why.step"
        return say(key, telling.lang, title=telling.title(step), provider=telling.actor(step))

    return join([named(step) for step in steps], telling.lang)
