"""Print files as they are really made, of shipped letters: for the tests and the benchmark of reading back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fulfilment import shipped
from fulfilment.paper import marks
from fulfilment.paper.compare import ExpectedPiece
from fulfilment.paper.faces import Faces
from fulfilment.paper.layouts import read_layout
from fulfilment.paper.letterhead import Letterhead
from fulfilment.paper.personal import Personal
from fulfilment.paper.printfile import PrintFile
from fulfilment.paper.qr import QrTable
from fulfilment.paper.readback import ReadLayout
from fulfilment.paper.static import StaticLetter
from fulfilment.paper.typeset import typeset
from fulfilment.surveys.content import Content

ADDRESS = "SURVEY.EXAMPLE"
DATES = {"en": "14 September 2026", "pl": "14 września 2026", "ur": "14 ستمبر، 2026"}
FIELDS = {
    "trust": "Thornleigh Hospitals NHS Trust",
    "hospital": "Thornleigh Hospitals NHS Trust",
    "survey": "Cancer Care Survey",
    "helpline_phone": "0808 157 0123",
    "helpline_email": "help@survey.example",
    "helpline_hours": "8am to 8pm, every day",
    "closing_date": "11 December 2026",
    "signatory_name": "Dr Idris Fenwick",
    "signatory_role": "Medical Director",
    "letter_date": "14 September 2026",
    "address": "survey.example",
}
PEOPLE = (
    ("Margaret Ash", "7 Larkspur Row", "Thornleigh", "LS99 1AA"),
    ("Łukasz Żółć", "Flat 12", "Quince House", "200 Old Tannery Street", "Thornleigh", "ZZ99 9ZZ"),
    ("Nguyễn Thị Ánh", "The Old Post Office", "Marsh Lane", "Little Quillham", "Ostermouth", "Westshire", "OM1 2QJ"),
    ("عائشہ خان", "1 Sea View", "Ostermouth", "OM1 3DH"),
    ("محمد علی", "1 Sea View", "Ostermouth", "OM1 3DH"),
    ("Aoife O’Dwyer-Penhaligon", "2 Low Fold", "Thornleigh", "LS99 1AB"),
)
ALPHABET = "23456789CDFHJKMNPQRTVWX"


@dataclass(frozen=True)
class Kind:
    """A static letter with all that is needed to fill it."""

    static: StaticLetter
    layout: ReadLayout
    qr: QrTable
    language: str


@lru_cache(maxsize=1)
def content() -> Content:
    """The shipped content."""
    return Content.load(shipped.letters_dir(), shipped.translations_dir())


@lru_cache(maxsize=1)
def faces() -> Faces:
    """The shipped fonts."""
    return Faces.load(shipped.fonts_dir())


@lru_cache(maxsize=16)
def kind(survey_id: str, pack_id: str, language: str) -> Kind:
    """The letter of a pack in a language."""
    words = content().words(language)
    stationery = content().stationery
    pack = stationery.packs[pack_id]
    documents = [content().letter(survey_id, name).translated(words, FIELDS) for name in pack.documents]
    letterhead = Letterhead(
        FIELDS["trust"], DATES[language], FIELDS["signatory_name"], FIELDS["signatory_role"], FIELDS["address"]
    )
    face_set = faces().for_language(language, content().languages[language].faces)
    static = typeset(documents, letterhead, stationery, face_set, words)
    letter = content().survey(survey_id).path_letter
    return Kind(
        static,
        read_layout(static, stationery, stationery.envelopes[pack.envelope]),
        QrTable.for_prefix(f"HTTPS://{ADDRESS}/{letter}-{language.upper()}/", alphabet=ALPHABET),
        language,
    )


@dataclass(frozen=True)
class Printed:
    """One piece in a print file: of which kind, its first page and what must be read there."""

    kind: Kind
    first_page: int
    expected: ExpectedPiece


def print_letters(path: Path, kinds: Sequence[Kind], count: int) -> list[Printed]:
    """Write a print file of letters to different people, the kinds in turn."""
    printed = []
    with path.open("wb") as out:
        file = PrintFile(out, [each.static for each in kinds], faces())
        for number in range(count):
            each = kinds[number % len(kinds)]
            personal, expected = _piece(each, number)
            placed = file.add(number % len(kinds), personal)
            printed.append(Printed(each, placed.first_page, expected))
        file.close()
    return printed


def _piece(of: Kind, number: int) -> tuple[Personal, ExpectedPiece]:
    code = "".join(ALPHABET[(number * 31 + place * place * 7 + place * number) % 23] for place in range(12))
    shown = "-".join(code[start : start + 4] for start in (0, 4, 8))
    name, street, *rest = PEOPLE[(number // 3) % len(PEOPLE)]
    address_lines = (name, f"{number % 400} {street}", *rest)
    texts = {"reference": f"{1000 + number % 9000}-5678-K", "code": shown, "date": DATES[of.language]} | dict(
        _names(of, name)
    )
    sheet_marks = tuple(
        marks.Mark(1 + number, 1, 1, sheet, of.static.sheets, side)
        for sheet in range(1, of.static.sheets + 1)
        for side in (1, 2)
    )
    symbols = tuple(map(marks.symbol, sheet_marks))
    personal = Personal(address_lines, texts["reference"], texts, shown, of.qr.symbol(code), symbols[0], symbols)
    digits = tuple(map(marks.format, sheet_marks))
    return personal, ExpectedPiece(of.qr.prefix + code, digits[0], address_lines, texts, digits)


def _names(of: Kind, name: str) -> Iterator[tuple[str, str]]:
    greeting: Mapping[str, str] = {"en": "Dear {},", "pl": "{},", "ur": "محترم/محترمہ {}،"}
    for slot in ("salutation", "child", "hello"):
        yield slot, greeting[of.language].format(name)
