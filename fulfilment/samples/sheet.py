"""A trust's table as text, whatever file it came in: cells, and rows numbered as the person who opens it sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Spaces that Excel, Word and web pages leave around and inside a value, and marks without a width.
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NO_WIDTH = "\ufeff\u200b\u2060"
# ="00123" is how people make Excel keep leading zeros in a csv.
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def clean(text: str) -> str:
    """A cell without the spaces around it, with one space where there are several. Lines stay lines: an address may
    stand in one cell.

    >>> clean('  Ash \\u00a0 Grove,\\r\\n\\n Brackenby ')
    'Ash Grove,\\nBrackenby'
    >>> clean('="0012"')
    '0012'
    """
    text = text.strip()
    wrapped = _AS_TEXT.fullmatch(text)
    if wrapped:
        text = wrapped[1]
    lines = (_SPACES.sub(" ", line).strip(" " + _NO_WIDTH) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Table:
    """Every row of a sheet or of a text file, before the header is found. Row 1 is the first of ``rows``.

    ``cut_off`` is set where the last row has fewer cells than the others and no end of line: the file was cut.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    cut_off: bool = False

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell for row in self.rows for cell in row)


@dataclass(frozen=True)
class Row:
    """One row of people's data with its number, 1 for the first row of the sheet."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table with its header. Every row has as many cells as the header, or more where the file has more."""

    header_row: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    cut_off: bool = False
    encoding: str | None = None  # set only where it had to be guessed
    unread: tuple[str, ...] = ()  # names of other sheets that hold something

    @classmethod
    def below(cls, table: Table, header_index: int, encoding: str | None, unread: Sequence[str]) -> Sheet:
        """The sheet whose header is this row (0 for the first) of a table. Rows without a value are left out."""
        header = _without_blank_end(table.rows[header_index])
        rows = tuple(_rows(table.rows[header_index + 1 :], header_index + 2, len(header)))
        return cls(header_index + 1, header, rows, table.cut_off, encoding, tuple(unread))


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = max((index + 1 for index, cell in enumerate(cells) if cell), default=0)
    return cells[:end]


def _rows(rows: Sequence[tuple[str, ...]], first: int, width: int) -> Iterator[Row]:
    for number, cells in enumerate(rows, first):
        used = _without_blank_end(cells)
        if used:
            yield Row(number, used + ("",) * (width - len(used)))
