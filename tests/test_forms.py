"""What procedures ask and give: sorted into forms, and followed backwards from what is wanted.

certificate ← doctor (asks card)     card ← town     pass ← office (asks certificate or isee)
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from welfarenet.graph.concepts import DocumentType
from welfarenet.graph.demands import Requirement
from welfarenet.graph.forms import Forms, forms_of
from welfarenet.graph.procedures import Procedure
from worlds import at_least, rule

PAPERS = {
    name: DocumentType(name, name, name, stands_for=("certificate",) if name == "diagnosis" else ())
    for name in ("card", "certificate", "diagnosis", "isee", "pass")
}


Papers = tuple[str, ...]


def follows(kind: str, asks: tuple[Papers, ...], issues: Papers, *, age: int = 0) -> Procedure:
    """Ask for one paper of each alternative; test the age where one is given."""
    requires = (Requirement(asks),) if asks else ()
    rules = (rule(at_least("age", age)),) if age else ()
    return Procedure(kind, kind, (), requires, issues, rules, None, None, ())


TOWN = follows("town", (), ("card",))
DOCTOR = follows("doctor", (("card",),), ("certificate",))
OFFICE = follows("office", (("certificate",), ("isee",)), ("pass",))


def told(forms: Forms, found: set[int]) -> set[str | None]:
    return {forms.forms[form].service_type for form in found}


def test_procedures_that_differ_in_whom_they_are_for_have_one_form() -> None:
    forms = forms_of([TOWN, follows("town", (), ("card",), age=65), DOCTOR], PAPERS)
    assert forms.of.tolist() == [0, 0, 1]
    assert len(forms.forms) == 2


def test_a_form_gives_what_its_papers_are_accepted_for() -> None:
    (form,) = forms_of([follows("clinic", (), ("diagnosis",))], PAPERS).forms
    assert form.given == {"diagnosis", "certificate"}


def test_whatever_gives_a_paper_that_may_be_asked_for_leads_to_it() -> None:
    forms = forms_of([TOWN, DOCTOR, OFFICE], PAPERS)
    assert told(forms, forms.leading_to([2], 0)) == {"town", "doctor", "office"}


def test_nothing_need_lead_to_what_is_at_hand() -> None:
    forms = forms_of([TOWN, DOCTOR, OFFICE], PAPERS)
    assert told(forms, forms.leading_to([2], forms.mask({"certificate"}))) == {"office"}


def test_what_is_not_to_be_had_leads_nowhere() -> None:
    forms = forms_of([TOWN, DOCTOR, OFFICE], PAPERS)
    assert told(forms, forms.leading_to([2], 0, among={0, 2})) == {"office"}


def test_what_is_wanted_beside_is_followed_too() -> None:
    forms = forms_of([TOWN, DOCTOR, OFFICE], PAPERS)
    assert told(forms, forms.leading_to([], 0, wanted=forms.mask({"card"}))) == {"town"}


def some_papers(least: int) -> st.SearchStrategy[Papers]:
    return st.sets(st.sampled_from(sorted(PAPERS)), min_size=least, max_size=2).map(sorted).map(tuple)


drawn = st.builds(
    follows,
    st.sampled_from([f"kind-{number}" for number in range(9)]),
    st.lists(some_papers(1), max_size=2).map(tuple),
    some_papers(0),
)


@given(st.lists(drawn, min_size=1, max_size=8), some_papers(0), st.sets(st.integers(0, 7)), st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_reading_backwards_agrees_with_trying_every_form_until_nothing_changes(
    procedures: list[Procedure], at_hand: Papers, among: set[int], data: st.DataObject
) -> None:
    forms = forms_of(procedures, PAPERS)
    last = data.draw(st.sets(st.integers(0, len(forms.forms) - 1)))
    found, before = set(last), set[int]()
    while found != before:
        before = set(found)
        asked = {
            paper
            for form in found
            for need in forms.forms[form].requires
            for papers in need.alternatives
            for paper in papers
        } - set(at_hand)
        found |= {n for n, form in enumerate(forms.forms) if n in among and not asked.isdisjoint(form.given)}
    assert forms.leading_to(last, forms.mask(at_hand), among=among) == found


def test_forms_among_some_are_each_told_once() -> None:
    forms = forms_of([TOWN, DOCTOR, OFFICE], PAPERS)
    assert forms.among(np.array([2, 0, 2, 2], dtype=np.int32)) == {0, 2}
    assert forms.told([0, 2]).tolist() == [True, False, True]
