"""Strict YAML: every scalar stays a string, every value knows its line, nothing is executed or repeated.

YAML 1.1 reads ``No`` as false, ``010`` as 8 and ``1:30`` as 90; here they stay what was written, and the typed models
decide. Duplicate keys, anchors, tags and a second document are refused. The text is read as a stream of events, so that
neither deep nesting nor aliases can exhaust memory or stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from fulfilment.errors import Fault, FulfilmentError

DEEPEST = 20  # our choice: the content needs 12
Data: TypeAlias = "str | Mapping | Sequence"


class Mapping(dict[str, Any]):
    """A YAML mapping; ``line`` is where it starts, ``lines`` the line of each key (from 1)."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A YAML sequence; ``line`` is where it starts, ``lines`` the line of each item (from 1)."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def line_at(data: Data, path: tuple[str | int, ...]) -> int:
    """The line of the value at a path of keys and positions, or of its nearest parent that exists.

    >>> line_at(parse("a:\\n  - b: 1\\n  - b: 2\\n", "x.yaml"), ("a", 1, "b"))
    3
    """
    line = 1 if isinstance(data, str) else data.line
    for step in path:
        if isinstance(data, Mapping) and step in data:
            line, data = data.lines[str(step)], data[str(step)]
        elif isinstance(data, Sequence) and isinstance(step, int) and step < len(data):
            line, data = data.lines[step], data[step]
        else:
            break
    return line


def parse(text: str, file: str, first_line: int = 1) -> Mapping:
    """Read one document whose outermost value is a mapping. ``first_line`` is where the text stands in its file.

    Raises FulfilmentError with every fault found, each with file and line.

    >>> parse("answer: No\\ncode: 010\\ntime: 1:30\\n", "x.yaml")
    {'answer': 'No', 'code': '010', 'time': '1:30'}
    """
    builder = _Builder(file, first_line)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        builder.fault("yaml-syntax", _said(error), "Mend the YAML here or just above.", line)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + first_line
        builder.fault("yaml-syntax", "a sign that YAML does not allow", "Remove it.", line)
    if not builder.faults and not isinstance(builder.root, Mapping):
        what = "nothing of the form `key: value`"
        builder.fault("yaml-no-mapping", what, "Start with a key, a colon and a value.", first_line)
    if builder.faults:
        raise builder.refusal()
    assert isinstance(builder.root, Mapping)
    return builder.root


def _events(text: str) -> Iterator[yaml.Event]:
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader))


def _said(error: yaml.MarkedYAMLError) -> str:
    return " ".join(filter(None, [error.context, error.problem])) or "not YAML"


class _Builder:
    """Puts containers together from events, with its own stack."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file, self.first_line = file, first_line
        self.root: Data | None = None
        self.documents = 0
        self.faults: list[Fault] = []
        self.open: list[Mapping | Sequence] = []
        self.keys: list[str | None] = []  # the key read last in each open container, waiting for its value

    def fault(self, code: str, what: str, mend: str, line: int) -> None:
        self.faults.append(Fault(code, what, mend, file=self.file, line=line))

    def refusal(self) -> FulfilmentError:
        return FulfilmentError("yaml", f"{self.file} cannot be read", faults=self.faults)

    def take(self, event: yaml.Event) -> None:
        line = (event.start_mark.line if event.start_mark else 0) + self.first_line
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.fault("yaml-documents", "a second document starts", "Keep one document in a file.", line)
        elif isinstance(event, yaml.AliasEvent):
            self.fault("yaml-alias", "an alias (*)", "Write the value out, or put the text in quotes.", line)
            self._place("", line)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event.anchor, event.tag, line)
            self._place(str(event.value), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_extras(event.anchor, event.tag, line)
            self._start(Mapping(line) if isinstance(event, yaml.MappingStartEvent) else Sequence(line))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()

    def _refuse_extras(self, anchor: object, tag: object, line: int) -> None:
        if anchor is not None:
            self.fault("yaml-alias", "an anchor (&)", "Remove it and write each value out.", line)
        if tag not in (None, "!"):  # a lone ! says "text"
            self.fault("yaml-tag", f"the tag {tag}", "Remove it, or put the text in quotes.", line)

    def _start(self, container: Mapping | Sequence) -> None:
        if len(self.open) == DEEPEST:
            self.fault("yaml-depth", f"more than {DEEPEST} levels", "Write it with fewer levels.", container.line)
            raise self.refusal()
        self._place(container, container.line)
        self.open.append(container)
        self.keys.append(None)

    def _place(self, value: Data, line: int) -> None:
        if not self.open:
            self.root = value if self.root is None else self.root
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Sequence):
            parent.append(value)
            parent.lines.append(line)
        elif key is None:
            self._key(parent, value, line)
        else:
            parent[key] = value
            self.keys[-1] = None

    def _key(self, parent: Mapping, key: Data, line: int) -> None:
        if not isinstance(key, str):
            self.fault("yaml-key", "a key that is not a word", "Write `key: value`; quote a value with braces.", line)
            key = f"line {line}"
        elif key in parent:
            what = f"`{key}` stands here and in line {parent.lines[key]}"
            self.fault("yaml-duplicate-key", what, "Keep one of them.", line)
        parent.lines.setdefault(key, line)
        self.keys[-1] = key
