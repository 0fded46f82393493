"""Every kind of file a trust sends becomes one sheet of text, its rows numbered as the trust sees them."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from fulfilment.errors import FulfilmentError
from fulfilment.samples import files
from fulfilment.samples.columns import folded, known_columns, match
from fulfilment.samples.sheet import Sheet
from tests.samples.trust_files import GOOD, checked, csv_bytes, row, rows, table, written, xlsx_bytes

ANY_SCRIPT = ("O’Neill", "Siân", "Łukasz Żółć", "Nguyễn Thị Ánh", "عائشہ خان")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def read(folder: Path, data: bytes, name: str = "rza.csv") -> Sheet:
    path = folder / name
    path.write_bytes(data)
    return files.read(path).sheet


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_reads_the_same_in_every_unicode_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    people = [row(Surname=name, Address1="Flat 2, 12 Tansy Grove; rear | left") for name in ANY_SCRIPT]
    sheet = read(tmp_path, csv_bytes(people, encoding, delimiter))
    assert [each.cells for each in sheet.rows] == [tuple(person.values()) for person in people]
    assert sheet.encoding is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("count", [1, 200])
def test_old_code_pages_are_told_apart_and_said_to_be_guessed(
    tmp_path: Path, encoding: str, delimiter: str, count: int
) -> None:
    people = [row(Surname="Brontë", FirstName="Siân", Address1="4 Café Row, Prés")] * count
    sheet = read(tmp_path, csv_bytes(people, encoding, delimiter))
    assert {each.cells for each in sheet.rows} == {tuple(people[0].values())}
    assert sheet.encoding == encoding


def test_a_polish_code_page_does_not_put_a_pound_sign_into_a_name(tmp_path: Path) -> None:
    sheet = read(tmp_path, csv_bytes([row(Surname="Łódź", FirstName="Żaneta")] * 3, "cp1250"))
    assert sheet.rows[0].cells[4:6] == ("Żaneta", "Łódź")


def test_rows_are_numbered_as_in_excel_below_a_preamble_over_quoted_lines_and_blank_rows(tmp_path: Path) -> None:
    header, first, second = table([row(Address1="12 Tansy Grove\r\nUpper Brackenby"), row(Surname="Later")])
    lines = [
        "sep=;\r\n",
        "Sample of April;\r\n",
        ";;\r\n",
        *(";".join(f'"{cell}"' for cell in line) + "\r\n" for line in (header, first)),
    ]
    text = "".join(lines) + "\r\n" + ";".join(second) + "\r\n"
    sheet = read(tmp_path, text.encode())
    assert sheet.header_row == 3
    assert [(each.number, each.cells[5], each.cells[6]) for each in sheet.rows] == [
        (4, "Ash", "12 Tansy Grove\nUpper Brackenby"),
        (6, "Later", "12 Tansy Grove"),
    ]


def test_a_delimiter_named_in_the_first_line_is_obeyed(tmp_path: Path) -> None:
    data = b"sep=|\r\n" + csv_bytes([row(Surname="a;b,c")], delimiter="|")
    assert read(tmp_path, data).rows[0].cells[5] == "a;b,c"


def typed_cells(records: list[dict[str, str]]) -> list[list[object]]:
    """Cells as people make them in Excel: NHS numbers as numbers, dates as dates."""
    header, *lines = table(records)
    places = [header.index(name) for name in ("DateOfBirth", "DateOfAdmission", "DateOfDischarge")]
    number = header.index("NHSNumber")
    cells: list[list[object]] = [list(header)]
    for line in lines:
        typed: list[object] = list(line)
        typed[number] = float(line[number])
        for place in places:
            typed[place] = datetime.strptime(line[place], "%d/%m/%Y")  # noqa: DTZ007 - a day, no moment
        cells.append(typed)
    return cells


def as_xlsx(cells: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Patients")
        for y, line in enumerate(cells):
            sheet.write_row(y + 2, 1, line)  # neither in the first row nor in the first column
    return stream.getvalue()


def as_xls(cells: list[list[object]]) -> bytes:
    book, stream = xlwt.Workbook(), io.BytesIO()
    sheet, day = book.add_sheet("Patients"), xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for y, line in enumerate(cells):
        for x, cell in enumerate(line):
            sheet.write(y + 2, x + 1, cell, day) if isinstance(cell, datetime) else sheet.write(y + 2, x + 1, cell)
    book.save(stream)
    return stream.getvalue()


def as_ods(cells: list[list[object]]) -> bytes:
    document, stream = OpenDocumentSpreadsheet(), io.BytesIO()
    sheet = Table(name="Patients")
    document.spreadsheet.addElement(sheet)
    for line in [[], [], *cells]:
        table_row = TableRow()
        sheet.addElement(table_row)
        for cell in ["", *line]:
            table_row.addElement(ods_cell(cell))
    document.write(stream)
    return stream.getvalue()


def ods_cell(cell: object) -> TableCell:
    match cell:
        case datetime():
            return TableCell(valuetype="date", datevalue=cell.date().isoformat())
        case float():
            return TableCell(valuetype="float", value=cell)
        case _:
            found = TableCell(valuetype="string")
            found.addElement(P(text=str(cell)))
            return found


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_workbooks_give_dates_as_iso_numbers_without_a_fraction_and_the_rows_of_the_screen(
    tmp_path: Path, suffix: str
) -> None:
    people = [row(Surname=name) for name in ANY_SCRIPT]
    make = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}[suffix]
    sheet = read(tmp_path, make(typed_cells(people)), f"rza.{suffix}")
    by_name = [dict(zip(sheet.header, each.cells, strict=True)) for each in sheet.rows]
    assert (sheet.header_row, [each.number for each in sheet.rows]) == (3, [4, 5, 6, 7, 8])
    assert [each["Surname"] for each in by_name] == list(ANY_SCRIPT)
    assert {each["NHSNumber"] for each in by_name} == {"9990000018"}
    assert {each["DateOfDischarge"] for each in by_name} == {"2026-05-05"}


def workbook_of(*sheets: tuple[str, list[list[str]]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, lines in sheets:
            sheet = book.add_worksheet(name)
            for y, line in enumerate(lines):
                sheet.write_row(y, 0, line)
    return stream.getvalue()


def test_a_sheet_of_notes_beside_the_patients_is_left_unread_and_said(tmp_path: Path) -> None:
    data = workbook_of(("Guidance", [["How to fill in the sheet"]]), ("Patients", table(rows(2))), ("Empty", []))
    path = tmp_path / "rza.xlsx"
    path.write_bytes(data)
    assert files.read(path).sheet.unread == ("Guidance",)
    assert [each.value for each in checked(path).findings if each.code == "sheet-unread"] == ["Guidance"]


def test_patients_on_several_sheets_are_refused_by_the_names_of_the_sheets(tmp_path: Path) -> None:
    data = workbook_of(("April", table(rows(2))), ("May", table(rows(2))))
    with pytest.raises(FulfilmentError, match="April, May") as refused:
        read(tmp_path, data, "rza.xlsx")
    assert refused.value.code == "sample-several-sheets"


def test_every_name_in_the_list_of_columns_leads_to_one_column_only() -> None:
    seen: dict[str, str] = {}
    for column in known_columns().columns:
        for name in (column.name, *column.also):
            assert seen.setdefault(folded(name), column.column) == column.column, name


@pytest.mark.parametrize("column", [each.column for each in known_columns().columns])
def test_a_column_is_known_by_each_of_its_names_in_any_case_with_any_signs(column: str) -> None:
    found = next(each for each in known_columns().columns if each.column == column)
    for name in (found.name, *found.also):
        for written_name in (name, name.upper(), name.replace(" ", "_"), f" {name.lower()}: "):
            assert match([written_name]).index == {column: 0}


def test_a_clean_file_is_in_order_in_every_kind(tmp_path: Path) -> None:
    for name in ("rza.csv", "rza.xlsx"):
        result = checked(written(tmp_path, rows(5), name))
        assert (result.findings, len(result.records), result.trust) == ((), 5, "RZA")


def test_a_header_is_found_with_names_in_another_order_and_style(tmp_path: Path) -> None:
    names = {"NHSNumber": "nhs_no", "Surname": "FAMILY NAME", "DateOfBirth": "D.O.B.", "ICD10": "Primary-Diagnosis"}
    record = {names.get(name, name): value for name, value in reversed(list(GOOD.items()))}
    assert checked(written(tmp_path, [record])).records[0].person.family == "Ash"


def test_xlsx_and_csv_of_the_same_rows_give_the_same_records(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx_bytes(rows(4)))
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows(4), "utf-16", "\t"))
    assert checked(tmp_path / "a.xlsx").records == checked(tmp_path / "a.csv").records
