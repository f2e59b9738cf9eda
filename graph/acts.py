"""What can be done here for this person: mapped offerings, and what the backbone presumes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .coverage import Candidate, Local
from .documents import Folder, ways
from .eligibility import Verdict
from .exclusions import Clash, list_clashes
from .forms import Forms
from .network import Goal, Network
from .offered import AHEAD, Offered
from .question import Question
from .seasons import Season
from .timetable import HORIZON
from .versions import presumed_ahead, versions_ahead
from .windows import windows

__all__ = ["Acts", "Content", "Fact", "list_acts", "named", "required_fact"]

Fact = str | Goal
"""A document by id, a goal, or the private fact that something required was used."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a procedure asks of this person, and what it gives.

    ``ways`` are the least sets of papers still to be had, each with all the papers used.
    """

    ways: Mapping[frozenset[str], tuple[str, ...]]
    gives: frozenset[Fact]


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Acts by number: the mapped offerings, the presumed steps, the lapsing papers held, and waiting.

    What asks something else later, or is judged otherwise then, is an act of its own.

    Parameters
    ----------
    offered : Offered
        The mapped ones.
    procedures : tuple of int
        The procedure of each act that is a step.
    verdicts : int8[s]
        The verdict of each act that is a step.
    ahead : bool[s]
        Steps under a law yet to come, and presumed ones that the person may take only later.
    opens, closes : int64[s], int64[s]
        First and last day on which each step may begin, counted from the day asked.
    held : tuple of (str, int)
        Papers held that lapse, with their last day counted from the day asked: to
        use one is an act too, but no step.
    openings : tuple of int
        Days after the one asked on which some of them open: to wait for one is an act too, but no step.
    extra : mapping of int to frozenset of str
        Private facts of acts that the question requires.
    clashes : tuple of Clash
        What the law keeps apart among them.
    late : tuple of int
        Procedures, under the law in force, of acts that were left out because they come too late.
    """

    local: Local
    offered: Offered
    procedures: tuple[int, ...]
    verdicts: NDArray[np.int8]
    ahead: NDArray[np.bool_]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    held: tuple[tuple[str, int], ...]
    openings: tuple[int, ...]
    contents: Mapping[int, Content]
    extra: Mapping[int, frozenset[str]]
    clashes: tuple[Clash, ...]
    late: tuple[int, ...] = ()

    def sides(self, clash: Clash) -> tuple[frozenset[int], frozenset[int]]:
        """Give the acts on either side of an exclusion."""
        one = (number for number, procedure in enumerate(self.procedures) if procedure in clash.one)
        other = (number for number, procedure in enumerate(self.procedures) if procedure in clash.other)
        return frozenset(one), frozenset(other)

    @property
    def kept_apart(self) -> tuple[tuple[frozenset[int], frozenset[int]], ...]:
        """Acts on either side of every exclusion."""
        return tuple(map(self.sides, self.clashes))

    @property
    def mapped(self) -> int:
        """How many are mapped offerings; they come first."""
        return len(self.offered)

    def only(self, numbers: NDArray[np.intp]) -> "Acts":
        """Give these mapped acts, ascending, and all that are not mapped."""
        offered = self.offered.only(numbers)
        kept = [*numbers.tolist(), *range(self.mapped, len(self.procedures))] if self.extra else []
        return replace(
            self,
            offered=offered,
            procedures=(*offered.procedure.tolist(), *self.procedures[self.mapped :]),
            verdicts=np.concatenate([offered.verdict, self.verdicts[self.mapped :]]),
            ahead=np.concatenate([offered.door == AHEAD, self.ahead[self.mapped :]]),
            opens=np.concatenate([self.opens[numbers], self.opens[self.mapped :]]),
            closes=np.concatenate([self.closes[numbers], self.closes[self.mapped :]]),
            extra={new: self.extra[old] for new, old in enumerate(kept) if old in self.extra},
        )

    def numbers_in(self, every: "Acts") -> list[int]:
        """Give each act's number among those it was taken from with :meth:`only`."""
        number = {version: act for act, version in enumerate(every.offered.versions)}
        others = len(self.procedures) - self.mapped + len(self.held) + len(self.openings)
        return [
            *(number[version] for version in self.offered.versions),
            *range(every.mapped, every.mapped + others),
        ]

    def candidate(self, number: int) -> Candidate | None:
        """Describe the offering of an act; ``None`` for a presumed step."""
        if not self.is_mapped(number):
            return None
        return self.local.candidate(self.offered, number)

    def is_mapped(self, number: int) -> bool:
        """Tell whether an act is a mapped offering."""
        return number < self.mapped

    def is_step(self, number: int) -> bool:
        """Tell whether an act is something to do, not a paper to take out."""
        return number < len(self.procedures)

    def is_wait(self, number: int) -> bool:
        """Tell whether an act is to wait for a day."""
        return number >= len(self.procedures) + len(self.held)

    def held_until(self, number: int) -> tuple[str, int]:
        """Give the paper that an act takes out, and its last day."""
        return self.held[number - len(self.procedures)]

    def first_day(self, number: int, day: int) -> int | None:
        """Give the first day, not before one, on which a step may begin; ``None`` where there is none.

        Its offering is open that day, its law holds, and its conditions are judged as the act says.
        """
        opens, closes = 0, HORIZON
        if self.is_mapped(number):
            columns, today = self.local.network.index.columns, self.local.on.toordinal()
            row = self.offered.rows[number]
            opens, closes = int(columns.since[row]) - today, int(columns.until[row]) - today
        for season in self.local.seasons:
            first = max(day, opens, season.first)
            if first <= min(closes, season.last) and self.stands(number, season):
                return first
        return None

    def stands(self, number: int, season: Season) -> bool:
        """Tell whether the law of a step holds in a season, and its conditions are judged as the act says."""
        verdict = season.verdicts[self.procedures[number]]
        return self.follows(number, season) and bool(verdict == self.verdicts[number])

    def follows(self, number: int, season: Season) -> bool:
        """Tell whether what does a step follows its procedure in a season."""
        procedure, holding = self.procedures[number], season.holding
        if not self.is_mapped(number):
            return procedure in holding.presumed
        of_class = self.local.network.index.columns.service_class[self.offered.rows[number]]
        return bool(holding.of_class[of_class] == procedure and not holding.over[of_class])


def required_fact(name: str) -> str:
    """Give the private fact that something required was used."""
    return f"require {name}"


def list_acts(local: Local, folder: Folder, question: Question, among: Offered | None = None) -> Acts:
    """List what can be done here that may matter.

    An act matters when it may meet a goal or give a paper that another act that
    matters may ask for; whether papers can really be had is found out later.

    Parameters
    ----------
    among : Offered, optional
        What there is to choose from, each once, where it is not what covers the place.

    Notes
    -----
    Papers are followed from form to form; offerings are looked at only of classes
    whose form might matter if everything could be had. Objects are made only of procedures.
    """
    network, forms = local.network, local.network.forms
    at_hand = forms.mask(folder.at_hand)
    last = frozenset[int]().union(*map(network.meeting, question.goals))
    if among is None:
        among = _covering(local, forms.leading_to(last, at_hand), question)
    offered = versions_ahead(local, among)
    if question.forbid:
        offered = offered.where(~named(local, offered, question.forbid))
    by_law = presumed_ahead(local)
    by_law = by_law.where(~_of_types(network, by_law.procedure, question.forbid))
    form, presumed_form = forms.of.take(offered.procedure), forms.of.take(by_law.procedure)
    usable = forms.among(form) | forms.among(presumed_form)
    required = _required(local, offered, by_law.procedure, question.require)
    wanted = forms.asked_by(forms.among(forms.of.take(required)))
    matters = forms.leading_to(last & usable, at_hand, wanted=wanted, among=usable)
    offered = offered.where(_fit(forms, matters, form, offered.procedure, required))
    by_law = by_law.where(_fit(forms, matters, presumed_form, by_law.procedure, required))
    procedures = (*offered.procedure.tolist(), *by_law.procedure.tolist())
    contents = _contents(network, procedures, folder, question.goals)
    extra = _extra(local, offered, by_law.procedure, question.require)
    held = tuple((paper, (day - local.on).days) for paper, day in folder.lapsing.items())
    clashes = list_clashes(network, local.plate, local.on, contents)
    verdicts = np.concatenate([offered.verdict, by_law.verdict])
    ahead = np.concatenate([offered.door == AHEAD, by_law.ahead])
    opens, closes = windows(local, offered, by_law)
    openings = tuple(np.unique(opens[opens > 0]).tolist())
    return Acts(
        local, offered, procedures, verdicts, ahead, opens, closes, held, openings, contents, extra, clashes
    )


def _covering(local: Local, forms: Iterable[int], question: Question) -> Offered:
    """Give what covers the place of classes that might matter and whose conditions may be met within a year.

    All where something is required by name: it matters, whatever it is for.
    """
    if question.require:
        return local.whole
    told = local.network.forms.told(forms)
    classes = np.zeros(len(local.holding.of_class), dtype=np.bool_)
    for season in local.soon:
        holding = season.holding
        classes |= told.take(holding.form_of_class) & (season.verdicts.take(holding.of_class) != Verdict.NO)
    return local.of_classes(classes)


def _required(
    local: Local, offered: Offered, presumed: NDArray[np.int32], names: frozenset[str]
) -> NDArray[np.int32]:
    """List the procedures of what the question requires."""
    if not names:
        return presumed[:0]
    mapped = offered.procedure[named(local, offered, names)]
    return np.unique(np.concatenate([mapped, presumed[_of_types(local.network, presumed, names)]]))


def _fit(
    forms: Forms,
    matters: Iterable[int],
    form: NDArray[np.int32],
    procedure: NDArray[np.int32],
    required: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Tell which have a form that matters, or are required."""
    fit = forms.told(matters).take(form)
    return fit | np.isin(procedure, required) if required.size else fit


def _contents(
    network: Network, procedures: Iterable[int], folder: Folder, goals: tuple[Goal, ...]
) -> dict[int, Content]:
    """Work out what each procedure asks of this person and gives, by procedure; once a form."""
    distinct = sorted(set(procedures))
    rows = network.forms.of[distinct].tolist()
    meeting = [(goal, network.meeting(goal)) for goal in goals]
    # By identity: what an entry asks is one object in all forms that follow it.
    asked: dict[int, Mapping[frozenset[str], tuple[str, ...]]] = {}
    of_form: dict[int, Content] = {}
    for row in dict.fromkeys(rows):
        form = network.forms.forms[row]
        if id(form.requires) not in asked:
            asked[id(form.requires)] = ways(form.requires, folder)
        met = [goal for goal, forms in meeting if row in forms]
        of_form[row] = Content(asked[id(form.requires)], form.given.union(met))
    return {procedure: of_form[row] for procedure, row in zip(distinct, rows, strict=True)}


def _extra(
    local: Local, offered: Offered, presumed: NDArray[np.int32], required: frozenset[str]
) -> dict[int, frozenset[str]]:
    """Give the private facts of the acts that satisfy what the question requires."""
    found: dict[int, set[str]] = {}
    for name in sorted(required):
        mapped = np.flatnonzero(named(local, offered, frozenset({name}))).tolist()
        kinds = _of_types(local.network, presumed, frozenset({name}))
        for number in (*mapped, *(np.flatnonzero(kinds) + len(offered)).tolist()):
            found.setdefault(number, set()).add(required_fact(name))
    return {number: frozenset(facts) for number, facts in found.items()}


def named(local: Local, offered: Offered, names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which offerings are named themselves, or by their provider or service type."""
    network = local.network
    if not names:
        return np.zeros(len(offered), dtype=np.bool_)
    offerings = [row for name in names if (row := network.index.row(name)) is not None]
    providers = [row for name in names if (row := network.index.providers.find(name)) is not None]
    return np.asarray(
        np.isin(offered.rows, offerings)
        | np.isin(network.index.columns.provider.take(offered.rows), providers)
        | _of_types(network, offered.procedure, names)
    )


def _of_types(network: Network, procedures: NDArray[np.int32], names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which procedures are of service types named."""
    if not names:
        return np.zeros(len(procedures), dtype=np.bool_)
    forms = network.forms
    return forms.told(row for row, form in enumerate(forms.forms) if form.service_type in names)[
        forms.of[procedures]
    ]
