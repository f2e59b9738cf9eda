"""Which provider a name means: by tax code or the same name, otherwise only a proposal."""

import random

import pytest
from desks import built, rules, services, sheet

from welfarenet.graph.mapped import Sector
from welfarenet.loaders.identity import ProviderBook, guess_sector

ENTI = ["Denominazione ente", "Sigla", "Natura giuridica", "C.F./P.IVA", "Tel."]
CODE = "00488410010"


def test_one_tax_code_is_one_provider_whatever_the_names() -> None:
    one = ["Coop. Esempio", "", "Coop. soc.", CODE, "0731 000 001"]
    other = ["ESEMPIO soc. coop.", "", "coop", CODE[2:], "0731 000 002"]
    result = built(sheet("Enti", ENTI, one, other))
    (provider,) = result.data.providers
    assert (provider.tax_code, len(provider.contacts), len(provider.sources)) == (CODE, 2, 2)
    assert "merged-by-tax-code" in rules(result)


def test_alike_names_are_proposed_and_never_merged() -> None:
    result = built(
        sheet(
            "Enti", ENTI, ["Comune di Jesi", "", "Pubblico"], ["COMUNE JESI - Serv. Sociali", "", "Pubblico"]
        )
    )
    assert len(result.data.providers) == 2
    assert "maybe-same-provider" in rules(result)


def test_the_same_name_in_other_letters_is_the_same_provider() -> None:
    result = built(
        services({}, {"Ente erogatore": "COMUNE DI  JESI", "Denominazione servizio": "Pasti a domicilio"})
    )
    assert len(result.data.providers) == 1


def test_an_acronym_of_the_sheet_of_providers_names_its_provider() -> None:
    result = built(
        sheet("Enti", ENTI, ["Comune di Jesi", "Com. Jesi", "Pubblico"]),
        services({"Ente erogatore": "Com. Jesi"}),
    )
    assert [provider.name for provider in result.data.providers] == ["Comune di Jesi"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Comune", "Comune di Jesi"),
        ("ASUR AV2 (ora AST Ancona)", "AST Ancona"),
        ("Comune / Coop. Cooss", "Comune di Jesi"),
    ],
)
def test_a_provider_is_named_as_it_is_called_now(written: str, name: str) -> None:
    result = built(services({"Ente erogatore": written}))
    offering = result.data.offerings[0]
    assert {p.iri: p.name for p in result.data.providers}[offering.provider] == name


def test_of_several_providers_in_a_cell_the_first_delivers_and_the_others_are_partners() -> None:
    result = built(services({"Ente erogatore": "Comune / Coop. Cooss"}))
    (partner,) = result.data.offerings[0].partners
    assert partner.endswith("/coop-cooss")


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Pubblico", Sector.PUBLIC),
        ("Comune di Jesi", Sector.PUBLIC),
        ("ETS", Sector.THIRD),
        ("Coop. soc. B", Sector.THIRD),
        ("Parrocchia", Sector.THIRD),
        ("Residenza Esempio srl", Sector.PRIVATE),
        ("altro", None),
    ],
)
def test_a_sector_is_guessed_from_the_legal_form_or_left_open(text: str, sector: Sector | None) -> None:
    assert guess_sector(text) is sector


def test_keys_do_not_depend_on_the_order_of_entry() -> None:
    names = ["Ente " + "molto " * 20 + tail for tail in ("uno", "due", "tre")] + ["Àncora!", "ancora"]
    keys = []
    for seed in range(5):
        book = ProviderBook()
        for name in random.Random(seed).sample(names, len(names)):
            book.enter(name)
        keys.append(sorted(book.bearers))
    assert all(one == keys[0] for one in keys)
    assert len(keys[0]) == 4
