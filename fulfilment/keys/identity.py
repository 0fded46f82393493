"""people.key at work: names and addresses as blobs, and blind indexes to find people by without reading them.

A blind index is a keyed hash of a folded value: equal values have equal indexes, and without people.key nobody can tell
or try out which value it was. Destroying people.key destroys every copy of the blobs and indexes made under it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fulfilment.keys import sealing
from fulfilment.keys.subkeys import keyed_hash, subkey

PADDED_BYTES = 512  # measured: name, address, birth date, NHS number, phone and e-mail come to 250 to 450 bytes of JSON


@dataclass(frozen=True)
class PeopleKey:
    """The people.key of one wave. Blobs and indexes each have a key of their own made from it."""

    secret: bytes = field(repr=False)

    def seal(self, token: str, details: Mapping[str, Any]) -> bytes:
        """Everything about the person of a case as one padded blob, which opens for this case alone."""
        return sealing.lock(details, self.secret, f"person/{token}", PADDED_BYTES)

    def open(self, token: str, sealed: bytes) -> dict[str, Any]:
        """What was sealed for this case. Raises FulfilmentError under another key or for another case."""
        return sealing.unlock(sealed, self.secret, f"person/{token}")

    def nhs_number(self, number: str) -> str:
        """The blind index of an NHS number, spaces or none."""
        return self._index("nhs-number", "".join(sign for sign in number if sign.isdigit()))

    def identity(self, name: str, born_on: date, postcode: str) -> str:
        """The blind index of name, birth date and postcode together: the same person where NHS numbers are missing."""
        return self._index("identity", fold(name), born_on.isoformat(), compact_postcode(postcode))

    def postcode(self, postcode: str) -> str:
        """The blind index of a postcode in any case, spaces or none."""
        return self._index("postcode", compact_postcode(postcode))

    def surname(self, surname: str) -> str:
        """The blind index of a surname, without regard to case, accents, spaces and hyphens."""
        return self._index("surname", fold(surname))

    def printed(self, fields: Sequence[str]) -> str:
        """A keyed hash of what is printed for a person, in order: it changes when any of it does."""
        return self._index("printed", *fields)

    def _index(self, kind: str, *values: str) -> str:
        return keyed_hash(subkey(self.secret, "blind-index"), kind, *values)


def fold(name: str) -> str:
    """Letters only, without case and accents (NFKD, casefold), as names are compared.

    >>> fold("Ní Dhomhnaill-O'Brien")
    'nidhomhnaillobrien'
    >>> fold("Żółć")  # a stroke is part of its letter, not an accent
    'zołc'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(sign for sign in plain if sign.isalpha())


def compact_postcode(postcode: str) -> str:
    """A postcode in capitals without anything else.

    >>> compact_postcode("ls1 4ab")
    'LS14AB'
    """
    return "".join(sign for sign in postcode.upper() if sign.isalnum())
