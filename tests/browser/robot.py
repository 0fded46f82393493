"""A respondent at the browser: scans the printed page, answers question after question, as an invented person would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from fulfilment.paper import decoding
from fulfilment.paper.readback import Reader
from fulfilment.surveys.definition import Part, Question, QuestionType

Answers = dict[str, tuple[str, ...]]


def scanned(print_file: Path, page: int) -> str:
    """What a telephone reads from a page of the print file itself (counted from 1)."""
    with Reader(print_file) as reader:
        codes = [code.text for code in reader.scan(page) if code.kind == decoding.QR.name]
    assert len(codes) == 1, f"{len(codes)} QR codes on page {page}"
    return codes[0]


def path_of(scanned_url: str) -> str:
    """The path of a scanned address: on this machine the host is another one."""
    address = urlsplit(scanned_url)
    assert (address.scheme, address.netloc) == ("https", "SURVEY.EXAMPLE.ORG")
    return address.path


def answer_to(question: Question, turn: int = 0) -> tuple[str, ...]:
    """A good answer to any question; ``turn`` varies the choice."""
    match question.type:
        case QuestionType.ONE:
            return (question.options[turn % len(question.options)].code,)
        case QuestionType.MANY:
            plain = [option.code for option in question.options if not option.exclusive]
            return tuple(plain[:2])
        case QuestionType.SCALE:
            return (question.highest or "10",)
        case QuestionType.NUMBER:
            return (question.lowest or "3",)
        case QuestionType.DATE:
            return ("2026-05-04",)
        case QuestionType.TEXT:
            return ("Everyone was kind. ہر شخص مہربان تھا",)


def fill_in(page: Page, question: Question, answer: tuple[str, ...]) -> None:
    """Give an answer on the page of its question, as a person does: by its label or its box."""
    name = question.id
    if question.type in (QuestionType.ONE, QuestionType.SCALE, QuestionType.MANY):
        for value in answer:
            page.locator(f"input[name='{name}'][value='{value}']").check()
    elif question.type is QuestionType.DATE:
        year, month, day = answer[0].split("-")
        for part, value in (("day", day), ("month", month), ("year", year)):
            page.locator(f"[name='{name}-{part}']").fill(str(int(value)))
    else:
        page.locator(f"[name='{name}']:not([type=checkbox])").fill(answer[0])


def press(page: Page, css: str = "main form button") -> None:
    """Press the first button that fits and wait for the next page."""
    page.locator(css).first.click()
    page.wait_for_load_state()


def answer_part(page: Page, part: Part, chosen: Mapping[str, tuple[str, ...]] | None = None) -> Answers:
    """Answer every question of a part from the page on, until the page to check; what was answered."""
    given: Answers = {}
    while (question := part.question(re.sub(r".*/", "", urlsplit(page.url).path))) is not None:
        given[question.id] = (chosen or {}).get(question.id, answer_to(question))
        fill_in(page, question, given[question.id])
        press(page)
    assert urlsplit(page.url).path.endswith("/check"), page.url
    return given
