"""Specimens: every letter of the content in any language, for an invented trust and person. For people to look at.

Set as mailings set letters, but never planned, released or posted: no case stands behind one, and its code opens
nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from PIL import Image

from fulfilment import shipped
from fulfilment.cases.person import Person
from fulfilment.keys import references
from fulfilment.mailings.lettering import NAMED
from fulfilment.mailings.statics import letterhead, set_letter
from fulfilment.paper import marks
from fulfilment.paper.faces import Faces
from fulfilment.paper.marks import Mark
from fulfilment.paper.personal import Personal
from fulfilment.paper.pictures import picture
from fulfilment.paper.printfile import PrintFile
from fulfilment.paper.qr import QrTable
from fulfilment.paper.static import StaticLetter
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Addressee, Survey
from fulfilment.waves import Signatory, Trust, Wave

_faces = cache(lambda: Faces.load(shipped.fonts_dir()))

TRUST = Trust(
    code="RZA", name="Wexcombe University Hospitals NHS Foundation Trust",
    signatory=Signatory(name="Dr Amara Okafor", role="Chief Nurse"),
)  # fmt: skip
ADDRESS = ("7 Larkspur Row", "Wexcombe")
POSTCODE = "ZZ99 9ZZ"
ADULT, CHILD = ("Margaret", "Ash"), ("Amira", "Khan")
REFERENCE = "12345678"
CODE = "2CDF-3HJK-4MN7"  # the check symbol is a wrong one


@dataclass(frozen=True)
class Specimen:
    """One letter and how to set it: its survey, name, the contact in which it is sent first, and its pack's letter.

    ``before`` is the letter that goes before it in the envelope and has the address; "" for that letter itself.
    """

    survey: str
    name: str
    contact: int
    before: str = ""


def specimens(content: Content) -> Iterator[Specimen]:
    """Every letter of every survey once: those of packs in the order of the contacts, then whatever no pack holds."""
    shown: set[tuple[str, str]] = set()
    for survey in content.surveys.values():
        for each in (*_packed(content, survey), *_loose(content, survey)):
            key = (survey.id, each.name) if (survey.id, each.name) in content.letters else ("", each.name)
            if key not in shown:
                shown.add(key)
                yield each


def _packed(content: Content, survey: Survey) -> Iterator[Specimen]:
    for contact in survey.contacts:
        for *_, pack in contact.all_packs:
            first, *others = content.stationery.packs[pack].documents
            yield Specimen(survey.id, first, contact.number)
            yield from (Specimen(survey.id, name, contact.number, before=first) for name in others)


def _loose(content: Content, survey: Survey) -> Iterator[Specimen]:
    first = survey.contacts[0].number
    yield from (Specimen(survey.id, name, first) for owner, name in content.letters if owner == survey.id)


def pages(content: Content, specimen: Specimen, language: str, dpi: float) -> list[Image.Image]:
    """The printed pages of a specimen in a language, without blank ones. ``dpi`` is pixels to the inch.

    Raises FulfilmentError where a text does not fit its page.
    """
    survey = content.survey(specimen.survey)
    wave = _wave(survey)
    names = [name for name in (specimen.before, specimen.name) if name]
    say = content.words(language).date
    head = letterhead(wave, TRUST, say(wave.letter_date(survey, specimen.contact)))

    def set_(names: list[str]) -> StaticLetter:
        return set_letter(content, survey.id, names, language, head, say(wave.fieldwork_ends), _faces())

    letter = set_(names)
    skipped = len(set_(names[:1]).pages) if specimen.before else 0
    pdf = _printed(letter, _personal(content, survey, wave, letter))
    own = range(skipped, len(letter.pages))
    return [picture(pdf, number + 1, dpi) for number in own if not letter.pages[number].is_blank]


def _wave(survey: Survey) -> Wave:
    return Wave(
        id="specimen", survey=survey.id, discharged_from=date(2026, 4, 1), discharged_to=date(2026, 6, 30),
        fieldwork_starts=date(2026, 9, 14), fieldwork_ends=date(2026, 12, 11), address="survey.example",
        trusts=(TRUST,),
    )  # fmt: skip


def _personal(content: Content, survey: Survey, wave: Wave, letter: StaticLetter) -> Personal:
    words = content.words(letter.language)
    addressee = survey.age_bands[0].addressee
    to_parent = addressee is Addressee.PARENT
    given, family = CHILD if to_parent else ADULT
    person = Person(given=given, family=family, born_on=date(1950, 1, 1), address=ADDRESS, postcode=POSTCODE)
    names = {slot: words.say(key, name=given) for slot, key in NAMED.items()}
    names["child"] = words.say("letter.child", name=person.name)
    names["salutation"] = words.say("letter.dear_parent" if to_parent else "letter.dear", name=person.name)
    symbols = tuple(marks.symbol(Mark(1, 1, 1, n // 2 + 1, letter.sheets, n % 2 + 1)) for n in range(len(letter.pages)))
    qr = QrTable.for_prefix(wave.qr_prefix(survey, letter.language)).symbol(CODE.replace("-", ""))
    return Personal(
        address_lines=person.envelope_lines(addressee, content.words("en")),
        reference=references.format(REFERENCE + references.check_symbol(REFERENCE)), names=names, code=CODE, qr=qr,
        window_mark=symbols[0], sheet_marks=symbols,
    )  # fmt: skip


def _printed(letter: StaticLetter, personal: Personal) -> bytes:
    out = io.BytesIO()
    file = PrintFile(out, [letter], _faces())
    file.add(0, personal)
    file.close()
    return out.getvalue()
