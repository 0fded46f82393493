"""The static letters of one contact, pack and language: typeset once for each trust, and where to read them back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from fulfilment import shipped
from fulfilment.mailings.lettering import Lettering
from fulfilment.paper import marks
from fulfilment.paper.faces import Faces
from fulfilment.paper.layouts import read_layout
from fulfilment.paper.letterhead import Letterhead
from fulfilment.paper.personal import Personal
from fulfilment.paper.qr import QrTable
from fulfilment.paper.readback import ReadLayout
from fulfilment.paper.static import StaticLetter
from fulfilment.paper.typeset import typeset
from fulfilment.room import Room
from fulfilment.surveys.content import Content
from fulfilment.waves import Trust, Wave

_faces = cache(lambda: Faces.load(shipped.fonts_dir()))


class Statics:
    """Typesets each trust's letter when it is first asked for, and keeps it."""

    def __init__(self, room: Room, contact: int, pack: str, language: str) -> None:
        self.room, self.contact, self.pack, self.language = room, contact, pack, language
        self.content = room.content()
        self.survey = room.survey(self.content)
        self.faces = _faces()
        self.letter_date = self.content.words(language).date(room.wave.letter_date(self.survey, contact))
        self._letters: dict[str, StaticLetter] = {}
        self._layouts: dict[str, ReadLayout] = {}
        self._qr = QrTable.for_prefix(room.wave.qr_prefix(self.survey, language))
        self._qr.module_mm(self.content.stationery.places.qr_side_mm)

    def letter(self, trust: str) -> StaticLetter:
        """A trust's letter. Raises FulfilmentError where a text does not fit its page."""
        if trust not in self._letters:
            self._letters[trust] = self._typeset(self.room.wave.trust(trust))
        return self._letters[trust]

    def read_layout(self, trust: str) -> ReadLayout:
        """Where to read what on a trust's letters."""
        if trust not in self._layouts:
            stationery = self.content.stationery
            envelope = stationery.envelopes[stationery.packs[self.pack].envelope]
            self._layouts[trust] = read_layout(self.letter(trust), stationery, envelope)
        return self._layouts[trust]

    def personal(self, lettering: Lettering, component: str, pages: int) -> Personal:
        """What is stamped on a trust's letter for one person."""
        symbols = tuple(marks.symbol(marks.parse(lettering.mark(component, page, pages))) for page in range(pages))
        return Personal(
            address_lines=lettering.address_lines,
            reference=lettering.reference,
            names=lettering.names,
            code=lettering.code,
            qr=self._qr.symbol(lettering.url.removeprefix(self._qr.prefix)),
            window_mark=symbols[0],
            sheet_marks=symbols,
        )

    def _typeset(self, trust: Trust) -> StaticLetter:
        documents = self.content.stationery.packs[self.pack].documents
        ends = self.content.words(self.language).date(self.room.wave.fieldwork_ends)
        head = letterhead(self.room.wave, trust, self.letter_date)
        return set_letter(self.content, self.survey.id, documents, self.language, head, ends, self.faces)


def letterhead(wave: Wave, trust: Trust, letter_date: str) -> Letterhead:
    """The head of a trust's letters in a wave."""
    logo = wave.folder / trust.logo if trust.logo else None
    return Letterhead(trust.name, letter_date, trust.signatory.name, trust.signatory.role, wave.address.lower(), logo)


def set_letter(
    content: Content, survey_id: str, documents: Sequence[str], language: str, head: Letterhead, ends: str, faces: Faces
) -> StaticLetter:
    """Some documents of a survey as a trust sends them, in a language; ``ends`` is the closing date as it is written.

    Where a survey prints nothing that is not signed off, the language sheet has only the languages that are. Raises
    KeyError for a document or field that is not there, FulfilmentError where a text does not fit its page.
    """
    words, families = content.words(language), content.languages[language].faces
    fields = {
        **content.fields(survey_id, words),
        "trust": head.trust_name,
        "hospital": head.trust_name,
        "closing_date": ends,
        "letter_date": head.date_text,
        "signatory_name": head.signatory_name,
        "signatory_role": head.signatory_role,
        "address": head.address,
    }
    packed = [content.letter(survey_id, name) for name in documents]
    printed = packed if content.survey(survey_id).print_unsigned else [document.signed() for document in packed]
    said = [document.translated(words, fields) for document in printed if document]
    return typeset(said, head, content.stationery, faces.for_language(language, families), words)
