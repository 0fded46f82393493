from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image

from fulfilment.errors import FulfilmentError
from fulfilment.paper.pictures import pictures
from fulfilment.paper.typeset import typeset
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.stationery import Box
from tests.paper.sample_letters import (
    ADDRESS,
    LANGUAGES,
    TRUST,
    content,
    document,
    faces_for,
    letterhead,
    sample_document,
    static,
    typeset_sample,
)

PARAGRAPH = "You were treated at this hospital, and we would like to hear from you how that was. "
FIELDS = {
    "trust": TRUST,
    "hospital": TRUST,
    "signatory_name": "Dr Amara Okafor",
    "signatory_role": "Chief Nurse",
    "address": ADDRESS,
    "letter_date": "12 April 2027",
    "closing_date": "9 July 2027",
}
SHIPPED = [
    pytest.param(survey, pack, language, id=f"{pack}-{language}")
    for survey in content().surveys.values()
    for contact in survey.contacts
    for pack in sorted({pack for _, _, pack in contact.all_packs})
    for language in survey.languages
]


@pytest.mark.parametrize(("survey", "pack", "language"), SHIPPED)
def test_every_letter_that_is_shipped_fits_its_pages_in_every_language(survey, pack, language):
    words = content().words(language)
    fields = content().fields(survey.id, words) | FIELDS
    names = content().stationery.packs[pack].documents
    documents = [content().letter(survey.id, name).translated(words, fields) for name in names]
    letter = typeset(documents, letterhead(), content().stationery, faces_for(language), words)
    assert letter.sheets >= len(documents)
    assert any(page.qr for page in letter.pages)
    assert all(page.qr is None or page.text("code") for page in letter.pages)


def test_a_first_page_has_all_that_is_a_persons_own():
    first, second = static().pages
    assert [place.slot for place in first.texts] == ["reference", "salutation", "child", "code"]
    assert (first.address, first.window_mark) == (places().address, places().window_mark)
    assert (second.address, second.window_mark, second.qr, second.texts) == (None, None, None, ())
    assert first.sheet_mark == second.sheet_mark == places().sheet_mark


@pytest.mark.parametrize("language", LANGUAGES)
def test_date_heading_and_page_number_are_read_from_the_page(language):
    read = page_text(static(language), 0)
    for said in (letterhead(language=language).date_text.split(" ")[0], "0808", "survey.example", "Wexcombe"):
        assert said in read
    assert "2" in page_text(static(language), 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_ink_lies_in_the_declared_places(language):
    layout = places()
    for page, image in zip(static(language).pages, pictures(static(language).template, dpi=100), strict=True):
        first = page.address is not None
        allowed = (
            [layout.trust, layout.date, layout.first_body, layout.footer] if first else [layout.body, layout.footer]
        )
        assert ink_outside(image, allowed) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_qr_code_keeps_its_quiet_zone_and_stays_off_the_fold(language):
    page = static(language).pages[0]
    assert page.qr is not None
    assert page.qr.width_mm == pytest.approx(places().qr_side_mm)
    image = pictures(static(language).template, dpi=100)[0]
    quiet_mm = 4 * places().qr_side_mm / 25
    assert ink(image, page.qr.grown(quiet_mm)) == 0
    assert not page.qr.top_mm < (places().fold_mm or 0) < page.qr.bottom_mm


@pytest.mark.parametrize("lines", range(0, 12))
def test_the_code_block_never_lies_across_the_fold(lines):
    letter = typeset_sample([document("{{salutation}}\n\n" + "Text.\n\n" * lines + "{{code}}")])
    page = letter.pages[0]
    code, fold_mm = page.text("code"), places().fold_mm
    assert code
    assert page.qr
    assert fold_mm
    top_mm, bottom_mm = page.qr.top_mm, max(page.qr.bottom_mm, code.box.bottom_mm)
    assert top_mm > fold_mm + 1 or bottom_mm < fold_mm - 1


def test_text_runs_from_the_right_in_urdu_and_address_and_marks_stay():
    english, urdu = static("en").pages[0], static("ur").pages[0]
    assert (english.address, english.window_mark, english.sheet_mark) == (
        urdu.address,
        urdu.window_mark,
        urdu.sheet_mark,
    )
    assert english.qr
    assert urdu.qr
    middle_mm = content().stationery.paper.width_mm / 2
    assert english.qr.right_mm < middle_mm < urdu.qr.left_mm
    assert [place.align_right for place in english.texts] == [False] * 4
    assert [place.align_right for place in urdu.texts] == [True] * 4


def test_each_document_begins_on_a_sheet_of_its_own_and_an_odd_page_has_an_empty_back():
    first, second = document("{{salutation}}\n\n{{code}}", "one"), document("{{hello}}\n\nText.", "two", Audience.CHILD)
    letter = typeset_sample([first, second])
    assert [page.is_blank for page in letter.pages] == [False, True, False, True]
    assert letter.sheets == 2
    assert all(page.sheet_mark == places().sheet_mark for page in letter.pages)
    assert letter.pages[2].text("hello")
    assert letter.pages[2].address is None
    blank = pictures(letter.template, dpi=30)[1]
    assert ink(blank, Box(left_mm=0, top_mm=0, right_mm=210, bottom_mm=297)) == 0


def test_pages_are_numbered_within_their_document():
    letter = typeset_sample([document("Text.\n\n***\n\nText."), document("Text.")])
    assert "Page 2 of 2" in page_text(letter, 1)
    assert "Page" not in page_text(letter, 2)


def test_children_read_larger_letters():
    adult, child = (typeset_sample([document("{{hello}}", audience=who)]) for who in (Audience.ADULT, Audience.CHILD))
    adult_hello, child_hello = adult.pages[0].text("hello"), child.pages[0].text("hello")
    assert adult_hello
    assert child_hello
    assert child_hello.size_pt > adult_hello.size_pt


def test_a_letter_too_long_for_its_page_is_refused_by_document_language_page_and_excess():
    with pytest.raises(FulfilmentError) as refused:
        typeset_sample([document((PARAGRAPH * 3 + "\n\n") * 20, "long")])
    (fault,) = refused.value.faults
    assert fault.code == "page-too-long"
    assert fault.file == "long.md"
    assert "adult/letters/long (en): page 1 is " in fault.what
    assert fault.what.endswith(" mm too long")


def test_a_letter_a_little_too_long_is_set_tighter():
    roomy = typeset_sample([document("{{salutation}}\n\n" + (PARAGRAPH * 3 + "\n\n") * 7 + "{{child}}")])
    tight = typeset_sample([document("{{salutation}}\n\n" + (PARAGRAPH * 3 + "\n\n") * 8 + "{{child}}")])
    last = [letter.pages[0].text("child") for letter in (roomy, tight)]
    assert all(place and place.box.bottom_mm <= places().first_body.bottom_mm for place in last)


def test_everything_wrong_with_a_letter_is_said_at_once():
    long_page = (PARAGRAPH * 3 + "\n\n") * 20
    text = f"Text with ሀለ.\n\n{'w' * 200}\n\n***\n\n{long_page}"
    with pytest.raises(FulfilmentError) as refused:
        typeset_sample([document(text, "bad"), document(long_page, "worse")])
    found = [(fault.code, fault.file) for fault in refused.value.faults]
    assert sorted(found) == [
        ("no-glyph", "bad.md"),
        ("page-too-long", "bad.md"),
        ("page-too-long", "worse.md"),
        ("word-too-wide", "bad.md"),
    ]
    lines = {fault.code: fault.line for fault in refused.value.faults if fault.line}
    assert lines["no-glyph"] == 1


def test_a_logo_takes_the_place_of_the_trusts_name(tmp_path):
    Image.new("RGB", (300, 100), "navy").save(tmp_path / "logo.png")
    letter = with_logo(tmp_path / "logo.png")
    assert "Foundation Trust" not in page_text(letter, 0)
    trust = places().trust
    right = Box(left_mm=trust.right_mm - 40, top_mm=trust.top_mm, right_mm=trust.right_mm, bottom_mm=trust.top_mm + 15)
    assert ink(pictures(letter.template, dpi=50)[0], right) > 1000


@pytest.mark.parametrize("bad", [b"", b"not a picture"])
def test_a_logo_that_is_no_picture_is_refused(tmp_path, bad):
    (tmp_path / "logo.png").write_bytes(bad)
    with pytest.raises(FulfilmentError, match=r"logo\.png"):
        with_logo(tmp_path / "logo.png")


def test_typesetting_twice_gives_the_same_bytes():
    assert (
        typeset_sample([sample_document("ur")], "ur").template == typeset_sample([sample_document("ur")], "ur").template
    )


def places():
    return content().stationery.places


def with_logo(path):
    words = content().words("en")
    head = letterhead(logo=path)
    return typeset([document("{{salutation}}")], head, content().stationery, faces_for("en"), words)


def page_text(letter, page):
    return pypdfium2.PdfDocument(letter.template)[page].get_textpage().get_text_bounded()


def pixels(image, box):
    per_mm = image.height / content().stationery.paper.height_mm
    return tuple(round(mm * per_mm) for mm in (box.left_mm, box.top_mm, box.right_mm, box.bottom_mm))


def ink(image, box):
    """How many pixels in a box are not white."""
    return sum(image.convert("L").crop(pixels(image, box)).histogram()[:250])


def ink_outside(image, boxes):
    """How many pixels outside all boxes are not white; tall letters may reach 1 mm out."""
    image = image.copy()
    for box in boxes:
        image.paste("white", pixels(image, box.grown(1)))
    return sum(image.convert("L").histogram()[:250])
