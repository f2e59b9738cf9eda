"""The reference data shipped with the product, as records: what exists before anybody maps."""

from collections.abc import Mapping
from dataclasses import dataclass

from .model import BackboneEntry, DocumentType, Need, ServiceType, Territory

__all__ = ["Reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Vocabularies, backbone and territories, each by id in ascending order."""

    needs: Mapping[str, Need]
    service_types: Mapping[str, ServiceType]
    documents: Mapping[str, DocumentType]
    backbone: tuple[BackboneEntry, ...]
    territories: Mapping[str, Territory]
