"""Writes invented rows as trusts' systems do: xlsx, ods, csv in several encodings, with several names for columns."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

import xlsxwriter

from fulfilment.samples.columns import column_named, known_columns
from fulfilment.samples.synth.people import Cell, Invented

_LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed moment, so that the same seed gives the same bytes
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

Writer = Callable[[Sequence[Sequence[Cell]]], bytes]


def columns_of(rows: Sequence[Invented]) -> list[str]:
    """Our words for the columns that the rows use, in the order of columns.yaml."""
    used = set().union(*rows)
    return [each.column for each in known_columns().columns if each.column in used]


def table(rows: Sequence[Invented], names: Mapping[str, str]) -> list[list[Cell]]:
    """Header and rows as cells; ``names`` are a trust's own names for columns."""
    columns = columns_of(rows)
    header: list[Cell] = [names.get(column) or column_named(column).name for column in columns]
    return [header, *([row.get(column, "") for column in columns] for row in rows)]


def delimited(encoding: str, delimiter: str) -> Writer:
    """A writer of csv files, dates as 28/04/2026."""

    def write(cells: Sequence[Sequence[Cell]]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows([_written(cell) for cell in row] for row in cells)
        return text.getvalue().encode(encoding)

    return write


def _written(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def xlsx(cells: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook as Excel's users make them: a title above the header, real dates, NHS numbers as numbers."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _LONG_AGO})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Patients")
        sheet.write_string(0, 0, "Cancer patient survey: sample")
        for y, row in enumerate(cells, XLSX_HEADER_ROW - 1):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(y, x, cell, day)
                elif len(cell) == 10 and cell.isdigit():
                    sheet.write_number(y, x, int(cell))
                elif cell:
                    sheet.write_string(y, x, cell)
    return stream.getvalue()


XLSX_HEADER_ROW = 3


def ods(cells: Sequence[Sequence[Cell]]) -> bytes:
    """A spreadsheet as LibreOffice reads it (ODF 1.2), with real dates. The mimetype comes first and unpacked."""
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in cells)
    content = _ODS_CONTENT.format(rows=rows)
    members = {
        "mimetype": _ODS_TYPE,
        "META-INF/manifest.xml": _ODS_MANIFEST,
        "content.xml": content,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            info = zipfile.ZipInfo(name, _ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return stream.getvalue()


_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_ODS_CONTENT = (
    f'{_XML}<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
    f'xmlns:text="{_ODF}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="Patients">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, date):
        kind, text = f'office:value-type="date" office:date-value="{cell.isoformat()}"', _written(cell)
    else:
        kind, text = 'office:value-type="string"', escape(cell)
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>" if cell else "<table:table-cell/>"
