"""The fields that a mapping may fill, by kind of sheet: a closed list."""

__all__ = ["FIELDS"]

_CONTACT = frozenset(
    {"address", "postcode", "place", "province", "phone", "mobile", "email", "website", "contact"}
)
_WEEK = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday"})
_WHAT = frozenset({"title", "service_type", "area", "need", "description", "documents", "outcome"})
_WHO = frozenset({"audience", "age", "isee", "requirements", "coverage"})
_HOW = frozenset({"channel", "access", "senders", "cost", "agreement", "wait", "places", "hours"})
_PROOF = frozenset({"code", "source", "checked_on", "status", "notes"})

FIELDS: dict[str, frozenset[str]] = {
    "services": _WHAT
    | _WHO
    | _HOW
    | _PROOF
    | _CONTACT
    | {"provider", "partners", "seat", "sector", "latitude", "longitude"},
    "providers": _CONTACT
    | {"code", "name", "acronym", "legal_form", "tax_code", "runts", "network", "notes"},
    "places": _WEEK | {"service", "seat", "address", "place", "appointment", "barriers"},
    "needs-matrix": frozenset({"service"}),
    "agreements": frozenset({"parties", "title", "starts", "ends", "fee", "notes"}),
    "areas": frozenset({"code", "name", "kind", "comune", "plate"}),
    "comuni": frozenset({"code", "istat", "name", "other", "plate", "region", "province"}),
    "lists": frozenset({"territory", "comune"}),
    "ignored": frozenset(),
}
"""Kind of sheet → names of its fields."""
