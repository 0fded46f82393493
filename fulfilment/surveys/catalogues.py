"""Translations: a language's gettext catalogues, read with Babel as they are, each message with its line."""

from __future__ import annotations

import gettext
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from fulfilment.errors import Fault

ENGLISH_PLURAL: Callable[[int], int] = gettext.c2py("n != 1")
PREVIOUS = re.compile(r'^\|\s+msgid\s+"(.*)"$')  # Babel leaves these lines among the comments
FILES = ("letters", "pages", "questionnaires")
Key = tuple[str, str]  # context, English text (of a plural, its ``one`` form)


@dataclass(frozen=True)
class Translation:
    """One message: its forms (one, or one a plural form), whether a person still has to look at it, its place.

    ``previous`` is the English that was translated, where it has changed since (``#| msgid``).
    """

    context: str
    source: str
    plural: str | None
    forms: tuple[str, ...]
    fuzzy: bool
    file: str
    line: int
    previous: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it may be shown: every form filled, nobody's guess."""
        return not self.fuzzy and all(self.forms)


@dataclass(frozen=True)
class Catalogue:
    """All messages of a language. ``plural_index`` gives the form for a number; ``missing`` are files not there."""

    language: str
    messages: Mapping[Key, Translation] = field(default_factory=dict)
    plural_index: Callable[[int], int] = ENGLISH_PLURAL
    plural_forms: int = 2
    missing: tuple[str, ...] = ()

    def find(self, context: str, source: str) -> Translation | None:
        """The usable translation of an English text, if there is one."""
        message = self.messages.get((context, source))
        return message if message and message.is_usable else None

    @property
    def signature(self) -> str:
        """SHA-256 over all usable texts, in 16 hex digits: what a sign-off holds."""
        rows = sorted((m.context, m.source, m.plural or "", *m.forms) for m in self.messages.values() if m.is_usable)
        return hashlib.sha256("\x1e".join("\x1f".join(row) for row in rows).encode()).hexdigest()[:16]


def read(folder: Path, language: str, locale: str, root: Path) -> tuple[Catalogue, list[Fault]]:
    """A language's catalogues in ``folder``/LC_MESSAGES, with what is wrong in them.

    A file that is not there is as good as an empty one: its texts are English. Names of files are relative to ``root``.
    """
    messages: dict[Key, Translation] = {}
    faults: list[Fault] = []
    missing: list[str] = []
    plurals: dict[str, tuple[str, int]] = {}
    for name in FILES:
        path = folder / "LC_MESSAGES" / f"{name}.po"
        shown = path.relative_to(root).as_posix()
        catalog = _Recording(locale=locale)
        if path.exists():
            faults += _parse(path, shown, catalog)
        else:
            missing.append(shown)
        messages |= {(m.context, m.source): m for m in _translations(catalog, shown)}
        plurals[name] = catalog.plural_expr, catalog.num_plurals
    expression, forms = plurals["pages"]  # the only one whose messages have numbers
    return Catalogue(language, messages, gettext.c2py(expression), forms, tuple(missing)), faults


class _Recording(Catalog):
    """A catalogue that remembers what its file says twice: Babel keeps the last one and says nothing."""

    def __init__(self, locale: str) -> None:
        super().__init__(locale=locale)
        self.twice: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:
        if id and self.get(id, message.context) is not None:
            self.twice.append(message)
        super().__setitem__(id, message)


def _parse(path: Path, shown: str, catalog: _Recording) -> list[Fault]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return [Fault("po-unreadable", f"not readable as UTF-8 text ({error})", "Save it as UTF-8.", file=shown)]
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(io.StringIO(text))
    except PoFileError as error:
        return [
            Fault("po-syntax", str(error).rpartition(" on ")[0], "Mend it here.", file=shown, line=error.lineno + 1)
        ]
    except (ValueError, IndexError, AttributeError, TypeError):
        return [Fault("po-syntax", "not a gettext catalogue", "Check it with a catalogue editor.", file=shown)]
    return [
        Fault("po-duplicate", f"a second message for {_first(m.id)!r}", "Keep one.", file=shown, line=m.lineno)
        for m in catalog.twice
    ]


def _translations(catalog: Catalog, shown: str) -> Iterator[Translation]:
    for m in catalog:
        if not m.id:
            continue
        plural = str(m.id[1]) if isinstance(m.id, tuple) else None
        forms = m.string if isinstance(m.string, tuple) else (m.string or "",)
        previous = " ".join(found for note in m.user_comments for found in PREVIOUS.findall(note))
        place = (shown, m.lineno or 1)
        yield Translation(m.context or "", _first(m.id), plural, tuple(map(str, forms)), m.fuzzy, *place, previous)


def _first(message_id: Any) -> str:
    return str(message_id[0] if isinstance(message_id, tuple) else message_id)
