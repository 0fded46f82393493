"""The .po files of translators: written whole by Babel, the header as it stands, always in the same form."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, PoFileParser, unescape, write_po

from fulfilment.errors import Fault, FulfilmentError

UNWRAPPED = 1_000_000  # Babel's only way to leave both texts and comments on one line
PREVIOUS = "| "  # Babel reads a line "#| msgid ..." as a comment of the translator's

# Beside texts with {fields} editors of .po files then check them. Our texts have no %s: "50% of" is no field.
NOT_OURS = {"python-format"}


def read(path: Path, locale: str, shown: str) -> tuple[str, Catalog]:
    """The header of a .po file as it is written, and its messages with what is obsolete.

    Raises FulfilmentError for a file that is no catalogue.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        catalog = Catalog(locale=locale)
        PoFileParser(catalog, abort_invalid=True).parse(io.StringIO(text))
    except PoFileError as error:
        raise _refusal(shown, str(error).rpartition(" on ")[0], error.lineno + 1) from None
    except (UnicodeDecodeError, ValueError, IndexError, AttributeError, TypeError):
        raise _refusal(shown, "not a gettext catalogue in UTF-8", 1) from None
    for message in (*catalog, *catalog.obsolete.values()):
        _take_previous(message)
    head, empty, _ = text.partition("\n\n")
    return (f"{head}\n" if empty else text), catalog


def _refusal(shown: str, what: str, line: int) -> FulfilmentError:
    fault = Fault("po-syntax", what, "Mend it here, or check it with a catalogue editor.", file=shown, line=line)
    return FulfilmentError("content", f"{shown} cannot be read", faults=[fault])


def _take_previous(message: Message) -> None:
    """Move the lines of the text that was translated before from the comments to where they belong."""
    previous = [line.removeprefix(PREVIOUS) for line in message.user_comments if line.startswith(PREVIOUS)]
    message.user_comments = [line for line in message.user_comments if not line.startswith(PREVIOUS)]
    message.previous_id = [
        unescape(found[1]) for line in previous if (found := re.fullmatch(r'msgid(?:_plural)? (".*")', line))
    ]


def written(header: str, catalog: Catalog, *, lines: bool) -> str:
    """The whole file. ``lines`` tells the line of each text in its source, else only the file is named."""
    for message in catalog:
        message.flags -= NOT_OURS
        if not message.fuzzy:
            message.previous_id = []
    out = io.BytesIO()
    write_po(out, catalog, width=UNWRAPPED, omit_header=True, include_previous=True, include_lineno=lines)
    return f"{header}\n{out.getvalue().decode()}".rstrip("\n") + "\n"


def header(comment: str, name: str, language: str | None, locale: str | None) -> str:
    """The head of a new file; without a language that of a template. No dates: the same content, the same file."""
    forms = "nplurals=INTEGER; plural=EXPRESSION;"
    if locale is not None:
        plural = get_plural(locale)
        forms = f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"
    fields = [
        ("Project-Id-Version", name),
        ("Language", language or ""),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", forms),
    ]
    rows = "".join(f'"{key}: {value}\\n"\n' for key, value in fields)
    return f'# {comment}\nmsgid ""\nmsgstr ""\n{rows}'


def key(message: Message) -> tuple[str, str]:
    """A message's context and English text (of a plural, its first form)."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def keys(messages: Iterable[Message]) -> dict[tuple[str, str], Message]:
    """Messages by context and English text, without the header."""
    return {key(message): message for message in messages if message.id}


def forms(message: Message) -> tuple[str, ...]:
    """What a message is translated as: one text, or one for each plural form. Empty where there is none."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def is_begun(message: Message) -> bool:
    """Whether anything of it is translated."""
    return any(forms(message))


def is_whole(message: Message) -> bool:
    """Whether all of it is translated, be it somebody's guess."""
    return all(forms(message))
