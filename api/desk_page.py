"""The page at the desk: a form and an answer, rendered on the server, whole without a script."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.resources import files

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from ..graph.answers import MenuAnswer, PathsAnswer, WhyNotAnswer
from ..graph.differences import number
from ..graph.gap_answers import GapsAnswer
from ..graph.gap_telling import AREA_KINDS
from ..graph.lookup import LookedUp
from ..graph.places import Territory, TerritoryKind
from ..graph.preferences import PREFERENCES
from ..loaders.namesakes import describe
from ..ontology.wording import say
from .desk import Desk
from .desk_form import CODES, DATES, NEED_LINES, NONE_OF_THEM, NUMBERS, TRUTHS, DeskForm, Fault
from .desk_words import days_in_words, dial, field_name, group_cells, in_words, laws, money, plain
from .gap_heat import MARKS, heat

__all__ = ["DeskPage"]

_FEW = 10
"""Causes and changes that the map of gaps shows at once."""

_COMMON, _COMUNI = 8, 300
"""How many needs to tick and comuni to choose among the page shows."""

_NOT_ASKED_FOR = "access."
"""Information and paperwork are ways to an answer: nobody comes to the desk for them."""


@dataclass(frozen=True, slots=True)
class _Choices:
    """What a network offers to choose from, whoever asks: (id, label) pairs and names of comuni."""

    common: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    receives: tuple[tuple[str, str], ...]
    comuni: tuple[str, ...]
    demo: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Why the path does without an offering that was asked about, or the offerings that may be meant."""

    answer: WhyNotAnswer | None
    named: LookedUp


class DeskPage:
    """Renders the page; keeps templates and each revision's choices, nothing of any question."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("welfarenet.api"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(dial=dial, laws=laws, plain=plain)
        self._samples = frozenset(_sample_digests())
        self._choices: dict[tuple[str, str], _Choices] = {}

    def question(self, desk: Desk, form: DeskForm, faults: tuple[Fault, ...] = ()) -> str:
        """Render the form, with what is wrong beside each field."""
        return self._render(desk, form, faults, None)

    def answer(
        self, desk: Desk, form: DeskForm, answer: PathsAnswer, menu: MenuAnswer, other: Other | None = None
    ) -> str:
        """Render an answer, what else there is to choose or was asked about, and the form it came from."""
        return self._render(desk, form, (), answer, menu, other)

    def gaps(
        self, desk: Desk, form: DeskForm, faults: tuple[Fault, ...] = (), answer: GapsAnswer | None = None
    ) -> str:
        """Render the form of the map of gaps, and the map where there is one."""
        labels = {"comune": say("gaps.territory", form.lang), "by": say("gaps.by", form.lang)}
        shared = self._shared(desk, form, faults, answered=answer is not None)
        return self._templates.get_template("gaps.html").render(
            **shared,
            here="/lacune",
            labels={**_field_labels(form.lang), **labels},
            answer=answer,
            heat=None if answer is None else heat(answer),
            marks=MARKS,
            few=_FEW,
            area_kinds=AREA_KINDS,
        )

    def failure(self, text: str, lang: str) -> str:
        """Render a page that says what went wrong."""
        template = self._templates.get_template("failure.html")
        return template.render(**_words(lang), here="/", text=text, demo=False, switch="link")

    def _render(
        self,
        desk: Desk,
        form: DeskForm,
        faults: tuple[Fault, ...],
        answer: PathsAnswer | None,
        menu: MenuAnswer | None = None,
        other: Other | None = None,
    ) -> str:
        choices = self._choices_of(desk, form.lang)
        return self._templates.get_template("desk.html").render(
            **self._shared(desk, form, faults, answered=answer is not None),
            here="/",
            labels=_field_labels(form.lang),
            answer=answer,
            menu=menu,
            another=other,
            common=choices.common,
            comuni=choices.comuni,
            preferences=tuple(PREFERENCES),
        )

    def _shared(
        self, desk: Desk, form: DeskForm, faults: tuple[Fault, ...], *, answered: bool
    ) -> Mapping[str, object]:
        """Give what both pages show: the form of a person, what is wrong with it, the network's choices."""
        choices = self._choices_of(desk, form.lang)
        return {
            **_words(form.lang),
            "form": form,
            "faults": {fault.field: fault for fault in faults},
            "revision": desk.revision,
            "demo": choices.demo,
            "empty": not desk.network.index.offerings,
            "switch": "repost" if answered or faults else "link",
            "documents": choices.documents,
            "received": choices.receives,
            "none_of_them": NONE_OF_THEM,
            "lines": range(1, NEED_LINES + 1),
            "numbers": NUMBERS,
            "dates": DATES,
            "truths": TRUTHS,
            "codes": CODES,
        }

    def _choices_of(self, desk: Desk, lang: str) -> _Choices:
        """Give a revision's choices, worked out at its first page."""
        found = self._choices.get((desk.revision, lang))
        if found is None:
            published = {digest for exercise in desk.reader.exercises() for _, digest in exercise.files}
            demo = not self._samples.isdisjoint(published)
            found = _Choices(
                _common_needs(desk, lang), _documents(desk, lang), _received(desk, lang), _comuni(desk), demo
            )
            kept = {key: value for key, value in self._choices.items() if key[0] == desk.revision}
            self._choices = {**kept, (desk.revision, lang): found}
        return found


def _words(lang: str) -> Mapping[str, object]:
    return {
        "lang": lang,
        "say": lambda key, **facts: say(key, lang, **facts),
        "money": partial(money, lang=lang),
        "figure": partial(number, lang=lang),
        "wait": partial(days_in_words, lang=lang),
        "day": partial(in_words, lang=lang),
        "field_names": lambda names: ", ".join(field_name(name, lang) for name in names),
        "group_cells": partial(group_cells, lang=lang),
        "counts": lambda more: "; ".join(say(f"more.{one.class_}", lang, n=one.count) for one in more),
    }


def _field_labels(lang: str) -> Mapping[str, str]:
    """Name the fields of the form, for the list of what is wrong."""
    keys = {"comune": "page.comune", "common": "page.common", "on": "page.day", "documents": "page.documents"}
    keys["receives"] = "page.receives"
    keys |= {**NUMBERS, **TRUTHS, **{name: key for name, (key, _) in (*DATES.items(), *CODES.items())}}
    needs = {f"need-{line}": say("page.need", lang, number=line) for line in range(1, NEED_LINES + 1)}
    return {**needs, **{name: say(key, lang) for name, key in keys.items()}}


def _sample_digests() -> list[str]:
    """Give the SHA-256 of every workbook of the shipped sample."""
    samples = files("welfarenet.loaders").joinpath("samples")
    workbooks = [file for file in samples.iterdir() if file.name.endswith(".xlsx")]
    return [sha256(file.read_bytes()).hexdigest() for file in workbooks]


def _common_needs(desk: Desk, lang: str) -> tuple[tuple[str, str], ...]:
    """List the needs that most offerings of this network answer: id and label, by label."""
    network = desk.network
    sizes = np.bincount(network.index.columns.service_class, minlength=len(network.index.tables.classes))
    answered = {
        (number, need)
        for (number, _), row in network.of_class.items()
        for need in network.procedures[row].needs
        if not need.startswith(_NOT_ASKED_FOR)
    }
    counts: Counter[str] = Counter()
    for group, need in answered:
        counts[need] += int(sizes[group])
    labels = _labels(desk, lang)
    first = sorted(counts, key=lambda need: (-counts[need], need))[:_COMMON]
    return tuple(sorted(((need, labels[need]) for need in first), key=lambda pair: pair[1]))


def _comuni(desk: Desk) -> tuple[str, ...]:
    """List the comuni that this network names, or whose province it names, as they can be typed."""
    territories = desk.network.index.territories
    covered = set(desk.network.index.tables.covered)

    def mapped(place: Territory) -> bool:
        if place.kind is not TerritoryKind.COMUNE or place.valid_to is not None:
            return False
        return place.id in covered or any(p in covered and p.startswith("prov-") for p in place.parents)

    found = sorted(
        (place for place in territories.values() if mapped(place)), key=lambda p: (-sum(p.population), p.id)
    )
    return tuple(sorted(map(describe, found[:_COMUNI])))


def _documents(desk: Desk, lang: str) -> tuple[tuple[str, str], ...]:
    """List the papers worth saying one has: id and label, by label."""
    known = desk.network.index.reference.documents.values()
    telling = [one for one in known if not (one.usually_held or one.brought_by_citizen)]
    labels = [(one.id, one.label_en if lang == "en" else one.label_it) for one in telling]
    return tuple(sorted(labels, key=lambda pair: (pair[1].casefold(), pair[0])))


def _received(desk: Desk, lang: str) -> tuple[tuple[str, str], ...]:
    """List the kinds of service that bar others, by law or by a desk's own rule: id and label, by label."""
    conditions = (
        condition
        for procedure in desk.network.procedures
        for rule in procedure.rules
        for clause in rule.all_of
        for condition in clause.any_of
    )
    telling = {kind for one in conditions if one.attribute == "receives" for kind in one.one_of}
    known = desk.network.index.reference.service_types
    labels = [
        (kind, known[kind].label_en if lang == "en" else known[kind].label_it)
        for kind in telling & known.keys()
    ]
    return tuple(sorted(labels, key=lambda pair: (pair[1].casefold(), pair[0])))


def _labels(desk: Desk, lang: str) -> dict[str, str]:
    """Name every need."""
    needs = desk.network.index.reference.needs.values()
    return {need.id: need.label_en if lang == "en" else need.label_it for need in needs}
