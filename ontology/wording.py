"""Every sentence a person reads, in Italian and English, by key."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter

import yaml

from .errors import ReferenceDataError

__all__ = ["LANGUAGES", "catalogue", "long_date", "say"]

LANGUAGES = ("it", "en")
"""Italian for citizens and specialists, English for everybody else."""


def say(key: str, lang: str, **facts: object) -> str:
    """Give a sentence, with facts in their places.

    Parameters
    ----------
    key : str
        Of ``wording.yaml``, such as ``"reason.not-here"``.
    lang : str
        ``"it"`` or ``"en"``.

    Raises
    ------
    KeyError
        If there is no such sentence or a fact is missing: a defect.

    Examples
    --------
    >>> say("from.held", "it")
    'già in mano'
    """
    return catalogue()[key][lang].format_map(facts)


def long_date(day: date, lang: str) -> str:
    """Write a day for people.

    Examples
    --------
    >>> long_date(date(2026, 2, 28), "it"), long_date(date(2026, 3, 1), "en")
    ('28 febbraio 2026', '1 March 2026')
    """
    month = say(f"month.{day.month}", lang)
    return f"{day.day}{'º' if day.day == 1 and lang == 'it' else ''} {month} {day.year}"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Read all sentences; both languages of each name the same facts.

    Raises
    ------
    ReferenceDataError
        If a sentence lacks a language, or its languages name different facts.
    """
    text = files("welfarenet.ontology").joinpath("wording.yaml").read_text("utf-8")
    found: dict[str, Mapping[str, str]] = yaml.safe_load(text)
    for key, sentence in found.items():
        if set(sentence) != set(LANGUAGES):
            raise ReferenceDataError("wording.yaml", f"{key} must be in {' and '.join(LANGUAGES)}")
        named = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in sentence.values()]
        if named[0] != named[1]:
            raise ReferenceDataError("wording.yaml", f"{key} names different facts in its languages")
    return found
