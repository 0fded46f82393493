"""Words are set in type for a small phone: what is wider than its box or takes too many lines is told."""

from __future__ import annotations

from functools import cache

import pytest

from fulfilment import shipped
from fulfilment.errors import Fault
from fulfilment.mailings import screen_boxes
from fulfilment.paper.faces import Faces
from fulfilment.surveys.content import Content
from tests.surveys import tiny

ASKED = "letters/adult/questionnaire.yaml"
HELP = "letters/shared/pages/help.md"
SCREEN = "letters/screen.yaml"
PO = "translations/pl/LC_MESSAGES/pages.po"
LONG_WORD = "Donaudampfschiffahrtsgesellschaftskapitän"


@cache
def _faces() -> Faces:
    return Faces.load(shipped.fonts_dir())


def _faults(content: tiny.Tiny) -> list[Fault]:
    return list(screen_boxes.faults(content.load(), _faces()))


def test_short_words_fit(tmp_path):
    assert _faults(tiny.write(tmp_path)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        (
            SCREEN,
            "continue: Continue",
            f"continue: {'Go on with all that is left to do ' * 4}".strip(),
            "lines on a button",
        ),
        (HELP, "title: Help", f"title: {LONG_WORD}", "wider than a page’s title"),
        (ASKED, "text: Who helped you?", f"text: Who is the {LONG_WORD}?", "wider than a question"),
        (ASKED, "text: A nurse", f"text: A {LONG_WORD}", "wider than an answer"),
    ],
)
def test_words_too_long_for_their_box_are_told_by_their_line(tmp_path, file, old, new, what):
    [fault] = [fault for fault in _faults(tiny.write(tmp_path, (file, old, new))) if fault.file == file]
    lines = (tmp_path / file).read_text(encoding="utf-8").splitlines()
    assert (fault.code, what in fault.what) == ("screen-box", True)
    assert new in lines[(fault.line or 0) - 1]


def test_a_translation_is_told_in_its_catalogue(tmp_path):
    [fault] = _faults(tiny.write(tmp_path, (PO, "pl: Continue", LONG_WORD)))
    assert (fault.code, fault.file) == ("screen-box", PO)
    assert LONG_WORD in fault.what


def test_a_childs_card_has_less_room_than_an_adults_answer(tmp_path):
    word = "Nieprzeciwnowotworowymi"
    answer = (ASKED, "text: A nurse", f"text: {word}")
    assert _faults(tiny.write(tmp_path / "adult", answer)) == []
    [fault] = _faults(tiny.write(tmp_path / "child", answer, (ASKED, "audience: adult", "audience: child")))
    assert "wider than an answer on a card" in fault.what


def test_every_button_title_question_and_answer_of_the_shipped_content_has_a_box():
    content = Content.load(shipped.letters_dir(), shipped.translations_dir())
    boxed = {(one.context, one.source) for one in screen_boxes.boxed_texts(content)}
    buttons = {(f"screen/{key}", text.one) for key, text in content.screen.items() if key.startswith("button.")}
    titles = {(page.context, page.title) for page in content.pages.values()}
    asked = {
        (f"{questionnaire.survey}/{question.id}", text)
        for questionnaire in content.questionnaires.values()
        for part in questionnaire.parts
        for question in part.questions
        for text in (question.text, *(option.text for option in question.options))
    }
    assert buttons | titles | asked <= boxed
