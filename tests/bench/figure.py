"""One measured figure: a ratio beside its goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A ratio against the plain way, measured in the same run, and what it must reach.

    >>> print(Figure("compose", ratio=61.3, goal=50, includes="QR, marks, both pages"))
    compose  61.3  at least 50  ok  (QR, marks, both pages)
    >>> print(Figure("memory", ratio=1.31, goal=1.2, includes="20,000 letters against 2,000", at_least=False))
    memory  1.31  at most 1.2  short  (20,000 letters against 2,000)
    """

    name: str
    ratio: float
    goal: float
    includes: str
    at_least: bool = True

    @property
    def is_reached(self) -> bool:
        """Whether the ratio is on the right side of the goal."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        verdict = "ok" if self.is_reached else "short"
        return f"{self.name}  {self.ratio:.3g}  {bound} {self.goal:g}  {verdict}  ({self.includes})"
