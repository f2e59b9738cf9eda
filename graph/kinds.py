"""Which kinds of service meet a goal: by the law that holds, or by habit where the backbone is silent."""

from collections.abc import Iterable

from .network import Goal, Network

__all__ = ["kinds_meeting", "usually_meets"]


def usually_meets(network: Network, kind: str, goal: Goal) -> bool:
    """Tell whether a kind of service that the backbone does not know meets a goal; of one it knows, no.

    What a kind typically addresses speaks only where no law does: a kind with entries
    meets what the entry in force says, and nothing where none is.
    """
    if kind in network.entries:
        return False
    if not goal.is_need:
        return goal.id in network.types_above[kind]
    addresses = network.index.reference.service_types[kind].addresses
    return any(goal.id in network.needs_above[need] for need in addresses)


def kinds_meeting(network: Network, goal: Goal, by_law: Iterable[int]) -> tuple[str, ...]:
    """List the kinds of service that would meet a goal if somebody offered them, by id.

    Parameters
    ----------
    by_law : iterable of int
        Procedures of the backbone that hold here and now and are open to the person.
    """
    meeting = (network.procedures[one].service_type for one in by_law if network.serves(one, goal))
    usual = (kind for kind in network.index.reference.service_types if usually_meets(network, kind, goal))
    return tuple(sorted({*filter(None, meeting), *usual}))
