"""What is behind an outcome of the map, and what would change it, in words."""

from collections.abc import Collection

from ..ontology.wording import say
from .coverage import Reason
from .index import Index
from .kinds import kinds_meeting
from .labels import condition_by_law, documents_in_words, types_in_words
from .levers import Change, Lever
from .network import Goal, Network
from .outcome import Outcome

__all__ = ["fact_label", "lever_text", "reason_text", "unlocks"]

_FEW = 3


def fact_label(fact: str, lang: str) -> str:
    """Name a fact of a person."""
    return say(f"fact.{fact}", lang)


def reason_text(index: Index, outcome: Outcome, lang: str) -> str:
    """Word why a need is not met by what is mapped, or hangs on what is not known."""
    text = _why(index, outcome, lang)
    if outcome.facts:
        facts = ", ".join(fact_label(fact, lang) for fact in outcome.facts)
        text = f"{text} {say('gaps.hangs', lang, facts=facts)}".strip()
    return text


def _why(index: Index, outcome: Outcome, lang: str) -> str:
    documents = documents_in_words(index, outcome.documents, lang)
    kinds = types_in_words(index, filter(None, outcome.kinds), lang)
    match outcome.reason:
        case Reason.COVERED | Reason.COVERED_REMOTE:
            return say(f"gaps.{outcome.reason}", lang)
        case Reason.UNMAPPED if documents:
            return say("gaps.unmapped-documents", lang, documents=documents)
        case Reason.BLOCKED_DOCUMENT if outcome.late:
            return say("reason.late", lang)
        case Reason.BLOCKED_DOCUMENT:
            return say("reason.blocked-document", lang, documents=documents)
        case Reason.NOT_ELIGIBLE:
            return say("reason.conditions", lang, conditions="; ".join(_conditions(outcome, lang)))
        case Reason.SUSPENDED_OR_FULL:
            return say("gaps.suspended-or-full", lang, types=kinds)
        case Reason.NOT_HERE if kinds:
            return say("gaps.ended", lang, types=kinds)
        case Reason.NOWHERE:
            return say("reason.nowhere", lang)
        case _:
            return say(f"gaps.{outcome.reason}", lang)


def unlocks(
    network: Network, goal: Goal, outcome: Outcome, by_law: Collection[int], lang: str
) -> tuple[str, ...]:
    """Word the smallest changes that would put an end to a cause.

    Parameters
    ----------
    by_law : collection of int
        Procedures of the backbone that are open to the person where the outcome is so.
    """
    index = network.index
    if outcome.late:
        return (say("unlock.late", lang),)
    if outcome.documents:
        return tuple(_given(index, document, lang) for document in outcome.documents)
    match outcome.reason:
        case Reason.NOT_ELIGIBLE:
            texts = _conditions(outcome, lang)[:_FEW]
            return tuple(say("unlock.condition", lang, condition=text) for text in texts)
        case Reason.SUSPENDED_OR_FULL:
            kinds = types_in_words(index, filter(None, outcome.kinds), lang)
            return (say("gaps.reopen", lang, types=kinds),)
        case Reason.UNMAPPED | Reason.NOT_HERE | Reason.NOWHERE | Reason.UNKNOWN_DATA if not outcome.kinds:
            kinds = types_in_words(index, kinds_meeting(network, goal, by_law)[:_FEW], lang)
            return (say("unlock.map", lang, types=kinds),) if kinds else ()
        case _:
            return ()


def lever_text(index: Index, lever: Lever, lang: str) -> str:
    """Word a single change."""
    match lever.change:
        case Change.PAPER:
            return _given(index, lever.name, lang)
        case Change.SERVICE_TYPE:
            return say("unlock.map", lang, types=types_in_words(index, (lever.name,), lang))
        case Change.REOPEN:
            return say("gaps.reopen", lang, types=types_in_words(index, (lever.name,), lang))
        case Change.CONDITION:
            return say("gaps.waive", lang, fact=fact_label(lever.name, lang))


def _given(index: Index, document: str, lang: str) -> str:
    return say("unlock.document", lang, document=documents_in_words(index, (document,), lang))


def _conditions(outcome: Outcome, lang: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(condition_by_law(condition, law, lang) for condition, law in outcome.conditions)
    )
