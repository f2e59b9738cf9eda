"""What changes in the days ahead: a law that ends or begins, an age reached or outgrown.

In the drawings ``├day`` is from that day, ``day┤`` until that day. The random worlds are
checked against a look at every single day with the plain reading of rules and law.
"""

import os
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from gap_worlds import GOALS, PERSONAS, TURNING, random_network, stands, turning

from welfarenet.graph.citizen import Citizen
from welfarenet.graph.concepts import Holding
from welfarenet.graph.coverage import Reason, survey
from welfarenet.graph.decisive import decisive_facts
from welfarenet.graph.doors import shut_doors
from welfarenet.graph.eligibility import Verdict
from welfarenet.graph.explain import explain_paths
from welfarenet.graph.network import Goal, Network
from welfarenet.graph.offered import OPEN
from welfarenet.graph.paths import ServicePaths, find_paths, prepare
from welfarenet.graph.question import Question
from welfarenet.graph.seasons import seasons_ahead
from welfarenet.graph.timetable import HORIZON
from welfarenet.graph.versions import versions_ahead
from welfarenet.graph.who import explain_who
from welfarenet.graph.whynot import explain_why_not
from worlds import (
    JESI,
    TODAY,
    at_least,
    at_most,
    drawn,
    entry,
    exercise,
    iri,
    kind,
    need,
    open_world,
    paper,
    rule,
    serve,
)

SERIES = 300 if os.environ.get("WELFARENET_EXHAUST") else 12
YEAR = 366
CARE = Goal("care", True)
VOCABULARY = (
    need("care"),
    paper("report"),
    kind("home.care", "care"),
    kind("doctor"),
)
NOON = date(2026, 12, 31)
"""The last day of the old law in the drawings."""
BORN = date(1962, 1, 15)
"""64 on the day asked, 65 in January."""


def ask(network: Network, *goals: Goal, on: date = TODAY, citizen: Citizen | None = None) -> ServicePaths:
    return find_paths(network, Question(JESI, goals or (CARE,), on, citizen or Citizen()))


def told(network: Network, answer: ServicePaths) -> list[tuple[str, int]]:
    """Give name and first day of each step; presumed ones in brackets."""
    return [
        (
            f"({network.procedures[step.procedure].entry})"
            if step.candidate is None
            else network.index.offerings[step.candidate.row].rpartition("/")[2],
            step.starts,
        )
        for step in answer.paths[0].steps
    ]


# 01  sad for those of 65 and over: she is 64, and 65 on day 53
def test_01_a_service_is_begun_on_the_birthday_that_opens_it(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, Citizen(born_on=BORN))
    answer = find_paths(network, question)
    assert told(network, answer) == [("sad", 53)]
    assert answer.paths[0].steps[0].verdict is Verdict.YES
    for lang, words in (("it", "dal 15 gennaio 2027"), ("en", "from 15 January 2027")):
        assert words in explain_paths(network, reader, question, answer, lang).paths[0].steps[0].note


# 02  the same, of somebody of whom only the age in years is told: when the next birthday is, nobody knows
def test_02_an_age_told_in_years_stays_what_it_is(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    assert not ask(network, citizen=Citizen(age=64)).paths
    assert ask(network, citizen=Citizen(age=65)).paths


# 03  sad for those of 65 and over; she is 63, and 65 in 13 months
def test_03_a_birthday_more_than_a_year_away_is_not_waited_for(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, citizen=Citizen(born_on=date(1963, 1, 15)))
    assert not answer.paths
    assert answer.outcomes[0].reason is Reason.NOT_ELIGIBLE


# 04  gp:visit(80) ─report→ sad, for those under 18: he is 17, and 18 on day 53
def test_04_what_is_outgrown_while_papers_are_waited_for_is_no_path_and_the_reason_is_the_calendar(
    tmp_path: Path,
) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("sad", "home.care", at=JESI, requires="report", rules=(rule(at_most("age", 17)),)),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, Citizen(born_on=date(2009, 1, 15)))
    answer = find_paths(network, question)
    assert not answer.paths
    assert "calendario" in explain_paths(network, reader, question, answer).uncovered[0].reason


OLD = entry("home.care/old", needs=("care",), requires="report", holdings=(Holding((), None, NOON),))
NEW = entry("home.care/new", needs=("care",), holdings=(Holding((), date(2027, 1, 1), None),))


# 05  gp:visit(d) ─report→ sad ─★   until 31 December by the old law, then without report by the new one
@pytest.mark.parametrize(
    ("days", "steps"), [(30, [("visit", 0), ("sad", 30)]), (80, [("sad", 39)])], ids=["in time", "late"]
)
def test_05_the_law_in_force_is_followed_while_it_can_be_and_its_successor_after(
    tmp_path: Path, days: int, steps: list[tuple[str, int]]
) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=days),
            serve("sad", "home.care", at=JESI),
        ),
        reference=drawn(*VOCABULARY, OLD, NEW),
    )
    question = Question(JESI, (CARE,), TODAY)
    answer = find_paths(network, question)
    assert told(network, answer) == steps
    assert answer.optimal
    note = explain_paths(network, reader, question, answer, "en").paths[0].steps[-1].note
    assert ("holds from 1 January 2027" in note) == (days == 80)


# 05b thirty doctors ─report, 80 days→ sad ─★ until 31 December, and a dear one of ten days
def test_05b_a_need_is_not_told_late_because_the_slower_search_gave_up(tmp_path: Path) -> None:
    slow = [
        serve(f"d{number:02}", "doctor", at=JESI, by=f"p{number:02}", issues=("report",), days=80, euros=0)
        for number in range(30)
    ]
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            *slow,
            serve("quick", "doctor", at=JESI, by="dear", issues=("report",), days=10, euros=500),
            serve("sad", "home.care", at=JESI),
        ),
        reference=drawn(*VOCABULARY, OLD),
    )
    answer = find_paths(network, Question(JESI, (CARE,), TODAY), budget=40)
    assert told(network, answer) == [("quick", 0), ("sad", 10)]


# 06  the same, and nobody mapped: what the law presumes turns too
@pytest.mark.parametrize(("days", "entries"), [(30, "old"), (80, "new")])
def test_06_a_presumed_step_follows_the_law_of_its_day(tmp_path: Path, days: int, entries: str) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=days)),
        reference=drawn(*VOCABULARY, OLD, NEW),
    )
    assert told(network, ask(network))[-1][0] == f"(home.care/{entries})"


# 07  a law that begins in January, and nothing before it
def test_07_a_law_that_begins_within_the_year_is_waited_for(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI)),
        reference=drawn(*VOCABULARY, NEW),
    )
    question = Question(JESI, (CARE,), TODAY)
    answer = find_paths(network, question)
    assert told(network, answer) == [("sad", 39)]
    assert explain_paths(network, reader, question, answer).not_offered == ()
    assert not ask(network, on=date(2025, 6, 1)).paths


# 07b  ghost ─★ by a law that begins in January; by that in force another kind would do, which nobody mapped
def test_07b_nobody_waits_for_a_law_to_come_where_that_in_force_will_do(tmp_path: Path) -> None:
    begins = entry("ghost", needs=("care",), holdings=(Holding((), date(2027, 1, 1), None),))
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("new", "ghost", at=JESI)),
        reference=drawn(*VOCABULARY, kind("ghost", "care"), begins, entry("home.care", needs=("care",))),
    )
    assert told(network, ask(network)) == [("(home.care)", 0)]


# 08  near:sad for those of 65; far:sad for all: she need not wait, and is told when the near one opens to her
def test_08_what_is_open_later_and_not_used_is_listed_with_its_day(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("near", "home.care", at=JESI, by="near", rules=(rule(at_least("age", 65)),)),
            serve("far", "home.care", at=JESI, by="far"),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, Citizen(born_on=BORN))
    answer = find_paths(network, question)
    assert told(network, answer) == [("far", 0)]
    (door,) = shut_doors(network, question, answer)
    assert (door.reason, getattr(door.of, "opens", None)) == (Reason.NOT_HERE, date(2027, 1, 15))
    why = explain_why_not(network, reader, question, iri("offering/near"))
    assert (why.class_, why.extra) == ("dominated", 53)
    assert why.reason.startswith("Qui, per questa persona, si può avere dal 15 gennaio 2027. ")


# 08b who covers care here: sad, but for her only from her birthday
def test_08b_who_covers_a_need_says_from_when_for_this_person(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    for born, words in ((BORN, "it can be had from 15 January 2027"), (date(1963, 1, 15), "65")):
        (offering,) = explain_who(network, reader, CARE, JESI, TODAY, Citizen(born_on=born), "en").offerings
        assert offering.eligible == "no"
        assert words in offering.because[-1]


# 09  resident for ten years on day 38; nobody says since when: ask, and what it would change
def test_09_years_of_residence_are_counted_to_the_day_too(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("resident_years", 10)),))),
        reference=drawn(*VOCABULARY),
    )
    arrived = TODAY.replace(year=TODAY.year - 10) + timedelta(38)
    assert told(network, ask(network, citizen=Citizen(resident_since=arrived))) == [("sad", 38)]
    question = Question(JESI, (CARE,), TODAY)
    (fact,) = decisive_facts(network, question, find_paths(network, question))
    assert fact.fact == "resident_years"
    assert [outcome.lost for outcome in fact.outcomes] == [(CARE,), ()]


# 10  born on 29 February
def test_10_who_is_born_on_a_leap_day_comes_of_age_on_the_first_of_march(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 18)),))),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, on=date(2026, 2, 27), citizen=Citizen(born_on=date(2008, 2, 29)))
    assert told(network, answer) == [("sad", 2)]


# 11  near:sad from day 60 for nothing; far:sad from day 5 for 10 euros; late:sad from day 61 for nothing
def test_11_the_wait_for_a_door_is_weighed_against_the_price_of_another(tmp_path: Path) -> None:
    def network(far: int, folder: str) -> Network:
        desks = (("near", 60, 0), ("far", 5, far), ("late", 61, 0))
        parts = (
            serve(
                name, "home.care", at=JESI, by=name, euros=euros, days=1, valid_from=TODAY + timedelta(opens)
            )
            for name, opens, euros in desks
        )
        return open_world(tmp_path / folder, exercise("one", *parts), reference=drawn(*VOCABULARY))[0]

    cheap, dear = network(10, "cheap"), network(200, "dear")
    assert told(cheap, ask(cheap)) == [("far", 5)]
    assert told(dear, ask(dear)) == [("near", 60)]
    answer = find_paths(dear, Question(JESI, (CARE,), TODAY, Citizen(), k=3))
    assert [(path.days, path.steps[0].starts) for path in answer.paths] == [(61, 60), (62, 61), (6, 5)]
    assert answer.optimal


def test_the_seasons_make_up_all_days_to_the_horizon(tmp_path: Path) -> None:
    network = random_network(1000, tmp_path, turning(1000))
    seasons = seasons_ahead(network, "AN", TODAY, TURNING[0])
    assert (seasons[0].first, seasons[-1].last) == (0, HORIZON)
    assert all(one.last + 1 == two.first for one, two in pairwise(seasons))
    assert len(seasons) > 2


# A look at every day


@pytest.mark.exhaust
def test_an_act_may_begin_on_just_those_days_on_which_its_law_and_its_conditions_stand(
    tmp_path: Path,
) -> None:
    for seed in range(2000, 2000 + SERIES):
        network = random_network(seed, tmp_path / str(seed), turning(seed))
        for persona in (*TURNING, PERSONAS[2]):
            acts = prepare(network, Question(JESI, GOALS, TODAY, persona)).acts
            for number in range(len(acts.procedures)):
                days = [day for day in range(YEAR + 40) if stands(acts, number, day)]
                for day in range(0, YEAR + 40, 7):
                    first = next((one for one in days if one >= day), None)
                    if first is not None:
                        assert acts.first_day(number, day) == first, f"world {seed}, act {number}"
                assert days, f"world {seed}: act {number} can never begin"
                assert days[0] <= YEAR, f"world {seed}: act {number} is more than a year away"
                today = days[0] == 0
                assert not (today and acts.ahead[number]), f"world {seed}, act {number}"


@pytest.mark.exhaust
def test_the_versions_ahead_are_what_a_look_at_every_day_of_the_year_finds(tmp_path: Path) -> None:
    for seed in range(2000, 2000 + SERIES // 3):
        network = random_network(seed, tmp_path / str(seed), turning(seed))
        for persona in TURNING:
            local = survey(network, JESI, TODAY, persona)
            found = set[tuple[int, int, int]]()
            for day in range(YEAR + 1):
                whole = survey(network, JESI, TODAY + timedelta(day), persona).whole
                fit = (whole.door == OPEN) & (whole.verdict != Verdict.NO)
                found.update(whole.where(fit).versions)
            assert set(versions_ahead(local, local.whole).versions) == found, f"world {seed}"
