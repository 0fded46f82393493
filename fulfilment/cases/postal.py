"""Another address for somebody: what was told, cleaned once, and what is wrong with it.

The rules are those of a window letter (GOV.UK Notify): name, one to five lines, a postcode on the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fulfilment.cases.person import LINES_MOST

LINES = range(1, LINES_MOST - 1)  # beside them stand the name and the postcode
# Shape alone; whether post arrives there, the post knows.
_POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})")


@dataclass(frozen=True)
class Address:
    """Lines without the postcode, cleaned; the postcode in capitals with its one space."""

    lines: tuple[str, ...]
    postcode: str

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in words; nothing where a letter can go there."""
        wrong = []
        if len(self.lines) not in LINES:
            wrong.append(f"an address has {LINES.start} to {LINES.stop - 1} lines besides the postcode")
        if not _POSTCODE.fullmatch(self.postcode):
            wrong.append("this is not a UK postcode")
        return tuple(wrong)


def parse(lines: Iterable[str], postcode: str) -> Address:
    """An address as it was told.

    >>> parse(["4 Sorrel Close ", "", "Fairmoor,"], "ld881ab")
    Address(lines=('4 Sorrel Close', 'Fairmoor'), postcode='LD88 1AB')
    """
    cleaned = tuple(line for line in (" ".join(line.split()).strip(" ,") for line in lines) if line)
    compact = "".join(postcode.upper().split())
    return Address(cleaned, f"{compact[:-3]} {compact[-3:]}" if len(compact) > 3 else compact)
