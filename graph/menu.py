"""The menu of a question: the best path under each preference, and which preferences agree.

A preference only weighs; the place, the papers and what can be done are the
same under all. So these are worked out once, and each preference costs a search.
"""

from dataclasses import dataclass, replace

from .answers import MenuAnswer, MenuEntry, Preferred
from .explain import explain_paths
from .network import Network
from .paths import ServicePaths, Step, paths_on, prepare
from .preferences import PREFERENCES
from .question import Question
from .search import DEFAULT_BUDGET
from .store import Describer

__all__ = ["Choice", "explain_menu", "find_menu"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One path of a menu: what each preference that it is the best under found, by preference."""

    found: tuple[tuple[str, ServicePaths], ...]

    @property
    def preferences(self) -> tuple[str, ...]:
        """Preferences that share this path."""
        return tuple(name for name, _ in self.found)


def find_menu(network: Network, question: Question, *, budget: int = DEFAULT_BUDGET) -> tuple[Choice, ...]:
    """Find the best path under every preference; the question's own, and its *k*, are left out.

    Two preferences are one choice when their paths have the same steps: the same
    offerings, papers from the same hands, days and needs met. Where no path is
    to be had under any, they are one choice without a path.

    Returns
    -------
    tuple of Choice
        In the order of ``PREFERENCES``; every preference in exactly one.
    """
    ground = prepare(network, question)
    choices: dict[tuple[Step, ...], list[tuple[str, ServicePaths]]] = {}
    for name in PREFERENCES:
        found = paths_on(ground, replace(question, prefer=name, k=1), budget=budget)
        steps = found.paths[0].steps if found.paths else ()
        choices.setdefault(steps, []).append((name, found))
    return tuple(Choice(tuple(found)) for found in choices.values())


def explain_menu(
    network: Network, reader: Describer, question: Question, menu: tuple[Choice, ...], lang: str = "it"
) -> MenuAnswer:
    """Word a menu: each choice as the answer to its first preference, with what is proven under each.

    Parameters
    ----------
    reader : Describer
        Of the revision the network was built from.
    lang : str
        ``"it"`` or ``"en"``.
    """
    return MenuAnswer(
        revision=network.index.revision,
        on=question.on.isoformat(),
        territory=question.comune,
        territory_name=network.index.territories[question.comune].name,
        entries=tuple(_entry(network, reader, question, choice, lang) for choice in menu),
    )


def _entry(network: Network, reader: Describer, question: Question, choice: Choice, lang: str) -> MenuEntry:
    first, found = choice.found[0]
    asked = replace(question, prefer=first, k=1)
    return MenuEntry(
        tuple(_preferred(name, found) for name, found in choice.found),
        explain_paths(network, reader, asked, found, lang),
    )


def _preferred(name: str, found: ServicePaths) -> Preferred:
    objective = found.paths[0].objective if found.paths else None
    return Preferred(name, found.optimal, round(found.gap, 6), objective)
