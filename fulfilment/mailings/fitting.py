"""Whether every letter fits its pages and every pack its envelope, in each language: told by setting them in type.

Set for the trust with the longest name, on the day that is longest to write: what fits for these fits for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.mailings.packing import grams
from fulfilment.mailings.statics import set_letter
from fulfilment.paper.faces import Faces
from fulfilment.paper.letterhead import Letterhead
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Survey
from fulfilment.surveys.documents import Document, PageBreak
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.words import Words

# Longer than the longest name of a trust in England that we found, which has 73 letters
TRUST = "The Elinor Hart and William Boot Orthopaedic Hospital NHS Foundation Trust"
SIGNATORY = "Professor Dame Alexandra Featherstone-Haughton"
ROLE = "Chief Nurse and Executive Director of Patient Experience"
ADDRESS = "cancer-patient-survey.example.org"
WORDS = ("letter.date", "letter.reference", "letter.page", "letter.scan", "letter.address_type", "letter.code")
LEAST_PT = 12  # RNIB, clear print: the smallest type of body text
SHEET_PAGES = 2  # every letter is one sheet, front and back
MONTHS = [date(2028, month, 28) for month in range(1, 13)]


def faults(content: Content, faces: Faces) -> Iterator[Fault]:
    """Every letter that is too long for its page or sheet, and every pack that is too much for its envelope."""
    stationery = content.stationery
    if stationery.type.body_pt < LEAST_PT:
        source = content.source("stationery.yaml")
        what, line = f"body text of {stationery.type.body_pt:g} pt", source.line("type", "body_pt")
        yield Fault("type-small", what, f"Print nothing under {LEAST_PT} pt.", file=source.file, line=line)
    for document in content.letters.values():
        if _pages(document) > SHEET_PAGES and not document.is_easy_read:  # that is large, with pictures
            what = f"{document.context} has {_pages(document)} pages"
            mend = "Keep a letter on one sheet, front and back."
            yield Fault("sheet-over", what, mend, file=document.file, line=document.line)
    yield from _packs(content)
    unsaid = [key for key in WORDS if key not in content.screen]
    if unsaid:
        what, mend = f"no texts {', '.join(unsaid)}", "Add them: every letter shows them."
        yield Fault("letter-words", what, mend, file=content.source("screen.yaml").file)
        return
    told: set[Fault] = set()
    for survey in content.surveys.values():
        for names in _sets(content, survey):
            for language in survey.languages:
                if language in content.languages:
                    for fault in _unfit(content, survey, names, language, faces):
                        if fault not in told:
                            told.add(fault)
                            yield fault


def _sets(content: Content, survey: Survey) -> Iterator[tuple[str, ...]]:
    """The letters that go out together, so that each is set once first or behind; and those in no pack, alone."""
    known = [pack.documents for pack in content.stationery.packs.values()]
    packed: set[tuple[str, bool]] = set()
    for names in sorted(known, key=len, reverse=True):
        places = {(name, place == 0) for place, name in enumerate(names)}
        if places - packed and all(_letter(content, survey, name) for name in names):
            packed |= places
            yield names
    done = {name for name, _ in packed}
    yield from ((name,) for owner, name in content.letters if owner == survey.id and name not in done)


def _letter(content: Content, survey: Survey, name: str) -> Document | None:
    try:
        return content.letter(survey.id, name)
    except KeyError:  # told by another check
        return None


def _pages(document: Document) -> int:
    return 1 + sum(isinstance(block, PageBreak) for block in document.blocks)


def _unfit(content: Content, survey: Survey, names: tuple[str, ...], language: str, faces: Faces) -> Iterator[Fault]:
    words = content.words(language)
    day = max(map(words.date, MONTHS), key=len)
    head = Letterhead(TRUST, day, SIGNATORY, ROLE, ADDRESS)
    try:
        set_letter(content, survey.id, names, language, head, day, faces)
    except KeyError:  # an unknown field, told by another check
        return
    except FulfilmentError as refused:
        documents = [content.letter(survey.id, name) for name in names]
        for fault in refused.faults or (Fault(refused.code, refused.what, refused.mend, file=documents[0].file),):
            yield _placed(fault, documents, words)


def _placed(fault: Fault, documents: list[Document], words: Words) -> Fault:
    """The fault in the file that has to be mended: of a translation, its catalogue; with the line where it starts."""
    document = next((each for each in documents if each.file == fault.file), documents[0])
    if words.language == SOURCE:
        return replace(fault, line=fault.line or document.line)
    places = [found for (context, _), found in words.catalogue.messages.items() if context == document.context]
    return replace(fault, file=places[0].file, line=places[0].line) if places else fault


def _packs(content: Content) -> Iterator[Fault]:
    """Packs with more sheets or weight than their envelopes and postage allow."""
    source = content.source("stationery.yaml")
    for pack in content.stationery.packs.values():
        for survey in content.surveys.values():
            letters = [letter for name in pack.documents if (letter := _letter(content, survey, name))]
            if len(letters) < len(pack.documents) or pack.envelope not in content.stationery.envelopes:
                continue
            try:
                grams(content.stationery, pack.id, sum((_pages(letter) + 1) // 2 for letter in letters))
            except FulfilmentError as refused:
                line = source.line("packs", pack.id)
                yield Fault(refused.code, refused.what, refused.mend, file=source.file, line=line)
