"""The gate tells every fault there is, and no fault makes it stumble over the next."""

from __future__ import annotations

import pytest

from fulfilment.mailings import gate
from tests.surveys import faulty, faulty_words, tiny

CASES = [*faulty.UNREADABLE, *faulty.WRONG, *faulty_words.WORDS]
LETTER = "letters/adult/letters/invitation.md"
HELP = "letters/shared/pages/help.md"


def _codes(content: tiny.Tiny) -> set[str]:
    return {fault.code for fault in gate.faults(content.letters, content.translations)}


def test_faults_of_words_of_letters_and_of_the_screen_are_told_together(tmp_path):
    long = tiny.FILES[LETTER].replace("Thank you.", "We would like to know how it was for you. " * 120)
    files = {LETTER: long, HELP: tiny.FILES[HELP].replace("title: Help", f"title: {'Help' * 20}")}
    quoted = (HELP, "Ring us free.", "Ring us 'free'.")
    assert {"straight-quote", "page-too-long", "screen-box"} <= _codes(tiny.write(tmp_path, quoted, files=files))


def test_what_cannot_be_read_is_told_alone(tmp_path):
    unreadable = (LETTER, "Thank you.", "Thank *you*.")
    assert _codes(tiny.write(tmp_path, unreadable)) == {"markdown"}


@pytest.mark.soak
@pytest.mark.parametrize(("code", "edits"), [(case[0], case[3]) for case in CASES])
def test_no_fault_hinders_the_letters_from_being_set(tmp_path, code, edits):
    assert code in _codes(tiny.write(tmp_path, *edits))
