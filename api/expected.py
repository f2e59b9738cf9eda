"""What each field of a question and each fact of a citizen may be, in English and Italian."""

from collections.abc import Mapping
from types import MappingProxyType

from ..graph.citizen import CODES
from ..graph.gap_telling import AREA_KINDS
from ..graph.mapped import Channel
from ..graph.preferences import PREFERENCES

__all__ = ["CODES", "EXPECTED", "MAX_K", "MAX_NEEDS", "OLDEST", "REFUSED", "expected"]

MAX_NEEDS, MAX_K, OLDEST = 12, 10, 130
REFUSED = ("few", "all")

_TRUTH = ("true or false", "true o false")
_DAY = ("a day of the past, written YYYY-MM-DD", "un giorno passato, scritto AAAA-MM-GG")
_NAME = ("an id or an Italian name", "un codice o un nome italiano")


def _one_of(codes: tuple[str, ...]) -> tuple[str, str]:
    listed = ", ".join(codes)
    return f"one of {listed}", f"uno fra {listed}"


EXPECTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "needs": (f"a list of 1 to {MAX_NEEDS} names", f"un elenco da 1 a {MAX_NEEDS} nomi"),
        "need": _NAME,
        "offering": (
            "the IRI of an offering, as an answer gives it",
            "l'IRI di un'offerta, come lo dà una risposta",
        ),
        "territory": (
            "a comune by name or Belfiore code",
            "un comune, per nome o codice catastale",
        ),
        "on": (
            "a day written YYYY-MM-DD, such as 2026-11-23",
            "un giorno scritto AAAA-MM-GG, come 2026-11-23",
        ),
        "k": (f"a whole number from 1 to {MAX_K}", f"un numero intero da 1 a {MAX_K}"),
        "prefer": _one_of(tuple(PREFERENCES)),
        "refused": _one_of(REFUSED),
        "by": _one_of(AREA_KINDS),
        "lang": _one_of(("it", "en")),
        "explain": _TRUTH,
        "limits": (
            "an object with max_days, max_actors, max_cost_eur, forbid, require, channels",
            "un oggetto con max_days, max_actors, max_cost_eur, forbid, require, channels",
        ),
        "limits.max_days": ("a whole number of days, 0 or more", "un numero intero di giorni, da 0 in su"),
        "limits.max_actors": (
            "a whole number of providers, 1 or more",
            "un numero intero di enti, da 1 in su",
        ),
        "limits.max_cost_eur": ("an amount in euros, 0 or more", "una somma in euro, da 0 in su"),
        "limits.forbid": (
            "a list of offerings, providers or service types",
            "un elenco di offerte, enti o tipi di servizio",
        ),
        "limits.require": (
            "a list of at most 10 offerings, providers or service types",
            "un elenco di al massimo 10 offerte, enti o tipi di servizio",
        ),
        "limits.channels": (
            f"a list of one or more of {', '.join(Channel)}",
            f"un elenco di uno o più fra {', '.join(Channel)}",
        ),
        "citizen": ('a JSON object, such as {"age": 82}', 'un oggetto JSON, come {"age": 82}'),
        "citizen.age": (
            f"a whole number of years from 0 to {OLDEST}",
            f"un numero intero di anni da 0 a {OLDEST}",
        ),
        "citizen.born_on": _DAY,
        "citizen.isee_eur": ("an amount in euros, 0 or more", "una somma in euro, da 0 in su"),
        "citizen.household_size": (
            "a whole number of persons, 1 or more",
            "un numero intero di persone, da 1 in su",
        ),
        "citizen.minors": (
            "a whole number of persons, from 0 to the size of the household",
            "un numero intero di persone, da 0 a quante sono nel nucleo",
        ),
        **dict.fromkeys(
            ("citizen.lives_alone", "citizen.self_sufficient", "citizen.carer", "citizen.pregnant"), _TRUTH
        ),
        "citizen.disability_percent": ("a percentage from 0 to 100", "una percentuale da 0 a 100"),
        "citizen.resident_since": _DAY,
        "citizen.memberships": ("a list of names of associations", "un elenco di nomi di associazioni"),
        "citizen.receives": (
            "a list of kinds of service, by id or Italian name",
            "un elenco di tipi di servizio, per codice o nome italiano",
        ),
        "citizen.documents": (
            "a list of names of documents, or of objects with document, issued_on, valid_until "
            "(days as YYYY-MM-DD, in this order) and held (true or false)",
            "un elenco di nomi di documenti, o di oggetti con document, issued_on, valid_until "
            "(giorni come AAAA-MM-GG, in quest'ordine) e held (true o false)",
        ),
        **{f"citizen.{fact}": _one_of(codes) for fact, codes in CODES.items()},
    }
)
"""By field; a citizen's facts after ``citizen.``. English first."""


def expected(field: str, lang: str = "en") -> str:
    """Say what a field may be.

    Examples
    --------
    >>> expected("citizen.law_104", "it")
    'uno fra none, minor, serious'
    """
    return EXPECTED[field][lang == "it"]
