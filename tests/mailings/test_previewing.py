"""Specimens and the preview: every letter set in every language, every text beside its translations, nothing asked of
another host."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from fulfilment.commands.content import content as command
from fulfilment.mailings import specimens
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.surveys.content import SHARED, Content
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.messages import messages
from tests.surveys import tiny

PO = "translations/pl/LC_MESSAGES/letters.po"
ASKS = re.compile(r"""(?:src|href|action|srcset|poster)\s*=\s*["'](?!data:)|@import|url\(|fetch\(|https?://""")
ROW = re.compile(
    r"<tr>\n<td>(\d+) .*?</td>\n<td lang=\"en-GB\">(.*?)</td>\n<td lang=\"pl\" dir=\"ltr\">(.*?)</td>", re.S
)


def _shipped() -> Content:
    return Content.load(letters_dir(), translations_dir())


SPECIMENS = [
    pytest.param(each, language, marks=[] if language == SOURCE else pytest.mark.soak, id=f"{each.name}-{language}")
    for each in specimens.specimens(_shipped())
    for language in _shipped().survey(each.survey).languages
]


def test_every_letter_has_one_specimen():
    content = _shipped()
    shown = [(each.survey, each.name) for each in specimens.specimens(content)]
    assert len(shown) == len(set(shown))
    owned = {(survey if (survey, name) in content.letters else SHARED, name) for survey, name in shown}
    assert owned >= {key for key in content.letters if key[0] in content.surveys}


@pytest.mark.parametrize(("specimen", "language"), SPECIMENS)
def test_every_letter_fits_its_pages_in_every_language(specimen, language):
    pages = specimens.pages(_shipped(), specimen, language, dpi=20)
    assert pages
    assert all(len(page.convert("L").getcolors() or ()) > 1 for page in pages)


def _write(folder: Path, *edits: tiny.Edit) -> tiny.Tiny:
    return tiny.write(folder, *edits, files=tiny.PRINTABLE)


def _preview(made: tiny.Tiny, *options: str) -> str:
    out = made.letters.parent / "preview.html"
    folders = ["--letters", str(made.letters), "--translations", str(made.translations)]
    result = CliRunner().invoke(command, ["preview", str(out), *folders, *options])
    assert result.exit_code == 0, result.output
    assert result.stderr == "Nobody qualified has signed off the translation into: Polish.\n"
    return out.read_text(encoding="utf-8")


def test_the_preview_shows_every_text_beside_its_translation_and_asks_no_host_for_anything(tmp_path):
    made = _write(tmp_path)
    page = _preview(made)
    shown = {(unescape(english), unescape(polish)) for _, english, polish in ROW.findall(page)}
    for message in messages(made.load()):
        if message.plural is None:
            assert (message.source, f"pl: {message.source}") in shown
    assert "<li>Wait {n} minute</li><li>Wait {n} minutes</li>" in page
    assert page.count("<li>pl ") == 3
    assert ASKS.findall(page) == []
    assert "content=\"default-src 'none'" in page


def test_letters_stand_in_the_preview_as_they_are_printed(tmp_path):
    page = _preview(_write(tmp_path))
    assert re.findall(r'alt="(invitation in \w+, page \d)"', page) == [
        f"invitation in {language}, page {number}" for language in ("English", "Polish") for number in (1, 2)
    ]


def test_what_readers_see_in_english_is_marked(tmp_path):
    made = _write(tmp_path, (PO, 'msgstr "pl: Thank you."', 'msgstr ""'))
    made.edit((PO, 'msgctxt "adult/letters/invitation"\nmsgid "It is your choice."',
               '#, fuzzy\nmsgctxt "adult/letters/invitation"\nmsgid "It is your choice."'))  # fmt: skip
    page = _preview(made)
    assert page.count('class="untranslated"') == 1
    assert '<td lang="pl" dir="ltr" class="fuzzy">pl: It is your choice.</td>' in page
    assert "2 of Polish to do" in page


def test_a_letter_that_does_not_fit_is_told_where_its_picture_would_be(tmp_path):
    made = _write(tmp_path, (PO, "pl: Thank you.", "pl: Thank you. " * 900))
    page = _preview(made)
    assert "invitation in English, page 2" in page
    assert "invitation in Polish" not in page
    assert "too long" in re.findall(r'class="refused">(.*?)</p>', page, re.S)[0]


def test_pictures_of_the_site_stand_beside_their_question_or_page(tmp_path):
    made = _write(tmp_path)
    screens = tmp_path / "screens"
    for name in ("adult/questionnaire/stayed.pl", "shared/help.en", "adult/other.en"):
        path = screens / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4), "white").save(path)
    page = _preview(made, "--screens", str(screens))
    assert re.findall(r'alt="([^"]* on a telephone)"', page) == [
        "stayed in Polish on a telephone", "help in English on a telephone",
    ]  # fmt: skip
