from __future__ import annotations

import pytest

from fulfilment.shipped import letters_dir
from fulfilment.surveys import pictures
from fulfilment.surveys.documents import PictureRow
from fulfilment.surveys.pictures import Shape
from tests.paper.sample_letters import content
from tests.surveys.faulty_pictures import HOUSE, SVG

FILES = sorted(letters_dir().rglob("pictures/*.svg"))


def read(tmp_path, text):
    file = tmp_path / "x.svg"
    file.write_text(text, encoding="utf-8")
    return pictures.read(file, file.name)


def test_a_picture_is_shapes_from_the_bottom_to_the_top(tmp_path):
    picture = read(tmp_path, HOUSE)
    assert (picture.side, len(picture.shapes)) == (100, 6)
    assert picture.shapes[0] == Shape(
        (("M", (20, 40)), ("L", (80, 40)), ("L", (80, 90)), ("L", (20, 90)), ("Z", ())), "white", "black", 4
    )


def test_paint_is_taken_over_from_the_element_outside(tmp_path):
    picture = read(tmp_path, f'{SVG}<g fill="white"><g stroke="black"><circle cx="5" cy="5" r="5"/></g>'
                   '<circle cx="5" cy="5" r="5" fill="none"/></g></svg>')  # fmt: skip
    assert [(shape.fill, shape.stroke) for shape in picture.shapes] == [("white", "black"), ("none", "none")]


def test_a_circle_ends_where_it_began_and_is_as_wide_as_twice_its_radius(tmp_path):
    [shape] = read(tmp_path, f'{SVG}<circle cx="50" cy="40" r="10"/></svg>').shapes
    ends = [numbers[-2:] for _, numbers in shape.segments[:-1]]
    assert ends == [(60, 40), (50, 50), (40, 40), (50, 30), (60, 40)]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_every_picture_that_is_shipped_keeps_to_its_square_and_shows_without_colour(path):
    picture = pictures.read(path, path.name)
    places = [number for shape in picture.shapes for _, numbers in shape.segments for number in numbers]
    assert min(places) >= 0
    assert max(places) <= picture.side
    assert any("black" in (shape.fill, shape.stroke) for shape in picture.shapes)


def test_every_picture_of_a_letter_stands_in_one():
    used = {block.name for letter in content().letters.values() for block in letter.blocks
            if isinstance(block, PictureRow)}  # fmt: skip
    assert {path.name for path in FILES if path.parent.parent.name == "adult"} == used
