"""Seeded tasks of the shape that a national network gives the search.

One task is one person's question after selection: offerings that cover the
place, that the person may have, and that some chain leads from to a goal. What
is made is invented; its shape follows what a national network of a million
offerings showed: a handful of offerings in a village and thousands in a metropolis,
document chains up to six deep, a few providers that do much and many that do
one thing, networks that make hand-offs easier.
"""

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from welfarenet.graph.task import Action, Task

__all__ = ["HARD", "TYPICAL", "Profile", "additive", "national_task"]

STEP, ACTOR, HANDOFF, AGREED, DAY = 5, 20, 10, 4, 1

# Providers: name, level of territory, providers per 1,000 people of it (0: one per territory).
KINDS: Mapping[str, tuple[str, float]] = {
    "comune": ("town", 0),
    "ambito": ("zone", 0),
    "district": ("district", 0),
    "asl": ("province", 0),
    "inps-office": ("province", 0),
    "court": ("province", 0),
    "jobcentre": ("district", 0),
    "region": ("region", 0),
    "inps-online": ("country", 0),
    "gp": ("town", 0.7),
    "caf": ("town", 0.2),
    "patronato": ("town", 0.12),
    "post": ("town", 0.15),
    "school": ("town", 0.06),
    "specialist": ("zone", 0.03),
    "union": ("zone", 0.03),
    "agency": ("zone", 0.03),
    "training": ("province", 0.02),
    "association": ("town", 0.4),
    "cooperative": ("town", 0.2),
    "charity": ("town", 0.25),
}
SIZE = {"zone": 80_000, "district": 100_000, "province": 550_000, "region": 3_000_000, "country": 59_000_000}

# Documents: issued | ways to get it, each "documents > kinds of provider : least-most days, least-most euro".
CHAINS = """
identity   | > comune:5-60,22-22
health-card| identity > district:1-15,0-0 ; spid > inps-online:5-20,0-0
spid       | identity health-card > post:1-5,0-12 ; identity health-card > region:1-3,0-0
residence  | identity > comune:1-10,0-16 ; spid > inps-online:0-1,0-0
family     | identity > comune:1-10,0-16 ; spid > inps-online:0-1,0-0
doctor     | health-card residence > district:1-10,0-0 ; spid health-card > region:1-5,0-0
balances   | identity > post:2-15,0-10 ; spid > inps-online:1-5,0-0
income     | identity health-card > caf:1-20,0-60 ; spid > inps-online:0-2,0-0
lease      | identity health-card > agency:5-20,67-150 ; identity > union:5-20,30-100
dsu        | family balances income identity > caf:3-25,0-0 ; spid balances > inps-online:1-3,0-0
isee       | dsu > caf:5-15,0-0 ; dsu > inps-online:5-12,0-0 ; identity balances > caf:10-30,0-30
isee-health| isee report > caf:5-15,0-0 ; isee report spid > inps-online:5-10,0-0
certificate| doctor > gp:1-12,50-150 ; > specialist:1-7,90-200
application| certificate identity > patronato:2-20,0-0 ; certificate spid > inps-online:1-2,0-0
visit      | application > asl:25-150,0-0 ; application > inps-office:25-120,0-0
report     | visit > inps-office:15-60,0-0 ; visit > asl:25-90,0-0
law-104    | visit > inps-office:15-60,0-0 ; visit > asl:25-90,0-0
diagnosis  | law-104 > district:20-90,0-0 ; law-104 > specialist:5-30,150-400
school-plan| diagnosis > school:15-60,0-0
referral   | doctor > gp:0-5,0-0
geriatric  | referral > district:10-180,0-36 ; > specialist:2-15,90-160
signal     | identity > comune:1-20,0-0 ; doctor > district:1-12,0-0 ; > ambito:1-15,0-0
clinical   | doctor signal > gp:3-20,0-0 ; signal geriatric > district:5-30,0-0
social     | signal > comune:10-45,0-0 ; signal > ambito:10-40,0-0
assessment | clinical social > district:15-60,0-0 ; clinical social > asl:30-90,0-0
care-plan  | assessment > district:5-30,0-0 ; assessment > ambito:5-25,0-0
bed        | care-plan isee-health > asl:30-180,0-0
story      | signal > comune:10-40,0-0 ; signal > ambito:10-40,0-0
taken-on   | story > ambito:5-30,0-0 ; story > comune:5-30,0-0
petition   | story > association:5-25,0-30 ; family report > ambito:10-40,0-0
guardian   | petition > court:60-150,0-27
available  | spid > inps-online:0-1,0-0 ; identity > jobcentre:1-15,0-0 ; identity > patronato:1-10,0-0
pact       | available > jobcentre:7-40,0-0 ; available > agency:3-20,0-0
skills     | pact > agency:5-30,0-0 ; > cooperative:3-15,50-200
course     | pact > training:30-120,0-0
placement  | report available > jobcentre:10-40,0-0
income-aid | isee spid > inps-online:3-9,0-0 ; isee identity > patronato:3-20,0-0
eviction   | > court:20-60,0-0
arrears    | isee eviction lease > comune:20-60,0-0
ranking    | isee residence family > comune:60-300,0-16
exemption  | isee > district:2-20,0-0 ; report > district:1-10,0-0 ; isee spid > region:1-5,0-0
aids       | report referral > district:10-60,0-0
therapy    | referral > asl:15-120,0-36 ; > specialist:3-20,90-200
"""
HELD = {"identity": 0.97, "health-card": 0.98, "spid": 0.6, "residence": 0.5, "doctor": 0.97, "income": 0.5}
FEW_HELD = {"identity": 1.0, "health-card": 1.0}
ASKED = """
isee care-plan report referral signal bed isee-health law-104 diagnosis school-plan placement aids taken-on
income-aid story residence ranking eviction arrears lease pact skills course exemption therapy family guardian
"""
HELPERS = (
    "comune",
    "ambito",
    "asl",
    "district",
    "association",
    "cooperative",
    "charity",
    "training",
    "jobcentre",
)
NEEDS = 132


@dataclass(frozen=True, slots=True)
class Profile:
    """Who asks: how many needs, and how often which documents, and any other, are at hand."""

    least: int
    most: int
    held: Mapping[str, float]
    other: float


TYPICAL = Profile(1, 5, HELD, 0.1)
HARD = Profile(6, 6, FEW_HELD, 0.0)


@dataclass(frozen=True, slots=True)
class _Template:
    """What one kind of provider does: the same everywhere."""

    gives: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    kind: str
    days: tuple[int, int]
    euro: tuple[int, int]


def national_task(seed: int, profile: Profile = TYPICAL) -> Task:
    """Make one person's task; the same for the same seed."""
    rng = random.Random(seed)
    templates = _templates()
    goals = {f"need-{n}" for n in rng.sample(range(NEEDS), rng.randint(profile.least, profile.most))}
    documents = {fact for t in templates for fact in t.gives if not fact.startswith("need-")}
    held = {d for d in sorted(documents) if rng.random() < profile.held.get(d, profile.other)}
    wanted, used = _relevant(templates, goals, held)
    number = {fact: place for place, fact in enumerate(sorted(wanted))}
    providers = _providers(rng)
    actions = tuple(
        Action(provider, STEP + euro // 5 + far // 2, days, modes, adds, 100 * euro)
        for template in used
        for modes, adds in [_masks(template, held, number)]
        for provider, days, euro, far in _offerings(rng, template, providers[template.kind])
    )
    networks = _networks(rng, {kind: providers[kind] for kind in sorted(providers)})
    here = {action.provider for action in actions}
    return Task(
        len(number),
        sum(1 << number[goal] for goal in goals),
        actions,
        ACTOR,
        HANDOFF,
        AGREED,
        DAY,
        networks={p: shared for p, shared in networks.items() if p in here},
    )


def additive(task: Task) -> Task:
    """Make the task that every solver can say: waits add up, hand-offs are free."""
    actions = tuple(
        Action(a.provider, a.cost + DAY * a.days, 0, a.modes, a.adds, a.money) for a in task.actions
    )
    return Task(task.fact_count, task.goals, actions, ACTOR, 0, 0, 0)


def _templates() -> list[_Template]:
    """Read the chains, and add what answers each need; always the same."""
    found = []
    for line in CHAINS.strip().splitlines():
        issued, ways = line.split("|")
        for way in ways.split(";"):
            needs, who = way.split(">")
            kind, ranges = who.strip().split(":")
            days, euro = (tuple(map(int, part.split("-"))) for part in ranges.split(","))
            found.append(
                _Template(
                    (issued.strip(),), (tuple(needs.split()),), kind, (days[0], days[1]), (euro[0], euro[1])
                )
            )
    # One visit to these gives both papers at once.
    found.append(_Template(("report", "law-104"), (("visit",),), "asl", (25, 90), (0, 0)))
    found.append(_Template(("dsu", "isee"), (("identity", "income", "balances"),), "caf", (10, 30), (0, 30)))
    found.append(_Template(("assessment", "care-plan"), (("clinical", "social"),), "asl", (30, 90), (0, 0)))
    rng, papers = random.Random(2008), ASKED.split()
    for need in range(NEEDS):
        for _ in range(rng.randint(2, 5)):
            asks = [tuple(sorted(rng.sample(papers, rng.choice((0, 0, 1, 1, 2)))))]
            if rng.random() < 0.25:
                asks.append(tuple(sorted(rng.sample(papers, rng.randint(1, 2)))))
            gives = {f"need-{need}"} | ({f"need-{rng.randrange(NEEDS)}"} if rng.random() < 0.2 else set())
            first, dear = rng.randint(0, 60), rng.choice((0, 0, 10, 60))
            found.append(
                _Template(
                    tuple(sorted(gives)),
                    tuple(asks),
                    rng.choice(HELPERS),
                    (first, first + rng.randint(1, 60)),
                    (0, dear),
                )
            )
    return found


def _relevant(
    templates: list[_Template], goals: set[str], held: set[str]
) -> tuple[set[str], list[_Template]]:
    wanted, before = set(goals), -1
    while len(wanted) != before:
        before = len(wanted)
        for template in templates:
            if not wanted.isdisjoint(template.gives):
                wanted.update(fact for needs in template.needs for fact in needs if fact not in held)
    return wanted, [template for template in templates if not wanted.isdisjoint(template.gives)]


def _masks(template: _Template, held: set[str], number: Mapping[str, int]) -> tuple[tuple[int, ...], int]:
    modes = {sum(1 << number[fact] for fact in needs if fact not in held) for needs in template.needs}
    return tuple(sorted(modes)), sum(1 << number[fact] for fact in template.gives if fact in number)


def _providers(rng: random.Random) -> dict[str, list[int]]:
    """Number the providers of each kind that someone in one town can turn to."""
    # Towns are drawn by population: half of all people live where fewer than 20,000 do.
    town = int(min(2_700_000, math.exp(rng.gauss(9.9, 2.2))))
    found: dict[str, list[int]] = {}
    count = 0
    for kind, (level, density) in KINDS.items():
        people = max(town, SIZE.get(level, 0))
        if density == 0:
            many = 1 if rng.random() < 0.97 else 0
        else:
            many = max(1, round(density * people / 1000 * rng.uniform(0.7, 1.3)))
        found[kind] = list(range(count, count + many))
        count += many
    return found


def _offerings(
    rng: random.Random, template: _Template, providers: list[int]
) -> Iterator[tuple[int, int, int, int]]:
    share = 1.0 if len(providers) == 1 else rng.uniform(0.3, 0.9)
    for provider in providers:
        if rng.random() < share:
            far = min(60, int(rng.expovariate(0.15)))
            yield provider, rng.randint(*template.days), rng.randint(*template.euro), far


def _networks(rng: random.Random, providers: Mapping[str, list[int]]) -> dict[int, frozenset[int]]:
    """Put a third of the providers in one or two of a dozen networks."""
    found: dict[int, frozenset[int]] = {}
    for many in providers.values():
        for provider in many:
            if rng.random() < 0.33:
                found[provider] = frozenset(rng.sample(range(12), rng.choice((1, 1, 2))))
    return found
