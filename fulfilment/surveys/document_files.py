"""Reads a letter or a page: YAML front matter between lines of ``---``, then Markdown."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys import markdown, strict_yaml
from fulfilment.surveys.definition import Audience, Value
from fulfilment.surveys.documents import Document
from fulfilment.surveys.reading import Source, convert, read_text

FENCE = "---"


class LetterHead(Value):
    """The front matter of a letter."""

    name: str = Field(validation_alias="letter")
    title: str = Field(min_length=1)
    audience: Audience = Audience.ADULT
    body_pt: float | None = Field(default=None, ge=12)  # RNIB: clear print is 12 pt or more


class PageHead(Value):
    """The front matter of a page on screen."""

    name: str = Field(validation_alias="page")
    title: str = Field(min_length=1)
    audience: Audience = Audience.ADULT


HEADS: dict[str, type[LetterHead | PageHead]] = {"letters": LetterHead, "pages": PageHead}


def read(path: Path, shown: str, survey: str, kind: str) -> Document:
    """The document in a file. ``kind`` is ``letters`` or ``pages``, ``survey`` its folder (or ``shared``).

    Raises FulfilmentError with every fault.
    """
    lines = read_text(path, shown).splitlines()
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if not lines or lines[0].rstrip() != FENCE or end is None:
        mend = f"Start with a line `{FENCE}`, the keys, and a line `{FENCE}`."
        fault = Fault("front-matter", "no front matter", mend, file=shown, line=1)
        raise FulfilmentError("content", f"{shown} cannot be read", faults=[fault])
    blocks, faults = markdown.parse("\n".join(lines[end + 1 :]), shown, first_line=end + 2)
    source = Source(shown, strict_yaml.parse("\n".join(lines[1:end]), shown, first_line=2))
    try:
        head = convert(HEADS[kind], source)
    except FulfilmentError as refusal:
        faults += refusal.faults
    if faults:
        raise FulfilmentError("content", f"{shown} does not fit", faults=faults)
    context = f"{survey}/{kind}/{path.stem}"
    body_pt = head.body_pt if isinstance(head, LetterHead) else None
    return Document(head.name, head.title, head.audience, blocks, context, shown, source.line("title"), body_pt)
