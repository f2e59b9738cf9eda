"""The nearest miss in words: what would have to change, and who would then serve."""

from ..ontology.wording import say
from .differences import quoted
from .explanation import ChangeAnswer, NearestAnswer, WayAnswer
from .labels import condition_text, document_label, goal_label, type_label
from .nearby import nearest_places
from .nearest import Nearest, Way
from .paths import Step
from .relaxed import Change, Kind
from .telling import Telling

__all__ = ["tell_nearest"]

_FEW = 3


def tell_nearest(telling: Telling, nearest: Nearest) -> NearestAnswer:
    """Word the fewest changes that would cover a goal."""
    return NearestAnswer(
        nearest.goal.id,
        goal_label(telling.network.index, nearest.goal, telling.lang),
        tuple(_way(telling, way) for way in nearest.ways),
        nearest.proven,
    )


def _way(telling: Telling, way: Way) -> WayAnswer:
    steps = [Step(candidate, procedure, (), 0, 0, ()) for candidate, procedure in way.steps]
    return WayAnswer(
        tuple(_change(telling, change) for change in way.changes),
        tuple(telling.title(step) for step in steps),
    )


def _change(telling: Telling, change: Change) -> ChangeAnswer:
    index, lang = telling.network.index, telling.lang
    if change.kind is Kind.DOCUMENT:
        assert change.document is not None  # noqa: S101  a paper is what the change is about
        text = say("change.document", lang, document=document_label(index, change.document, lang))
        return ChangeAnswer(change.kind.value, text, document=change.document)
    if change.kind is Kind.OPENED:
        labels = [quoted(type_label(index, kind, lang), lang) for kind in change.types[:_FEW]]
        more = ["…"] if len(change.types) > _FEW else []
        text = say("change.opened", lang, types=", ".join([*labels, *more]))
        return ChangeAnswer(change.kind.value, text, service_types=change.types)
    return _of_offering(telling, change)


def _of_offering(telling: Telling, change: Change) -> ChangeAnswer:
    """Word a change of an offering, or of what the law says of a presumed step."""
    index, lang = telling.network.index, telling.lang
    condition = _condition(change, lang)
    if change.row is None:
        assert change.procedure is not None  # noqa: S101  a condition of no offering is one of the law
        title = telling.title(Step(None, change.procedure, (), 0, 0, ()))
        return ChangeAnswer(
            change.kind.value, say("change.condition-of-law", lang, title=title, condition=condition)
        )
    offering = telling.page.offerings[change.row]
    facts = {
        "title": telling.page.service(offering.service).title,
        "provider": telling.page.provider(offering.provider).name,
    }
    if change.kind is Kind.CONDITION:
        facts["condition"] = condition
    if change.kind is Kind.BORDER:
        comune = telling.question.comune
        facts["place"] = index.territories[comune].name
        facts["where"] = ", ".join(nearest_places(index, change.row, comune))
    return ChangeAnswer(change.kind.value, say(f"change.{change.kind}", lang, **facts), offering=offering.iri)


def _condition(change: Change, lang: str) -> str:
    """Word a clause: any of its conditions would do; with its law."""
    if change.clause is None:
        return ""
    *first, last = (condition_text(condition, lang) for condition in change.clause.any_of)
    text = say("list.or", lang, first=", ".join(first), last=last) if first else last
    laws = dict.fromkeys(condition.law or change.law for condition in change.clause.any_of)
    law = "; ".join(filter(None, laws))
    return say("bound.law", lang, text=text, law=law) if law else text
