from __future__ import annotations

import dataclasses
import re

import pytest

from fulfilment.paper.personal import ADDRESS_LINES, PersonalPages
from fulfilment.paper.pictures import picture
from fulfilment.paper.refusals import AddressTooLong, AddressTooWide, MissingGlyph, TextTooWide
from fulfilment.surveys.stationery import Box
from tests.paper.sample_letters import NAMES, SALUTATIONS, content, faces, personal, printed, static
from tests.paper.test_typeset import ink

LONG_NAME = "Bartholomew Featherstonehaugh-Cholmondeley-Marjoribanks"


def stream(letter, person, page=0):
    return PersonalPages(letter, faces(), {}).streams(person)[page].decode("ascii")


def sizes(operators):
    """Type sizes in the order in which they are set."""
    return [float(size) for size in re.findall(r"/[A-Za-z-]+ ([\d.]+) Tf", operators)]


def address_sizes(person):
    """Sizes of the address's lines: it comes after reference, salutation, child and code."""
    return sizes(stream(static(), person))[4:]


def test_an_address_stands_in_the_size_of_the_stationery():
    assert address_sizes(personal(static())) == [content().stationery.type.address_pt] * 4


def test_all_lines_of_a_wide_address_shrink_together_until_it_fits():
    found = address_sizes(personal(static(), lines=("The Old Post Office at Nether Wexcombe", "WX1 4AB")))
    type_ = content().stationery.type
    assert len(set(found)) == 1
    assert type_.address_least_pt <= found[0] < type_.address_pt


def test_an_address_too_wide_for_the_window_is_refused_without_being_quoted():
    with pytest.raises(AddressTooWide) as refused:
        stream(static(), personal(static(), lines=("W" * 40, "WX1 4AB")))
    assert refused.value.line == 2
    assert "WWW" not in str(refused.value)


def test_seven_lines_of_address_stay_inside_the_box():
    lines = ("Flat 12", "Quince House", "200 Old Tannery Street", "Little Wexcombe", "Wexshire", "WX1 4AB")
    pdf, _ = printed([static()], [(0, personal(static(), name="Ågot Ágústsdóttir", lines=lines))])
    image = picture(pdf, dpi=200)
    box = content().stationery.places.address
    above = Box(left_mm=box.left_mm - 5, top_mm=box.top_mm - 10, right_mm=box.right_mm, bottom_mm=box.top_mm)
    below = Box(left_mm=box.left_mm - 5, top_mm=box.bottom_mm, right_mm=box.right_mm, bottom_mm=box.bottom_mm + 10)
    assert ink(image, box) > 0
    assert ink(image, above) == ink(image, below) == 0


def test_an_eighth_line_of_address_is_refused():
    with pytest.raises(AddressTooLong):
        stream(static(), personal(static(), lines=[f"Line {number}" for number in range(ADDRESS_LINES)]))


def test_a_long_salutation_shrinks_and_one_too_long_is_refused():
    place = static().pages[0].text("salutation")
    assert place
    longer = f"Dear {LONG_NAME} and Margaret Thistlethwaite,"
    assert place.least_pt <= sizes(stream(static(), personal(static(), salutation=longer)))[1] < place.size_pt
    with pytest.raises(TextTooWide) as refused:
        stream(static(), personal(static(), salutation=f"Dear {LONG_NAME * 3},"))
    assert refused.value.slot == "salutation"
    assert "Bartholomew" not in str(refused.value)


def test_a_name_with_a_character_that_no_font_has_is_refused_with_that_character():
    with pytest.raises(MissingGlyph) as refused:
        stream(static(), personal(static(), name="Ash ሀ"))
    assert refused.value.characters == ("ሀ",)


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("name", NAMES)
def test_every_name_can_be_printed_in_every_language(language, name):
    letter = static(language)
    assert stream(letter, personal(letter, name=name))


def test_a_salutation_in_urdu_ends_at_the_right_margin():
    letter = static("ur")
    place = letter.pages[0].text("salutation")
    assert place
    pdf, _ = printed([letter], [(0, personal(letter, salutation=SALUTATIONS["ur"].format("Margaret Ash")))])
    image = picture(pdf, dpi=100)
    edge = Box(
        left_mm=place.box.right_mm - 10,
        top_mm=place.box.top_mm,
        right_mm=place.box.right_mm,
        bottom_mm=place.box.bottom_mm,
    )
    start = edge.model_copy(update={"left_mm": place.box.left_mm, "right_mm": place.box.left_mm + 40})
    assert ink(image, edge) > 0
    assert ink(image, start) == 0


def test_the_symbols_of_every_code_stand_at_the_same_distance():
    one, other = (dataclasses.replace(personal(static()), code=code) for code in ("7777-7777-7777", "TTTT-VVVV-WWWW"))
    for person in (one, other):
        array = re.search(r"NotoSans-Bold 16 Tf \[(.*?)\]TJ", stream(static(), person))
        assert array
        assert re.fullmatch(r"<[0-9A-F]+>", array[1])


def test_marks_for_another_number_of_pages_are_a_mistake_of_the_caller():
    person = personal(static())
    with pytest.raises(ValueError, match="sheet marks"):
        stream(static(), dataclasses.replace(person, sheet_marks=person.sheet_marks[:1]))
