"""A letter with a picture, and a small fault of it for each that reading it knows."""

from __future__ import annotations

from tests.surveys.faulty import LETTER, Case

PICTURE = "letters/adult/pictures/house.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
HOUSE = f"""\
{SVG}
<g fill="white" stroke="black" stroke-width="4">
<rect x="20" y="40" width="60" height="50"/>
<polygon points="10,40 50,10 90,40" fill="#c5dcf0"/>
<circle cx="50" cy="60" r="8"/>
<line x1="50" y1="70" x2="50" y2="90"/>
<polyline points="0,95 50,92 100,95" fill="none"/>
<path d="M 0 0 L 5 5 C 6 6 7 7 8 8 Z"/>
</g>
</svg>
"""
SHOWN = (LETTER, "Thank you.", "![](house.svg)\nThank you.")


def _case(code: str, at: str | None, old: str, new: str) -> Case:
    assert old in HOUSE
    return code, PICTURE, at, [(PICTURE, "", HOUSE.replace(old, new)), SHOWN]


WRONG: list[Case] = [
    ("picture-missing", LETTER, "house.svg", [SHOWN]),
    ("file-too-large", PICTURE, None, [(PICTURE, "", HOUSE + " " * 1_000_000), SHOWN]),
    _case("picture-syntax", "</svg>", "</g>", ""),
    _case("picture-syntax", None, HOUSE, " "),
    _case("picture-element", "viewBox", "0 0 100 100", "0 0 100 50"),
    _case("picture-element", "width=", "<svg ", '<svg width="9" '),
    _case("picture-element", "<text", "<circle", '<text x="1">A</text><circle'),
    _case("picture-element", "transform", "<g ", '<g transform="scale(2)" '),
    _case("picture-element", "rect", ' height="50"', ""),
    _case("picture-element", "rx", "<rect ", '<rect rx="3" '),
    _case("picture-value", "circle", 'r="8"', 'r="8mm"'),
    _case("picture-value", "polygon", "90,40", "90"),
    _case("picture-value", "red", "#c5dcf0", "red"),
    _case("picture-value", "A 1", "L 5 5", "A 1 1"),
    _case("picture-value", "path", "M 0 0 ", ""),
    _case("picture-value", "path", " 8 8 Z", " Z"),
]
