"""From a file to a typed value: each thing that does not fit becomes a fault with file, line and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys import strict_yaml

MOST_BYTES = 1_000_000  # our choice: the longest real file has 60,000
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Source:
    """A YAML file as it was written, to find the line of anything in it."""

    file: str
    data: strict_yaml.Mapping

    def line(self, *path: str | int) -> int:
        """The line of a value by its path of keys and positions, or of its nearest parent."""
        return strict_yaml.line_at(self.data, path)


def read_text(path: Path, shown: str) -> str:
    """A content file as text. Raises FulfilmentError for one that is missing, huge or not UTF-8."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _refusal("file-missing", "no such file", "Add it.", shown) from None
    except OSError as error:
        raise _refusal("file-unreadable", f"not readable ({error.strerror})", "Check its permissions.", shown) from None
    if len(data) > MOST_BYTES:
        raise _refusal("file-too-large", f"{len(data)} bytes", f"Keep it under {MOST_BYTES}.", shown)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal("file-encoding", "not UTF-8 text", "Save it as UTF-8.", shown, line) from None


def _refusal(code: str, what: str, mend: str, file: str, line: int | None = None) -> FulfilmentError:
    return FulfilmentError(code, f"{file} cannot be read", faults=[Fault(code, what, mend, file=file, line=line)])


def read_yaml(path: Path, shown: str) -> Source:
    """A YAML file. Raises FulfilmentError with every fault."""
    return Source(shown, strict_yaml.parse(read_text(path, shown), shown))


def convert(model: type[Model], source: Source, data: Any = None, at: Iterable[str | int] = ()) -> Model:
    """The typed value of a file, or of ``data`` that was made from the part of it ``at`` a path.

    Only the names that files use are taken, not the fields' own. Raises FulfilmentError with every fault.
    """
    try:
        return model.model_validate(source.data if data is None else data, by_alias=True, by_name=False)
    except ValidationError as error:
        faults = [_fault(detail, source, tuple(at)) for detail in error.errors(include_url=False)]
        raise FulfilmentError("content", f"{source.file} does not fit", faults=faults) from None


def _fault(detail: ErrorDetails, source: Source, at: tuple[str | int, ...]) -> Fault:
    path = at + tuple(step for step in detail["loc"] if step != "[key]")
    names = [str(step) for step in path if isinstance(step, str)]
    name = names[-1] if names else "the file"
    code, what, mend = _in_words(detail, name)
    return Fault(code, what, mend, file=source.file, line=source.line(*path), value=_short(detail["input"]))


def _in_words(detail: ErrorDetails, name: str) -> tuple[str, str, str]:
    """Code, what is wrong and how to mend it, for each kind of error that our models can have."""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "key-missing", f"`{name}:` is missing", f"Add `{name}:` here."
        case "extra_forbidden":
            return "key-unknown", f"`{name}:` is not known here", "Remove it, or check how it is spelt."
        case "enum" | "literal_error":
            wanted = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
            near = get_close_matches(str(detail["input"]), wanted, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(wanted)}."
            return "value-unknown", f"`{name}: {_short(detail['input'])}` is not known", hint
        case "int_parsing" | "int_type" | "int_from_float":
            return "value-number", f"`{name}` is not a whole number", "Write digits only."
        case "float_parsing" | "float_type":
            return "value-number", f"`{name}` is not a number", "Write digits, with a point for decimals."
        case "bool_parsing" | "bool_type":
            return "value-yes-no", f"`{name}` is neither true nor false", "Write true or false."
        case "string_type":
            return "value-text", f"`{name}` is not text", "Write text here, in quotes if it has a colon or braces."
        case "tuple_type" | "list_type":
            return "value-list", f"`{name}` is not a list", "Write [one, two], or one point a line with `-`."
        case "dict_type" | "model_type" | "model_attributes_type":
            return "value-mapping", f"`{name}` has no keys of its own", "Write `key: value` lines below it."
        case kind if kind.startswith("date"):
            return "value-date", f"`{name}` is not a date", "Write it like 2026-04-01."
    return "value", f"`{name}`: {detail['msg']}", "Mend the value."


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else type(value).__name__.lower()
    return text if len(text) <= 40 else f"{text[:39]}…"
