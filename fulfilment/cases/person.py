"""A person as letters need them: name, address, birth date. Lives only in a blob sealed under people.key."""

from __future__ import annotations

from datetime import date

from fulfilment.surveys.definition import Addressee, Value
from fulfilment.surveys.words import Words

# GOV.UK Notify prints 3 to 7 lines, postcode included; a C5 window holds seven at 10 pt (reference: window geometry).
LINES_MOST = 7


class Person(Value):
    """Who a case is. ``address`` has no postcode; ``nhs_number`` is ten digits without spaces."""

    nhs_number: str | None = None
    title: str = ""
    given: str
    family: str
    born_on: date
    address: tuple[str, ...]
    postcode: str
    phone: str = ""

    @property
    def name(self) -> str:
        """Given and family name, as greeted: no title, which files get wrong."""
        return " ".join(part for part in (self.given, self.family) if part)

    def envelope_lines(self, addressee: Addressee, words: Words) -> tuple[str, ...]:
        """The address as printed: addressee, lines, postcode alone on the last line. ``words`` are those of the country
        of the post, English, whatever the letter's language.
        """
        to = self.name if addressee is Addressee.PERSON else words.say("letter.to_parent", name=self.name)
        return (to, *self.address, self.postcode)
