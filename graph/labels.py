"""What concepts and conditions are called, in Italian or English."""

from collections.abc import Iterable

from ..ontology.wording import say
from .demands import Condition
from .eligibility import HUMAN_CHECK
from .index import Index
from .network import Goal

__all__ = [
    "condition_by_law",
    "condition_text",
    "document_label",
    "documents_in_words",
    "goal_label",
    "need_label",
    "type_label",
    "types_in_words",
]


def condition_by_law(condition: Condition, law: str, lang: str) -> str:
    """Word a condition with the law it comes from, if that is known."""
    text = condition_text(condition, lang)
    return say("bound.law", lang, text=text, law=law) if law else text


def condition_text(condition: Condition, lang: str) -> str:
    """Word a condition: its own words, else its bounds."""
    own = condition.text_en if lang == "en" else condition.text_it
    own = own or condition.text_it or condition.text_en
    if own:
        return own
    if condition.attribute == HUMAN_CHECK:
        return condition.attribute
    if condition.minimum is not None:
        text = say("bound.minimum", lang, fact=condition.attribute, value=f"{condition.minimum:g}")
    elif condition.maximum is not None:
        text = say("bound.maximum", lang, fact=condition.attribute, value=f"{condition.maximum:g}")
    else:
        text = say("bound.one_of", lang, fact=condition.attribute, value=", ".join(condition.one_of))
    return say("bound.not", lang, text=text) if condition.negated else text


def need_label(index: Index, need: str, lang: str) -> str:
    """Give a need's label."""
    known = index.reference.needs[need]
    return known.label_en if lang == "en" else known.label_it


def type_label(index: Index, service_type: str, lang: str) -> str:
    """Give a service type's label."""
    known = index.reference.service_types[service_type]
    return known.label_en if lang == "en" else known.label_it


def document_label(index: Index, document: str, lang: str) -> str:
    """Give a document's label."""
    known = index.reference.documents[document]
    return known.label_en if lang == "en" else known.label_it


def goal_label(index: Index, goal: Goal, lang: str) -> str:
    """Give the label of what was asked for."""
    return need_label(index, goal.id, lang) if goal.is_need else type_label(index, goal.id, lang)


def types_in_words(index: Index, types: Iterable[str], lang: str) -> str:
    """List the labels of service types."""
    return ", ".join(f"«{type_label(index, kind, lang)}»" for kind in types)


def documents_in_words(index: Index, documents: Iterable[str], lang: str) -> str:
    """List the labels of documents."""
    return ", ".join(f"«{document_label(index, document, lang)}»" for document in documents)
