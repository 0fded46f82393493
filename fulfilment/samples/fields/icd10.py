"""ICD-10 codes (WHO, 5th edition as the NHS uses it) and lists of them such as ``C00-C99`` or ``D35.2-D35.4``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fulfilment.samples.rules import Wrong

# Trusts add X or - for "no fourth sign", and D or A for dagger and asterisk.
_CODE = re.compile(r"([A-Z][0-9]{2})(?:\.?([0-9])[0-9]?)?\.?[X-]?[DA]?")


def parse(text: str) -> str | Wrong:
    """A code with its point, without fillers and without a fifth sign.

    >>> parse("c509"), parse("C50.X"), parse("C50"), parse("50.9").code
    ('C50.9', 'C50', 'C50', 'icd10-invalid')
    """
    if not text:
        return Wrong("icd10-missing")
    found = _CODE.fullmatch(text.upper().replace(" ", ""))
    if not found:
        return Wrong("icd10-invalid")
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def holds(ranges: Iterable[str], code: str) -> bool:
    """Whether a code lies in one of the ranges, both ends included with all that is below them.

    >>> holds(["C00-C99"], "C99.9"), holds(["D35.2-D35.4"], "D35.4"), holds(["D05"], "D05.1"), holds(["D35.2"], "D35")
    (True, True, True, False)
    """
    return any(_between(*_ends(each), code) for each in ranges)


def is_secondary(code: str) -> bool:
    """Whether the code is of a secondary cancer, C77 to C79: no primary diagnosis."""
    return holds(["C77-C79"], code)


def _ends(of_range: str) -> tuple[str, str]:
    first, _, last = of_range.partition("-")
    return first.strip(), (last or first).strip()


def _between(first: str, last: str, code: str) -> bool:
    return len(code) >= len(first) and first <= code[: len(first)] and code[: len(last)] <= last
