"""Catalogues out to translators and up to date: nothing that is translated is lost, nothing changed passes unseen."""

from __future__ import annotations

import gettext
import re

import pytest
from click.testing import CliRunner, Result

from fulfilment.commands.content import content as command
from fulfilment.errors import FulfilmentError
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys import check, compiling, notes, po, signing, translating
from fulfilment.surveys.catalogues import FILES, Translation
from fulfilment.surveys.content import Content
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.messages import Message, messages
from tests.surveys import tiny

LETTER, PAGE, ASKED, SCREEN = (
    "letters/adult/letters/invitation.md", "letters/shared/pages/help.md", "letters/adult/questionnaire.yaml",
    "letters/screen.yaml",
)  # fmt: skip
LETTERS, PAGES = ("translations/pl/LC_MESSAGES/letters.po", "translations/pl/LC_MESSAGES/pages.po")
QUESTIONS = "translations/pl/LC_MESSAGES/questionnaires.po"
LANGUAGES = "translations/languages.yaml"


def _run(made: tiny.Tiny, name: str, *words: str) -> Result:
    folders = ["--letters", str(made.letters), "--translations", str(made.translations)]
    return CliRunner().invoke(command, [name, *words, *folders])


def _read(made: tiny.Tiny, file: str) -> str:
    return (made.letters.parent / file).read_text(encoding="utf-8")


def _message(made: tiny.Tiny, file: str, english: str) -> str:
    """The lines of a catalogue about one English text, without what is known of its place."""
    found = [each for each in _read(made, file).split("\n\n") if f'\nmsgid "{english}"' in each]
    assert len(found) == 1, found
    return "\n".join(line for line in found[0].split("\n") if not line.startswith(("#.", "#:")))


def _all() -> Content:
    return Content.load(letters_dir(), translations_dir())


# What goes out


def test_a_template_holds_every_text_of_the_content_once_and_nothing_else():
    content = _all()
    held = [(name, *key) for name in FILES for key in po.keys(translating.template(content, name))]
    assert len(held) == len(set(held))
    assert set(held) == {(m.catalogue, m.context, m.source) for m in messages(content)}


def test_a_translator_is_told_place_use_reader_and_fields(tmp_path):
    made = tiny.write(tmp_path)
    out = tmp_path / "out"
    assert _run(made, "extract", str(out)).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["letters.pot", "pages.pot", "questionnaires.pot"]
    letters = (out / "letters.pot").read_text(encoding="utf-8")
    assert (
        "#. Seen: Running text of a printed letter.\n"
        "#. Read by: adults.\n"
        "#. The letter is one sheet: about as short as the English.\n"
        "#. Keep as they are: {helpline_phone} (the helpline’s number), {trust} (the hospital trust’s full name).\n"
        "#. Keep the ** around the words that are printed bold.\n"
        "#: letters/adult/letters/invitation.md:11\n"
        "#, python-brace-format\n"
        'msgctxt "adult/letters/invitation"\n'
        'msgid "You were treated at **{trust}**. Ring us on {helpline_phone}."\n'
        'msgstr ""\n'
    ) in letters
    asked = (out / "questionnaires.pot").read_text(encoding="utf-8")
    assert "#. Seen: An answer to choose.\n#. To the question: Who helped you?\n" in asked
    assert "#. Seen: Read out by the helpline instead of the question on screen.\n" in asked
    pages = (out / "pages.pot").read_text(encoding="utf-8")
    assert "#. Read by: children of 8 to 11.\n#. At most 70 characters.\n#: letters/screen.yaml:3\n" in pages


def test_every_text_says_where_it_is_seen():
    for message in messages(_all()):
        lines = list(notes.notes(message))
        assert lines[0].startswith("Seen: ")
        assert notes.seen(message).endswith("."), message.seen
        if message.catalogue != "pages":
            assert notes.seen(message) != notes.ELSEWHERE, message.seen


def test_no_text_of_ours_is_longer_than_a_translator_is_told_it_may_be():
    content = _all()
    limited = [message for message in messages(content) if notes.longest(message) is not None]
    assert limited
    for message in limited:
        said = [message.texts, *(each.forms for tag in content.languages if (each := _found(content, tag, message)))]
        bare = [re.sub(r"\{\w+\}|\*\*", "", form) for forms in said for form in forms]
        assert [form for form in bare if len(form) > (notes.longest(message) or 0)] == [], message.context
        assert f"At most {notes.longest(message)} characters." in list(notes.notes(message))


def _found(content: Content, tag: str, message: Message) -> Translation | None:
    return content.catalogues[tag].find(message.context, message.source)


def test_what_the_helpline_says_is_told_from_what_is_read(tmp_path):
    script = tiny.FILES[PAGE].replace("page: help", "page: script_hello")
    made = tiny.write(tmp_path, files={"letters/shared/pages/script_hello.md": script})
    said = {notes.seen(message) for message in messages(made.load()) if message.context.endswith("script_hello")}
    assert said == {notes.SPOKEN}


def test_a_template_of_the_same_content_is_the_same_file(tmp_path):
    assert list(translating.templates(_all())) == list(translating.templates(_all()))


# Up to date


def test_what_is_up_to_date_is_left_as_it_is(tmp_path):
    made = tiny.write(tmp_path)
    _run(made, "update")
    before = {path: path.read_bytes() for path in made.translations.rglob("*.po")}
    result = _run(made, "update")
    assert result.exit_code == 0
    assert result.stdout.count("as it was") == 3
    assert {path: path.read_bytes() for path in made.translations.rglob("*.po")} == before


def test_the_shipped_catalogues_lose_nothing_and_twice_is_as_once(tmp_path):
    content = _all()
    for language in (each for each in content.languages.values() if each.id != SOURCE):
        texts = content.catalogues[language.id].messages
        for each in translating.updated(content, language, translations_dir()):
            locale = language.locale or language.id
            again = tmp_path / language.id / "LC_MESSAGES" / each.path.name
            again.parent.mkdir(parents=True, exist_ok=True)
            again.write_text(each.text, encoding="utf-8")
            head, catalog = po.read(again, locale, each.file)
            assert head == po.read(each.path, locale, each.file)[0]
            for key, message in po.keys(catalog).items():
                if key in texts and texts[key].is_usable:
                    assert po.forms(message) == texts[key].forms
                    assert not message.fuzzy
        second = list(translating.updated(content, language, tmp_path))
        assert [each.file for each in second if each.is_changed] == []


def test_the_shipped_catalogues_are_up_to_date():
    content = _all()
    for language in (each for each in content.languages.values() if each.id != SOURCE):
        old = [each.file for each in translating.updated(content, language, translations_dir()) if each.is_changed]
        assert old == [], "bring them up to date: fulfilment content update"


def test_a_changed_text_keeps_its_translation_for_somebody_to_look_at(tmp_path):
    made = tiny.write(tmp_path, (LETTER, "It is your choice.", "It is wholly your choice."))
    assert "1 fuzzy" in _run(made, "update").stdout
    changed = (
        "#, fuzzy\n"
        '#| msgid "It is your choice."\n'
        'msgctxt "adult/letters/invitation"\n'
        'msgid "It is wholly your choice."\n'
        'msgstr "pl: It is your choice."'
    )
    assert _message(made, LETTERS, "It is wholly your choice.") == changed
    words = made.load().words("pl")
    assert words.unfilled("adult/letters/invitation", "It is wholly your choice.") == "It is wholly your choice."
    assert check.faults(made.load()) != []


def test_the_text_that_was_translated_is_remembered_through_further_changes(tmp_path):
    made = tiny.write(tmp_path, (LETTER, "It is your choice.", "It is wholly your choice."))
    _run(made, "update")
    made.edit((LETTER, "It is wholly your choice.", "It is wholly your own choice."))
    _run(made, "update")
    once = _read(made, LETTERS)
    _run(made, "update")
    assert _read(made, LETTERS) == once
    assert '#| msgid "It is your choice."\n' in _message(made, LETTERS, "It is wholly your own choice.")


def test_of_two_changed_texts_each_keeps_its_own_translation(tmp_path):
    made = tiny.write(
        tmp_path, (ASKED, "text: A nurse}", "text: One nurse}"), (ASKED, "text: A doctor}", "text: One doctor}")
    )
    _run(made, "update")
    assert _message(made, QUESTIONS, "One nurse").endswith('msgstr "pl: A nurse"')
    assert _message(made, QUESTIONS, "One doctor").endswith('msgstr "pl: A doctor"')


def test_the_one_text_of_a_key_is_followed_however_much_it_changes(tmp_path):
    made = tiny.write(tmp_path, (SCREEN, "button.send: Send your answers", "button.send: Done"))
    _run(made, "update")
    assert _message(made, PAGES, "Done").endswith('msgid "Done"\nmsgstr "pl: Send your answers"')


def test_a_text_that_stands_elsewhere_word_for_word_borrows_its_translation(tmp_path):
    made = tiny.write(tmp_path, (ASKED, "text: Nobody, exclusive", 'text: "No", exclusive'))
    _run(made, "update")
    borrowed = [each for each in _read(made, QUESTIONS).split("\n\n") if 'helped_by"\nmsgid "No"' in each]
    assert len(borrowed) == 1
    assert "#, fuzzy\n" in borrowed[0]
    assert borrowed[0].endswith('msgstr "pl: No"')


def test_a_new_text_stands_untranslated_where_the_content_has_it(tmp_path):
    made = tiny.write(
        tmp_path, (LETTER, "- It is your choice.", "- Bring your glasses to every page.\n- It is your choice.")
    )
    assert "1 untranslated" in _run(made, "update").stdout
    assert _message(made, LETTERS, "Bring your glasses to every page.").endswith('msgstr ""')
    text = _read(made, LETTERS)
    assert text.index("You were treated") < text.index("Bring your glasses") < text.index("It is your choice.")


def test_what_has_gone_stands_at_the_end_and_comes_back(tmp_path):
    made = tiny.write(tmp_path, (PAGE, "Ring us free.\n\n", ""))
    assert "1 gone" in _run(made, "update").stdout
    assert _read(made, PAGES).endswith(
        '#~ msgctxt "shared/pages/help"\n#~ msgid "Ring us free."\n#~ msgstr "pl: Ring us free."\n'
    )
    assert check.faults(made.load()) == []
    made.edit((PAGE, "# Help\n\n", "# Help\n\nRing us free.\n\n"))
    assert "gone" not in _run(made, "update").stdout
    assert _message(made, PAGES, "Ring us free.").endswith('msgstr "pl: Ring us free."')
    assert check.faults(made.load()) == []


def test_a_text_that_now_counts_asks_for_all_its_forms(tmp_path):
    made = tiny.write(
        tmp_path, (SCREEN, "button.send: Send your answers", 'button.send: {one: "Send {n}", other: "Send {n} all"}')
    )
    _run(made, "update")
    message = _message(made, PAGES, "Send {n}")
    assert all(f'msgstr[{form}] ""' in message for form in range(3))


def test_head_comments_and_order_of_a_file_stay(tmp_path):
    made = tiny.write(tmp_path)
    _run(made, "update")
    own = "# Ours, and we say so.\n# By the office.\n"
    mark = "# Meant: to a woman, too.\n#. Seen: A point of a list in a printed letter."
    made.edit((LETTERS, "", own + _read(made, LETTERS).split("\n", 1)[1].replace("# Translations", "# T")))
    text = _read(made, LETTERS)
    place = text.index("#. Seen: A point of a list in a printed letter.")
    made.edit((LETTERS, "", text[:place] + text[place:].replace(mark.split("\n")[1], mark, 1)))
    before = _read(made, LETTERS)
    assert "# Meant: to a woman, too.\n#. Seen" in before
    assert "letters.po: as it was" in _run(made, "update").stdout
    assert _read(made, LETTERS) == before


def test_a_language_that_is_new_gets_its_files(tmp_path):
    made = tiny.write(tmp_path)
    with (made.translations / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write("ar: {name: العربية, english_name: Arabic, faces: [NotoSans], signed_off: null}\n")
    assert _run(made, "update", "ar").exit_code == 0
    text = (made.translations / "ar" / "LC_MESSAGES" / "pages.po").read_text(encoding="utf-8")
    assert text.startswith("# Pages and words on screen. Nobody qualified has signed this translation off yet")
    assert "Language: ar\\n" in text
    assert "nplurals=6" in text
    assert text.count("msgstr[") == 6
    assert check.faults(made.load()) == []
    assert _run(made, "update", "ar").stdout.count("as it was") == 3


def test_a_dry_run_writes_nothing(tmp_path):
    made = tiny.write(tmp_path, (PAGE, "Ring us free.", "Ring us free of charge."))
    before = _read(made, PAGES)
    assert "pages.po: would change" in _run(made, "update", "--dry-run").stdout
    assert _read(made, PAGES) == before


@pytest.mark.parametrize("tag", ["fr", "en"])
def test_a_language_into_which_nothing_is_translated_is_refused(tmp_path, tag):
    refused = _run(tiny.write(tmp_path), "update", tag).exception
    assert isinstance(refused, FulfilmentError)
    assert "languages.yaml" in refused.mend


# Out again


def test_any_gettext_reads_what_was_compiled_and_says_what_this_program_says(tmp_path):
    content = _all()
    result = CliRunner().invoke(command, ["compile", str(tmp_path)])
    assert result.exit_code == 0, result.output
    for language in (each for each in content.languages.values() if each.id != SOURCE):
        for name in FILES:
            read = gettext.translation(name, tmp_path, [language.id])
            for message in (m for m in messages(content) if m.catalogue == name and m.plural is None):
                said = content.words(language.id).unfilled(message.context, message.source)
                assert read.pgettext(message.context, message.source) == said


def test_what_nobody_has_looked_at_is_left_out_and_the_same_texts_give_the_same_file(tmp_path):
    made = tiny.write(tmp_path, ("letters/adult/survey.yaml", "[en, pl]", "[en]"))
    made.edit((PAGES, 'msgstr "pl: Continue"', 'msgstr ""'))
    once, twice = (list(compiling.compiled(made.load(), made.translations)) for _ in range(2))
    assert once == twice
    assert [(each.name, each.left_out) for _, each in once] == [("letters", 0), ("pages", 1), ("questionnaires", 0)]


def test_faulty_content_is_not_compiled(tmp_path):
    made = tiny.write(tmp_path, (PAGES, "pl: Ring us free.", "pl: {trust}"))
    out = tmp_path / "out"
    refused = _run(made, "compile", str(out)).exception
    assert isinstance(refused, FulfilmentError)
    assert "translation-fields" in {fault.code for fault in refused.faults}
    assert not out.exists()


# Who signed


def test_every_command_that_makes_something_of_unsigned_words_says_so(tmp_path):
    made = tiny.write(tmp_path)
    for words in (("update",), ("compile", str(tmp_path / "out"))):
        assert _run(made, *words).stderr == "Nobody qualified has signed off the translation into: Polish.\n"
    content = made.load()
    signed = f"{{by: A. Nowak, on: 2026-03-01, hash: '{content.catalogues['pl'].signature}'}}"
    made.edit(
        (LANGUAGES, "Polish, faces: [NotoSans], signed_off: null", f"Polish, faces: [NotoSans], signed_off: {signed}")
    )
    assert _run(made, "compile", str(tmp_path / "out")).stderr == ""
    made.edit((PAGES, "pl: Ring us free.", "pl: Ring us now."))
    assert [each.id for each in signing.unsigned(made.load())] == ["pl"]
    assert signing.unsigned(made.load(), ["en"]) == ()
