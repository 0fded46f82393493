"""A wave, and files as trusts send them, made from one row that is in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import xlsxwriter

from fulfilment import shipped
from fulfilment.samples import files
from fulfilment.samples.checking import Checked, check
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from fulfilment.waves import Signatory, Trust, Wave

TODAY = date(2026, 10, 1)

GOOD: Mapping[str, str] = {
    "RecordNumber": "1",
    "TrustCode": "RZA",
    "NHSNumber": "9990000018",
    "Title": "Mrs",
    "FirstName": "Margaret",
    "Surname": "Ash",
    "Address1": "12 Tansy Grove",
    "Address2": "Brackenby",
    "Postcode": "LD88 1AB",
    "Country": "England",
    "DateOfBirth": "14/02/1950",
    "Gender": "2",
    "EthnicCategory": "A",
    "DateOfAdmission": "03/05/2026",
    "DateOfDischarge": "05/05/2026",
    "PatientClassification": "1",
    "TreatmentFunctionCode": "800",
    "ICD10": "C50.9",
    "SiteCode": "RZA01",
    "DeceasedFlag": "N",
    "PrivatePatient": "N",
    "Language": "English",
    "Format": "standard",
}
# Valid numbers of the range for invented people.
NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069", "9990000077")


@cache
def content() -> Content:
    return Content.load(shipped.letters_dir(), shipped.translations_dir())


def survey(name: str = "adult") -> Survey:
    return content().survey(name)


def wave(name: str = "adult-2026", survey_id: str = "adult", trusts: Sequence[str] = ("RZA", "RZB", "RZC")) -> Wave:
    signatory = Signatory(name="A Name", role="Chief Nurse")
    return Wave(
        id=name, survey=survey_id, discharged_from=date(2026, 4, 1), discharged_to=date(2026, 6, 30),
        fieldwork_starts=date(2026, 11, 2), fieldwork_ends=date(2027, 2, 1), address="survey.example",
        trusts=tuple(Trust(code=code, name=f"Trust {code}", ptc="PTC 1", signatory=signatory) for code in trusts),
    )  # fmt: skip


def row(**changed: str) -> dict[str, str]:
    return {**GOOD, **changed}


def rows(count: int) -> list[dict[str, str]]:
    return [row(RecordNumber=str(n), NHSNumber=NUMBERS[n]) for n in range(count)]


def table(records: Iterable[Mapping[str, str]]) -> list[list[str]]:
    records = list(records)
    return [list(records[0]), *([*record.values()] for record in records)]


def csv_bytes(records: Iterable[Mapping[str, str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table(records))
    return text.getvalue().encode(encoding)


def xlsx_bytes(records: Iterable[Mapping[str, str]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for y, cells in enumerate(table(records)):
            sheet.write_row(y, 0, cells)
    return stream.getvalue()


def written(folder: Path, records: Iterable[Mapping[str, str]], name: str = "rza.csv") -> Path:
    path = folder / name
    path.write_bytes(xlsx_bytes(records) if path.suffix == ".xlsx" else csv_bytes(records))
    return path


def checked(path: Path, survey_id: str = "adult", in_wave: Wave | None = None, trust: str | None = None) -> Checked:
    return check(files.read(path), survey(survey_id), in_wave or wave(survey_id=survey_id), TODAY, trust)
