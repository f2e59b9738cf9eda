"""The words of the command line, in Italian and English, by key."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["WORDS", "word"]

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "path.head": (
            "Percorsi per chi abita a {place}, {day}: {status}",
            "Paths from {place}, {day}: {status}",
        ),
        "path.optimal": ("il migliore, dimostrato", "the best, proven"),
        "path.gap": ("a meno del {gap} % dal migliore", "within {gap} % of the best"),
        "status.complete": ("completo", "complete"),
        "status.presumed": (
            "presunto: usa passi che nessuno ha mappato qui",
            "presumed: it uses steps that nobody mapped here",
        ),
        "status.partial": ("parziale: qualcosa resta scoperto", "partial: something is left uncovered"),
        "status.none": ("nessun percorso", "no path"),
        "understood": ("Capito: {names}", "Understood: {names}"),
        "path.title": ("Percorso {n} di {of}", "Path {n} of {of}"),
        "path.sums": (
            "passi {steps} · enti {actors} · passaggi tra enti {handoffs} · giorni {days} · costo {cost}",
            "steps {steps} · providers {actors} · hand-offs {handoffs} · days {days} · cost {cost}",
        ),
        "menu.head": (
            "A scelta, per chi abita a {place}, {day}",
            "To choose among, for who lives in {place}, {day}",
        ),
        "menu.whole": (
            "Uno per intero: welfarenet path … --prefer balanced|fast|cheap|few-actors",
            "One of them whole: welfarenet path … --prefer balanced|fast|cheap|few-actors",
        ),
        "step.who": ("chi", "who"),
        "step.presumed": ("di norma {actor}; nessuno mappato qui", "normally {actor}; nobody mapped here"),
        "step.after": ("dopo", "after"),
        "step.steps": ("i passi {numbers}", "steps {numbers}"),
        "step.step": ("il passo {numbers}", "step {numbers}"),
        "step.papers": ("porta", "brings"),
        "step.issues": ("rilascia", "issues"),
        "step.cost": ("costo", "cost"),
        "step.days": ("giorni", "days"),
        "step.span": ("dal giorno {start} al giorno {end}", "from day {start} to day {end}"),
        "step.contacts": ("contatti", "contacts"),
        "step.hours": ("orari", "hours"),
        "step.reason": ("perché", "why"),
        "step.note": ("nota", "note"),
        "step.inherited": ("di norma", "by rule"),
        "step.sources": ("fonti", "sources"),
        "sources.cells": ("{n} celle ({where})", "{n} cells ({where})"),
        "sources.law": ("{law} (letta il {day})", "{law} (read on {day})"),
        "sources.unverified": ("{law} (da verificare)", "{law} (to be checked)"),
        "sources.row": ("{file}, {sheet} riga {row}", "{file}, {sheet} row {row}"),
        "from.step": ("dal passo {n}", "from step {n}"),
        "questions": ("Da chiedere", "To ask"),
        "decides": ("{question} (decide: {steps})", "{question} (decides: {steps})"),
        "assumptions": ("Dato per buono, da verificare", "Taken for granted, to be checked"),
        "assumption": ("{value} ({steps})", "{value} ({steps})"),
        "unmapped": (
            "Attori che servono e che nessuno ha mappato qui",
            "Actors needed that nobody mapped here",
        ),
        "uncovered": ("Non coperto", "Not covered"),
        "unlock": ("si sblocca così: {what}", "what would unlock it: {what}"),
        "not-offered": ("Mappati, ma ora non disponibili", "Mapped, but not to be had now"),
        "not-offered.more": ("e altri: {more} (--refused all)", "and more: {more} (--refused all)"),
        "why": ("Perché questo percorso", "Why this path"),
        "why.shares": ("Di che cosa è fatto il punteggio", "What the score is made of"),
        "why.share": ("{label} → {points} punti ({percent} %)", "{label} → {points} points ({percent} %)"),
        "why.points": ("{label} → {points} punti", "{label} → {points} points"),
        "why.suppliers": ("Passo per passo, se mancasse", "Step by step, if it were not there"),
        "why.without": ("{step}. {text}", "{step}. {text}"),
        "nearest": (
            "Che cosa sbloccherebbe «{label}», dal cambiamento più piccolo",
            "What would unlock “{label}”, the smallest change first",
        ),
        "nearest.none": (
            "nessuno dei cambiamenti che sappiamo provare basta",
            "none of the changes we can try would do",
        ),
        "nearest.unproven": (
            "(non è dimostrato che non ne bastino meno)",
            "(it is not proven that fewer would not do)",
        ),
        "decisive": (
            "Domande che cambierebbero la risposta, prima le più decisive",
            "Questions that would change the answer, most decisive first",
        ),
        "decisive.untried": ("(non provata: sono troppe)", "(not tried: there are too many)"),
        "nothing": ("—", "—"),
        "money.free": ("gratuito", "free"),
        "money.unsaid": ("non detto", "not said"),
        "money.from": ("da {low} € in su", "from {low} €"),
        "money.range": ("da {low} a {high} €", "from {low} to {high} €"),
        "money.one": ("{low} €", "{low} €"),
        "days.at-least": ("almeno {days}", "at least {days}"),
        "days.range": ("da {low} a {high}", "{low} to {high}"),
        "who.head": ("{label}, per chi abita a {place}, {day}", "{label}, for who lives in {place}, {day}"),
        "who.count": ("servizi: {n}", "services: {n}"),
        "who.eligible": ("può averlo", "eligible"),
        "who.via": ("copre", "covers"),
        "who.empty": ("Nessuno: {reason}", "Nobody: {reason}"),
        "gaps.head": (
            "Lacune: {place}, {day}, {comuni} comuni",
            "Gaps: {place}, {day}, {comuni} comuni",
        ),
        "gaps.need": ("bisogno, per numero di comuni", "need, by number of comuni"),
        "gaps.covered": ("coperto", "covered"),
        "gaps.presumed": ("presunto", "presumed"),
        "gaps.open": ("scoperto", "open"),
        "gaps.unsure": ("dipende", "hangs"),
        "gaps.areas": ("Dove, prima dove va peggio", "Where, the worst first"),
        "gaps.area": (
            "{name}: coppie di comune e bisogno scoperte {open} su {pairs}, con passi presunti {presumed}",
            "{name}: pairs of comune and need open {open} of {pairs}, with presumed steps {presumed}",
        ),
        "gaps.causes": ("Perché", "Why"),
        "gaps.cause": (
            "{label}, {comuni} comuni ({some}): {reason}",
            "{label}, {comuni} comuni ({some}): {reason}",
        ),
        "gaps.levers": (
            "Che cosa, da solo e fatto ovunque, aprirebbe di più",
            "What alone, done everywhere, would open most",
        ),
        "gaps.lever": (
            "{text} Apre {opened} coppie in {comuni} comuni; {mapped} passano a chi è mappato.",
            "{text} Opens {opened} pairs in {comuni} comuni; {mapped} pass to who is mapped.",
        ),
        "gaps.lever-mapped": (
            "{text} {mapped} coppie, in {comuni} comuni, passano a chi è mappato.",
            "{text} {mapped} pairs, in {comuni} comuni, pass to who is mapped.",
        ),
        "gaps.questions": ("Da che cosa dipende, se della persona si sapesse di più", "What it hangs on"),
        "gaps.ask": ("{question} ({pairs} coppie)", "{question} ({pairs} pairs)"),
        "gaps.more": ("… e altre {n}: --json le dà", "… and {n} more: --json gives them"),
        "gaps.table": ("{count} righe in {file}", "{count} lines in {file}"),
        "whynot": ("{title}: {reason}", "{title}: {reason}"),
        "load.file": ("{file} (lettura: {mapping})", "{file} (read as: {mapping})"),
        "load.refused": ("{file}: rifiutato: {reason}", "{file}: refused: {reason}"),
        "load.sheet": (
            "  {sheet}: {rows_in} righe = {accepted} accettate + {repaired} riparate "
            "+ {quarantined} in quarantena",
            "  {sheet}: {rows_in} rows = {accepted} accepted + {repaired} repaired "
            "+ {quarantined} quarantined",
        ),
        "load.ignored": ("  {sheet}: non letto: {why}", "  {sheet}: not read: {why}"),
        "load.unread": ("    colonne non lette: {columns}", "    columns not read: {columns}"),
        "load.issue": ("    {where}: {rule}: {suggestion}", "    {where}: {rule}: {suggestion}"),
        "load.row": ("riga {row}", "row {row}"),
        "load.more": (
            "    … e altre {n} segnalazioni: --report FILE le scrive tutte",
            "    … and {n} more: --report FILE writes them all",
        ),
        "load.published": (
            "Pubblicato: revisione {revision}, triple +{added} −{removed}",
            "Published: revision {revision}, triples +{added} −{removed}",
        ),
        "load.dry": (
            "Prova: niente è stato pubblicato (revisione {revision})",
            "Dry run: nothing was published (revision {revision})",
        ),
        "load.none": (
            "Niente è stato pubblicato (revisione {revision})",
            "Nothing was published (revision {revision})",
        ),
        "status.store": ("Archivio {store}, revisione {revision}", "Store {store}, revision {revision}"),
        "status.exercise": ("  {title}: {files}", "  {title}: {files}"),
        "status.empty": (
            "Niente è stato ancora caricato in {store}: welfarenet load FILE, o welfarenet demo",
            "Nothing was loaded into {store} yet: welfarenet load FILE, or welfarenet demo",
        ),
        "export.done": ("{lines} righe in {file}", "{lines} lines in {file}"),
        "replicate.done": (
            "{copy} ha la revisione {revision}: {copied_bytes} byte copiati, {kept_bytes} c'erano già",
            "{copy} has revision {revision}: {copied_bytes} bytes copied, {kept_bytes} were there already",
        ),
        "serve.at": (
            "In ascolto su {address} (Ctrl+C per chiudere)",
            "Listening on {address} (Ctrl+C to stop)",
        ),
        "demo.loading": ("Carico la rete d'esempio…", "Loading the sample network…"),
        "error": ("errore: {text}", "error: {text}"),
        "usage": ("{text} (welfarenet COMANDO --help)", "{text} (welfarenet COMMAND --help)"),
        "internal": (
            "errore interno ({kind}, {place}); nessun dato della domanda è stato conservato",
            "internal error ({kind}, {place}); nothing of the question was kept",
        ),
    }
)


def word(key: str, lang: str, **facts: object) -> str:
    """Give the words of a key with facts in their places.

    Examples
    --------
    >>> word("step.step", "it", numbers="2")
    'il passo 2'
    """
    return WORDS[key][lang == "en"].format_map(facts)
