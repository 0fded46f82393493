"""From a case to what its piece carries: address, greeting, code, marks. Composing prints it, checking expects it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from fulfilment.cases.person import Person
from fulfilment.keys import codes, references
from fulfilment.keys.holders import OfficeKeys
from fulfilment.keys.identity import PeopleKey
from fulfilment.paper import marks
from fulfilment.store.office.pieces import PieceToPrint
from fulfilment.surveys.content import Content
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.words import Words
from fulfilment.waves import Wave

# Slot -> the words that fill it; each names the person.
NAMED = {"child": "letter.child", "hello": "letter.hello"}


@dataclass(frozen=True)
class Lettering:
    """Everything personal on one piece. ``code`` and ``reference`` are as printed; the address ends in its postcode."""

    piece: int
    attempt: int
    trust: str
    reference: str
    code: str
    url: str
    address_lines: tuple[str, ...]
    names: Mapping[str, str]

    def mark(self, component: str, page: int, pages: int) -> str:
        """The sheet mark of a page of this piece; pages count from 0, front and back alike."""
        sheet, back = divmod(page, 2)
        mark = marks.Mark(self.piece, self.attempt, marks.COMPONENTS[component], sheet + 1, (pages + 1) // 2, back + 1)
        return marks.format(mark)

    def fields_hash(self, key: PeopleKey) -> str:
        """Keyed hash of the printed fields: when a mended name or a new address gives another, the piece is stale."""
        names = [text for pair in sorted(self.names.items()) for text in pair]
        return key.printed([self.reference, self.code, self.url, *self.address_lines, *names])


@dataclass(frozen=True)
class Letterer:
    """Letters the pieces of one wave in one language."""

    content: Content
    keys: OfficeKeys
    wave: Wave
    language: str

    @cached_property
    def words(self) -> Words:
        """The words of the letter's language."""
        return self.content.words(self.language)

    @cached_property
    def qr_prefix(self) -> str:
        """What every QR code of the file begins with."""
        return self.wave.qr_prefix(self.content.survey(self.wave.survey), self.language)

    @cached_property
    def _envelope_words(self) -> Words:
        return self.content.words("en")

    def letter(self, piece: PieceToPrint) -> Lettering:
        """What a piece carries. Opens the sealed person and derives the access code; neither is kept."""
        survey = self.content.survey(self.wave.survey)
        addressee = survey.band(piece.age_band).addressee
        person = Person.model_validate(self.keys.people(self.wave.id).open(piece.token, piece.sealed))
        code = self.keys.access_code(self.wave.id, piece.reference, piece.issue)
        dear = "letter.dear" if addressee == "person" else "letter.dear_parent"
        names = {slot: self.words.say(key, name=person.given) for slot, key in NAMED.items()}
        names["child"] = self.words.say("letter.child", name=person.name)
        names["salutation"] = self.words.say(dear, name=person.name)
        return Lettering(
            piece=piece.piece_id,
            attempt=piece.attempt,
            trust=piece.trust,
            reference=references.format(piece.reference),
            code=codes.format(code),
            url=self.qr_prefix + code,
            address_lines=person.envelope_lines(addressee, self._envelope_words),
            names=names,
        )


def letters_of(content: Content, keys: OfficeKeys, wave: Wave, language: str) -> Callable[[PieceToPrint], Lettering]:
    """What letters the pieces of a print file in a language.

    Where the file has no language of its own (orders to a specialist), each piece is lettered in its person's, or in
    English where we have no words in that.
    """

    @cache
    def letterer(spoken: str) -> Letterer:
        return Letterer(content, keys, wave, spoken)

    def letter(piece: PieceToPrint) -> Lettering:
        if language in content.languages:
            return letterer(language).letter(piece)
        return letterer(piece.language if piece.language in content.languages else SOURCE).letter(piece)

    return letter
