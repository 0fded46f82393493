"""Reads letters/screen.yaml: key -> text of everything a respondent reads on screen outside questions and pages."""

from __future__ import annotations

import re
from typing import Any

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.reading import Source
from fulfilment.surveys.words import ScreenText

_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*(@(?P<audience>\w+))?")
NUMBERS = {"one", "other"}


def read(source: Source) -> dict[str, ScreenText]:
    """The texts by key, variants (``key@child``) included. Raises FulfilmentError with every fault."""
    texts: dict[str, ScreenText] = {}
    faults: list[Fault] = []
    for key, value in source.data.items():
        line = source.line(key)
        faults += _key_faults(key, source.file, line)
        text = _text(value, line)
        if text is None:
            mend = "Write a text, or {one: ..., other: ...} for a text with a number."
            faults.append(Fault("screen-text", f"`{key}` is not a text", mend, file=source.file, line=line))
        else:
            texts[key] = text
    if faults:
        raise FulfilmentError("content", f"{source.file} does not fit", faults=faults)
    return texts


def _key_faults(key: str, file: str, line: int) -> list[Fault]:
    found = _KEY.fullmatch(key)
    if found is None:
        mend = "Use small letters, digits, dots and underscores, and @audience for a variant."
        return [Fault("screen-key", f"`{key}` is not a key", mend, file=file, line=line)]
    if found["audience"] and found["audience"] not in set(Audience):
        mend = f"Use one of {', '.join(Audience)}."
        return [Fault("screen-key", f"`{key}` speaks to an unknown audience", mend, file=file, line=line)]
    return []


def _text(value: Any, line: int) -> ScreenText | None:
    if isinstance(value, str) and value.strip():
        return ScreenText(value, line=line)
    if isinstance(value, dict) and set(value) == NUMBERS and all(isinstance(form, str) for form in value.values()):
        return ScreenText(value["one"], value["other"], line)
    return None
