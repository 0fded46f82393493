"""Every fault of content is provoked in one small file, and told by its line with what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fulfilment.surveys
from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys import check
from fulfilment.surveys.documents import InLanguage
from tests.surveys import faulty, faulty_sheet, faulty_words, tiny
from tests.surveys.faulty import (
    ASKED,
    EXTRA,
    LANGUAGES,
    LAST_QUESTION,
    OLD_BAND,
    PO,
    SCREEN,
    STATIONERY,
    SURVEY,
    UNSIGNED,
    signed,
)
from tests.surveys.faulty_words import GLOSSARY, PLAIN, PO_QUESTIONS, in_glossary, renamed, two_scales

CASES = [*faulty.UNREADABLE, *faulty.WRONG, *faulty_sheet.WRONG, *faulty_words.WORDS]


def _found(content: tiny.Tiny) -> list[Fault]:
    try:
        return check.faults(content.load())
    except FulfilmentError as refused:
        return list(refused.faults)


@pytest.mark.parametrize(
    ("code", "file", "at", "edits"), CASES, ids=[f"{case[0]}-{place}" for place, case in enumerate(CASES)]
)
def test_a_fault_is_told_by_file_and_line_with_what_to_do(tmp_path, code, file, at, edits):
    content = tiny.write(tmp_path, *edits)
    faults = [fault for fault in _found(content) if fault.code == code and fault.file == file]
    assert faults, [str(fault) for fault in _found(content)]
    assert all(fault.what and fault.mend for fault in faults)
    if at is not None:
        lines = (tmp_path / file).read_text(encoding="utf-8").splitlines()
        places = [_around(lines, fault.line or 0, file) for fault in faults]
        assert any(at in place for place in places), places


def _around(lines: list[str], line: int, file: str) -> str:
    """The line that a fault names; in a catalogue the whole message, which starts there."""
    return "\n".join(lines[line - 1 : line + 2 if file.endswith(".po") else line])


def test_files_that_cannot_be_read_are_told(tmp_path):
    content = tiny.write(tmp_path)
    (tmp_path / SCREEN).write_bytes("a: é\nb: c\n".encode("latin-1"))
    (tmp_path / PO).write_bytes('msgid "é"'.encode("latin-1"))
    (tmp_path / STATIONERY).unlink()
    (tmp_path / ASKED).unlink()
    (tmp_path / ASKED).mkdir()
    assert {(fault.code, fault.file) for fault in _found(content)} == {
        ("file-encoding", SCREEN),
        ("po-unreadable", PO),
        ("file-missing", STATIONERY),
        ("file-unreadable", ASKED),
    }


def test_a_language_without_a_catalogue_is_told_once_a_file(tmp_path):
    content = tiny.write(tmp_path)
    (tmp_path / PO).unlink()
    assert [(fault.code, fault.file) for fault in _found(content)] == [("po-missing", PO)]


def test_content_without_limits_of_plain_english_or_a_glossary_is_told(tmp_path):
    content = tiny.write(tmp_path)
    (tmp_path / PLAIN).unlink()
    (tmp_path / GLOSSARY).unlink()
    faults = {(fault.code, fault.file) for fault in _found(content)}
    assert {("plain-english-missing", PLAIN), ("glossary-missing", GLOSSARY)} <= faults


def test_answers_of_one_scale_are_translated_alike(tmp_path):
    file, old, new = two_scales()
    content = tiny.write(tmp_path, files={file: tiny.FILES[file].replace(old, new)})
    assert _found(content) == []
    path = tmp_path / PO_QUESTIONS
    before, _, after = path.read_text(encoding="utf-8").rpartition("pl: Sometimes")
    path.write_text(f"{before}pl: Continue{after}", encoding="utf-8")
    [fault] = _found(content)
    assert (fault.code, fault.file) == ("option-translation", PO_QUESTIONS)
    assert "kind_clinic: “pl: Continue” is “pl: Sometimes” in kind_ward" in fault.what


def test_other_answers_on_the_same_codes_are_another_scale(tmp_path):
    file, old, new = two_scales()
    other = new.replace("text: Always", "text: Every day", 1).replace("text: Sometimes", "text: Some days", 1)
    assert _found(tiny.write(tmp_path, files={file: tiny.FILES[file].replace(old, other)})) == []


def test_an_exception_with_its_reason_lets_a_long_sentence_stand(tmp_path):
    long = f"Ring us free{' at any time or' * 8} today."
    files = {faulty.HELP: tiny.FILES[faulty.HELP].replace("Ring us free.", long)}
    allowed = "{block: shared/pages/help, sentence_words: 40, reading_age: 20, reason: A list}"
    exception = f"exceptions:\n  - {allowed}\nreaders:"
    without = [fault.code for fault in _found(tiny.write(tmp_path / "without", files=files))]
    assert without == ["reading-age", "sentence-long"]
    assert _found(tiny.write(tmp_path / "with", (PLAIN, "readers:", exception), files=files)) == []


def test_a_long_word_with_its_reason_may_stand(tmp_path):
    files = {faulty.HELP: tiny.FILES[faulty.HELP].replace("Ring us free.", "Ring us about radiotherapy.")}
    assert _found(tiny.write(tmp_path, files=files)) == []


def test_a_text_may_do_without_a_term_or_hold_english_for_a_reason(tmp_path):
    term = '{"term": "doctor", "text": "A doctor", "reason": "Polish says nurse here"}'
    english = '{"term": "english", "context": "screen/button.continue", "text": "Carry it", "reason": "A name"}'
    exceptions = in_glossary(f'"exceptions": [{term}, {english}]')
    other_words = (PO_QUESTIONS, "pl: A doctor", "pl: A nurse")
    assert _found(tiny.write(tmp_path, exceptions, other_words, *renamed("Carry it", "Carry it"))) == []


def test_words_that_two_languages_share_are_no_english_left_in(tmp_path):
    same = renamed("A tablet will do", "pl: tablet do")
    told = {fault.code for fault in _found(tiny.write(tmp_path / "told", *same))}
    assert told == {"english-left"}
    assert _found(tiny.write(tmp_path / "loan", in_glossary('"loans": ["tablet"]'), *same)) == []


def test_a_changed_text_is_told_once_with_both_wordings(tmp_path):
    [fault] = _found(tiny.write(tmp_path, (faulty.LETTER, "is your choice", "is only your choice")))
    assert "is now “It is only your choice.”" in fault.what
    assert "was “It is your choice.”" in fault.what


def test_nothing_is_demanded_of_a_language_that_no_survey_promises(tmp_path):
    content = tiny.write(tmp_path, (SURVEY, "[en, pl]", "[en]"), (PO, 'msgstr "pl: Continue"', 'msgstr ""'))
    assert _found(content) == []


def test_age_bands_that_follow_each_other_are_right(tmp_path):
    ages = (SURVEY, "ages: {from: 16}", "ages: {from: 16, to: 79}")
    packs = (SURVEY, "{adult: adult-1}", "{adult: adult-1, old: adult-1}")
    assert _found(tiny.write(tmp_path, ages, packs, (SURVEY, "\ncontacts:", OLD_BAND + "contacts:"))) == []


def test_a_form_for_a_number_may_say_it_in_words(tmp_path):
    assert _found(tiny.write(tmp_path, (PO, "pl 0: Wait {n} minutes", "Poczekaj minutę"))) == []


def test_a_sign_off_holds_as_long_as_the_text_is_the_same(tmp_path):
    content = tiny.write(tmp_path)
    signature = content.load().catalogues["pl"].signature
    content.edit((LANGUAGES, UNSIGNED, signed(signature)))
    assert _found(content) == []
    content.edit((PO, "pl: Continue", "pl: Go on"))
    assert [fault.code for fault in _found(content)] == ["signed-text-changed"]


def test_the_small_content_itself_has_no_fault(tmp_path):
    assert _found(tiny.write(tmp_path)) == []


def test_a_pack_may_hold_the_language_sheet_beside_its_letter(tmp_path):
    sheet = (faulty_sheet.SHEET, faulty_sheet.SMALL)
    packed = (STATIONERY, "documents: [invitation]", "documents: [invitation, language_sheet]")
    assert _found(tiny.write(tmp_path, packed, files=dict([sheet]))) == []


def test_a_sheet_holds_only_what_is_signed_off_where_a_survey_prints_nothing_else(tmp_path):
    content = tiny.write(tmp_path, files={faulty_sheet.SHEET: faulty_sheet.SMALL})
    assert content.load().letter("adult", "language_sheet").signed() is None
    unsigned = "cy: {signed_off: {by: A. Rees, on: 2027-01-31, hash: x}, name"
    content.edit((faulty_sheet.SHEET, "cy: {name", unsigned))
    [fault] = _found(content)
    content.edit((faulty_sheet.SHEET, "hash: x", f"hash: '{fault.mend.split()[-1].rstrip('.')}'"))
    sheet = content.load().letter("adult", "language_sheet").signed()
    assert sheet is not None
    assert [block.language for block in sheet.blocks if isinstance(block, InLanguage)] == ["cy"]
    letter = content.load().letter("adult", "invitation")
    assert letter.signed() == letter


def test_a_question_is_found_or_missed_among_more_combinations_than_can_be_tried(tmp_path):
    options = "\n".join(f"              - {{code: {n}, text: Option {n}}}" for n in range(1, 40))
    many = f"          - id: lots\n            type: many\n            text: Which?\n            options:\n{options}\n"
    every = "{all_in: [lots, [" + ", ".join(map(str, range(1, 40))) + "]]}"
    none = f"{{and: [{every}, {{not: {{any_in: [lots, [1]]}}}}]}}"
    for rule, never in ((every, False), (none, True)):
        content = tiny.write(tmp_path / str(never), (ASKED, LAST_QUESTION, many + EXTRA % rule + LAST_QUESTION))
        assert ("never-asked" in {fault.code for fault in _found(content)}) is never


def test_every_code_of_the_package_is_provoked_here():
    provoked = {case[0] for case in CASES} | {
        "file-encoding",
        "po-unreadable",
        "file-missing",
        "file-unreadable",
        "po-missing",
        "plain-english-missing",
        "glossary-missing",
        "option-translation",
    }
    assert set(_codes_in_the_source()) == provoked


def _codes_in_the_source() -> Iterator[str]:
    """First words of everything that makes a fault: calls with a code, and tuples of code, what and mend."""
    for path in Path(fulfilment.surveys.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="Fault") | ast.Name(id="_refusal") | ast.Attribute(attr="fault"),
                    args=[ast.Constant(value=str(code)), *_],
                ):
                    yield code
                case ast.Return(value=ast.Tuple(elts=[ast.Constant(value=str(code)), _, _])):
                    yield code
                case ast.Yield(value=ast.Tuple(elts=[ast.Constant(value=str(code)), _, _, *_])):
                    yield code


def test_codes_are_words_with_hyphens():
    assert [case[0] for case in CASES if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", case[0])] == []
