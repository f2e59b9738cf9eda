"""What can be done here for this person: mapped offerings, and what the backbone presumes."""

from collections.abc import Mapping
from dataclasses import dataclass

from .coverage import Candidate, Local
from .documents import Folder, accepted_as, ways
from .eligibility import Verdict
from .network import Goal, Network
from .procedures import in_force
from .question import Question

__all__ = ["Act", "list_acts", "names_of", "relevant"]


@dataclass(frozen=True, slots=True)
class Act:
    """An action before it is packed: who, under which procedure, in which ways."""

    candidate: Candidate | None
    procedure: int
    ways: Mapping[frozenset[str], tuple[str, ...]]
    gives: frozenset[str | Goal]


def list_acts(network: Network, local: Local, folder: Folder, question: Question) -> list[Act]:
    """List what can be done here: mapped offerings, then what the backbone presumes."""
    made: dict[int, Mapping[frozenset[str], tuple[str, ...]]] = {}

    def act(candidate: Candidate | None, procedure: int) -> Act:
        resolved = network.procedures[procedure]
        if procedure not in made:
            made[procedure] = ways(resolved.requires, folder)
        documents = network.index.reference.documents
        papers = {kind for document in resolved.issues for kind in accepted_as(documents, document)}
        goals = {goal for goal in question.goals if network.serves(procedure, goal)}
        return Act(candidate, procedure, made[procedure], frozenset(papers | goals))

    acts = [
        act(candidate, candidate.procedure)
        for candidate in local.candidates
        if candidate.verdict is not Verdict.NO and not names_of(network, candidate, None) & question.forbid
    ]
    for service_type, entries in sorted(network.entries.items()):
        for entry in in_force(entries, local.plate, local.on):
            procedure = network.of_entry[entry.id]
            if local.verdicts[procedure] != Verdict.NO and service_type not in question.forbid:
                acts.append(act(None, procedure))
    return acts


def names_of(network: Network, candidate: Candidate | None, service_type: str | None) -> frozenset[str]:
    """Give the names by which a question can forbid or require an act."""
    if candidate is None:
        return frozenset({service_type or ""})
    tables = network.index.tables
    provider = int(network.index.columns.provider[candidate.row])
    kind = network.procedures[candidate.procedure].service_type
    return frozenset({tables.offerings[candidate.row], tables.providers[provider], kind or ""})


def relevant(network: Network, acts: list[Act], question: Question) -> tuple[Act, ...]:
    """Keep the acts that may give something needed, reading backwards from the goals."""

    def wanted(act: Act) -> bool:
        names = names_of(network, act.candidate, network.procedures[act.procedure].service_type)
        return not needed.isdisjoint(act.gives) or not names.isdisjoint(question.require)

    needed: set[str | Goal] = set(question.goals)
    before = -1
    while len(needed) != before:
        before = len(needed)
        for act in acts:
            if wanted(act):
                needed.update(*act.ways)
    return tuple(act for act in acts if wanted(act))
