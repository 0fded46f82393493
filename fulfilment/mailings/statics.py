"""The static letters of one contact, pack and language: typeset once for each trust, and where to read them back."""

from __future__ import annotations

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
from fulfilment.waves import Trust

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
        wave, words = self.room.wave, self.content.words(self.language)
        logo = wave.folder / trust.logo if trust.logo else None
        address = wave.address.lower()
        letterhead = Letterhead(trust.name, self.letter_date, trust.signatory.name, trust.signatory.role, address, logo)
        fields = {
            **self.content.fields(self.survey.id, words),
            "trust": trust.name,
            "hospital": trust.name,
            "closing_date": words.date(wave.fieldwork_ends),
            "letter_date": self.letter_date,
            "signatory_name": trust.signatory.name,
            "signatory_role": trust.signatory.role,
            "address": address,
        }
        packed = (
            self.content.letter(self.survey.id, name) for name in self.content.stationery.packs[self.pack].documents
        )
        printed = packed if self.survey.print_unsigned else (document.signed() for document in packed)
        documents = [document.translated(words, fields) for document in printed if document]
        families = self.content.languages[self.language].faces
        return typeset(
            documents, letterhead, self.content.stationery, self.faces.for_language(self.language, families), words
        )
