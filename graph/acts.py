"""What can be done here for this person: mapped offerings, and what the backbone presumes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .coverage import OPEN, Candidate, Local
from .documents import Folder, accepted_as, ways
from .eligibility import Verdict
from .network import Goal, Network
from .question import Question
from .regime import regime

__all__ = ["Act", "list_acts", "names_of"]


@dataclass(frozen=True, slots=True)
class Act:
    """An action before it is packed: who, under which procedure, in which ways."""

    candidate: Candidate | None
    procedure: int
    ways: Mapping[frozenset[str], tuple[str, ...]]
    gives: frozenset[str | Goal]


def list_acts(local: Local, folder: Folder, question: Question) -> tuple[Act, ...]:
    """List what can be done here that may matter: mapped offerings by row, then presumed steps.

    An act matters when it may meet a goal or give a paper that another act that
    matters may ask for; whether papers can really be had is found out later.

    Notes
    -----
    O(rounds × procedures) on masks of documents; objects are made only of what is left.
    """
    network = local.network
    open_now = (local.door == OPEN) & (local.verdicts[local.procedure] != Verdict.NO)
    open_now &= ~_named(local, question.forbid)
    presumed = regime(network, local.plate, local.on).presumed
    presumed = presumed[local.verdicts[presumed] != Verdict.NO]
    presumed = presumed[~_of_types(network, presumed, question.forbid)]
    called_for = _named(local, question.require) & open_now
    usable = np.zeros(len(network.procedures), dtype=np.bool_)
    usable[local.procedure[open_now]] = True
    usable[presumed] = True
    first = np.zeros_like(usable)
    first[local.procedure[called_for]] = True
    first[presumed[_of_types(network, presumed, question.require)]] = True
    matters = _matters(network, usable, first, folder, question.goals)
    rows = np.flatnonzero(open_now & (matters[local.procedure] | called_for))
    made = {
        procedure: _content(network, procedure, folder, question)
        for procedure in {*local.procedure[rows].tolist(), *presumed[matters[presumed]].tolist()}
    }
    mapped = [Act(one, one.procedure, *made[one.procedure]) for one in local.candidates_at(rows)]
    unmapped = [Act(None, procedure, *made[procedure]) for procedure in presumed[matters[presumed]].tolist()]
    return (*mapped, *unmapped)


def names_of(network: Network, candidate: Candidate | None, procedure: int) -> frozenset[str]:
    """Give the names by which a question can forbid or require an act."""
    kind = network.procedures[procedure].service_type or ""
    if candidate is None:
        return frozenset({kind})
    index = network.index
    provider = int(index.columns.provider[candidate.row])
    return frozenset({index.offerings[candidate.row], index.providers[provider], kind})


def _content(
    network: Network, procedure: int, folder: Folder, question: Question
) -> tuple[Mapping[frozenset[str], tuple[str, ...]], frozenset[str | Goal]]:
    """Give the ways into a procedure, and what it gives."""
    resolved, documents = network.procedures[procedure], network.index.reference.documents
    papers = {kind for document in resolved.issues for kind in accepted_as(documents, document)}
    goals = {goal for goal in question.goals if network.serves(procedure, goal)}
    return ways(resolved.requires, folder), frozenset(papers | goals)


def _matters(
    network: Network,
    usable: NDArray[np.bool_],
    first: NDArray[np.bool_],
    folder: Folder,
    goals: tuple[Goal, ...],
) -> NDArray[np.bool_]:
    """Read backwards from the goals over masks of documents, until nothing new is needed."""
    found = first.copy()
    for goal in goals:
        found |= network.serving(goal) & usable
    at_hand = network.mask(folder.at_hand)
    before = -1
    while (count := int(found.sum())) != before:
        before = count
        needed = np.bitwise_or.reduce(network.asks[found], axis=0) & ~at_hand
        found |= (network.gives & needed).any(axis=1) & usable
    return found


def _named(local: Local, names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which rows are named by their offering, provider or service type."""
    network = local.network
    if not names:
        return np.zeros(len(local.rows), dtype=np.bool_)
    offerings = [row for name in names if (row := network.index.row(name)) is not None]
    providers = [row for name in names if (row := network.index.providers.find(name)) is not None]
    return np.asarray(
        np.isin(local.rows, offerings)
        | np.isin(network.index.columns.provider[local.rows], providers)
        | _of_types(network, local.procedure, names)
    )


def _of_types(network: Network, procedures: NDArray[np.int32], names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which procedures are of service types named."""
    if not names:
        return np.zeros(len(procedures), dtype=np.bool_)
    kinds = (network.procedures[procedure].service_type in names for procedure in procedures.tolist())
    return np.fromiter(kinds, dtype=np.bool_, count=len(procedures))
