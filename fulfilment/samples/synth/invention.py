"""Invents the sample files of all trusts of a wave, by a seed: the same seed gives the same files, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from fulfilment.errors import FulfilmentError
from fulfilment.samples.columns import column_named
from fulfilment.samples.synth import extras, faulty, writing
from fulfilment.samples.synth.people import Invented, Inventor
from fulfilment.samples.synth.stock import stock
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Wave

AGAIN_EVERY = 31  # one person in so many is in another trust's file too; a prime, so that each trust gets some
FAULTY = "faulty"


@dataclass(frozen=True)
class Style:
    """How a trust writes: kind of file, names for columns, row of the header, whether only letters of Windows-1252."""

    suffix: str
    headers: str
    write: writing.Writer
    header_row: int = 1
    latin_1: bool = False


XLSX = Style("xlsx", "spaced", writing.xlsx, header_row=writing.XLSX_HEADER_ROW)
ODS = Style("ods", "ours", writing.ods)
CSV = Style("csv", "underscored", writing.delimited("utf-8", ","))
CSV_OF_EXCEL = Style("csv", "underscored", writing.delimited("cp1252", ";"), latin_1=True)
STYLES = (XLSX, CSV_OF_EXCEL, ODS, CSV)
STYLES_OF_TWO = (XLSX, CSV)  # two trusts only: their people may have names in any script


@dataclass(frozen=True)
class Expected:
    """What a check must find in a faulty file, by the trust's own name of the column."""

    code: str
    row: int
    column: str


@dataclass(frozen=True)
class InventedFile:
    """A file as a trust sends it. ``expected`` is empty for a clean one."""

    name: str
    trust: str
    data: bytes
    rows: int
    expected: tuple[Expected, ...] = ()


def invent(wave: Wave, survey: Survey, people: int, seed: int, faulty_files: int = 0) -> list[InventedFile]:
    """One file a trust, with ``people`` people in all who are to be written to, each once when all files are loaded.

    Beside them stand people who are not in the survey, and some people twice. ``faulty_files`` of the files are also
    given as a variant with one row for each kind of fault, ``...-faulty`` by name.

    Raises FulfilmentError for fewer people than trusts.
    """
    trusts = [trust.code for trust in wave.trusts]
    if people < len(trusts) or not trusts:
        raise FulfilmentError(
            "synth-too-few", f"{people} people for {len(trusts)} trusts", "Ask for one a trust at least."
        )
    random = Random(f"{wave.id}/{seed}")
    inventor = Inventor(survey, wave, random)
    styles = STYLES_OF_TWO if len(trusts) == len(STYLES_OF_TWO) else STYLES
    style_of = {code: styles[n % len(styles)] for n, code in enumerate(trusts)}
    rows = _rows(inventor, wave, people, style_of, random)
    files = [_file(wave, code, rows[code], style_of[code]) for code in trusts]
    spoiled = [_spoiled(inventor, wave, code, rows[code], style_of[code]) for code in trusts[:faulty_files]]
    return files + spoiled


def _rows(
    inventor: Inventor, wave: Wave, people: int, style_of: dict[str, Style], random: Random
) -> dict[str, list[Invented]]:
    trusts = list(style_of)
    rows: dict[str, list[Invented]] = {code: [] for code in trusts}
    for n in range(people):
        code = trusts[n % len(trusts)]
        person = inventor.person(code, latin_1=_shared(n) or style_of[code].latin_1)
        rows[code].append(person)
        if _shared(n):
            other = trusts[(n + 1) % len(trusts)]
            again = (
                extras.again_here(person, wave)
                if other == code
                else extras.again_elsewhere(person, other, wave, random)
            )
            rows[other].append(again)
    for code in trusts:
        rows[code] += extras.left_out(inventor, code, wave, style_of[code].latin_1)
        rows[code].append(extras.again_here(rows[code][0], wave))
        random.shuffle(rows[code])
        rows[code] = [{"record_number": f"{code}{n:06}", **row} for n, row in enumerate(rows[code], 1)]
    return rows


def _shared(n: int) -> bool:
    """Whether the person with this number is in two files; then any file must be able to hold the name."""
    return n % AGAIN_EVERY == AGAIN_EVERY - 1


def _file(
    wave: Wave, code: str, rows: Sequence[Invented], style: Style, ending: str = "", expected: Sequence[Expected] = ()
) -> InventedFile:
    cells = writing.table(rows, stock().headers[style.headers])
    name = f"{code.lower()}-{wave.id}{ending}.{style.suffix}"
    return InventedFile(name, code, style.write(cells), len(rows), tuple(expected))


def _spoiled(inventor: Inventor, wave: Wave, code: str, rows: list[Invented], style: Style) -> InventedFile:
    changed, expected = spoil(inventor, wave, code, rows, style)
    return _file(wave, code, changed, style, f"-{FAULTY}", expected)


def spoil(
    inventor: Inventor, wave: Wave, code: str, rows: list[Invented], style: Style
) -> tuple[list[Invented], list[Expected]]:
    """The rows with more rows below, each with one kind of fault, and what must be found there."""
    names = stock().headers[style.headers]
    changed, expected = list(rows), []
    for n, kind in enumerate(faulty.spoilings(inventor.children), len(rows) + 1):
        person = inventor.person(code, latin_1=True)
        number = rows[0]["record_number"] if kind.code == "record-number-doubled" else f"{code}{n:06}"
        changed.append({"record_number": number, **person, **kind.change(person, wave)})
        column = names.get(kind.column) or column_named(kind.column).name
        expected.append(Expected(kind.code, style.header_row + n, column))
    return changed, expected
