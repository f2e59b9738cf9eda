"""The records of a welfare network: frozen, slotted, and free of any engine.

What is *reference* (territories, needs, service types, documents, backbone) is
named by a short id, such as ``"E388"`` or ``"home.care"``. What a mapping
exercise *owns* (providers, services, offerings…) is named by an IRI that the
exercise mints. ``None`` in an optional field always means "nobody said", an
empty tuple "said: none".
"""

from .concepts import BackboneEntry, DocumentType, Exclusion, Holding, Need, ServiceType
from .demands import Clause, Condition, Cost, Days, Requirement, Rule
from .exercises import Cell, ExerciseData, MappingExercise, Record, SourceRow
from .mapped import (
    Agreement,
    Channel,
    Contact,
    ContactKind,
    Offering,
    Provider,
    Referral,
    Sector,
    Service,
    Status,
)
from .places import AGE_CLASSES, Territory, TerritoryKind

__all__ = [
    "AGE_CLASSES",
    "Agreement",
    "BackboneEntry",
    "Cell",
    "Channel",
    "Clause",
    "Condition",
    "Contact",
    "ContactKind",
    "Cost",
    "Days",
    "DocumentType",
    "Exclusion",
    "ExerciseData",
    "Holding",
    "MappingExercise",
    "Need",
    "Offering",
    "Provider",
    "Record",
    "Referral",
    "Requirement",
    "Rule",
    "Sector",
    "Service",
    "ServiceType",
    "SourceRow",
    "Status",
    "Territory",
    "TerritoryKind",
]
