"""Why an offering is not in the best path: the first thing in its way, or what forcing it would cost.

In the drawings ``coop:sad`` is the offering *sad* of *coop*, ``─isee→`` a paper handed
on, ``★`` the need asked, ``✗`` what stands in the way.
"""

import os
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from welfarenet.graph.answers import WhyNotAnswer
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.exercises import Record
from welfarenet.graph.lookup import look_up
from welfarenet.graph.mapped import Channel, Status
from welfarenet.graph.network import Network
from welfarenet.graph.paths import find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.store import Reader
from welfarenet.graph.whynot import explain_why_not
from welfarenet.ontology.errors import UnknownRecordError
from worlds import (
    ANCONA,
    CARE,
    JESI,
    TODAY,
    VOCABULARY,
    at_least,
    drawn,
    entry,
    exercise,
    iri,
    open_world,
    rule,
    serve,
)

ASKED = Question(JESI, (CARE,), TODAY)
SERIES = 200 if os.environ.get("WELFARENET_EXHAUST") else 8


def world(folder: Path, *offered: Any) -> tuple[Network, Reader]:
    return open_world(folder, exercise("one", *offered), reference=drawn(*VOCABULARY))


def why_not(opened: tuple[Network, Reader], offering: str, **wishes: Any) -> WhyNotAnswer:
    return explain_why_not(*opened, replace(ASKED, **wishes), iri(f"offering/{offering}"), "en")


# 01   Ancona: coop:sad ✗ Jesi
def test_01_outside_the_territory(tmp_path: Path) -> None:
    told = why_not(world(tmp_path, serve("sad", "home.care", at=ANCONA)), "sad")
    assert (told.class_, told.reason) == ("not-here", "It does not cover Jesi: it covers Ancona.")


# 02   coop:sad ✗ (65 years)
def test_02_a_condition(tmp_path: Path) -> None:
    sad = serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))
    told = why_not(world(tmp_path, sad), "sad", citizen=Citizen(age=40))
    assert told.class_ == "not-eligible"
    assert told.unlock


# 03   caf:desk ─isee→┐
#               ✗form─┴ coop:sad: only the form is in the way, for somebody does give the ISEE
def test_03_an_unreachable_document_is_named_and_no_other(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",)),
        serve("sad", "home.care", at=JESI, requires="isee, form"),
        serve("other", "home.care", at=JESI, by="other"),
    )
    told = why_not(opened, "sad")
    assert told.class_ == "blocked-document"
    assert told.reason == "Nobody here issues «form», which it asks for."


# 04   ✗form→ doctor:visit ─report→ coop:sad: the root is the form
def test_04_of_a_chain_of_documents_the_root_is_named(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("visit", "doctor", at=JESI, by="gp", issues=("report",), requires="form"),
        serve("sad", "home.care", at=JESI, requires="report"),
        serve("other", "home.care", at=JESI, by="other"),
    )
    assert "«form»" in why_not(opened, "sad").reason


# 05   comune:grant answers another need
def test_05_irrelevant(tmp_path: Path) -> None:
    opened = world(tmp_path, serve("sad", "home.care", at=JESI), serve("grant", "benefit", at=JESI, by="b"))
    assert why_not(opened, "grant").class_ == "irrelevant"


# 06   coop:sad and coop2:sad2, which asks a paper more and is dearer
def test_06_dominated_by_one_that_does_all_it_does(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), euros=0, days=0),
        serve("sad", "home.care", at=JESI, by="coop", euros=1, days=3),
        serve("sad2", "home.care", at=JESI, by="coop2", requires="isee", euros=2, days=3),
    )
    told = why_not(opened, "sad2")
    assert told.class_ == "dominated"
    assert told.reason.startswith("“sad” (coop), which is in the best path, gives all that is needed")
    # step, provider and hand-off of the desk, and 1 € more
    assert told.extra == 10 + 20 + 10 + 1


# 07   coop:sad is cheaper, coop2:sad2 is quicker: neither dominates
def test_07_forcing_it_costs_so_much(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, by="coop", euros=1, days=9),
        serve("sad2", "home.care", at=JESI, by="coop2", euros=20, days=3),
    )
    told = why_not(opened, "sad2")
    assert (told.class_, told.extra) == ("dearer", 13)


# 08   both in the best path, or forbidden, or not by these channels
def test_08_in_the_path_or_forbidden(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, channels=(Channel.DESK,)),
        serve("sad2", "home.care", at=JESI, by="b", euros=9),
    )
    assert why_not(opened, "sad").class_ == "in-path"
    assert why_not(opened, "sad", forbid=frozenset({iri("provider/coop")})).class_ == "forbidden"
    assert why_not(opened, "sad", channels=frozenset({Channel.PHONE})).class_ == "forbidden"


# 09   coop2:sad2 takes 90 days, and the question allows 30
def test_09_past_the_limits(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, by="coop", days=9),
        serve("sad2", "home.care", at=JESI, by="coop2", days=90),
    )
    assert why_not(opened, "sad2", max_days=30).class_ == "limits"


# 10   suspended; over; not yet open but waited for
def test_10_closed_doors_and_those_that_open_later(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, status=Status.SUSPENDED),
        serve("june", "home.care", at=JESI, by="b", valid_from=date(2027, 6, 1)),
        serve("past", "home.care", at=JESI, by="c", valid_to=date(2026, 1, 1)),
    )
    told = why_not(opened, "sad")
    assert (told.class_, told.unlock) == (
        "suspended-or-full",
        ("Reopen or free places in: sad (coop).",),
    )
    assert why_not(opened, "june").class_ == "in-path"
    assert why_not(opened, "past").reason == "It is not valid on the day asked."


# 11   Jesi: coop:sad, ✗ coop:sad-notte, caf:desk ─isee→ sad   not asked for: grant   Ancona: sad-ancona
def test_11_a_question_looks_up_by_name_what_could_serve_it_here_open_or_shut(tmp_path: Path) -> None:
    network, reader = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, title="Aiuto a casa", requires="isee"),
        serve("night", "home.care", at=JESI, title="Aiuto di notte", status=Status.FULL),
        serve("desk", "tax.desk", at=JESI, by="caf", title="Sportello", issues=("isee",)),
        serve("grant", "benefit", at=JESI, by="b", title="Aiuto in denaro"),
        serve("there", "home.care", at=ANCONA, by="c", title="Aiuto altrove"),
    )

    def found(words: str) -> list[str]:
        return [one.title for one in look_up(network, reader, ASKED, words).shown]

    assert found("AIÚTO") == ["Aiuto di notte", "Aiuto a casa"], "by IRI: night, sad"
    assert found("notte coop") == ["Aiuto di notte"]
    assert found("caf") == ["Sportello"]
    assert found("…") == found("altrove") == []


# 12   Italy: far   province: near, desk ─isee→ near   Jesi: b:sad, 12 of a      all are called "sportello"
def test_12_of_many_that_are_called_so_the_nearest_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    crowd = (serve(f"a-{n:02}", "home.care", at=JESI, title="Sportello", by="a") for n in range(12))
    network, reader = world(
        tmp_path,
        serve("b-far", "home.care", at="IT", title="Sportello"),
        serve("a-near", "home.care", at="prov-AN", title="Sportello", requires="isee"),
        serve("a-desk", "tax.desk", at=JESI, title="Sportello", by="caf", issues=("isee",)),
        serve("z-sad", "home.care", at=JESI, title="Sportello", by="b"),
        *crowd,
    )
    assert network.index.titles is not None
    untitled = replace(network, index=replace(network.index, titles=None))
    few = look_up(network, reader, ASKED, "sportello")
    every = look_up(network, reader, ASKED, "sportello", most=None)
    assert look_up(untitled, reader, ASKED, "sportello") == few, "told by describing them, as before"
    assert look_up(untitled, reader, ASKED, "sportello caf") == look_up(network, reader, ASKED, "caf")
    order = [one.offering.rpartition("/")[2] for one in every.shown]
    assert order == [*(f"a-{n:02}" for n in range(12)), "z-sad", "a-near", "b-far", "a-desk"]
    assert (few.shown, few.more) == (every.shown[:10], 6)
    assert every.more == 0


def test_an_offering_nobody_mapped_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownRecordError):
        why_not(world(tmp_path, serve("sad", "home.care", at=JESI)), "none")


def random_offers(seed: int) -> list[tuple[Record, ...]]:
    rng = random.Random(seed)
    made: list[tuple[Record, ...]] = []
    for number in range(rng.randint(3, 7)):
        type_ = rng.choice(("home.care", "home.care", "tax.desk", "doctor", "benefit"))
        gives = {"tax.desk": ("isee",), "doctor": ("report",)}.get(type_, ())
        asks = "" if type_ in ("tax.desk", "doctor") else rng.choice(("", "isee", "report", "isee | report"))
        euros, days, by = rng.randint(0, 9), rng.randint(0, 9), f"p{rng.randint(0, 3)}"
        made.append(
            serve(f"o{number}", type_, at=JESI, by=by, requires=asks, issues=gives, euros=euros, days=days)
        )
    return made


#   every offering of a random world that is not in the best path, held against trying it
def test_what_is_said_of_an_offering_is_true_when_tried_in_random_worlds(tmp_path: Path) -> None:
    seen = set()
    for seed in range(SERIES):
        offered = random_offers(seed)
        opened = world(tmp_path / str(seed), *offered)
        network, _ = opened
        best = find_paths(network, ASKED)
        if not best.paths:
            continue
        used = {step.candidate.row for step in best.paths[0].steps if step.candidate}
        for row in sorted(set(range(len(offered))) - used):
            offering = network.index.offerings[row]
            told = why_not(opened, offering.rpartition("/")[2])
            seen.add(told.class_)
            forced = find_paths(network, replace(ASKED, require=frozenset({offering})))
            if told.class_ == "blocked-document":
                assert not forced.paths, (seed, row)
                continue
            assert told.extra == forced.paths[0].objective - best.paths[0].objective >= 0, (seed, row)
            if told.class_ == "dominated":
                # nobody is worse off for having the other instead
                (other,) = [one for one in used if f"“{told_name(network, one)}” (" in told.reason]
                only = find_paths(
                    network, replace(ASKED, require=frozenset({network.index.offerings[other]}))
                )
                assert only.paths[0].objective <= forced.paths[0].objective, (seed, row)
    assert {"irrelevant", "dominated", "dearer"} <= seen


def told_name(network: Network, row: int) -> str:
    return network.index.offerings[row].rpartition("/")[2]


@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_reason_is_said_in_both_languages(tmp_path: Path, lang: str) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI), serve("grant", "benefit", at=JESI, by="b")),
        reference=drawn(*VOCABULARY, entry("tax.desk", issues=("isee",))),
    )
    assert explain_why_not(network, reader, ASKED, iri("offering/grant"), lang).reason
