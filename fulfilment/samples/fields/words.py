"""Text that is printed as it comes: letters of every script stay, what a computer has damaged is refused."""

from __future__ import annotations

import re
import unicodedata

from fulfilment.samples.rules import Wrong

# Joiners that Persian, Urdu and Indic scripts need; every other format sign only confuses (and may turn text around).
_JOINERS = "\u200c\u200d"
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
# A question mark between letters is a letter that a code page did not have: "?ukasz", "Nguy?n".
_LOST = re.compile(r"\ufffd|\?\w|\w\?")


def damage(text: str, kind: str) -> Wrong | None:
    """What is wrong with a name or an address line (``kind`` "name" or "address"), None where nothing is.

    >>> damage("Łukasz Żółć", "name") or damage("عائشہ خان", "name") or damage("O’Neill", "name")
    >>> damage("SiÃ¢n", "name")
    Wrong(code='name-damaged', detail='Perhaps Siân.')
    """
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign not in _JOINERS for sign in text):
        return Wrong(f"{kind}-control")
    if _LOST.search(text):
        return Wrong(f"{kind}-damaged")
    mended = _OUTSIDE_ASCII.sub(lambda found: _undone(found[0]), text)
    return Wrong(f"{kind}-damaged", f"Perhaps {mended}.") if mended != text else None


def _undone(text: str) -> str:
    """What a run of signs was before UTF-8 was read as Windows-1252; the run itself where that cannot be.

    A run of real letters never makes sense that way: in UTF-8, continuation bytes are signs such as © and ‚.
    """
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
