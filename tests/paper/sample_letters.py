"""Sample letters of tests/data, typeset, and people to stamp on them, for the tests of composing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

from fulfilment import shipped
from fulfilment.paper import marks
from fulfilment.paper.faces import Faces, FaceSet
from fulfilment.paper.letterhead import Letterhead
from fulfilment.paper.marks import Mark
from fulfilment.paper.personal import Personal
from fulfilment.paper.printfile import Placed, PrintFile
from fulfilment.paper.qr import QrTable
from fulfilment.paper.static import StaticLetter
from fulfilment.paper.typeset import typeset
from fulfilment.surveys import markdown
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.documents import Document

DATA = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("en", "pl", "ur")
TRUST = "Wexcombe University Hospitals NHS Foundation Trust"
ADDRESS = "survey.example"
CODE = "2CDF-3HJK-4MN7"
REFERENCE = "1234-5678-K"
SALUTATIONS = {"en": "Dear {},", "pl": "Szanowni Państwo, {},", "ur": "محترم {}،"}
NAMES = ("Margaret Ash", "Nguyễn Thị Ánh", "Łukasz Żółć", "عائشہ خان", "Siobhán O’Neill")


@cache
def content() -> Content:
    """The shipped content, for its stationery and the words on letters."""
    return Content.load(shipped.letters_dir(), shipped.translations_dir())


@cache
def faces() -> Faces:
    """The shipped fonts."""
    return Faces.load(shipped.fonts_dir())


def faces_for(language: str) -> FaceSet:
    """The fonts of a language."""
    return faces().for_language(language, content().languages[language].faces)


@cache
def paragraphs() -> dict[str, str]:
    """A paragraph in each language of tests/data."""
    loaded: dict[str, str] = yaml.safe_load((DATA / "paragraphs.yaml").read_text(encoding="utf-8"))
    return loaded


def document(text: str, name: str = "sample", audience: Audience = Audience.ADULT) -> Document:
    """A document from Markdown."""
    blocks, faults = markdown.parse(text, f"{name}.md")
    assert not faults
    return Document(name, name, audience, blocks, context=f"adult/letters/{name}", file=f"{name}.md")


def sample_document(language: str) -> Document:
    """The sample letter of a language: two pages."""
    return document((DATA / "letters" / f"{language}.md").read_text(encoding="utf-8"))


def letterhead(trust: str = TRUST, language: str = "en", logo: Path | None = None) -> Letterhead:
    """The head of a trust's letters."""
    dates = {"en": "12 April 2027", "pl": "12 kwietnia 2027", "ur": "12 اپریل 2027"}
    return Letterhead(trust, dates[language], "Dr Amara Okafor", "Chief Nurse", ADDRESS, logo)


def typeset_sample(documents: Sequence[Document], language: str = "en", trust: str = TRUST) -> StaticLetter:
    """Documents typeset on the shipped stationery."""
    return typeset(
        documents, letterhead(trust, language), content().stationery, faces_for(language), content().words(language)
    )


@lru_cache
def static(language: str = "en", trust: str = TRUST) -> StaticLetter:
    """The sample letter of a language, typeset."""
    return typeset_sample([sample_document(language)], language, trust)


@cache
def qr_table() -> QrTable:
    """QR codes for the sample letters."""
    return QrTable.for_prefix(f"HTTPS://{ADDRESS.upper()}/A-EN/")


def personal(
    letter: StaticLetter, number: int = 1, name: str = NAMES[0], lines: Sequence[str] = (), salutation: str = ""
) -> Personal:
    """What is one person's on a letter. ``lines`` are the address below the name."""
    greeting = salutation or SALUTATIONS[letter.language].format(name)
    symbols = tuple(
        marks.symbol(Mark(number, 1, 1, sheet, letter.sheets, side))
        for sheet in range(1, letter.sheets + 1)
        for side in (1, 2)
    )
    return Personal(
        address_lines=(name, *(lines or (f"{number} Larkspur Row", "Wexcombe", "WX1 4AB"))),
        reference=REFERENCE,
        names={"salutation": greeting, "child": f"Amira {name}", "hello": "Amira"},
        code=CODE,
        qr=qr_table().symbol(CODE.replace("-", "")),
        window_mark=symbols[0],
        sheet_marks=symbols,
    )


def printed(letters: Sequence[StaticLetter], people: Sequence[tuple[int, Personal]]) -> tuple[bytes, list[Placed]]:
    """A print file of pieces, each on one of the letters, and where they stand."""
    out = io.BytesIO()
    file = PrintFile(out, letters, faces())
    placed = [file.add(letter, person) for letter, person in people]
    file.close()
    return out.getvalue(), placed
