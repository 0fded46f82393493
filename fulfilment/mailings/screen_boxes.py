"""Whether words fit their boxes on a small phone, in each language: told by setting them in type.

The phone is 320 CSS pixels wide, where WCAG 2.2 (1.4.10) still wants no scrolling sideways. Noto Sans, which measures,
is a little wider than Arial, so what fits here fits there. Sizes are those of the NHS frontend and of app.css.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fulfilment.errors import Fault
from fulfilment.paper.faces import Faces, FaceSet
from fulfilment.paper.lines import WordTooWide, break_lines
from fulfilment.paper.refusals import MissingGlyph
from fulfilment.paper.shaping import analyse
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Audience
from fulfilment.surveys.documents import fields_in, fill
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.messages import beginning, question_texts, questions
from fulfilment.surveys.words import Words

POINTS_PER_PIXEL = 0.75  # CSS Values 4, 5.2: 96 pixels are an inch
FIELDS = dict.fromkeys(("trust", "hospital"), "The Orthopaedic Hospital NHS Foundation Trust")


@dataclass(frozen=True)
class ScreenBox:
    """Room for a kind of words, in CSS pixels. ``lines`` is the most that it may take, if there is a most."""

    name: str
    width_px: int
    size_px: int
    is_strong: bool = True
    lines: int | None = None


# 320 less 16 at each side of a page, 16 at each side of a button, 44 for a radio button, 84 on a child's card
BUTTON = ScreenBox("a button", 256, 16, lines=3)  # three lines: our choice
TITLE = ScreenBox("a page’s title", 288, 32)
QUESTION = ScreenBox("a question", 288, 27)
ANSWER = ScreenBox("an answer", 244, 16, is_strong=False)
CARD = ScreenBox("an answer on a card", 204, 20, is_strong=False)
ON_CARDS = {Audience.CHILD, Audience.YOUNG_PERSON}


@dataclass(frozen=True)
class Boxed:
    """An English text with the box it stands in, its context and its place."""

    box: ScreenBox
    context: str
    source: str
    file: str
    line: int


def faults(content: Content, faces: Faces) -> Iterator[Fault]:
    """Every text that is wider than its box, or takes too many lines, in any language that a survey promises."""
    promised = {tag for survey in content.surveys.values() for tag in survey.languages}
    for tag in (tag for tag in content.languages if tag in promised):
        language, words = content.languages[tag], content.words(tag)
        screen_faces = (language.screen_face,) if language.screen_face else ()
        chosen = faces.for_language(tag, (*screen_faces, *language.faces))
        for boxed in dict.fromkeys(boxed_texts(content)):
            if tag != SOURCE and words.catalogue.find(boxed.context, boxed.source) is None:
                continue  # it would be shown in English, and is told as missing
            what = _unfit(boxed, words, chosen)
            if what:
                file, line = _place(boxed, words)
                shown = f"{language.english_name}: “{beginning(words.unfilled(boxed.context, boxed.source))}”"
                mend = "Write it shorter, or in shorter words."
                yield Fault("screen-box", f"{shown} ({boxed.context}) {what}", mend, file=file, line=line)


def boxed_texts(content: Content) -> Iterator[Boxed]:
    """Every text with a box on screen: buttons, titles of pages, questions, answers."""
    screen = content.source("screen.yaml").file
    for key, entry in content.screen.items():
        name = key.partition("@")[0]
        if name.startswith("button."):
            yield Boxed(BUTTON, f"screen/{key}", entry.one, screen, entry.line)
        elif name.endswith(".title") and not name.startswith("footer."):
            yield Boxed(TITLE, f"screen/{key}", entry.one, screen, entry.line)
    for page in content.pages.values():
        yield Boxed(TITLE, page.context, page.title, page.file, page.line)
    for questionnaire in content.questionnaires.values():
        source = content.source(questionnaire.file)
        for question, path in questions(questionnaire):
            answer = CARD if questionnaire.parts[int(path[1])].audience in ON_CARDS else ANSWER
            for text, step in question_texts(question):
                if step[0] in ("text", "options"):
                    box = QUESTION if step[0] == "text" else answer
                    context = f"{questionnaire.survey}/{question.id}"
                    yield Boxed(box, context, text, source.file, source.line(*path, *step))


def _unfit(boxed: Boxed, words: Words, faces: FaceSet) -> str:
    """What is wrong with a text in its box, or nothing."""
    box, text = boxed.box, words.unfilled(boxed.context, boxed.source)
    filled = fill(text, {name: FIELDS.get(name, "1") for name in fields_in(text)})
    try:
        shaped = analyse([(filled, box.is_strong)], faces, int(words.direction == "rtl"))
        lines = break_lines(shaped, box.width_px * POINTS_PER_PIXEL, box.size_px * POINTS_PER_PIXEL)
    except WordTooWide as refused:
        return f"has a word, {refused.word.strip()}, that is wider than {box.name}"
    except MissingGlyph as refused:
        return f"cannot be shown: {refused.what}"
    if box.lines is not None and len(lines) > box.lines:
        return f"takes {len(lines)} lines on {box.name}, and may take {box.lines}"
    return ""


def _place(boxed: Boxed, words: Words) -> tuple[str, int]:
    """The line to mend: of a translation, in its catalogue."""
    found = words.catalogue.find(boxed.context, boxed.source)
    return (found.file, found.line) if found and words.language != SOURCE else (boxed.file, boxed.line)
