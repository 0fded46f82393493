"""From the English to the catalogues: templates for a new language, and the catalogues of the others up to date.

A text whose English is changed keeps its translation, marked fuzzy, with the English that it was made from: a fuzzy
text is not shown until somebody has looked at it. What is gone is kept at the end of the file, should it come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from fulfilment.surveys import messages, notes, po
from fulfilment.surveys.catalogues import FILES
from fulfilment.surveys.content import Content
from fulfilment.surveys.languages import SOURCE, Language, locale_of

ALIKE = 0.6  # our choice, as difflib's own: below it a text is another one, and its translation no help

SUBJECTS = {
    "letters": "Letters.",
    "pages": "Pages and words on screen.",
    "questionnaires": "Questionnaires.",
}
UNSIGNED = "Nobody qualified has signed this translation off yet: see languages.yaml."
TEMPLATE = "Start a language from this file: a copy named .po, its language and plural forms in the head."


@dataclass(frozen=True)
class Updated:
    """One catalogue brought up to date: its file as shown, its new text, and how many messages are in which state."""

    file: str
    path: Path
    text: str
    is_changed: bool
    texts: int
    untranslated: int
    fuzzy: int
    obsolete: int


def template(content: Content, name: str) -> Catalog:
    """Every English text of one catalogue with its notes, in the order of the content, nothing translated."""
    catalog = Catalog(charset="utf-8")
    for message in messages.messages(content):
        if message.catalogue == name:
            id_ = message.source if message.plural is None else (message.source, message.plural)
            place = [(message.file, message.line)]
            catalog.add(id_, locations=place, auto_comments=notes.notes(message), context=message.context)
    return catalog


def templates(content: Content) -> Iterator[tuple[str, str]]:
    """The name and the text of each .pot file."""
    for name in FILES:
        head = po.header(f"{SUBJECTS[name]} {TEMPLATE}", name, None, None)
        yield f"{name}.pot", po.written(head, template(content, name), lines=True)


def updated(content: Content, language: Language, translations: Path) -> Iterator[Updated]:
    """Each catalogue of a language as it should be now; nothing is written.

    Raises FulfilmentError for a file that cannot be read.
    """
    if language.id == SOURCE:
        raise ValueError("English is what is translated")
    locale = str(locale_of(language.locale or language.id))
    for name in FILES:
        path = translations / language.id / "LC_MESSAGES" / f"{name}.po"
        shown = path.relative_to(translations.parent).as_posix()
        if path.exists():
            head, catalog = po.read(path, locale, shown)
            before = path.read_text(encoding="utf-8")
        else:
            head, before = po.header(f"{SUBJECTS[name]} {UNSIGNED}", name, language.id, locale), ""
            catalog = Catalog(locale=locale)
        bring_up_to_date(catalog, template(content, name))
        text = po.written(head, catalog, lines=False)
        all_ = [message for message in catalog if message.id]
        yield Updated(
            shown, path, text, text != before, len(all_), sum(not po.is_whole(m) for m in all_),
            sum(m.fuzzy for m in all_), len(catalog.obsolete),
        )  # fmt: skip


def bring_up_to_date(catalog: Catalog, wanted: Catalog) -> None:
    """Give a catalogue the texts of a template, in its order, with what is translated of them."""
    _bring_back(catalog, wanted)
    _borrow(catalog, wanted)
    _follow(catalog, wanted)
    previous = {key: message.previous_id for key, message in po.keys(catalog).items() if message.fuzzy}
    # Babel's own search for changed texts looks past the context, so that the "No" of one question becomes that of
    # another, and compares each text with all others, which takes minutes.
    catalog.update(wanted, no_fuzzy_matching=True)
    for key, message in po.keys(catalog).items():
        message.previous_id = previous.get(key, [])
    for place in [place for place, message in catalog.obsolete.items() if not po.is_begun(message)]:
        del catalog.obsolete[place]


def _bring_back(catalog: Catalog, wanted: Catalog) -> None:
    """What had gone and is wanted again is taken from the end of the file."""
    now, there = po.keys(wanted), po.keys(catalog)
    for place, message in list(catalog.obsolete.items()):
        if po.key(message) in now:
            del catalog.obsolete[place]
            if po.key(message) not in there:
                catalog[message.id] = message


def _follow(catalog: Catalog, wanted: Catalog) -> None:
    """A new text takes the translation of the text most like it that has gone from the same context."""
    there, now = po.keys(catalog), po.keys(wanted)
    gone = _by_context(message for key, message in there.items() if key not in now and po.is_begun(message))
    new = _by_context(message for key, message in now.items() if key not in there)
    for context in gone.keys() & new.keys():
        is_only_one = len(gone[context]) == len(new[context]) == 1
        pairs = [
            (SequenceMatcher(None, po.key(old)[1], po.key(text)[1], autojunk=False).ratio(), -o, -t)
            for o, old in enumerate(gone[context])
            for t, text in enumerate(new[context])
            if old.pluralizable is text.pluralizable
        ]
        taken: set[tuple[str, int]] = set()
        for likeness, o, t in sorted(pairs, reverse=True):
            if (likeness >= ALIKE or is_only_one) and taken.isdisjoint(ends := {("old", o), ("new", t)}):
                taken |= ends
                _hand_on(catalog, gone[context][-o], new[context][-t])


def _hand_on(catalog: Catalog, old: Message, new: Message) -> None:
    previous = (old.previous_id if old.fuzzy else []) or old.id  # the English that was really translated
    catalog.delete(old.id, old.context)
    catalog.add(
        new.id, old.string, flags=["fuzzy"], user_comments=old.user_comments, previous_id=previous, context=new.context
    )


def _borrow(catalog: Catalog, wanted: Catalog) -> None:
    """A new text that stands elsewhere word for word takes the translation there, for somebody to look at."""
    there = po.keys(catalog)
    elsewhere = {key[1]: message for key, message in there.items() if po.is_whole(message) and not message.fuzzy}
    for key, new in po.keys(wanted).items():
        found = elsewhere.get(key[1])
        if found and not (key in there and po.is_begun(there[key])) and found.pluralizable is new.pluralizable:
            catalog.delete(new.id, new.context)
            catalog.add(new.id, found.string, flags=["fuzzy"], context=new.context)


def _by_context(some: Iterable[Message]) -> dict[str, list[Message]]:
    sorted_: dict[str, list[Message]] = {}
    for message in some:
        sorted_.setdefault(message.context or "", []).append(message)
    return sorted_
