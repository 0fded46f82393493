"""What a trust gets back about its file: every finding by row and column, with what was found and what is allowed.

As a page (one table, readable without anything else, printable), as csv and as JSON. A report quotes people's data: it
goes to the trust that sent them and to nobody else, and is written so that only its owner may read it.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from fulfilment.errors import FulfilmentError
from fulfilment.samples.checking import Checked
from fulfilment.samples.rules import Effect, Finding

EFFECTS = {Effect.BLOCKS: "To mend", Effect.EXCLUDES: "Left out", Effect.NOTES: "To look at"}
HEADINGS = ("File", "What happens", "Row", "Column", "Found", "What is wrong", "What to do", "Code")
# A spreadsheet runs a cell that starts with one of these as a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cells(file: str, finding: Finding) -> tuple[str, ...]:
    """A finding as the cells of a row of the report."""
    row = "" if finding.row is None else str(finding.row)
    mend = " ".join(filter(None, (finding.rule.mend, finding.detail)))
    if finding.softened:
        mend = f"Nothing: the row is left out anyway. {mend}"
    return (
        file,
        EFFECTS[finding.effect],
        row,
        finding.column or "",
        finding.value,
        finding.rule.what,
        mend,
        finding.code,
    )


def ordered(checked: Checked) -> list[Finding]:
    """What must be mended first, then what is left out, then the rest; each by row."""
    order = list(EFFECTS)
    return sorted(checked.findings, key=lambda each: (order.index(each.effect), each.row or 0))


def as_csv(files: Sequence[Checked]) -> str:
    """A table for Excel. Cells that would run as a formula are disarmed with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for checked in files:
        writer.writerows(map(_harmless, cells(checked.file, finding)) for finding in ordered(checked))
    return "\ufeff" + text.getvalue()  # the mark tells Excel that this is UTF-8


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def as_json(files: Sequence[Checked]) -> str:
    """For programs."""
    return json.dumps([_plain(checked) for checked in files], ensure_ascii=False, indent=1) + "\n"


def _plain(checked: Checked) -> dict[str, Any]:
    findings = [
        {"effect": each.effect.value, "code": each.code, "row": each.row, "column": each.column, "found": each.value,
         "what": each.rule.what, "mend": each.rule.mend, "detail": each.detail}
        for each in ordered(checked)
    ]  # fmt: skip
    return {**summary(checked), "findings": findings}


def summary(checked: Checked) -> dict[str, Any]:
    """Counts alone: nothing in it is about one person."""
    counts = {effect.value: dict(sorted(checked.counts(effect).items())) for effect in Effect}
    return {
        "file": checked.file, "wave": checked.wave, "trust": checked.trust, "sha256": checked.sha256,
        "rows": checked.rows, "rows_left_out": checked.rows_left_out, "people": len(checked.records),
        "blocked": checked.blocked, **counts,
    }  # fmt: skip


def as_html(files: Sequence[Checked]) -> str:
    """One page for all files. Nothing in it is fetched from anywhere."""
    environment = Environment(
        loader=PackageLoader("fulfilment.samples", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    rows = {checked.file: [cells(checked.file, finding) for finding in ordered(checked)] for checked in files}
    return environment.get_template("report.html").render(files=files, rows=rows, headings=HEADINGS[1:7], Effect=Effect)


FORMATS: dict[str, Callable[[Sequence[Checked]], str]] = {".csv": as_csv, ".html": as_html, ".json": as_json}


def check_suffix(path: Path) -> None:
    """Raises FulfilmentError for a name that ends in none of the formats, before any work is done."""
    if path.suffix.lower() not in FORMATS:
        raise FulfilmentError(
            "report-suffix", f"{path.name} is no kind of report", "End the name in .html, .csv or .json."
        )


def write(files: Sequence[Checked], path: Path) -> None:
    """Write a report, for its owner alone to read. Raises FulfilmentError where it cannot be written."""
    check_suffix(path)
    text = FORMATS[path.suffix.lower()](files)
    beside = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(text.encode())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise FulfilmentError(
            "report-not-written", f"{path.name} cannot be written ({error.strerror})", "Choose another place."
        ) from None
