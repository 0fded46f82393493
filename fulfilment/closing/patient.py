"""What the doctor looks at: a workspace in parts, none of which needs to be in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from fulfilment.surveys.content import Content
from fulfilment.waves import Wave


@dataclass(frozen=True)
class Patient:
    """A workspace. What may fail to be read is a function that reads it and raises FulfilmentError."""

    root: Path
    keys: Path
    office: Callable[[], Engine]
    online: Callable[[], Engine]
    content: Callable[[], Content]
    waves: Callable[[], Mapping[str, Wave]]

    @property
    def is_demo(self) -> bool:
        """Whether everybody in it is invented, as ``fulfilment demo`` notes."""
        return (self.root / "demo.txt").is_file()
