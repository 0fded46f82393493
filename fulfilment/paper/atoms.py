"""What is never broken over lines and always reads from left to right: addresses to type, telephone numbers, codes.

In a right-to-left paragraph the Unicode algorithm prints ``0808 157 0123`` as ``0123 157 0808``, and so do the usual
engines. A patient would ring somebody else.
"""

from __future__ import annotations

import re

_TLD = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
# National numbers as Ofcom's numbering plan groups them. Before the general pattern, which would take the first digits
# of a second number for more of the first.
_NATIONAL = "|".join(
    sizes.replace(" ", r"[ \u00a0]")
    for sizes in (r"\d{3} \d{3} \d{4}", r"\d{2} \d{4} \d{4}", r"\d{4} \d{3} \d{3}", r"\d{4} \d{5,6}", r"\d{3} \d{6,7}")
)
KINDS = {
    "address with a scheme": r"https?://[!-~]+",
    "e-mail address": r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "host with its path": rf"(?:{_TLD}|localhost)(?::\d+)?(?:/[!-~]*)?",
    "case reference": r"(?<!\d)\d{4}-\d{4}-[0-9A-Z](?![0-9A-Za-z])",
    "access code": r"(?<![0-9A-Za-z])[0-9A-Z]{4}(?:-[0-9A-Z]{4})+(?![0-9A-Za-z])",
    "national telephone number": rf"(?<!\d)0(?:{_NATIONAL})(?!\d)",
    "telephone number": r"(?:\(?\+\d{1,3}\)?[ \u00a0-]?)?(?<!\d)\(?0?\d{2,4}\)?(?:[ \u00a0-]\d{3,6}){1,3}(?!\d)",
    "date in words": r"(?<!\d)\d{1,2}[ \u00a0][A-Za-z]{3,9}[ \u00a0]\d{4}(?!\d)",
    "numbers with a sign between": r"(?<!\d)\d+(?:[-–./:]\d+)+(?!\d)",
}
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in KINDS.values()))
_CLOSING = ".,;:!?)]}'\"»”’"


def atoms(text: str) -> list[tuple[int, int]]:
    """The stretches (start, end) of a text that are atoms, in their order.

    >>> text = "Call 0808 157 0123, or go to survey.example/a (by 31/12/2026)."
    >>> [text[start:end] for start, end in atoms(text)]
    ['0808 157 0123', 'survey.example/a', '31/12/2026']
    """
    found = []
    for match in _ANY.finditer(text):
        start, end = match.span()
        while end > start and text[end - 1] in _CLOSING and not _closes_own_bracket(text[start:end]):
            end -= 1
        if end > start:
            found.append((start, end))
    return found


def _closes_own_bracket(atom: str) -> bool:
    return atom.endswith(")") and atom.count("(") >= atom.count(")")
