"""Why nobody covers a need here, by the nearest cause to the person."""

from dataclasses import dataclass

import numpy as np

from .coverage import COUNTRY, Candidate, Local, Reason, Refusal
from .eligibility import Verdict
from .network import Goal, Network
from .offered import OPEN, UPCOMING, covering

__all__ = ["Absence", "absence"]


@dataclass(frozen=True, slots=True)
class Absence:
    """Why nothing meets a goal here.

    Parameters
    ----------
    ineligible : tuple of Candidate
        Offerings that take people in, or will within a year, whose conditions the person
        does not meet.
    refused : tuple of Refusal
        Offerings closed or yet to open, or whose procedure does not hold.
    elsewhere : tuple of int
        Rows of offerings that meet the goal in other places.
    barred : tuple of int
        Procedures of the backbone, where no mapped offering says more: all that would meet
        the goal here by law, none open to the person.
    """

    reason: Reason
    ineligible: tuple[Candidate, ...] = ()
    refused: tuple[Refusal, ...] = ()
    elsewhere: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()


def absence(network: Network, local: Local, goal: Goal) -> Absence:
    """Say why no offering here meets a goal, by the nearest cause to this person.

    A condition not met comes before a closed door, a closed door before a
    procedure that ended, and these before places where the goal is met: what the
    law itself shuts a person out of, nobody could offer them elsewhere.
    """
    offered = local.offering(network.serving(goal))
    unfit = (offered.verdict == Verdict.NO) & np.isin(offered.door, (OPEN, UPCOMING))
    ineligible = local.described(offered.where(unfit))
    refused = local.refusals_of(offered.where(~unfit & (offered.door != OPEN)))
    closed = any(r.reason is Reason.SUSPENDED_OR_FULL for r in refused)
    barred = () if ineligible or refused else _barred(network, local, goal)
    elsewhere = () if ineligible or refused or barred else _elsewhere(network, goal)
    if ineligible or barred:
        reason = Reason.NOT_ELIGIBLE
    elif closed:
        reason = Reason.SUSPENDED_OR_FULL
    elif refused or elsewhere:
        reason = Reason.NOT_HERE
    elif _mapped_locally(local):
        reason = Reason.NOWHERE
    else:
        reason = Reason.UNKNOWN_DATA
    return Absence(reason, ineligible, refused, elsewhere, barred)


def _barred(network: Network, local: Local, goal: Goal) -> tuple[int, ...]:
    """Give the procedures in force that would meet a goal, if the person may have none of them."""
    presumed = local.holding.presumed
    meeting = presumed[network.serving(goal)[presumed]]
    closed = bool((local.verdicts[meeting] == Verdict.NO).all())
    return tuple(meeting.tolist()) if closed else ()


def _elsewhere(network: Network, goal: Goal) -> tuple[int, ...]:
    """List the offerings that meet a goal anywhere, whatever the day."""
    met = network.serving(goal)
    classes = np.zeros(len(network.index.tables.classes), dtype=np.bool_)
    classes[[number for (number, _), procedure in network.of_class.items() if met[procedure]]] = True
    return tuple(np.flatnonzero(classes[network.index.columns.service_class]).tolist())


def _mapped_locally(local: Local) -> bool:
    """Tell whether anybody mapped this place more closely than the whole country."""
    country = local.containing.index(COUNTRY) if COUNTRY in local.containing else len(local.containing)
    return bool((covering(local.network, local.containing, None)[1] < country).any())
