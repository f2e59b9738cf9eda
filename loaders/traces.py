"""Which property of which record a field proves: the way back from a fact to its cell."""

from collections.abc import Mapping

from .rowreader import RowReader, Trace

__all__ = ["OF_AGREEMENT", "OF_OFFERING", "OF_PROVIDER", "OF_SERVICE", "traced"]

OF_SERVICE = {
    "title": ("title", "service_type"),
    "need": ("needs",),
    "description": ("description",),
    "audience": ("rules",),
    "age": ("rules",),
    "isee": ("rules",),
    "requirements": ("rules",),
    "documents": ("requires", "rules"),
    "outcome": ("issues",),
    "area": ("area",),
}
OF_OFFERING = {
    "provider": ("provider",),
    "partners": ("partners",),
    "coverage": ("coverage", "excluded"),
    "channel": ("channels",),
    "cost": ("cost",),
    "wait": ("days",),
    "places": ("places",),
    "hours": ("hours",),
    "status": ("status",),
    "checked_on": ("assured_on",),
    "address": ("contacts",),
    "seat": ("contacts",),
    "phone": ("contacts",),
    "mobile": ("contacts",),
    "email": ("contacts",),
    "website": ("contacts",),
    "contact": ("contacts",),
    "place": ("place",),
    "access": ("access",),
    "senders": ("senders",),
    "agreement": ("agreement",),
    "source": ("source",),
    "code": ("code",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
}
OF_PROVIDER = {
    "name": ("name",),
    "legal_form": ("legal_form", "sector"),
    "tax_code": ("tax_code",),
    "runts": ("runts",),
    "network": ("networks",),
    "address": ("contacts",),
    "phone": ("contacts",),
    "mobile": ("contacts",),
    "email": ("contacts",),
    "website": ("contacts",),
    "contact": ("contacts",),
    "place": ("seat",),
}
OF_AGREEMENT = {
    "parties": ("parties",),
    "title": ("title", "kind"),
    "starts": ("valid_from",),
    "ends": ("valid_to",),
}


def traced(row: RowReader, properties: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, Trace], ...]:
    """Pair each property with the cells of a row that it was read from."""
    return tuple(
        [
            (name, trace)
            for field, names in properties.items()
            if row.cell(field) is not None
            for trace in row.trace(field)
            for name in names
        ]
    )
