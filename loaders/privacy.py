"""Whether a cell holds something about a person that must never be published.

Three signs are looked for: a codice fiscale of a person, words with which desks
write about a case, and, where only remarks belong, a private address or number.
"""

import re

from ..ontology.folding import fold
from .clean import is_person_code

__all__ = ["REMOVED", "is_office", "personal_data"]

REMOVED = "[dato personale rimosso]"
"""What stands in a quarantine file in place of the cell."""

_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])"
)
_SPACED_CODE = re.compile(
    r"(?<![A-Z0-9])([A-Z]{3} ?[A-Z]{3} ?[0-9]{2}[A-Z][0-9]{2} ?[A-Z][0-9]{3}[A-Z])(?![A-Z0-9])"
)
_CODE_LENGTH = 16
_IBAN = re.compile(r"\bIT[0-9]{2}[A-Z][0-9]{10}[A-Z0-9]{12}\b")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![0-9])(?:\+39)?\s?(?:3[0-9]{2}|0[0-9]{1,3})[ /.-]?[0-9]{5,8}(?![0-9])")
_CASE = re.compile(
    r"\b(?:caso|utente|assistit[oa]|paziente|pratica|seguit[oa]|figli[oa]|madre|padre|moglie|marito)\s+"
    r"(?:(?:del(?:la)?|di)\s+)?(?:sig(?:\.?\s?ra|\.?\s?na|nora|nor|\.)?|dott(?:\.?ssa|\.)?)\b"
    r"|\b(?:sig\.?\s?ra|sig\.?\s?na|signor[ae]?|sig\.)\s+(?:[A-ZÀ-Ý]|\.{2,}|…)",
    re.I,
)
_BORN = re.compile(r"\bnat[oa]\s+(?:a\s+\w+\s+)?il\s+[0-9]", re.I)
_OFFICE = re.compile(
    r"\b(?:uff\w*|office|segret\w*|sportell\w*|cancell\w*|centralin\w*|servizi\w*|assistent\w*|operator\w*|"
    r"coordinat\w*|accoglienza|direzione|amministraz\w*|volontari|responsabile|presidenza|parroco|cup|medic[oi])\b"
)
_SURE_IN_REMARKS = (("email-in-note", _EMAIL), ("phone-in-note", _PHONE))


def personal_data(text: str, *, remark: bool) -> str:
    """Name the sign of personal data in a cell, or give an empty text.

    Parameters
    ----------
    remark : bool
        The column is for remarks, where an e-mail address or a telephone number is somebody's own.

    Returns
    -------
    str
        ``"person-code"``, ``"iban"``, ``"case-note"``, ``"email-in-note"``, ``"phone-in-note"`` or ``""``.

    Examples
    --------
    >>> personal_data("caso sig.ra …", remark=True), personal_data("lun-ven 9-12", remark=False)
    ('case-note', '')
    """
    upper = text.upper()
    if len(upper) >= _CODE_LENGTH:  # an IBAN is longer still
        codes = (*_CODE.findall(upper), *_SPACED_CODE.findall(upper))
        if any(is_person_code(code) for code in codes):
            return "person-code"
        if _IBAN.search(upper.replace(" ", "")):
            return "iban"
    if _CASE.search(text) or _BORN.search(text):
        return "case-note"
    if remark:
        return next((sign for sign, pattern in _SURE_IN_REMARKS if pattern.search(text)), "")
    return ""


def is_office(text: str) -> bool:
    """Tell whether a contact names an office or a role rather than a person.

    Examples
    --------
    >>> is_office("ufficio servizi sociali"), is_office("front office")
    (True, True)
    """
    return bool(_OFFICE.search(fold(text)))
