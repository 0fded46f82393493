"""English is measured as it is read: by letter, page, question, section and reader, and every text is in some block."""

from __future__ import annotations

from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import Content
from fulfilment.surveys.messages import messages
from fulfilment.surveys.passages import blocks
from tests.surveys import tiny

ASKED = "letters/adult/questionnaire.yaml"
LETTER = "letters/adult/letters/invitation.md"
EASY = "letters/adult/letters/invitation_easy_read.md"


def test_a_block_is_a_letter_a_page_a_question_a_section_or_the_screen_of_one_reader(tmp_path):
    found = {block.name: block.reader for block in blocks(tiny.write(tmp_path).load())}
    assert found == {
        "adult/letters/invitation": "adult",
        "shared/pages/help": "adult",
        "adult/adult/stayed": "adult",
        "adult/adult/helped_by": "adult",
        "adult/adult#stay": "adult",
        "adult/adult/overall": "adult",
        "adult/adult/comment": "adult",
        "adult/adult/comment@spoken": "adult",
        "adult/adult#overall": "adult",
        "screen@adult": "adult",
        "screen@child": "child",
    }


def test_easy_read_letters_and_wordings_have_limits_of_their_own(tmp_path):
    files = {
        EASY: tiny.FILES[LETTER]
        .replace(": invitation", ": invitation_easy_read")
        .replace("Thank", "![](tree.svg)\nThank"),
        ASKED: tiny.FILES[ASKED].replace("{phone: {text", "{easy_read: {text"),
    }
    found = {block.name: block.reader for block in blocks(tiny.write(tmp_path, files=files).load())}
    assert found["adult/letters/invitation_easy_read"] == "easy_read"
    assert found["adult/adult/comment@easy_read"] == "easy_read"


def test_a_questions_own_words_are_told_from_its_hint_and_answers(tmp_path):
    found = {block.name: block for block in blocks(tiny.write(tmp_path).load())}
    asked = [passage.text for passage in found["adult/adult/stayed"].passages if passage.is_question]
    assert asked == ["Did you stay at {trust}?"]


def test_every_text_that_respondents_read_is_in_a_block():
    content = Content.load(letters_dir(), translations_dir())
    measured = {(block.file, passage.text) for block in blocks(content) for passage in block.passages}
    titles = {part.title for questionnaire in content.questionnaires.values() for part in questionnaire.parts}
    titles |= {questionnaire.title for questionnaire in content.questionnaires.values()}
    for message in messages(content):
        if not message.file.endswith("survey.yaml") and message.source not in titles:
            assert {(message.file, text) for text in message.texts} <= measured
