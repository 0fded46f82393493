"""The cells of one row by our names for the columns, and what is found in them, each with its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fulfilment.samples.columns import Matched, column_named
from fulfilment.samples.rules import LETTER_ONLY, Effect, Finding, Wrong
from fulfilment.samples.sheet import Row

T = TypeVar("T")


class Cells:
    """One row while it is checked. ``findings`` grows as cells are taken."""

    def __init__(self, row: Row, matched: Matched) -> None:
        self.row, self.matched = row, matched
        self.findings: list[Finding] = []

    def text(self, column: str) -> str:
        """What stands under a column; empty where the file has no such column."""
        return self.matched.cell(self.row.cells, column)

    def header(self, column: str) -> str:
        """What the trust calls the column; our printed name where the file has none."""
        return self.matched.header.get(column) or column_named(column).name

    def find(self, code: str, column: str, detail: str = "") -> None:
        """Record a finding in a column."""
        self.findings.append(Finding(code, self.row.number, self.header(column), self.text(column), detail))

    def take(self, column: str, parse: Callable[[str], T | Wrong]) -> T | None:
        """The parsed value of a cell; None and a finding where it cannot be."""
        value = parse(self.text(column))
        if isinstance(value, Wrong):
            self.find(value.code, column, value.detail)
            return None
        return value

    def settled(self) -> tuple[Finding, ...]:
        """All findings; in a row that is left out, faults of name and address no longer block."""
        if not any(finding.rule.effect is Effect.EXCLUDES for finding in self.findings):
            return tuple(self.findings)
        return tuple(
            Finding(each.code, each.row, each.column, each.value, each.detail, softened=each.code in LETTER_ONLY)
            for each in self.findings
        )
