"""What every sentence of one answer needs to know, and the names it uses."""

from dataclasses import dataclass
from datetime import date

from .concepts import BackboneEntry
from .details import Page
from .labels import documents_in_words
from .mapped import Offering
from .network import Network
from .paths import ServicePaths, Step
from .procedures import Procedure
from .question import Question

__all__ = ["STALE_DAYS", "Telling", "freshness"]

STALE_DAYS = 365
"""Days after which what was checked about a service is to be checked again."""


def freshness(offering: Offering, on: date) -> bool | None:
    """Tell whether an offering was last checked too long ago; ``None`` if nobody said when."""
    return None if offering.assured_on is None else (on - offering.assured_on).days > STALE_DAYS


@dataclass(frozen=True, slots=True)
class Telling:
    """One answer to be put in words.

    Parameters
    ----------
    page : Page
        Every offering that the answer names.
    lang : str
        ``"it"`` or ``"en"``.
    """

    network: Network
    question: Question
    found: ServicePaths
    page: Page
    lang: str

    def procedure(self, step: Step) -> Procedure:
        """Give what a step asks and gives."""
        return self.network.procedures[step.procedure]

    def entry(self, step: Step) -> BackboneEntry | None:
        """Give the backbone entry a step follows, if its type has one."""
        return self.network.entry(step.procedure)

    def offering(self, step: Step) -> Offering | None:
        """Give the offering of a step; ``None`` for a presumed one."""
        if step.candidate is None:
            return None
        return self.page.offerings[step.candidate.row]

    def title(self, step: Step) -> str:
        """Name a step: as its desk does, else as the backbone does."""
        offering, entry = self.offering(step), self.entry(step)
        if offering is not None:
            return self.page.service(offering.service).title
        if entry is None:
            return ""
        return entry.label_en if self.lang == "en" else entry.label_it

    def actor(self, step: Step) -> str:
        """Name who does a step: the provider, else who normally does it."""
        offering, entry = self.offering(step), self.entry(step)
        if offering is not None:
            return self.page.provider(offering.provider).name
        if entry is None:
            return ""
        return entry.actor_en if self.lang == "en" else entry.actor_it

    def document(self, document: str) -> str:
        """Name a document, in quotes."""
        return documents_in_words(self.network.index, (document,), self.lang)
