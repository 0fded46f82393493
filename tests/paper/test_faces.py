from __future__ import annotations

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.paper.faces import Faces
from fulfilment.paper.scripts import scripts
from tests.paper.sample_letters import faces


def chosen(character, script, language="en", families=(), *, is_strong=False):
    face = faces().for_language(language, families).face_for(character, script, is_strong)
    return face and face.name


def test_latin_letters_come_from_the_latin_face_in_every_language():
    assert chosen("a", "Latn", "ur", ["NotoNastaliqUrdu"]) == "NotoSans-Regular"


def test_a_language_prefers_its_own_family_for_its_script():
    assert chosen("خ", "Arab", "ur", ["NotoNastaliqUrdu"]) == "NotoNastaliqUrdu-Regular"
    assert chosen("خ", "Arab") == "NotoNaskhArabic-Regular"


def test_bold_text_has_bold_faces():
    assert chosen("a", "Latn", is_strong=True) == "NotoSans-Bold"


@pytest.mark.parametrize(
    ("character", "script"),
    [("ক", "Beng"), ("ક", "Gujr"), ("ਕ", "Guru"), ("க", "Taml"), ("ж", "Cyrl"), ("ह", "Deva"), ("汉", "Hani")],
)
def test_a_letter_of_any_shipped_script_has_a_face_in_an_english_letter(character, script):
    assert chosen(character, script)


def test_a_character_of_no_shipped_script_has_none():
    assert chosen("ሀ", "Ethi") is None


def test_a_language_that_wants_a_missing_family_is_refused_with_those_there_are():
    with pytest.raises(FulfilmentError, match="NoSuchFamily") as refused:
        faces().for_language("xx", ["NoSuchFamily"])
    assert "NotoSans" in refused.value.mend


def test_a_folder_without_fonts_is_refused(tmp_path):
    with pytest.raises(FulfilmentError, match="no fonts"):
        Faces.load(tmp_path)


def test_a_bracket_belongs_to_the_script_of_the_text_and_a_digit_to_latin():
    found = dict(zip("ا(16)ب", scripts("ا(16)ب", main="Arab"), strict=True))
    assert found == {"ا": "Arab", "(": "Arab", "1": "Latn", "6": "Latn", ")": "Arab", "ب": "Arab"}


def test_everything_in_an_atom_is_latin():
    text = "فون 0808 157 0123 کریں"
    assert scripts(text, [(4, 17)], main="Arab")[4:17] == ["Latn"] * 13
