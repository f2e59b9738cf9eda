"""An error in the language of the person: one line, saying what is wrong and what to do.

Errors word themselves in English, for code and logs. Their facts are worded
here again, and the few phrases they carry are turned by the tables of ``phrases``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ..ontology.errors import (
    AmbiguousNameError,
    CitizenError,
    ConflictError,
    CorruptStoreError,
    FileRefusedError,
    MappingError,
    PublishRefusedError,
    QuestionError,
    StoreBusyError,
    StoreUnreachableError,
    UnknownConceptError,
    UnknownNameError,
    UnknownRecordError,
    UnwritableRecordError,
    WelfareNetError,
)
from .phrases import in_italian

__all__ = ["fault", "refusal"]

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


def fault(error: WelfareNetError, lang: str) -> str:
    """Word an error in one line.

    Examples
    --------
    >>> fault(CitizenError("age", "is not possible", "give a percentage from 0 to 100"), "it")
    'dato della persona «age»: non è possibile; indicare una percentuale da 0 a 100'
    """
    text = _italian(error) if lang == "it" else str(error)
    return " ".join(text.split())


def refusal(reason: str, lang: str) -> str:
    """Word why a file was not read, as a load reports it.

    Examples
    --------
    >>> refusal("it holds macros; save it as .xlsx", "it")
    'contiene macro; salvarlo come .xlsx'
    """
    if lang != "it":
        return reason
    problem, _, hint = reason.rpartition("; ")
    return _joined(problem, hint)


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
            return f"l'archivio {error.url} non si può aprire: {in_italian(error.reason)}"
        case StoreBusyError():
            return f"un altro processo sta scrivendo in {error.url}: riprovare quando ha finito"
        case UnknownConceptError():
            remedy = "ricaricare le mappature che li nominano, o usare la versione con cui furono caricate"
            named = ", ".join(error.names)
            return f"la revisione {error.revision} nomina {named}, che questa versione non conosce; {remedy}"
        case MappingError():
            where, problem = in_italian(error.where), in_italian(error.problem)
            return f"mappatura {error.mapping}, in {where}: {problem}"
        case PublishRefusedError():
            left = "Quel che c'era prima risponde ancora"
            return f"{error.exercise} non è stato pubblicato: {_joined(*error.problems)}. {left}"
        case UnwritableRecordError():
            return f"{error.record}: {error.name} {in_italian(error.problem)}"
        case ConflictError():
            changed = f"era attesa la revisione {error.expected}, ma l'archivio è alla {error.found}"
            return f"{changed}; rileggere e riprovare"
        case CorruptStoreError():
            remedy = "puntare CURRENT a una precedente o caricare di nuovo"
            return f"la generazione in {error.path} è danneggiata: {in_italian(error.problem)}; {remedy}"
        case _:
            return str(error)


def _joined(*phrases: str) -> str:
    return "; ".join(in_italian(phrase) for phrase in phrases if phrase)
