"""Text files (csv and its kin): which encoding, which delimiter, which rows.

Row numbers are those of Excel: a quoted value may run over several lines of one row, and a first line ``sep=;`` is
an instruction to Excel, not a row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence

from fulfilment.errors import FulfilmentError
from fulfilment.samples.limits import Limits
from fulfilment.samples.sheet import Table, clean

DELIMITERS = ",;\t|"
LOOKED_AT = 40  # rows that are read to tell the delimiter
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEP_LINE = re.compile(r'^"?sep=(.)"?\r?\n', re.IGNORECASE)
# What Excel writes in Britain, then "CSV (MS-DOS)", "CSV (Macintosh)" and Excel in Poland. Ties go to the first.
CODE_PAGES = ("cp1252", "cp850", "mac_roman", "cp1250")
_OUTSIDE_ASCII = re.compile(r"[^\x00-\x7f]")
_AT_HOME_IN_WORDS = "’‘“”–—…·"
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, name: str) -> tuple[str, str | None]:
    """The text, and the name of its encoding where that had to be guessed.

    UTF-8 and UTF-16 prove themselves. Of the code pages that are left, the one counts that makes the fewest strange
    words. (charset-normalizer takes a DOS file of few accents for a Windows one: it needs more text than names give.)

    Raises FulfilmentError for what is no text at all.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, encoding, name), None
    if wide := _utf16_without_bom(data):
        return _decoded(data, wide, name), None
    try:
        return _text(data.decode("utf-8"), name), None
    except UnicodeDecodeError:
        encoding = _guess(data)
    return _text(data.decode(encoding, errors="replace"), name), encoding


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return _text(data.decode(encoding), name)
    except UnicodeDecodeError:
        raise FulfilmentError(
            "sample-damaged",
            f"{name} is damaged: it says it is {encoding}, and is not",
            "Save it again and send it again.",
        ) from None


def _text(text: str, name: str) -> str:
    if _NOT_TEXT.search(text[:100_000]):
        raise FulfilmentError(
            "sample-not-a-table", f"{name} is neither a workbook nor a text file", "Send csv, xlsx, xls or ods."
        )
    return text


def _utf16_without_bom(data: bytes) -> str | None:
    start = data[:4000]
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
        if len(data) % 2 == 0 and len(zeros) > 8 and zeros.count(0) > 0.6 * len(zeros):
            return encoding
    return None


def _guess(data: bytes) -> str:
    return min(CODE_PAGES, key=lambda page: strangeness(data.decode(page, errors="replace")))


def strangeness(text: str) -> int:
    """How many signs stand where no sign stands in a name: symbols at letters, capitals after small letters.

    >>> strangeness("Siân O’Neill, Łódź"), strangeness("Siƒn"), strangeness("SiÉn"), strangeness("£ódŸ")
    (0, 1, 1, 2)
    """
    places = [found.start() for found in _OUTSIDE_ASCII.finditer(text)]
    return sum(_is_strange(text[max(n - 1, 0) : n], text[n], text[n + 1 : n + 2]) for n in places)


def _is_strange(before: str, sign: str, after: str) -> bool:
    if sign == "\ufffd":  # a byte that the code page does not have
        return True
    if sign.isalpha() and sign not in "ªºƒˆ":
        return sign.isupper() and before.islower()
    return sign not in _AT_HOME_IN_WORDS and (before.isalpha() or after.isalpha())


def read(data: bytes, name: str, known: Callable[[Sequence[str]], int], limits: Limits) -> tuple[Table, str | None]:
    """The table of a text file and its guessed encoding. ``known`` counts the cells of a row that name a column.

    Raises FulfilmentError where it is no text, where a quote is never closed or a limit is passed.
    """
    text, encoding = decode(data, name)
    delimiter = None
    if sep := _SEP_LINE.match(text):
        delimiter, text = sep[1], text[sep.end() :]
    delimiter = delimiter or max(DELIMITERS, key=lambda each: _score(text, each, known))
    rows = _parse(text, delimiter, name, limits)
    return Table(name, rows, _cut_off(text, rows)), encoding


def _score(text: str, delimiter: str, known: Callable[[Sequence[str]], int]) -> int:
    best = 0
    try:
        for _, row in zip(
            range(LOOKED_AT), csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), strict=False
        ):
            best = max(best, known([clean(cell) for cell in row]))
    except csv.Error:
        return best
    return best


def _parse(text: str, delimiter: str, name: str, limits: Limits) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(tuple(map(clean, cells)))
            if len(rows) > limits.rows:
                raise too_big(name, f"more than {limits.rows:,} rows")
            if len(cells) > limits.columns and any(rows[-1][limits.columns :]):
                raise too_big(name, f"more than {limits.columns} columns in row {len(rows)}")
    except csv.Error:
        raise FulfilmentError(
            "sample-damaged",
            f"{name} is damaged: the quotation marks of row {len(rows) + 1} do not pair up",
            "Open that row, put the mark right or save the file again, and see that the end of the file is there.",
        ) from None
    return tuple(rows)


def too_big(name: str, what: str) -> FulfilmentError:
    """The refusal of a file that passes a limit."""
    return FulfilmentError("sample-too-big", f"{name} has {what}", "Send only the sheet with the patients, as csv.")


def _cut_off(text: str, rows: tuple[tuple[str, ...], ...]) -> bool:
    if len(rows) < 3 or text.endswith(("\n", "\r")):
        return False
    # Excel leaves off empty cells at the end of a row, so that fewer cells alone prove nothing.
    return len(rows[-1]) < min(len(row) for row in rows[-4:-1] if row) if any(rows[-4:-1]) else False
