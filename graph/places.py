"""Territories: comuni and the areas that contain them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["AGE_CLASSES", "Territory", "TerritoryKind"]

AGE_CLASSES = ("0-2", "3-5", "6-13", "14-17", "18-64", "65-74", "75-79", "80+")
"""Age classes of ``Territory.population``, in years, both ends included."""


class TerritoryKind(StrEnum):
    """What sort of area a territory is."""

    COMUNE = "comune"
    AMBITO = "ambito"
    HEALTH_DISTRICT = "health-district"
    ASL = "asl"
    PROVINCE = "province"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Territory:
    """An area a service may cover or a person may live in.

    Parameters
    ----------
    id : str
        Belfiore code of a comune (``"E388"``), plate of a province (``"prov-AN"``),
        ISTAT code of a region (``"reg-11"``), ``"IT"``, or the code a user gave.
    parents : tuple of str
        Areas that directly contain it; several, for the hierarchies overlap.
    valid_from, valid_to : date or None
        Days of its life, both included; a former comune has ``valid_to``.
    successors : tuple of str
        Comuni that took over a former one, where curated.
    plate : str
        Province plate, such as ``"AN"``, for comuni and provinces.
    istat : str
        Current ISTAT code where known; history stays in the data file.
    population : tuple of int
        Residents by ``AGE_CLASSES``, or empty when not known.
    """

    id: str
    kind: TerritoryKind
    name: str
    other_names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    plate: str = ""
    istat: str = ""
    population: tuple[int, ...] = ()
    lat: float | None = None
    lon: float | None = None
    sources: tuple[str, ...] = ()
