"""Where a desk is and how to reach it: address, place, telephone, hours, from the cells of a row."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ..graph.mapped import Channel, Contact, ContactKind
from .clean import read_contacts, read_email, read_phone, read_postcode, read_website
from .gazetteer import Gazetteer, Outcome
from .reading import VALUES_KEPT, Reading, fold, is_nothing, tidy
from .rowreader import RowReader

__all__ = ["Address", "read_address", "read_channels", "read_hours", "read_place", "row_contacts"]

_STREET_POSTCODE_PLACE = re.compile(
    r"^(?P<street>.*?)\s+-\s+(?P<cap>[0-9]{1,5})\s+-\s+(?P<place>.+?)\s+-\s+(?P<plate>[A-Z]{2})$"
)
_CHANNELS = (
    (Channel.HOME, ("domicil", "a casa")),
    (Channel.ONLINE, ("online", "on line", "web", "videochiamat", "internet", "portale")),
    (Channel.PHONE, ("telefon", "distanza", "remoto")),
    (Channel.POST, ("posta", "raccomandata")),
    (Channel.DESK, ("sede", "sportello", "presenza", "ambulator", "ufficio")),
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; parts that the text does not hold are empty."""

    street: str
    postcode: str = ""
    plate: str = ""


def read_address(text: str) -> Reading[Address]:
    """Read an address; ``"VIA - CAP - COMUNE - PR"`` is taken apart and its CAP gets its zeros back.

    Examples
    --------
    >>> read_address("VIA VERDI 4 - 9032 - ASSEMINI - CA").value
    Address(street='VIA VERDI 4', postcode='09032', plate='CA')
    """
    if is_nothing(text):
        return Reading(None, text)
    found = _STREET_POSTCODE_PLACE.match(tidy(text))
    if found is None:
        return Reading(Address(tidy(text)), text)
    postcode = read_postcode(found["cap"])
    address = Address(found["street"], postcode.value or "", found["plate"])
    return Reading(address, text, repair=postcode.repair, problem=postcode.problem, after=postcode.after)


@lru_cache(VALUES_KEPT)
def read_channels(text: str) -> Reading[tuple[Channel, ...]]:
    """Read how a service is given.

    Examples
    --------
    >>> [c.value for c in read_channels("in sede / a distanza (telefono)").value]
    ['phone', 'desk']
    """
    if is_nothing(text):
        return Reading((), text)
    folded = fold(text)
    found = tuple(channel for channel, words in _CHANNELS if any(word in folded for word in words))
    return Reading(found, text, problem="" if found else "channel-unread")


@lru_cache(VALUES_KEPT)
def read_hours(text: str) -> Reading[str]:
    """Read opening hours as written; a date where hours belong is what Excel made of "9-12".

    Examples
    --------
    >>> read_hours("2026-12-09").value
    '9-12'
    """
    if is_nothing(text):
        return Reading(None, text)
    found = _DAY.fullmatch(tidy(text))
    if found:
        hours = f"{int(found[3])}-{int(found[2])}"
        return Reading(hours, text, repair="hours-restored", after=hours)
    return Reading(tidy(text), text)


def read_place(row: RowReader, gazetteer: Gazetteer, plate: str) -> str | None:
    """Give the comune of a row's seat; one that cannot be told is reported and left out."""
    text = row.text("place")
    if is_nothing(text):
        return None
    found = gazetteer.resolve(tidy(text), plate=plate or None)
    if found.territory is None:
        rule = "ambiguous-territory" if found.kind is Outcome.AMBIGUOUS else "place-unread"
        row.note(rule, "place", after=", ".join(found.choices or found.nearest))
        return None
    if found.kind is Outcome.REPAIRED or found.rule == "former":
        row.note("repaired-territory", "place", after=found.after, repair=True)
    return found.territory.id


def row_contacts(row: RowReader, *, lost_zero: bool = False) -> tuple[Contact, ...]:
    """Give the contacts of a row: address, telephones, e-mail, site, office."""
    found: list[Contact] = []
    address = row.read("address", read_address)
    if address is not None and not is_nothing(address.street):
        shown = ", ".join(part for part in (address.street, address.postcode) if part)
        found.append(Contact(ContactKind.ADDRESS, shown))
    seat = tidy(row.text("seat"))
    if not is_nothing(seat):
        found.append(Contact(ContactKind.OTHER, seat))
    for name in ("phone", "mobile"):
        if lost_zero and name == "phone":
            number = row.read(name, read_phone)
            found += (
                [Contact(ContactKind.MOBILE if number.startswith("3") else ContactKind.PHONE, number)]
                if number
                else []
            )
        else:
            several = row.read(name, read_contacts)
            found.extend(several or ())
    if email := row.read("email", read_email):
        found.append(Contact(ContactKind.EMAIL, email))
    if site := row.read("website", read_website):
        found.append(Contact(ContactKind.WEB, site))
    office = tidy(row.text("contact"))
    if not is_nothing(office):
        found.append(Contact(ContactKind.OTHER, office))
    return tuple(dict.fromkeys(found))
