"""The file that goes to the trace and comes back, after the Demographics Batch Service: one row a case.

Out: ``reference`` (the local id that must come back), ``nhs_number``, ``family_name``, ``given_name``, ``birth_date``
(2026-04-28), ``address_1`` to ``address_5``, ``postcode``. Back, in the same rows:

``status``          clear; died; dissent; moved; sensitive (the address may be known to nobody, a PDS "S" flag)
``date_of_death``   with died, where it is known
``new_nhs_number``  where the number was superseded, with any status
``new_address_1`` to ``new_address_5``, ``new_postcode``   with moved

Rows may hold only ``reference`` and ``status``; further columns are not looked at. UTF-8, comma separated.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

from stdnum.gb import nhs

from fulfilment.cases.person import Person
from fulfilment.cases.postal import Address
from fulfilment.cases.postal import parse as parse_address
from fulfilment.errors import Fault
from fulfilment.keys import references

STATUSES = ("clear", "died", "dissent", "moved", "sensitive")
_LINES = tuple(range(1, 6))
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
ADDRESS = tuple(f"address_{n}" for n in _LINES)
OUT = ("reference", "nhs_number", "family_name", "given_name", "birth_date", *ADDRESS, "postcode")
BACK = (
    "status", "date_of_death", "new_nhs_number", *(f"new_address_{n}" for n in _LINES), "new_postcode",
)  # fmt: skip
COLUMNS = (*OUT, *BACK)


@dataclass(frozen=True)
class Traced:
    """What the trace says of one case."""

    reference: str
    status: str
    died_on: date | None = None
    nhs_number: str | None = None
    address: Address | None = None


def row(reference: str, person: Person) -> dict[str, str]:
    """A case as it goes out; what comes back is left empty."""
    lines = dict(zip(ADDRESS, person.address, strict=False))
    return {
        "reference": references.format(reference), "nhs_number": person.nhs_number or "",
        "family_name": person.family, "given_name": person.given, "birth_date": person.born_on.isoformat(),
        **lines, "postcode": person.postcode,
    }  # fmt: skip


def parse(data: bytes, name: str, known: set[str]) -> tuple[list[Traced], list[Fault]]:
    """What came back, and every fault. ``known`` are the references that must all be there, each once."""
    rows, faults = table(data, name, ("reference", "status"))
    traced: dict[str, Traced] = {}
    for number, cells in rows:
        wrong = [*_faults_of(cells, known, traced)]
        faults += [Fault(code, what, mend, name, row=number, column=column) for code, column, what, mend in wrong]
        reference = _reference(cells["reference"])
        if reference in known and reference not in traced:
            traced[reference] = _traced(reference, cells)
    lost = len(known - traced.keys())
    if lost and not any(fault.code in ("clearance-encoding", "clearance-columns") for fault in faults):
        mend = "Every case that was exported must come back: export again and have that file traced."
        faults.append(Fault("clearance-incomplete", f"{lost} open cases are not in the file", mend, name))
    return list(traced.values()), faults


def table(data: bytes, name: str, needed: tuple[str, ...]) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """Row number -> cells by column in small letters, stripped, and why the file cannot be read, if so."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault("clearance-encoding", "not UTF-8 text", mend="Save it as CSV UTF-8.", file=name)]
    reader = csv.DictReader(StringIO(text), restval="")
    fields = [field.strip().lower() for field in reader.fieldnames or []]
    lacking = [column for column in needed if column not in fields]
    if lacking:
        mend = f"The first row must name the columns {', '.join(needed)}."
        return [], [Fault("clearance-columns", f"no column {' and '.join(lacking)}", mend=mend, file=name, row=1)]
    reader.fieldnames = fields
    return [
        (number, {column: (cell or "").strip() for column, cell in cells.items() if isinstance(column, str)})
        for number, cells in enumerate(reader, start=2)
    ], []


_Wrong = tuple[str, str, str, str]  # code, column, what, how to mend it


def _faults_of(cells: Mapping[str, str], known: set[str], traced: Mapping[str, Traced]) -> Iterator[_Wrong]:
    reference, status = _reference(cells["reference"]), cells["status"].lower()
    if reference not in known:
        mend = "Leave the reference as it was exported; letters of another wave do not belong here."
        yield "clearance-reference", "reference", "no open case has this reference", mend
    elif reference in traced:
        yield "clearance-twice", "reference", "this reference stands twice", "Keep one row."
    if status not in STATUSES:
        yield "clearance-status", "status", "not a status", f"Write one of: {', '.join(STATUSES)}."
    if cells.get("date_of_death") and _date(cells["date_of_death"]) is None:
        yield "clearance-date", "date_of_death", "not a date", "Write it like 2026-04-28 or 28/04/2026."
    if cells.get("new_nhs_number") and not nhs.is_valid(cells["new_nhs_number"]):
        yield "clearance-nhs-number", "new_nhs_number", "not an NHS number", "Write its ten digits."
    address = _address(cells)
    if status == "moved":
        for fault in (address or parse_address((), "")).faults:
            yield "clearance-address", "new_postcode", fault, "Give the new address, or write clear."
    elif address is not None:
        yield "clearance-address", "status", "there is a new address", "Write moved, or take the address out."
    if cells.get("date_of_death") and status in ("clear", "moved"):
        yield "clearance-death", "status", "there is a date of death", "Write died, or take the date out."


def _traced(reference: str, cells: Mapping[str, str]) -> Traced:
    number = cells.get("new_nhs_number", "")
    died_on = _date(cells.get("date_of_death", ""))
    return Traced(
        reference, cells["status"].lower(), died_on, nhs.compact(number) if number else None, _address(cells)
    )  # fmt: skip


def _address(cells: Mapping[str, str]) -> Address | None:
    lines = [cells.get(f"new_address_{n}", "") for n in _LINES]
    postcode = cells.get("new_postcode", "")
    return parse_address(lines, postcode) if postcode or any(lines) else None


def _date(text: str) -> date | None:
    day_first = _DAY_FIRST.fullmatch(text)
    try:
        return date.fromisoformat("-".join(day_first.group(3, 2, 1)) if day_first else text)
    except ValueError:
        return None


def _reference(typed: str) -> str | None:
    return references.parse(typed) if references.is_valid(typed) else None
