"""Refusals: what is wrong, where, and how to mend it. The one exception family of the project.

A fault is a value; a refusal carries every fault at once. Texts of faults may quote a person's value only in a
report that goes back to the trust that sent it, never in a log: ``str(fault)`` leaves the value out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with its place and its remedy.

    >>> fault = Fault("postcode", "not a UK postcode", "Write it like LS1 4AB.", "rza.csv", row=7, column="Postcode")
    >>> print(fault)
    rza.csv, row 7, column Postcode: not a UK postcode. Write it like LS1 4AB.
    """

    code: str
    what: str
    mend: str = ""
    file: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    blocks: bool = True

    @property
    def place(self) -> str:
        """File, line, row and column, as far as they are known."""
        parts = [self.file or ""]
        parts += [f"{name} {n}" for name, n in (("line", self.line), ("row", self.row)) if n is not None]
        parts += [f"column {self.column}"] if self.column else []
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.what.rstrip('.')}.{' ' + self.mend if self.mend else ''}"


class FulfilmentError(Exception):
    """The work is refused: nothing was done. Carries every reason; the command ends with exit status 1."""

    def __init__(self, code: str, what: str, mend: str = "", faults: Sequence[Fault] = ()) -> None:
        super().__init__(what)
        self.code, self.what, self.mend, self.faults = code, what, mend, tuple(faults)

    def __str__(self) -> str:
        head = f"{self.what.rstrip('.')}.{' ' + self.mend if self.mend else ''}"
        return "\n".join([head, *(f"  {fault}" for fault in self.faults)])
