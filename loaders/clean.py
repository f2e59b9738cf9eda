"""Names and numbers that people carry: tax codes, telephones, postcodes, e-mail, yes and no.

One small function per kind of value; each gives a :class:`Reading`, never raises.
"""

import re
from functools import lru_cache

from codicefiscale import codicefiscale

from ..graph.mapped import Contact, ContactKind, Status
from .reading import VALUES_KEPT, Reading, fold, is_nothing, tidy

__all__ = [
    "is_company_code",
    "is_person_code",
    "read_contacts",
    "read_email",
    "read_phone",
    "read_postcode",
    "read_status",
    "read_tax_code",
    "read_text",
    "read_website",
    "read_whole",
    "read_yes_no",
]

_YES = frozenset({"si", "s", "x", "1", "vero", "ok", "yes", "v", "y"})
_NO = frozenset({"no", "n", "0", "falso", "f"})
_BROKEN = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+", re.I)
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+|00)?[0-9][0-9 ./()-]{4,}[0-9]|(?<![0-9])1[0-9]{2,4}(?![0-9])")
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.I)
_STATUSES: tuple[tuple[Status, re.Pattern[str]], ...] = tuple(
    (status, re.compile(rf"\b(?:{words})"))
    for status, words in (
        (Status.ACTIVE, r"(?:non|mai) (?:piu )?sospes|riattivat|riapert|ripres"),
        (
            Status.SUSPENDED,
            r"sosp|ferm[oai]\b|in pausa|interrott|temporaneamente chius|chius\w+ temporaneamente",
        ),
        (
            Status.SUSPENDED,
            r"chius\w+ (?:per (?:ferie|lavori)|fino)|non ancora attiv|in (?:fase di )?(?:attivaz|avvi)",
        ),
        (
            Status.FULL,
            r"(?:liste?|iscrizioni|domande) chius|complet[oi]\b|pien[oia]\b|esaurit|posti finiti|saturo",
        ),
        (
            Status.CLOSED,
            r"chius|cessat|non (?:e )?(?:piu )?attiv|inattiv|disattivat|terminat|soppress|dismess",
        ),
        (Status.TO_VERIFY, r"da (?:verif|control|conferm)|verificare|forse"),
        (Status.ACTIVE, r"(?:completamente |sempre )?attiv|ok\b|si\b|apert|in corso|funzionante|operativ"),
    )
)
"""What tells a status, in the order tried: "non sospeso" before "sospeso", "liste chiuse" before "chiuso"."""

_LONGEST_NUMBER = 9
"""Digits of a number of places or persons; a longer one is something else, such as a telephone."""


def read_text(text: str) -> Reading[str]:
    """Read plain words; a mark for nothing is nothing."""
    return Reading(None if is_nothing(text) else tidy(text), text)


def read_whole(text: str) -> Reading[int]:
    """Read a whole number such as places available, whatever stands around it.

    Examples
    --------
    >>> read_whole("n. 18 posti").value
    18
    """
    if is_nothing(text):
        return Reading(None, text)
    found = re.findall(r"[0-9]+", text)
    if len(found) != 1 or len(found[0]) > _LONGEST_NUMBER:
        return Reading(None, text, problem="number-unread")
    repair = "" if tidy(text) == found[0] else "number-extracted"
    return Reading(int(found[0]), text, repair=repair, after=found[0])


def read_yes_no(text: str) -> Reading[bool]:
    """Read the many ways to tick a box.

    Examples
    --------
    >>> read_yes_no("Sì").value, read_yes_no("x").value, read_yes_no("NO").value
    (True, True, False)
    """
    if is_nothing(text):
        return Reading(None, text)
    word = (fold(text).split() or [""])[0]
    if word in _YES:
        return Reading(True, text)
    if word in _NO:
        return Reading(False, text)
    return Reading(None, text, problem="yes-no-unread")


@lru_cache(VALUES_KEPT)
def read_status(text: str) -> Reading[Status]:
    """Read whether an offering takes people in.

    Examples
    --------
    >>> read_status("SOSPESO (barrato)").value.value, read_status("da verif.").value.value
    ('suspended', 'to-verify')
    """
    if is_nothing(text):
        return Reading(None, text)
    folded = fold(text)
    for status, words in _STATUSES:
        if words.search(folded):
            return Reading(status, text)
    return Reading(Status.TO_VERIFY, text, problem="status-unread")


def is_company_code(digits: str) -> bool:
    """Tell whether eleven digits are a P.IVA or an organisation's codice fiscale.

    Notes
    -----
    The check digit is Luhn's, counted from the left (D.M. 23-12-1976).
    """
    if not re.fullmatch(r"[0-9]{11}", digits) or digits == "0" * 11:
        return False
    total = sum(int(d) for d in digits[0:10:2])
    total += sum((int(d) * 2 - 9) if int(d) > 4 else int(d) * 2 for d in digits[1:10:2])
    return (10 - total % 10) % 10 == int(digits[10])


def is_person_code(text: str) -> bool:
    """Tell whether a text is a codice fiscale of a person, check character included."""
    code = re.sub(r"\s", "", text).upper()
    return len(code) == 16 and bool(codicefiscale.is_valid(code))


def read_tax_code(text: str) -> Reading[str]:
    """Read an organisation's codice fiscale or P.IVA.

    Lost leading zeros come back only if the check digit then fits; a number
    that Excel shortened (``1,23E+10``) is lost for good.

    Examples
    --------
    >>> read_tax_code("P.IVA 0488410010").value, read_tax_code("1,23E+10").problem
    ('00488410010', 'tax-code-broken')
    """
    if is_nothing(text):
        return Reading(None, text)
    bare = re.sub(
        r"[^0-9A-Z+,]", "", text.upper().replace("P.IVA", "").replace("P. IVA", "").replace("C.F.", "")
    )
    if _BROKEN.fullmatch(tidy(text)):
        return Reading(None, text, problem="tax-code-broken")
    digits = bare.removeprefix("IT")
    if digits.isdigit() and is_company_code(digits.zfill(11)):
        whole = digits.zfill(11)
        repair = "" if whole == tidy(text) else ("zero-restored" if len(digits) < 11 else "tax-code-tidied")
        return Reading(whole, text, repair=repair, after=whole)
    if is_person_code(bare):
        return Reading(None, text, problem="person-code")
    return Reading(None, text, problem="tax-code-wrong")


def read_postcode(text: str) -> Reading[str]:
    """Read a CAP; a spreadsheet loses its leading zeros.

    Examples
    --------
    >>> read_postcode("9032").value
    '09032'
    """
    digits = re.sub(r"\D", "", text)
    if is_nothing(text) or not digits:
        return Reading(None, text, problem="" if is_nothing(text) else "postcode-wrong")
    if len(digits) > 5 or int(digits) < 10:
        return Reading(None, text, problem="postcode-wrong")
    repair = "zero-restored" if len(digits) < 5 else ""
    return Reading(digits.zfill(5), text, repair=repair, after=digits.zfill(5))


def read_phone(text: str) -> Reading[str]:
    """Read one telephone number of a column that may have lost its zeros.

    Landlines start with 0, mobiles with 3, toll-free numbers with 8 and short
    ones with 1; a bare number that starts otherwise, or a landline's rest that
    starts with 3, 8 or 1 and is too short for those, had a 0.

    Examples
    --------
    >>> read_phone("668356260").value, read_phone("3351348216").value, read_phone("782600359").value
    ('0668356260', '3351348216', '0782600359')
    """
    shown = tidy(text)
    digits = re.sub(r"\D", "", shown)
    if is_nothing(text) or not digits:
        return Reading(None, text, problem="" if is_nothing(text) else "phone-unread")
    whole = shown != digits or shown.startswith(("0", "+", "800", "803"))
    mobile = digits.startswith("3") and len(digits) in (9, 10)
    short = digits.startswith("1") and len(digits) in (3, 4, 5)
    if whole or mobile or short:
        return Reading(shown, text)
    if len(digits) < 5 or len(digits) > 11:
        return Reading(shown, text, problem="phone-doubtful")
    return Reading("0" + digits, text, repair="zero-restored", after="0" + digits)


def read_email(text: str) -> Reading[str]:
    """Read one e-mail address."""
    found = _EMAIL.search(text)
    if found:
        return Reading(found[0].casefold(), text)
    return Reading(None, text, problem="" if is_nothing(text) else "email-wrong")


def read_website(text: str) -> Reading[str]:
    """Read a web address; ``http://WWW.X.IT`` becomes ``http://www.x.it``."""
    shown = tidy(text)
    if is_nothing(shown) or fold(shown) in ("http", "no"):
        return Reading(None, text)
    start = max(shown.casefold().rfind("https://"), shown.casefold().rfind("http://"), 0)
    repair = "website-tidied" if start else ""
    scheme, mark, rest = shown[start:].partition("://")
    if not mark:
        scheme, rest = "https", shown
    host, slash, path = rest.partition("/")
    if "." not in host or " " in host:
        return Reading(None, text, problem="website-wrong")
    site = f"{scheme.casefold()}://{host.casefold()}{slash}{path}"
    return Reading(site, text, repair=repair, after=site)


@lru_cache(VALUES_KEPT)
def read_contacts(text: str) -> Reading[tuple[Contact, ...]]:
    """Read every way to get in touch that a cell names; the rest of it is kept as ``other``.

    Examples
    --------
    >>> [c.value for c in read_contacts("071/538 int.2-3 - info@example.org").value]
    ['info@example.org', '071/538 int.2-3']
    """
    if is_nothing(text):
        return Reading(None, text)
    rest, found = tidy(text), []
    for kind, pattern in ((ContactKind.EMAIL, _EMAIL), (ContactKind.WEB, _WEB)):
        for match in pattern.findall(rest):
            found.append(Contact(kind, match.rstrip(".,;)")))
        rest = pattern.sub(" ", rest)
    rest = tidy(rest).strip(" -–;,/")
    if _PHONE.search(rest):
        number = re.sub(r"\D", "", _PHONE.findall(rest)[0])
        kind = ContactKind.MOBILE if number.startswith("3") else ContactKind.PHONE
        repaired = read_phone(rest)
        found.append(Contact(kind, repaired.value or rest))
        return Reading(
            tuple(found), text, repair=repaired.repair, problem=repaired.problem, after=repaired.after
        )
    if rest:
        found.append(Contact(ContactKind.OTHER, rest))
    return Reading(tuple(found), text)
