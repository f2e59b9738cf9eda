"""The phrases that errors carry, in Italian; what the table lacks stays in English, not unsaid."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from .expected import EXPECTED

__all__ = ["in_italian"]

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
        "it is not a folder": "non è una cartella",
        "it was closed": "è stato chiuso",
        "it was closed; open it again": "è stato chiuso; riaprirlo",
        "nothing was published there yet": "non vi è ancora pubblicato nulla",
        "it is missing beside several generations": "manca, accanto a più generazioni",
        "it does not end as a file of records does": "non finisce come un file di record",
        "the mapping cannot be read": "la mappatura di lettura non si può leggere",
        "check the name": "controllare il nome",
        "there is no such file": "il file non c'è",
        "it is not a file": "non è un file",
        "give a file": "indicare un file",
        "the file is empty": "il file è vuoto",
        "save it again": "salvarlo di nuovo",
        "remove pictures or split it": "togliere immagini o dividerlo",
        "save it as .xlsx": "salvarlo come .xlsx",
        "save it as .xlsx or .csv": "salvarlo come .xlsx o .csv",
        "save it as CSV UTF-8": "salvarlo come CSV UTF-8",
        "open it and save it again as .xlsx": "aprirlo e salvarlo di nuovo come .xlsx",
        "an old binary workbook is not read": "una cartella di lavoro binaria di vecchio tipo non si legge",
        "a binary workbook is not read": "una cartella di lavoro binaria non si legge",
        "a workbook with macros is not read": "una cartella di lavoro con macro non si legge",
        "a template with macros is not read": "un modello con macro non si legge",
        "an OpenDocument workbook is not read": "una cartella di lavoro OpenDocument non si legge",
        "a Numbers document is not read": "un documento Numbers non si legge",
        "a PDF is not read": "un PDF non si legge",
        "a Word document is not read": "un documento Word non si legge",
        "it is not text in UTF-8, UTF-16 or cp1252": "non è testo in UTF-8, UTF-16 o cp1252",
        "the workbook cannot be read within the allowed memory": (
            "la cartella di lavoro non si può leggere nella memoria concessa"
        ),
        "the workbook needs too much memory": "la cartella di lavoro chiede troppa memoria",
        "it is not an Excel workbook": "non è una cartella di lavoro Excel",
        "it holds macros": "contiene macro",
        "it inflates to an unreasonable size": "si gonfia a una misura irragionevole",
        "it declares a document type, which no spreadsheet does": (
            "dichiara un tipo di documento, e nessun foglio di calcolo lo fa"
        ),
        "a part is not in UTF-8": "una sua parte non è in UTF-8",
        "no known mapping recognises its columns": "nessuna mappatura nota riconosce le sue colonne",
        "it holds no rows": "non contiene righe",
        "give one with --mapping": "indicarne una con --mapping",
        "download the current list from ISTAT": "scaricare l'elenco aggiornato da ISTAT",
        "its name is not text": "il suo nome non è un testo",
        "rename it": "rinominarlo",
        "rename one of them": "rinominare uno dei due",
        "load it together with the original file": "caricarlo insieme al file originale",
        "the whole file": "tutto il file",
        "it is not a set of keys": "non è un insieme di chiavi",
        "there is no such key": "questa chiave non esiste",
        "the official list and other areas need a mapping each": (
            "l'elenco ufficiale e le altre aree vogliono una mappatura ciascuno"
        ),
        "a list of territories and a mapping of services have this same name: rename one": (
            "un elenco di territori e una mappatura di servizi hanno lo stesso nome: rinominarne uno"
        ),
        "did you mean {}?": "forse {}?",
        "choose between {}": "scegliere fra {}",
        "the facts are {}": "i dati previsti sono {}",
        "are {}": "sono {}",
        "ask for 1 to {} at a time": "chiederne da 1 a {} alla volta",
        "a name is longer than {} characters": "un nome supera {} caratteri",
        "is longer than {} characters": "supera {} caratteri",
        "is longer than {} kB": "supera {} kB",
        "nobody is more than {} years old": "nessuno ha più di {} anni",
        "cannot be written: {}": "non si può scrivere: {}",
        "cannot listen there: {}": "indirizzo non utilizzabile: {}",
        "is not JSON: line {}, column {}": "non è JSON: riga {}, colonna {}",
        "it names no generation: {}": "non nomina una generazione: {}",
        "the generation named in {} is not there": "la generazione nominata in {} non c'è",
        "its {} cannot be read ({})": "il suo {} non si può leggere ({})",
        "it cannot be read ({})": "non si può leggere ({})",
        "{} is missing": "{} manca",
        "{} has {} bytes instead of {}": "{} ha {} byte invece di {}",
        "it ends in the middle of a line, at byte {}": "finisce a metà di una riga, al byte {}",
        "a line tells no record: {}": "una riga non dice alcun record: {}",
        "{} does not match its checksum": "{} non corrisponde alla sua somma di controllo",
        "it has format {}, this version reads format {}": (
            "ha il formato {}, questa versione legge il formato {}"
        ),
        "{} triples were written instead of {}": "sono state scritte {} triple invece di {}",
        "{} of {} rows were written; something deletes from it": (
            "sono state scritte {} righe su {}; qualcosa ne cancella"
        ),
        "it holds {} nodes and {} relationships of the new version instead of {} and {}": (
            "contiene {} nodi e {} relazioni della nuova versione invece di {} e {}"
        ),
        "there is no such key; did you mean {}?": "questa chiave non esiste; forse {}?",
        "it is not YAML ({})": "non è YAML ({})",
        "it is not delimited text ({})": "non è testo delimitato ({})",
        "it is {} MB, more than the {} allowed": "è di {} MB, più dei {} ammessi",
        "it holds {} parts": "contiene {} parti",
        "reading it takes more than {} seconds": "leggerlo richiede più di {} secondi",
        "a sheet reaches row {}, far beyond what is read": (
            "un foglio arriva alla riga {}, molto oltre quanto si legge"
        ),
        "a sheet reaches column {}, far beyond what is read": (
            "un foglio arriva alla colonna {}, molto oltre quanto si legge"
        ),
        "the workbook is damaged ({})": "la cartella di lavoro è danneggiata ({})",
        "the workbook is damaged or protected ({})": "la cartella di lavoro è danneggiata o protetta ({})",
        "it is older than what is known: {} of its comuni have ended, such as {}": (
            "è più vecchio di quanto si sa: {} dei suoi comuni non ci sono più, come {}"
        ),
        "it has the name of {} but is of another kind": "si chiama come {} ma è di altro tipo",
        "it holds corrected rows only: it would take the place of all that is published of {}": (
            "contiene solo righe corrette: prenderebbe il posto di tutto ciò che è pubblicato di {}"
        ),
        "load it together with {}": "caricarlo insieme a {}",
        "{} holds half a character (surrogates not allowed)": "{} contiene mezzo carattere",
        "{} does not fit 64 bits": "{} supera i 64 bit",
        "{}, sheet {}, row {}, column {}": "{}, foglio {}, riga {}, colonna {}",
        "{}, sheet {}, row {}": "{}, foglio {}, riga {}",
        "is longer than the {} bytes that Neo4j can look up": "supera i {} byte che Neo4j sa cercare",
        "it was published with {} too, which this load leaves out": (
            "era pubblicata anche con {}, che questo caricamento lascia fuori"
        ),
        "{} would go from {} to {}": "{} passerebbe da {} a {}",
        "{} {}, where the mapping expects {} to any number": (
            "{1}: {0}, e la mappatura ne attende almeno {2}"
        ),
        "{} {}, where the mapping expects {} to {}": "{1}: {0}, e la mappatura ne attende da {2} a {3}",
        "{} would no longer exist, and {} offerings cover it": (
            "{} non esisterebbe più, e la coprono {} offerte"
        ),
    }
)
"""By the English; what a phrase says of the case at hand stands at ``{}``."""

_ITALIAN = dict(EXPECTED.values())


def in_italian(phrase: str) -> str:
    """Turn a phrase of an error; one that the table lacks comes back as it was.

    Examples
    --------
    >>> in_italian("it is 22 MB, more than the 20 allowed")
    'è di 22 MB, più dei 20 ammessi'
    """
    if phrase in _PHRASES:
        return _PHRASES[phrase]
    given = phrase.removeprefix("give ")
    if given in _ITALIAN:
        return f"indicare {_ITALIAN[given]}"
    for pattern, italian in _patterns():
        if found := pattern.fullmatch(phrase):
            return italian.format(*found.groups())
    return phrase


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Make patterns of the phrases with places, those that say most themselves first."""
    placed = sorted((one for one in _PHRASES if "{}" in one), key=lambda one: (-len(one), one))
    return tuple(
        (re.compile(re.escape(one).replace(r"\{\}", "(.+)"), re.DOTALL), _PHRASES[one]) for one in placed
    )
