"""Plain Italian words find needs; ambiguous and unknown names are errors that help."""

import random
from pathlib import Path

import pytest

from welfarenet.ontology import vocabulary as module
from welfarenet.ontology.errors import AmbiguousNameError, ReferenceDataError, UnknownNameError
from welfarenet.ontology.folding import fold
from welfarenet.ontology.terms import NEED
from welfarenet.ontology.vocabulary import Entry, Vocabulary

FILE = Path(module.__file__).with_name("needs.ttl")
FROZEN = Path(__file__).with_name("frozen") / "needs.txt"

# meals ── "pasti", "mensa"     canteen ── "mensa", "pranzo in compagnia"     bare: no words at all
SMALL = Vocabulary.from_labels(
    "need",
    [
        ("meals", ("Preparazione dei pasti", "Meals"), ("pasti", "mensa")),
        ("canteen", ("Pranzo in compagnia", "Company at lunch"), ("mensa",)),
        ("bare", (), ()),
    ],
)

SENTENCES = {
    "la mamma non riesce più a lavarsi da sola": "autonomy.personal-care",
    "il nonno è scivolato in bagno e ho paura che cada ancora": "autonomy.monitoring",
    "dopo l'intervento servono le medicazioni a domicilio": "health.nursing-home",
    "come porto mia zia alla dialisi": "autonomy.transport",
    "papà non riconosce più nessuno e si perde": "autonomy.cognitive",
    "è arrivata la lettera di sfratto e abbiamo due bambini": "housing.eviction",
    "il bambino ha tre anni e non parla, sospettano l'autismo": "childhood.disability",
    "la vicina viene picchiata dal marito": "safety.violence-women",
    "ho perso il posto di lavoro a marzo": "work.unemployment",
    "non riesco a pagare la bolletta della luce": "income.utilities",
    "mio fratello gioca tutto lo stipendio alle macchinette": "addiction.gambling",
    "chi può preparare il pranzo a un anziano solo": "autonomy.meals",
    "la signora non ha nessuno con cui parlare": "relations.loneliness",
    "come si chiede l'accompagnamento per papà": "income.disability-benefit",
    "vorrei imparare a usare il computer e lo spid": "relations.digital",
    "il ragazzo deve rinnovare il permesso di soggiorno": "migration.papers",
    "mi sto separando e i figli ne soffrono": "childhood.conflict",
    "dorme in auto da due settimane": "housing.homeless",
    "cerco una badante per mia madre": "caregiver.paid-carer",
    "non so a chi rivolgermi": "access.information",
}


@pytest.fixture(scope="module")
def needs() -> Vocabulary:
    return Vocabulary.from_turtle("need", FILE, NEED)


def test_every_frozen_need_still_exists(needs: Vocabulary) -> None:
    frozen = set(FROZEN.read_text("utf-8").split())
    assert len(frozen) == 101
    assert frozen <= {entry.id for entry in needs.entries}


def test_every_need_has_three_synonyms_or_more(needs: Vocabulary) -> None:
    assert [entry.id for entry in needs.entries if len(entry.synonyms) < 3] == []


def test_no_two_needs_share_a_name(needs: Vocabulary) -> None:
    names = [name for entry in needs.entries for name in (*entry.labels, *entry.synonyms)]
    assert {name: found for name in names if len(found := needs.bearers(name)) > 1} == {}


def test_every_name_of_a_need_resolves_to_it(needs: Vocabulary) -> None:
    for entry in needs.entries:
        for name in (entry.id, *entry.labels, *entry.synonyms):
            assert needs.get(name.upper() if name != entry.id else name).id == entry.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PERCHE'", "perché"),
        ("l’invalidità", "L'INVALIDITA"),
        ("  non   arrivo, a fine mese! ", "non arrivo a fine mese"),
        ("invalidità", "invalidità"),
        ("ﬁsco", "fisco"),
    ],
)
def test_two_spellings_of_the_same_words_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_punctuation_alone_leaves_nothing() -> None:
    assert fold(" …?! ' ") == ""


def test_an_exact_name_is_found_whatever_its_accents_and_case() -> None:
    match = SMALL.find("PRANZO IN COMPAGNIA")
    assert match is not None
    assert (match.id, match.matched, match.score) == ("canteen", "Pranzo in compagnia", 1.0)


def test_a_name_borne_by_nobody_or_by_several_finds_nothing() -> None:
    assert SMALL.find("cena") is None
    assert SMALL.find("mensa") is None
    assert [match.id for match in SMALL.bearers("Mensa")] == ["canteen", "meals"]


def test_a_name_borne_by_several_is_ambiguous_and_says_between_what() -> None:
    with pytest.raises(AmbiguousNameError, match="canteen, meals"):
        SMALL.get("mensa")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("mensa", ["canteen", "meals"]),
        ("PASTO", ["meals"]),
        (" bare ", ["bare"]),
        ("pranzi in compagnia", ["canteen"]),
        ("casa", []),
        ("", []),
    ],
)
def test_a_name_gives_all_that_are_named_so_and_no_suggestion(text: str, ids: list[str]) -> None:
    assert [match.id for match in SMALL.named(text)] == ids


def test_an_inflected_name_resolves_when_only_one_concept_has_its_stems() -> None:
    assert SMALL.get("preparazioni di pasto").id == "meals"


def test_a_misspelt_need_is_an_error_that_offers_the_nearest(needs: Vocabulary) -> None:
    with pytest.raises(UnknownNameError) as caught:
        needs.get("solitudne")
    assert caught.value.nearest[0] == "Solitudine"
    assert "did you mean Solitudine" in str(caught.value)


@pytest.mark.parametrize("text", ["", "   ", "!?", "xyzxyz qwqwqw"])
def test_a_text_without_known_words_is_unknown_and_suggests_nothing(needs: Vocabulary, text: str) -> None:
    assert needs.find(text) is None
    assert needs.search(text) == ()
    with pytest.raises(UnknownNameError):
        needs.get(text)


def test_a_concept_without_words_is_known_by_its_id_only() -> None:
    assert SMALL.get("bare").label == "bare"


@pytest.mark.parametrize(("sentence", "need"), SENTENCES.items())
def test_a_citizens_sentence_brings_its_need_among_the_first_three(
    needs: Vocabulary, sentence: str, need: str
) -> None:
    assert need in [match.id for match in needs.search(sentence, 3)]


def test_answers_do_not_depend_on_the_order_of_the_entries(needs: Vocabulary) -> None:
    shuffled = list(needs.entries)
    random.Random(7).shuffle(shuffled)
    other = Vocabulary("need", tuple(shuffled))
    for sentence in SENTENCES:
        assert other.search(sentence, 20) == needs.search(sentence, 20)


def test_scores_fall_and_stay_within_zero_and_one(needs: Vocabulary) -> None:
    scores = [match.score for match in needs.search("cerco casa", 50)]
    assert scores[0] == 1.0
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_limit_is_kept(needs: Vocabulary) -> None:
    assert len(needs.search("casa", 4)) == 4


def test_two_concepts_with_one_id_are_a_defect_of_the_data() -> None:
    with pytest.raises(ReferenceDataError, match="given twice"):
        Vocabulary("need", (Entry("a", ("A",)), Entry("a", ("B",))))


def test_a_file_that_is_not_turtle_is_a_defect_of_the_data(tmp_path: Path) -> None:
    broken = tmp_path / "needs.ttl"
    broken.write_text("need:income a skos:Concept", "utf-8")
    with pytest.raises(ReferenceDataError, match=r"needs\.ttl"):
        Vocabulary.from_turtle("need", broken, NEED)


def test_a_vocabulary_cannot_be_changed(needs: Vocabulary) -> None:
    with pytest.raises(AttributeError):
        needs.kind = "other"  # type: ignore[misc]
