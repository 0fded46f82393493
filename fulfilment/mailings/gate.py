"""The gate that words pass before anybody reads them: every fault of a content, read, checked and set in type."""

from __future__ import annotations

from pathlib import Path

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.mailings import fitting, screen_boxes
from fulfilment.paper.faces import Faces
from fulfilment.shipped import fonts_dir
from fulfilment.surveys import check
from fulfilment.surveys.content import Content


def faults(letters: Path, translations: Path) -> list[Fault]:
    """What hinders reading two folders or, once they can be read, everything that is wrong with them, each once."""
    try:
        content, faces = Content.load(letters, translations), Faces.load(fonts_dir())
    except FulfilmentError as refusal:
        return list(refusal.faults) or [Fault(refusal.code, refusal.what, refusal.mend)]
    in_type = [*fitting.faults(content, faces), *screen_boxes.faults(content, faces)]
    return list(dict.fromkeys([*check.faults(content), *in_type]))
