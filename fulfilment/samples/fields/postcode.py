"""UK postcodes: area, district, sector and unit, as GOV.UK Notify checks them before it prints an address."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from fulfilment.samples.rules import Wrong


@cache
def _shape() -> re.Pattern[str]:
    lines = Path(__file__).with_name("postcode_areas.txt").read_text(encoding="utf-8").splitlines()
    areas = [area for line in lines if not line.startswith("#") for area in line.split()]
    # The last two letters are never C, I, K, M, O or V (BS 7666).
    return re.compile(rf"({'|'.join(areas)})([0-9][0-9A-Z]?)([0-9][ABD-HJLNP-UW-Z]{{2}})")


_PSEUDO = re.compile(r"ZZ99[0-9][A-Z]Z")  # NHS Postcode Directory: no fixed abode, not known, countries


def parse(text: str) -> str | Wrong:
    """A postcode in capitals with one space before its last three signs.

    >>> parse("ls14ab"), parse("ZZ99 3VZ").code, parse("LS1 4AC").code
    ('LS1 4AB', 'not-mailable', 'postcode-invalid')
    """
    if not text:
        return Wrong("postcode-missing")
    compact = re.sub(r"[\s.-]", "", text.upper())
    if _PSEUDO.fullmatch(compact):
        return Wrong("not-mailable")
    if _shape().fullmatch(compact):
        return f"{compact[:-3]} {compact[-3:]}"
    swapped = f"{compact[:-3].replace('O', '0')}{compact[-3:].replace('O', '0', 1)}"
    hint = f"Perhaps {swapped[:-3]} {swapped[-3:]}, with the digit nought." if _shape().fullmatch(swapped) else ""
    return Wrong("postcode-invalid", hint)
