"""Every rule that an issue may name: how bad it is and what to do, in Italian and English."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["RULES", "RuleText", "Severity"]

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule means to the desk that reads the report."""

    severity: Severity
    suggestion_it: str
    suggestion_en: str


def _info(it: str, en: str) -> RuleText:
    return RuleText("info", it, en)


def _warn(it: str, en: str) -> RuleText:
    return RuleText("warning", it, en)


def _error(it: str, en: str) -> RuleText:
    return RuleText("error", it, en)


# ruff: noqa: E501 - one rule a line reads as the table it is
RULES: dict[str, RuleText] = {
    # Structure
    "encoding": _info("file letto con una codifica diversa da UTF-8", "file read in an encoding other than UTF-8"),
    "filled-down": _info("valore ripreso dalla riga sopra", "value taken from the row above"),
    "nothing-above": _warn("«idem» senza una riga sopra: scrivere il valore", "a ditto mark with nothing above: write the value"),
    "second-table": _warn("due tabelle affiancate: la seconda non è letta", "two tables side by side: the second is not read"),
    "formula-error": _warn("formula in errore: scrivere il valore", "a formula in error: write the value"),
    "struck-through": _info("riga barrata: il servizio è preso come chiuso", "row struck through: the service is taken as closed"),
    "yellow": _info("riga in giallo: il servizio è preso come da verificare", "row in yellow: the service is taken as to be verified"),
    "comment": _info("c'è un commento sulla cella: se corregge il valore, scriverlo nella cella", "the cell has a comment: if it corrects the value, write it in the cell"),
    "duplicate-row": _info("riga uguale a un'altra: contata una volta", "row equal to another: counted once"),
    "corrected": _info("riga corretta nel file di quarantena caricato insieme: vale quella", "row corrected in the quarantine file loaded with it: that one holds"),
    "possible-duplicate": _warn("stesso ente, servizio e territorio di un'altra riga, con dati diversi: tenere quella giusta", "same provider, service and area as another row with other data: keep the right one"),
    # Identity
    "provider-missing": _error("manca l'ente erogatore", "the provider is missing"),
    "provider-home": _info("«Comune» letto come il comune dello sportello", "\"Comune\" read as the comune of the desk"),
    "provider-renamed": _info("nome attuale preso dalla parentesi", "present name taken from the brackets"),
    "provider-split": _info("più enti nella cella: il primo eroga, gli altri collaborano", "several providers in the cell: the first delivers, the others are partners"),
    "provider-supplied": _info("il file non nomina l'ente: lo indica la mappatura", "the file names no provider: the mapping supplies it"),
    "provider-by-acronym": _info("ente riconosciuto dalla sigla", "provider recognised by its acronym"),
    "merged-by-tax-code": _info("stesso codice fiscale di un altro ente: è lo stesso ente", "same tax code as another provider: it is the same one"),
    "same-name": _info("stesso nome di un altro ente del file: è lo stesso ente", "same name as another provider of the file: it is the same one"),
    "maybe-same-provider": _warn("nome simile a un altro ente: se è lo stesso, indicare il codice fiscale di entrambi", "name like another provider's: if it is the same, give the tax code of both"),
    "tax-code-broken": _warn("il foglio ha abbreviato il numero (1,23E+10): riscriverlo come testo", "the sheet shortened the number (1.23E+10): type it again as text"),
    "tax-code-wrong": _warn("codice fiscale o P.IVA non valido: controllarlo", "invalid tax code: check it"),
    "tax-code-tidied": _info("codice fiscale riscritto senza altro testo", "tax code written without other text"),
    "name-missing": _error("manca il nome dell'ente", "the provider's name is missing"),
    # Territory
    "coverage-missing": _error("indicare il territorio coperto", "say which territory is covered"),
    "coverage-derived": _info("il territorio coperto è ricavato: il file non lo dice", "the territory covered is derived: the file does not say it"),
    "coverage-from-comune": _info("territorio vuoto: un Comune serve i propri residenti", "no territory given: a comune serves its own residents"),
    "repaired-territory": _info("nome del territorio corretto", "territory name corrected"),
    "ambiguous-territory": _error("più territori hanno questo nome: aggiungere la provincia", "several territories have this name: add the province"),
    "unknown-territory": _error("territorio non riconosciuto: scrivere il nome del comune", "territory not recognised: write the comune's name"),
    "former-without-successor": _error("comune soppresso senza successore noto: scrivere il comune attuale", "former comune without a known successor: write today's comune"),
    "vague-territory": _warn("territorio non definito («limitrofi»): elencare i comuni", "undefined area (\"nearby\"): list the comuni"),
    "home-not-defined": _warn("non si sa quale ambito o distretto: scriverne il nome", "it is not known which district: write its name"),
    "place-unread": _warn("comune della sede non riconosciuto", "comune of the seat not recognised"),
    # Territories that users bring
    "comune-code-wrong": _error("codice catastale, codice ISTAT o sigla mancante o malformato", "Belfiore code, ISTAT code or plate missing or malformed"),
    "comune-incomplete": _error("manca il nome del comune o il codice della regione", "the comune's name or the region's code is missing"),
    "comuni-unlisted": _warn("comuni che l'elenco non nomina più: soppressi in una data che non dice, restano come sono", "comuni that the list no longer names: ended on a day it does not say, left as they are"),
    "area-incomplete": _error("servono codice e nome dell'area e nome del comune", "code and name of the area and name of the comune are needed"),
    "area-kind-unknown": _error("tipo di area non previsto: scrivere ambito, distretto o ASL", "unknown kind of area: write ambito, distretto or ASL"),
    "area-code-taken": _error("codice già usato da un comune, una provincia o una regione: sceglierne un altro", "code already used by a comune, province or region: choose another"),
    "area-differs": _info("stesso codice con altro nome o tipo: vale quello delle altre righe", "same code with another name or kind: that of the other rows holds"),
    "area-not-as-loaded": _warn("l'elenco del file e l'area caricata hanno comuni diversi: vale il file", "the file's list and the area loaded have different comuni: the file's holds"),
    "not-a-comune": _error("serve il nome di un comune, non di un'area", "the name of a comune is needed, not of an area"),
    # Classification
    "title-missing": _error("manca il nome del servizio", "the service's name is missing"),
    "service-type-unknown": _warn("tipo di servizio non riconosciuto: usare un nome comune o indicarlo nella mappatura", "service type not recognised: use a common name or add it to the mapping"),
    "unclassified": _error("non si capisce che servizio sia: indicare il bisogno a cui risponde", "it is not clear what service this is: give the need it answers"),
    "title-split": _info("più servizi nella cella: letti separatamente", "several services in the cell: read one by one"),
    "need-unknown": _warn("bisogno non riconosciuto: scegliere dall'elenco dei bisogni", "need not recognised: choose from the list of needs"),
    "need-partial": _info("bisogno segnato «in parte»: preso come coperto", "need marked \"in part\": taken as covered"),
    "need-conditional": _warn("bisogno coperto solo a una condizione: non è registrato; scrivere una riga a parte", "need covered on a condition only: not recorded; write a row of its own"),
    "service-ambiguous": _error("più enti offrono un servizio con questo nome: aggiungere l'ente", "several providers offer a service of this name: add the provider"),
    "service-not-found": _error("nessun servizio del foglio Servizi ha questo nome", "no service of the sheet Servizi has this name"),
    # Eligibility and papers
    "human-check": _warn("requisito che solo una persona può verificare: resta come testo", "a requirement only a person can check: kept as text"),
    "about": _info("importo approssimato preso alla lettera", "an approximate amount taken literally"),
    "isee-unread": _warn("soglia ISEE non leggibile", "ISEE ceiling not readable"),
    "paper-unknown": _warn("documento non riconosciuto: resta come testo e non crea percorsi", "paper not recognised: kept as text, it makes no path"),
    "paper-later": _info("documento che arriva solo dopo, da un altro servizio: non è rilasciato qui", "a paper that comes only later, from another service: not issued here"),
    "sender-unknown": _info("chi invia non è tra gli enti o i servizi mappati: resta come testo", "the sender is not among the mapped providers or services: kept as text"),
    "party-unknown": _error("ente della convenzione non riconosciuto: usare il nome del foglio Enti", "party of the agreement not recognised: use the name in the sheet Enti"),
    # Money, time, contacts
    "cost-unread": _warn("costo non leggibile come cifra: resta come testo", "cost not readable as a figure: kept as text"),
    "days-unread": _warn("tempi non leggibili in giorni: restano come testo", "times not readable in days: kept as text"),
    "number-unread": _warn("numero non leggibile", "number not readable"),
    "number-extracted": _info("numero preso da un testo", "number taken out of a text"),
    "date-wrong": _warn("data non leggibile: scrivere gg/mm/aaaa", "date not readable: write dd/mm/yyyy"),
    "date-without-year": _warn("data senza anno", "date without a year"),
    "date-future": _warn("data di verifica nel futuro: non è presa", "a check dated in the future: not taken"),
    "excel-day": _info("numero di Excel letto come data", "Excel number read as a date"),
    "year-supplied": _info("anno preso dalla rilevazione", "year taken from the exercise"),
    "day-supplied": _info("senza giorno: preso il primo del mese", "no day: the first of the month is taken"),
    "ended-before-start": _warn("la scadenza precede la decorrenza", "it ends before it starts"),
    "zero-restored": _info("zero iniziale perso dal foglio e rimesso", "leading zero lost by the sheet and put back"),
    "phone-unread": _warn("telefono non leggibile", "telephone not readable"),
    "phone-doubtful": _warn("telefono troppo corto o lungo: controllarlo", "telephone too short or too long: check it"),
    "email-wrong": _warn("indirizzo e-mail non valido", "invalid e-mail address"),
    "website-tidied": _info("indirizzo del sito ripulito", "web address tidied"),
    "website-wrong": _warn("indirizzo del sito non valido", "invalid web address"),
    "postcode-wrong": _warn("CAP non valido", "invalid postcode"),
    "hours-restored": _warn("Excel aveva trasformato l'orario in una data: controllare", "Excel had turned the hours into a date: check them"),
    "yes-no-unread": _warn("né sì né no", "neither yes nor no"),
    "status-unread": _warn("stato non riconosciuto: preso come da verificare", "status not recognised: taken as to be verified"),
    "channel-unread": _warn("modo di erogazione non riconosciuto", "channel not recognised"),
    # Privacy
    "person-code": _error("codice fiscale di una persona: cella esclusa, toglierlo dal file", "tax code of a person: cell left out, remove it from the file"),
    "iban": _error("IBAN: cella esclusa, toglierlo dal file", "an IBAN: cell left out, remove it from the file"),
    "case-note": _error("appunto su un caso personale: cella esclusa, toglierlo dal file", "note on a person's case: cell left out, remove it from the file"),
    "email-in-note": _error("indirizzo e-mail in una nota: cella esclusa", "e-mail address in a note: cell left out"),
    "phone-in-note": _error("numero di telefono in una nota: cella esclusa", "telephone number in a note: cell left out"),
    "confidential-seat": _info("sede riservata: indirizzo e comune della sede non sono pubblicati", "confidential seat: its address and comune are not published"),
    "maybe-person": _warn("il referente sembra una persona: non è pubblicato; scrivere l'ufficio", "the contact looks like a person: not published; write the office"),
}  # fmt: skip
"""Closed list: an issue with any other rule cannot be worded."""
