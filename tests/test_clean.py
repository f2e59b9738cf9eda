"""One value at a time: what each kind of cell is read as, and what is said when it cannot be."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfarenet.graph.mapped import ContactKind, Status
from welfarenet.loaders import amounts, clean
from welfarenet.loaders.reading import Reading
from welfarenet.loaders.rules import RULES
from welfarenet.loaders.seats import read_address, read_channels, read_hours


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("€ 12.000,00", "12000.00", "12000.00"),
        ("12000", "12000", "12000"),
        ("12.5", "12.5", "12.5"),
        ("da 0 a 15 €/h", "0", "15"),
        ("gratis soci", "0", None),
        ("soci gratis / altri 5€", "0", "5"),
        ("grat.", "0", "0"),
        ("0", "0", "0"),
        ("fino a 25 €", "0", "25"),
        ("da 40 €/mese", "40", None),
        ("€ 1.900,00 al mese", "1900.00", "1900.00"),
    ],
)
def test_a_cost_is_read_as_a_span_and_keeps_its_words(text: str, low: str, high: str | None) -> None:
    cost = amounts.read_cost(text).value
    assert cost is not None
    assert (cost.min_eur, cost.max_eur) == (Decimal(low), None if high is None else Decimal(high))
    assert cost.text == text


@pytest.mark.parametrize("text", ["vedi regolamento", "compart. in base all'ISEE", "ticket?", "sconto 20%"])
def test_a_cost_without_a_figure_is_a_problem_and_never_zero(text: str) -> None:
    reading = amounts.read_cost(text)
    assert (reading.value, reading.problem) == (None, "cost-unread")


@pytest.mark.parametrize(
    ("text", "ceiling"),
    [
        ("€ 12.000,00 circa", "12000.00"),
        ("12k", "12000"),
        ("ISEE max 9.360 (sociosan.)", "9360"),
        ("15.000", "15000"),
    ],
)
def test_an_isee_ceiling_is_read(text: str, ceiling: str) -> None:
    assert amounts.read_isee(text).value == Decimal(ceiling)


def test_an_isee_between_two_figures_is_not_chosen() -> None:
    assert amounts.read_isee("tra 8.000 e 12.000").problem == "isee-unread"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30/60 gg", 30, 60),
        ("3-4 mesi", 90, 120),
        ("45gg", 45, 45),
        ("subito", 0, 0),
        ("entro 30 giorni", 0, 30),
        ("2 settimane", 14, 14),
        ("48/72 ore", 2, 3),
        ("oltre 6 mesi", 180, None),
    ],
)
def test_waiting_times_are_calendar_days(text: str, low: int, high: int | None) -> None:
    days = amounts.read_days(text).value
    assert days is not None
    assert (days.min, days.max, days.text) == (low, high, text)


@pytest.mark.parametrize("text", ["3331234567 gg", "3331234567/3331234568 giorni", "9" * 5_000 + " gg"])
def test_a_telephone_is_no_waiting_time_no_cost_and_no_number_of_places(text: str) -> None:
    assert amounts.read_days(text).problem == "days-unread"
    assert amounts.read_cost(text).problem == "cost-unread"
    assert clean.read_whole(text).problem == "number-unread"


@pytest.mark.parametrize("text", ["variab.", "lista attesa 18", "12", "graduatoria"])
def test_a_time_without_a_unit_is_not_guessed(text: str) -> None:
    assert amounts.read_days(text).problem == "days-unread"


@pytest.mark.parametrize(
    ("text", "day", "repair"),
    [
        ("44834", date(2022, 9, 30), "excel-day"),
        ("30/9", date(2022, 9, 30), "year-supplied"),
        ("set-22", date(2022, 9, 1), "day-supplied"),
        ("2022-09-30", date(2022, 9, 30), ""),
        ("30/09/22", date(2022, 9, 30), ""),
        ("30.9.2022", date(2022, 9, 30), ""),
        ("agg. 30/09/2022", date(2022, 9, 30), ""),
        ("settembre 2022", date(2022, 9, 1), "day-supplied"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, day: date, repair: str) -> None:
    reading = amounts.read_date(text, 2022)
    assert (reading.value, reading.repair) == (day, repair)


@pytest.mark.parametrize("text", ["31/02/2022", "quando capita", "99999999", "0/0"])
def test_an_impossible_date_is_a_problem(text: str) -> None:
    assert amounts.read_date(text, 2022).problem == "date-wrong"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("668356260", "0668356260"),
        ("7094854", "07094854"),
        ("3351348216", "3351348216"),
        ("0731 000 101", "0731 000 101"),
        ("1522", "1522"),
    ],
)
def test_a_telephone_gets_back_the_zero_that_a_sheet_took(text: str, number: str) -> None:
    assert clean.read_phone(text).value == number


def test_several_contacts_in_a_cell_are_told_apart() -> None:
    found = clean.read_contacts("071/538 int.2-3 - info@ente.example, www.ente.example").value or ()
    assert [contact.kind for contact in found] == [ContactKind.EMAIL, ContactKind.WEB, ContactKind.PHONE]


def test_words_instead_of_a_number_are_kept_as_another_contact() -> None:
    (contact,) = clean.read_contacts("chiedere in segreteria").value or ()
    assert (contact.kind, contact.value) == (ContactKind.OTHER, "chiedere in segreteria")


def test_an_organisation_gets_its_leading_zeros_back_only_if_the_check_digit_fits() -> None:
    assert clean.read_tax_code("488410010").value == "00488410010"
    assert clean.read_tax_code("488410011").problem == "tax-code-wrong"
    assert clean.read_tax_code("1,23E+10").problem == "tax-code-broken"


@pytest.mark.parametrize("text", ["sì", "Si", "SI", "S", "x", "1", "vero", "ok"])
def test_there_are_many_ways_to_say_yes(text: str) -> None:
    assert clean.read_yes_no(text).value is True


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("attivo", "active"),
        ("SOSPESO (barrato)", "suspended"),
        ("sosp.", "suspended"),
        ("sosp", "suspended"),
        ("sospeso fino a settembre", "suspended"),
        ("temporaneamente sospeso", "suspended"),
        ("chiuso temporaneamente", "suspended"),
        ("chiuso per ferie", "suspended"),
        ("in attivazione", "suspended"),
        ("chiuso definitivamente", "closed"),
        ("non più attivo", "closed"),
        ("inattivo", "closed"),
        ("esaurito", "full"),
        ("al completo", "full"),
        ("liste chiuse", "full"),
        ("non sospeso", "active"),
        ("riattivato", "active"),
        ("completamente attivo", "active"),
        ("attivo (fino a esaurimento posti)", "active"),
        ("da verif.", "to-verify"),
        ("completo", "full"),
        ("ok", "active"),
        ("non attivo", "closed"),
    ],
)
def test_a_status_is_read(text: str, status: str) -> None:
    assert clean.read_status(text).value is Status(status)


def test_a_date_in_a_cell_of_hours_is_put_back_and_flagged() -> None:
    reading = read_hours("2026-12-09")
    assert (reading.value, reading.repair) == ("9-12", "hours-restored")


def test_an_address_of_the_ministry_is_taken_apart() -> None:
    address = read_address("VIA SANDRO PERTINI - 83059 - VALLATA - AV").value
    assert address is not None
    assert (address.street, address.postcode, address.plate) == ("VIA SANDRO PERTINI", "83059", "AV")


def test_channels_are_several_at_once() -> None:
    assert [c.value for c in read_channels("a domicilio / in sede").value or ()] == ["home", "desk"]


READERS: list[Callable[[str], Reading[Any]]] = [
    amounts.read_cost,
    amounts.read_isee,
    amounts.read_days,
    amounts.read_date,
    amounts.read_last_day,
    clean.read_contacts,
    clean.read_email,
    clean.read_phone,
    clean.read_postcode,
    clean.read_status,
    clean.read_tax_code,
    clean.read_website,
    clean.read_whole,
    clean.read_yes_no,
    read_address,
    read_channels,
    read_hours,
]


@given(
    st.text(st.characters(codec="utf-8"), max_size=40)
    | st.from_regex(re.compile(r"[0-9 €.,/%+kgg-]{1,20}"), fullmatch=True)
)
def test_no_text_makes_a_reader_raise_or_name_a_rule_without_words(text: str) -> None:
    for reader in READERS:
        reading = reader(text)
        assert reading.original == text
        assert {reading.repair, reading.problem} - {""} <= RULES.keys()
