from __future__ import annotations

import pytest

from fulfilment.shipped import letters_dir
from fulfilment.surveys import pictures
from fulfilment.surveys.pictures import SIDE, Picture, Shape
from tests.surveys import tiny
from tests.surveys.faulty import LETTER, SVG, TREE

FILES = sorted(letters_dir().rglob("pictures/*.svg"))
each_file = pytest.mark.parametrize("path", FILES, ids=[f"{path.parts[-3]}-{path.stem}" for path in FILES])


def drawn(tmp_path, shapes: str, root: str = "") -> Picture:
    file = tmp_path / "x.svg"
    file.write_text((SVG % shapes).replace("<svg ", f"<svg {root} "), encoding="utf-8")
    return pictures.read(file, file.name)


def ends(shape: Shape) -> list[tuple[float, ...]]:
    """Where each line or curve of a shape ends."""
    return [numbers[-2:] for _, numbers in shape.segments if numbers]


def test_a_shape_looks_as_it_says_else_as_the_whole_drawing_does(tmp_path):
    shapes = '<path d="M1 2L3 4"/><path d="M1 2" fill="currentColor" fill-opacity="0.2" stroke="none"/>'
    root = 'fill="none" stroke="currentColor" stroke-width="3"'
    line = (("M", (1.0, 2.0)), ("L", (3.0, 4.0)))
    assert drawn(tmp_path, shapes, root).shapes == (Shape(line, 0.0, 3.0), Shape(line[:1], 0.2, 0.0))


def test_what_says_nothing_of_its_looks_is_filled_as_browsers_fill_it(tmp_path):
    [shape] = drawn(tmp_path, '<path d="M1 2"/>').shapes
    assert (shape.fill, shape.stroke_width) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("shape", "there"),
    [
        ('<circle cx="20" cy="10" r="4"/>', [(24, 10), (20, 14), (16, 10), (20, 6), (24, 10)]),
        ('<ellipse cx="20" cy="10" rx="4" ry="2"/>', [(24, 10), (20, 12), (16, 10), (20, 8), (24, 10)]),
        ('<rect x="1" y="2" width="10" height="5"/>', [(1, 2), (11, 2), (11, 7), (1, 7), (1, 2)]),
        ('<polyline points="1,2 3,4 5,0"/>', [(1, 2), (3, 4), (5, 0)]),
        ('<polygon points="1 2 3 4 5 0"/>', [(1, 2), (3, 4), (5, 0)]),
        ('<line x1="1" y1="2" x2="3" y2="4"/>', [(1, 2), (3, 4)]),
        ('<path d="M1 2H5V6h-2v-1l1 1zl1-1"/>', [(1, 2), (5, 2), (5, 6), (3, 6), (3, 5), (4, 6), (2, 1)]),
        ('<path d="m1 2 3 4c1 1 2 2 3 0 1 1 2 2 3 0"/>', [(1, 2), (4, 6), (7, 6), (10, 6)]),
        ('<path d="M10 10a5 5 0 0 1 10 0"/>', [(10, 10), (15, 5), (20, 10)]),
        ('<path d="M10 10a5 5 0 0 0 10 0"/>', [(10, 10), (15, 15), (20, 10)]),
        ('<path d="M10 10a1 1 0 0 1 10 0"/>', [(10, 10), (15, 5), (20, 10)]),  # grown until it reaches
        ('<path d="M10 10A5 5 0 1 1 15 15"/>', [(10, 10), (15, 5), (20, 10), (15, 15)]),
        ('<path d="M10 10A5 5 0 0 1 15 15"/>', [(10, 10), (15, 15)]),
        ('<path d="M10 10a5 10 90 0 1 20 0"/>', [(10, 10), (20, 5), (30, 10)]),
        ('<path d="M1 2a0 5 0 0 1 3 4"/>', [(1, 2), (4, 6)]),
    ],
)
def test_a_shape_goes_where_svg_says(tmp_path, shape, there):
    [read] = drawn(tmp_path, shape).shapes
    assert ends(read) == [pytest.approx(point, abs=0.001) for point in there]


def test_a_rounded_rectangle_keeps_to_its_sides(tmp_path):
    [shape] = drawn(tmp_path, '<rect x="1" y="2" width="10" height="6" rx="2"/>').shapes
    places = [number for _, numbers in shape.segments for number in numbers]
    assert (min(places[::2]), max(places[::2]), min(places[1::2]), max(places[1::2])) == (1, 11, 2, 8)


@each_file
def test_every_picture_that_is_shipped_keeps_to_its_grid_and_draws_something(path):
    picture = pictures.read(path, path.name)
    for shape in picture.shapes:
        places = [number for _, numbers in shape.segments for number in numbers]
        assert min(places) >= shape.stroke_width / 2 - 1
        assert max(places) <= SIDE + 1 - shape.stroke_width / 2
    assert any(shape.stroke_width or shape.fill == 1 for shape in picture.shapes)


def test_a_letter_has_the_pictures_that_stand_beside_its_words(tmp_path):
    shown = (LETTER, "Thank you.", "![](tree.svg)\nThank you.")
    content = tiny.write(tmp_path, shown, files={TREE: SVG % '<path d="M1 2"/>'}).load()
    letter = content.letter("adult", "invitation")
    assert letter.is_easy_read
    assert [row.picture for row in letter.blocks if hasattr(row, "picture")] == [content.pictures["adult", "tree"]]
