"""Which column of a trust's sheet is which: names are matched as trusts vary them. The names are in columns.yaml."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fulfilment.surveys import strict_yaml
from fulfilment.surveys.definition import Value

ENOUGH_FOR_A_HEADER = 4  # known names in one row; a title or a row of data never has as many (our choice)
_FILE = Path(__file__).with_name("columns.yaml")


class Column(Value):
    """A column we know: our word for it, the name we print, whether a file must have it, other names for it."""

    column: str
    name: str
    required: bool
    also: tuple[str, ...] = ()


class Columns(Value):
    """All of columns.yaml."""

    columns: tuple[Column, ...]
    unused: tuple[str, ...]


@cache
def known_columns() -> Columns:
    """The columns of columns.yaml."""
    return Columns.model_validate(strict_yaml.parse(_FILE.read_text(encoding="utf-8"), _FILE.name))


@cache
def column_named(column: str) -> Column:
    """The column with our word for it. Raises KeyError."""
    return {each.column: each for each in known_columns().columns}[column]


def folded(name: str) -> str:
    """A column's name as it is compared: letters and digits only, without case and accents.

    >>> folded("NHS_Number "), folded("Post-code")
    ('nhsnumber', 'postcode')
    """
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())


@cache
def _words() -> Mapping[str, str]:
    columns = known_columns().columns
    return {folded(name): each.column for each in columns for name in (each.column, each.name, *each.also)}


@cache
def _unused() -> frozenset[str]:
    return frozenset(map(folded, known_columns().unused))


def count_known(cells: Sequence[str]) -> int:
    """How many different columns a row names; tells the header from the rows around it."""
    words = _words()
    return len({words[name] for cell in cells if (name := folded(cell)) in words})


def nearest(name: str) -> str | None:
    """The printed name of the known column that a name resembles most, if it resembles one.

    >>> nearest("Pstcode")
    'Postcode'
    """
    close = difflib.get_close_matches(folded(name), _words(), n=1, cutoff=0.75)
    return column_named(_words()[close[0]]).name if close else None


@dataclass(frozen=True)
class Matched:
    """Where each column stands. ``index`` maps our word to the position, ``header`` to the trust's own name."""

    index: Mapping[str, int]
    header: Mapping[str, str]
    missing: tuple[str, ...]
    doubled: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]

    def cell(self, cells: Sequence[str], column: str) -> str:
        """The cell of a row under one of our columns; empty where the file has no such column."""
        return cells[self.index[column]] if column in self.index else ""


def match(header: Sequence[str]) -> Matched:
    """Match the names of a header with the columns we know."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(header):
        if column := _words().get(folded(name)):
            places[column].append(place)
    return Matched(
        index={column: where[0] for column, where in places.items()},
        header={column: header[where[0]] for column, where in places.items()},
        missing=tuple(each.column for each in known_columns().columns if each.required and each.column not in places),
        doubled={column: tuple(header[place] for place in where) for column, where in places.items() if len(where) > 1},
        unknown=tuple(_unknown(header)),
    )


def _unknown(header: Sequence[str]) -> Iterator[str]:
    return (name for name in header if name and folded(name) not in _words())


def is_unused(name: str) -> bool:
    """Whether a column that we do not read is one that other surveys ask for."""
    return folded(name) in _unused()
