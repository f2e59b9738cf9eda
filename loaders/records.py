"""Drafts become records, named by what they are and not by where they stand in the file.

The same file read twice, or with its rows in another order, gives the same names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from ..graph.exercises import Cell
from ..graph.mapped import Agreement, ContactKind, Offering, Referral, Service
from .companions import TitleIndex
from .conditions import rule_of
from .identity import ProviderBook
from .organisations import AgreementDraft
from .reading import fold, slug
from .services import ServiceDraft

__all__ = ["Made", "make_agreements", "make_offerings", "make_referrals"]

Made = tuple[ServiceDraft, Service, Offering]
R = TypeVar("R", Service, Offering)
_NOT_SENDERS = frozenset({"chiunque", "tutti", "nessuno", "accesso diretto", "spontaneo", "no", "libero"})


def make_offerings(
    drafts: Iterable[ServiceDraft], keys: Mapping[int, tuple[str, tuple[str, ...]]], base: str
) -> list[Made]:
    """Make one service and one offering of each draft; equal ones get equal names.

    Parameters
    ----------
    keys : mapping of int to (str, tuple of str)
        Provider and partners of each draft, by its position.
    base : str
        IRI of the exercise, ending in a slash.
    """
    drafts = list(drafts)
    services = [_service(draft, keys[at][0], base) for at, draft in enumerate(drafts)]
    services = _told_apart(services)
    offerings = [_offering(draft, keys[at], services[at].iri, base) for at, draft in enumerate(drafts)]
    apart = _told_apart(offerings)
    for draft, before, after in zip(drafts, offerings, apart, strict=True):
        if before.iri != after.iri:
            draft.row.note("possible-duplicate", "title")
    return list(zip(drafts, services, apart, strict=True))


def make_agreements(drafts: Iterable[AgreementDraft], base: str) -> list[tuple[AgreementDraft, Agreement]]:
    """Make a record of each agreement."""
    return [
        (
            draft,
            Agreement(
                iri=f"{base}agreement/{draft.key}",
                title=draft.title,
                parties=tuple(f"{base}provider/{key}" for key in draft.parties),
                kind=draft.kind,
                valid_from=draft.starts,
                valid_to=draft.ends,
                sources=(draft.row.row_iri,),
            ),
        )
        for draft in drafts
    ]


def make_referrals(made: list[Made], book: ProviderBook, base: str) -> tuple[list[Referral], list[Cell]]:
    """Link the offerings of each sender that a row names to the row's own offering."""
    index = TitleIndex.of(draft for draft, _, _ in made)
    by_provider: dict[str, list[Offering]] = {}
    for _, _, offering in made:
        by_provider.setdefault(offering.provider, []).append(offering)
    found: dict[str, Referral] = {}
    cells = []
    for draft, _, target in made:
        for sender in draft.senders:
            origins = [made[at][2] for at in index.find(sender)]
            known = book.find(sender) if not origins else None
            if known is not None:
                origins = by_provider.get(f"{base}provider/{known[0].key}", [])
            if not origins and fold(sender) not in _NOT_SENDERS:
                draft.row.note("sender-unknown", "senders", value=sender)
            for origin in origins:
                if origin.iri != target.iri:
                    iri = f"{base}referral/{_digest(origin.iri, target.iri)}"
                    sources = {*(found[iri].sources if iri in found else ()), draft.row.row_iri}
                    found[iri] = Referral(iri, origin.iri, target.iri, sources=tuple(sorted(sources)))
                    cells += [
                        Cell(iri, "from_offering", t.row, t.column, t.text)
                        for t in draft.row.trace("senders")
                    ]
    return [found[iri] for iri in sorted(found)], cells


def _service(draft: ServiceDraft, provider: str, base: str) -> Service:
    return Service(
        iri=f"{base}service/{slug(draft.title)}-{_digest(provider, fold(draft.title))}",
        title=draft.title,
        service_type=draft.service_type,
        needs=draft.needs,
        requires=draft.requires,
        issues=draft.issues,
        rules=rule_of(draft.clauses),
        description=draft.description,
        sources=(draft.row.row_iri,),
    )


def _offering(draft: ServiceDraft, keys: tuple[str, tuple[str, ...]], service: str, base: str) -> Offering:
    provider, partners = keys
    stated = () if draft.coverage_from else (*sorted(draft.coverage), "-", *sorted(draft.excluded))
    seat = sorted(c.value for c in draft.contacts if c.kind in (ContactKind.ADDRESS, ContactKind.OTHER))
    natural = (
        provider,
        fold(draft.title),
        *stated,
        draft.place or "",
        *(seat if draft.coverage_from else ()),
    )
    return Offering(
        iri=f"{base}offering/{slug(draft.title)}-{_digest(*natural)}",
        service=service,
        provider=f"{base}provider/{provider}",
        coverage=draft.coverage,
        excluded=draft.excluded,
        channels=draft.channels,
        contacts=draft.contacts,
        hours=draft.hours,
        place=draft.place,
        cost=draft.cost,
        days=draft.days,
        places=draft.places,
        status=draft.status,
        assured_on=draft.assured_on,
        partners=tuple(f"{base}provider/{key}" for key in partners if key != provider),
        confidential=draft.row.confidential,
        sources=(draft.row.row_iri,),
    )


def _told_apart(records: list[R]) -> list[R]:
    """Give records that share a name but not their content a longer name; equal ones keep one name."""
    named = Counter(record.iri for record in records)
    contents = [_content(record) if named[record.iri] > 1 else "" for record in records]
    by_name: dict[str, set[str]] = {}
    for record, content in zip(records, contents, strict=True):
        by_name.setdefault(record.iri, set()).add(content)
    return [
        record if len(by_name[record.iri]) == 1 else replace(record, iri=f"{record.iri}-{content}")
        for record, content in zip(records, contents, strict=True)
    ]


def _content(record: Service | Offering) -> str:
    return _digest(repr(replace(record, iri="", sources=())))


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:8]
