"""The contact sheets show everything there is, and the preview can be read and sifted in a browser."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image
from playwright.sync_api import Browser

from fulfilment.mailings.previewing import preview
from fulfilment.room import silent
from fulfilment.surveys.content import Content
from tests import contact_sheets
from tests.browser.conftest import OpenPage
from tests.surveys import tiny
from tests.webform.public_site import shipped_content

FEW, LANGUAGES = 1, ("en", "ur")


def _few() -> Content:
    """Of the shipped content the end of the adult's questionnaire, in two languages."""
    content = shipped_content()
    whole = content.questionnaire("adult", "adult")
    [part] = whole.parts
    section = part.sections[-1]
    section = section.model_copy(update={"questions": section.questions[-FEW:]})
    short = whole.model_copy(update={"parts": (part.model_copy(update={"sections": (section,)}),)})
    survey = content.survey("adult").model_copy(update={"languages": LANGUAGES})
    return replace(content, surveys={"adult": survey}, questionnaires={("adult", "adult"): short})


def test_every_question_and_the_pages_around_it_are_pictured_in_every_language(browser: Browser, tmp_path):
    content = _few()
    contact_sheets.questions(content, browser, tmp_path)
    questionnaire = content.questionnaire("adult", "adult")
    names = ["start", *(each.id for each in questionnaire.part("adult").questions), "adult-check", "adult-sent"]
    pictured = {path.name for path in (tmp_path / "screens" / "adult" / "questionnaire").iterdir()}
    assert pictured == {f"{name}.{tag}.png" for name in names for tag in LANGUAGES}
    assert {path.name for path in tmp_path.glob("*.png")} == {f"questions-adult-{tag}.png" for tag in LANGUAGES}


def test_every_page_of_the_content_is_pictured_whatever_leads_to_it(browser: Browser, tmp_path):
    content = shipped_content()
    some = {key: content.pages[key] for key in (("shared", "too_many_tries"), ("adult", "opted_out"))}
    survey = content.survey("adult").model_copy(update={"languages": ("ur",)})
    contact_sheets.pages(replace(content, surveys={"adult": survey}, pages=some), browser, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.png")} == {
        "pages-adult-ur.png", "pages-shared-ur.png",
        "screens/adult/opted_out.ur.png", "screens/shared/too_many_tries.ur.png",
    }  # fmt: skip


def test_nobody_is_routed_past_a_question_of_a_contact_sheet():
    content = shipped_content()
    asked = contact_sheets.everybody_is_asked(content)
    for key, questionnaire in content.questionnaires.items():
        for part in questionnaire.parts:
            shown = asked.questionnaires[key].part(part.id).questions
            assert [each.id for each in shown] == [each.id for each in part.questions]
            assert all(each.ask_if is None for each in shown)


def test_the_sheet_of_a_letter_has_a_row_for_each_language(tmp_path):
    content = tiny.write(tmp_path / "content", files=tiny.PRINTABLE).load()
    contact_sheets.letters(content, tmp_path)
    with Image.open(tmp_path / "letter-adult-invitation.png") as image:
        a4_px = (round(210 / 25.4 * contact_sheets.PAPER_DPI), round(297 / 25.4 * contact_sheets.PAPER_DPI))
        across, down = image.width // a4_px[0], image.height // a4_px[1]
    assert (across, down) == (2, 2)


def test_the_preview_shows_the_file_that_is_asked_for_and_runs_without_a_complaint(open_page: OpenPage, tmp_path):
    lacking = ("translations/pl/LC_MESSAGES/pages.po", "pl: Ring us free.", "")
    made = tiny.write(tmp_path, lacking, files=tiny.PRINTABLE)
    (tmp_path / "preview.html").write_text(preview(made.load(), None, silent), encoding="utf-8")
    page = open_page("desk")
    page.goto((tmp_path / "preview.html").as_uri())
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0
    files = page.locator(".file:visible")
    assert files.count() == 5
    page.select_option("#file", "letters/shared/pages/help.md")
    assert files.count() == 1
    assert page.locator("td:visible", has_text="Ring us free.").count() == 1
    page.select_option("#file", "")
    page.check("#open")
    assert page.locator("tbody tr:visible").count() == 1
