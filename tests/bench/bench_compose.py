"""Composing letters: the rate against the plain recipe, and memory that does not grow with the number of letters."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import qrcode
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer

from fulfilment.paper import marks
from fulfilment.paper.faces import Faces
from fulfilment.paper.letterhead import Letterhead
from fulfilment.paper.marks import Mark
from fulfilment.paper.personal import Personal
from fulfilment.paper.printfile import PrintFile
from fulfilment.paper.qr import QrTable
from fulfilment.paper.static import StaticLetter
from fulfilment.paper.typeset import typeset
from fulfilment.shipped import fonts_dir, letters_dir, translations_dir
from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import Document
from tests.bench.figure import Figure

LETTERS, FEW, PLAIN = 20_000, 2_000, 60
ADDRESS = "survey.example.org"
PREFIX = f"HTTPS://{ADDRESS.upper()}/A-EN/"
TRUST = "Wexcombe University Hospitals NHS Foundation Trust"
ALPHABET = "23456789CDFHJKMNPQRTVWX"
FIRST_NAMES = (
    "Margaret",
    "Siân",
    "José",
    "Małgorzata",
    "Ahmed",
    "Priya",
    "Chloë",
    "Nguyễn",
    "Siobhán",
    "Kofi",
    "Aneta",
)
LAST_NAMES = ("Thompson", "Okafor", "García", "Żółkowska", "Khan", "Patel", "O’Brien", "Phượng", "Ó'Dálaigh", "Novák")
STREETS = ("Station", "Church", "Mill", "Orchard", "Meadow", "Priory", "Canal", "Windmill", "Chapel", "Elm", "Rowan")
KINDS = ("Road", "Street", "Lane", "Close", "Avenue", "Terrace")
TOWNS = ("Wexcombe", "Lowmarsh", "Harrowfold", "Stonebeck", "Ashwell Regis", "Netherby", "Great Fenley", "Oakhithe")


def figures() -> Iterator[Figure]:
    """The ratio of rates, then the ratio of peak memory; each run of ours in a process of its own."""
    ours, few = _in_a_process(LETTERS), _in_a_process(FEW)
    plain = _plain_rate()
    print(
        f"compose: {ours['rate']:,.0f} letters a processor second ({ours['wall_rate']:,.0f} a second by the clock, "
        f"{ours['bytes']:.0f} bytes a letter); plain {plain:.1f}"
    )
    yield Figure(
        "compose",
        ours["rate"] / plain,
        goal=50,
        includes=f"rate by processor time; {LETTERS:,} two-page letters to disk with set-up, QR codes, marks on both "
        "pages and in the window; hashing of codes apart",
    )
    yield Figure(
        "compose memory",
        ours["peak"] / few["peak"],
        goal=1.2,
        includes=f"peak of a process that composes {LETTERS:,} letters against {FEW:,}",
        at_least=False,
    )


def _in_a_process(letters: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_compose", str(letters)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _compose(letters: int) -> dict[str, float]:
    """Everything from loading content and fonts to the closed file.

    Rates count the processor's time: other work on the machine would tip a ratio of two rates by the clock.
    """
    start, start_by_clock = time.process_time(), time.perf_counter()
    content, faces = Content.load(letters_dir(), translations_dir()), Faces.load(fonts_dir())
    static, table = _static(content, faces), QrTable.for_prefix(PREFIX, alphabet=ALPHABET)
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "letters.pdf").open("wb") as out:
        print_file = PrintFile(out, [static], faces)
        for number, person in enumerate(_people(letters), start=1):
            print_file.add(0, _personal(number, person, table))
        print_file.close()
        out.flush()
        os.fsync(out.fileno())
        took, took_by_clock = time.process_time() - start, time.perf_counter() - start_by_clock
        size = Path(out.name).stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"rate": letters / took, "wall_rate": letters / took_by_clock, "bytes": size / letters, "peak": peak}


def _document(content: Content) -> Document:
    words = content.words("en")
    fields = content.fields("adult", words) | {
        "trust": TRUST,
        "hospital": TRUST,
        "signatory_name": "Dr Amara Okafor",
        "signatory_role": "Chief Nurse",
        "address": ADDRESS,
        "letter_date": words.date(date(2027, 4, 12)),
        "closing_date": words.date(date(2027, 7, 9)),
    }
    return content.letter("adult", "invitation").translated(words, fields)


def _static(content: Content, faces: Faces) -> StaticLetter:
    words = content.words("en")
    letterhead = Letterhead(TRUST, words.date(date(2027, 4, 12)), "Dr Amara Okafor", "Chief Nurse", ADDRESS)
    face_set = faces.for_language("en", content.languages["en"].faces)
    return typeset([_document(content)], letterhead, content.stationery, face_set, words)


def _people(count: int) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Address lines, reference and code of invented people, the same on each run."""
    chance = random.Random(1)
    for _ in range(count):
        name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
        street = f"{chance.randint(1, 200)} {chance.choice(STREETS)} {chance.choice(KINDS)}"
        postcode = f"WX{chance.randint(1, 29)} {chance.randint(1, 9)}{chance.choice('ABDE')}{chance.choice('ABDE')}"
        reference = f"{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}-K"
        yield (
            (name, street, chance.choice(TOWNS), "Wexshire", postcode),
            reference,
            "".join(chance.choices(ALPHABET, k=12)),
        )


def _personal(number: int, person: tuple[tuple[str, ...], str, str], table: QrTable) -> Personal:
    lines, reference, code = person
    front, back = (
        marks.symbol(Mark(piece=number, attempt=1, component=1, sheet=1, sheets=1, side=side)) for side in (1, 2)
    )
    return Personal(
        address_lines=lines,
        reference=reference,
        names={"salutation": f"Dear {lines[0]},"},
        code=f"{code[:4]}-{code[4:8]}-{code[8:]}",
        qr=table.symbol(code),
        window_mark=front,
        sheet_marks=(front, back),
    )


def _plain_rate() -> float:
    """Letters a second by the recipe of the reportlab and qrcode manuals: the same words, without sheet marks."""
    document = _document(Content.load(letters_dir(), translations_dir()))
    pdfmetrics.registerFont(TTFont("Plain", fonts_dir() / "NotoSans-Regular.ttf"))
    body = ParagraphStyle("body", fontName="Plain", fontSize=12, leading=15.6, spaceAfter=7)
    story: list[Flowable] = []
    start = time.process_time()
    for lines, reference, code in _people(PLAIN):
        story += _plain_letter(document, body, lines, reference, code)
    with tempfile.TemporaryFile(suffix=".pdf") as out:
        SimpleDocTemplate(out, leftMargin=20 * mm, rightMargin=20 * mm, topMargin=15 * mm, bottomMargin=15 * mm).build(
            story
        )
    return PLAIN / (time.process_time() - start)


def _plain_letter(
    document: Document, body: ParagraphStyle, lines: tuple[str, ...], reference: str, code: str
) -> Iterator[Flowable]:
    yield Paragraph("<br/>".join(lines), body)
    yield Paragraph(reference, body)
    yield Paragraph(f"Dear {lines[0]},", body)
    for text, _ in document.texts():
        yield Paragraph(text.replace("**", ""), body)
    picture = io.BytesIO()
    qrcode.make(PREFIX + code).save(picture)
    picture.seek(0)
    yield Image(picture, width=30 * mm, height=30 * mm)
    yield Paragraph(code, body)
    yield Spacer(1, 5 * mm)
    yield PageBreak()


if __name__ == "__main__":
    print(json.dumps(_compose(int(sys.argv[1]))))
