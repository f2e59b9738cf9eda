"""An error in the language of the person: one line, saying what is wrong and what to do.

Errors word themselves in English, for code and logs. Their facts are worded
here again, and the few phrases they carry are turned by a table; what the table
lacks stays in English rather than going missing.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..ontology.errors import (
    AmbiguousNameError,
    CitizenError,
    FileRefusedError,
    QuestionError,
    StoreBusyError,
    StoreUnreachableError,
    UnknownConceptError,
    UnknownNameError,
    UnknownRecordError,
    WelfareNetError,
)
from .expected import EXPECTED

__all__ = ["fault", "in_italian"]

_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "need": ("nessun bisogno", "più bisogni"),
        "service type": ("nessun tipo di servizio", "più tipi di servizio"),
        "need or service type": ("nessun bisogno o tipo di servizio", "più bisogni o tipi di servizio"),
        "document": ("nessun documento", "più documenti"),
        "comune": ("nessun comune", "più comuni"),
        "territory": ("nessun territorio", "più territori"),
    }
)

_PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "is not possible": "non è possibile",
        "is unknown": "non è un dato previsto",
        "is not a set of facts": "non è un insieme di dati",
        "holds a key that is no fact": "contiene una chiave che non è un dato previsto",
        "is no document of the list": "non è un documento dell'elenco",
        "names more than one document": "indica più documenti",
        "is no kind of service of the list": "non è un tipo di servizio dell'elenco",
        "names more than one": "ne indica più d'uno",
        "has a date that is none": "ha una data che non esiste",
        "is not a value it can have": "non è un valore ammesso",
        "is not a date we can use": "non è una data utilizzabile",
        "is not in the form expected": "non è nella forma attesa",
        "is missing": "manca",
        "is not asked here": "qui non si chiede",
        "comes after the day asked": "viene dopo il giorno chiesto",
        "give an earlier day, or ask on a later one": (
            "indicare un giorno precedente, o chiedere per uno successivo"
        ),
        "names what limits.forbid rules out": "nomina ciò che limits.forbid esclude",
        "leave it out of one of the two": "toglierlo da uno dei due",
        "leave it out": "toglierlo",
        "is not a JSON object": "non è un oggetto JSON",
        "holds NaN or Infinity, which JSON does not know": "contiene NaN o Infinity, che il JSON non conosce",
        "gives the same key twice in one object": "dà due volte la stessa chiave",
        "holds a number that is too large": "contiene un numero troppo grande",
        "holds a number that is too long": "contiene un numero troppo lungo",
        "is not text in UTF-8 or holds half a character": "non è un testo in UTF-8",
        "is nested too deeply": "è annidato troppo a fondo",
        "names nothing of this network": "non indica nulla di questa rete",
        "the file cannot be read": "il file non si può leggere",
        "a name is empty": "un nome è vuoto",
        "write an id or a plain Italian name": "scrivere un codice o un nome italiano",
        "write fewer words": "scrivere meno parole",
        "give an offering, a provider or a service type": (
            "indicare un'offerta, un ente o un tipo di servizio"
        ),
        "give a JSON object": "indicare un oggetto JSON",
        "give the path of a file that exists, or - for standard input": (
            "indicare un file che esiste, o - per lo standard input"
        ),
        "choose another with --port": "sceglierne un'altra con --port",
    }
)

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"did you mean (.+)\?"), r"forse \1?"),
    (re.compile(r"choose between (.+)"), r"scegliere fra \1"),
    (re.compile(r"the facts are (.+)"), r"i dati previsti sono \1"),
    (re.compile(r"are (\d+)"), r"sono \1"),
    (re.compile(r"ask for 1 to (\d+) at a time"), r"chiederne da 1 a \1 alla volta"),
    (re.compile(r"a name is longer than (\d+) characters"), r"un nome supera \1 caratteri"),
    (re.compile(r"is longer than (\d+ kB|\d+ characters)"), r"supera \1"),
    (re.compile(r"nobody is more than (\d+) years old"), r"nessuno ha più di \1 anni"),
    (re.compile(r"cannot be written: (.+)"), r"non si può scrivere: \1"),
    (re.compile(r"cannot listen there: (.+)"), r"indirizzo non utilizzabile: \1"),
    (re.compile(r"is not JSON: line (\d+), column (\d+)"), r"non è JSON: riga \1, colonna \2"),
)

_ITALIAN = dict(EXPECTED.values())


def fault(error: WelfareNetError, lang: str) -> str:
    """Word an error in one line.

    Examples
    --------
    >>> fault(CitizenError("age", "is not possible", "give a percentage from 0 to 100"), "it")
    'dato della persona «age»: non è possibile; indicare una percentuale da 0 a 100'
    """
    text = _italian(error) if lang == "it" else str(error)
    return " ".join(text.split())


def in_italian(phrase: str) -> str:
    """Turn a phrase of an error; one that the tables lack comes back as it was."""
    if phrase in _PHRASES:
        return _PHRASES[phrase]
    given = phrase.removeprefix("give ")
    if given in _ITALIAN:
        return f"indicare {_ITALIAN[given]}"
    for pattern, italian in _PATTERNS:
        if pattern.fullmatch(phrase):
            return pattern.sub(italian, phrase)
    return phrase


def _italian(error: WelfareNetError) -> str:
    match error:
        case UnknownNameError():
            kind = _KINDS.get(error.kind, (f"nessun {error.kind}", ""))[0]
            hint = f"; forse {', '.join(error.nearest)}?" if error.nearest else ""
            return f"{kind} si chiama «{error.name}»{hint}"
        case AmbiguousNameError():
            kind = _KINDS.get(error.kind, ("", f"più {error.kind}"))[1]
            return f"«{error.name}» è il nome di {kind}: scegliere fra {', '.join(error.choices)}"
        case CitizenError():
            who = "persona" if error.key == "citizen" else f"dato della persona «{error.key}»"
            return f"{who}: {_joined(error.problem, error.hint)}"
        case QuestionError():
            return f"{error.field}: {_joined(error.problem, error.hint)}"
        case UnknownRecordError():
            return f"la rete non contiene «{error.iri}»; forse era di una mappatura poi sostituita"
        case FileRefusedError():
            return f"{error.file}: {_joined(error.reason, error.hint)}"
        case StoreUnreachableError():
            return f"l'archivio {error.url} non si può aprire: {error.reason}"
        case StoreBusyError():
            return f"un altro processo sta scrivendo in {error.url}: riprovare quando ha finito"
        case UnknownConceptError():
            remedy = "ricaricare le mappature che li nominano, o usare la versione con cui furono caricate"
            named = ", ".join(error.names)
            return f"la revisione {error.revision} nomina {named}, che questa versione non conosce; {remedy}"
        case _:
            return str(error)


def _joined(*phrases: str) -> str:
    return "; ".join(in_italian(phrase) for phrase in phrases if phrase)
