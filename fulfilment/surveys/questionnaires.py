"""Reads a questionnaire's file into its typed value, rules included, and names it by its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys import rules
from fulfilment.surveys.definition import Questionnaire
from fulfilment.surveys.reading import Source, convert

GIVEN = {"survey", "instrument", "file"}  # what the loader knows itself
GIVEN_TO_QUESTIONS = {"line"}


def read(source: Source, survey_id: str) -> Questionnaire:
    """The questionnaire in a file. Raises FulfilmentError with every fault of rules and structure."""
    faults = _not_to_be_written(source)
    data = {**_copy(source.data), "survey": survey_id, "file": source.file}
    for path, question in _questions(data):
        question["line"] = source.line(*path)
        if "ask_if" in question:
            line = source.line(*path, "ask_if")
            try:
                question["ask_if"] = rules.parse(question["ask_if"], line)
            except FulfilmentError as refusal:
                faults += [Fault(f.code, f.what, f.mend, file=source.file, line=f.line) for f in refusal.faults]
                del question["ask_if"]
    try:
        read = convert(Questionnaire, source, data)
    except FulfilmentError as refusal:
        faults += refusal.faults
    if faults:
        raise FulfilmentError("content", f"{source.file} does not fit", faults=faults)
    return read.model_copy(update={"instrument": instrument(read)})


def instrument(questionnaire: Questionnaire) -> str:
    """The name of a questionnaire at one content: id@ and 12 hex digits of SHA-256 over structure and English words.

    Lines in the file do not count, so that a comment changes nothing.
    """
    content = _without_lines(questionnaire.model_dump(mode="json", exclude={"instrument", "file"}))
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{questionnaire.id}@{hashlib.sha256(canonical.encode()).hexdigest()[:12]}"


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_lines(item) for key, item in value.items() if key != "line"}
    return [_without_lines(item) for item in value] if isinstance(value, list) else value


def _copy(value: Any) -> Any:
    """A plain copy that may be changed; containers in rules keep their lines."""
    if isinstance(value, dict):
        return {key: item if key == "ask_if" else _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _questions(data: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every question of a file that may be faulty, with its path."""
    for p, part in _items(data, "parts"):
        for s, section in _items(part, "sections"):
            for q, question in _items(section, "questions"):
                if isinstance(question, dict):
                    yield ("parts", p, "sections", s, "questions", q), question


def _items(data: Any, key: str) -> Iterator[tuple[int, Any]]:
    items = data.get(key) if isinstance(data, dict) else None
    return enumerate(items if isinstance(items, list) else [])


def _not_to_be_written(source: Source) -> list[Fault]:
    written = [(name, source.line(name)) for name in sorted(GIVEN & source.data.keys())]
    for path, question in _questions(source.data):
        written += [(name, source.line(*path, name)) for name in sorted(GIVEN_TO_QUESTIONS & question.keys())]
    return [
        Fault("key-unknown", f"`{name}:` is not known here", "Remove it.", file=source.file, line=line)
        for name, line in written
    ]
