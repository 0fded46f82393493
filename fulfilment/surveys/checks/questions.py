"""Checks of questions: ids, codes, options, bounds and wordings fit the type and each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from fulfilment.errors import Fault
from fulfilment.surveys.answering import bound_on
from fulfilment.surveys.content import Content
from fulfilment.surveys.definition import Question, Questionnaire, QuestionType
from fulfilment.surveys.messages import Path, questions
from fulfilment.surveys.reading import Source

ID = re.compile(r"[a-z][a-z0-9_]{0,31}")  # our choice: a name in SPSS (64 at most) with room for a code behind it
CODE = re.compile(r"0|[1-9]\d{0,2}")  # negative numbers are the export's missing values
PAGES = frozenset({"begin", "check", "leave", "saved", "sent"})  # the site's own pages beside a part's questions
CHOSEN = (QuestionType.ONE, QuestionType.MANY)
MODES = ("phone", "easy_read")
Found = Iterator[tuple[str, str, str, Path]]  # code, what is wrong, how to mend it, path within the question


def faults(content: Content) -> Iterator[Fault]:
    """Every fault of every question."""
    known: dict[tuple[str, str], tuple[Question, str]] = {}
    for questionnaire in content.questionnaires.values():
        source = content.source(questionnaire.file)
        variants = {*MODES, *(band.id for band in content.surveys[questionnaire.survey].age_bands)}
        yield from _twice(questionnaire, source)
        yield from _empty(questionnaire, source)
        for question, path in questions(questionnaire):
            for code, what, mend, step in _of_question(question, variants):
                yield Fault(code, f"{question.id}: {what}", mend, file=source.file, line=source.line(*path, *step))
            first, place = known.setdefault((questionnaire.survey, question.id), (question, questionnaire.id))
            if _shape(first) != _shape(question):
                what = f"{question.id} has other codes, other scores or another type here than in {place}"
                mend = "Give it the same type, codes and scores, or another id."
                yield Fault("codes-differ", what, mend, file=source.file, line=source.line(*path))


def _shape(question: Question) -> tuple[object, ...]:
    """What the analyst sees of a question: this must be the same wherever its id stands."""
    codes = tuple((option.code, option.exclusive, option.missing, option.score) for option in question.options)
    return question.type, codes, question.lowest, question.highest


def _twice(questionnaire: Questionnaire, source: Source) -> Iterator[Fault]:
    def repeated(ids: list[str], kind: str, lines: list[int]) -> Iterator[Fault]:
        counts = Counter(ids)
        for place, name in enumerate(ids):
            if counts[name] > 1 and name in ids[:place]:
                what = f"a second {kind} {name}"
                yield Fault("id-twice", what, "Give it an id of its own.", file=source.file, line=lines[place])

    parts = range(len(questionnaire.parts))
    yield from repeated([part.id for part in questionnaire.parts], "part", [source.line("parts", p) for p in parts])
    for p, part in enumerate(questionnaire.parts):
        lines = [source.line("parts", p, "sections", s) for s in range(len(part.sections))]
        yield from repeated([section.id for section in part.sections], "section", lines)
        asked = part.questions
        yield from repeated([question.id for question in asked], "question", [question.line for question in asked])


def _empty(questionnaire: Questionnaire, source: Source) -> Iterator[Fault]:
    """Parts and sections in which nothing is asked: a route would end before it begins."""
    mend = "Add its questions, or remove it."
    for p, part in enumerate(questionnaire.parts):
        if not part.sections:
            line = source.line("parts", p)
            yield Fault("part-empty", f"the part {part.id} asks nothing", mend, file=source.file, line=line)
        for s, section in enumerate(part.sections):
            if not section.questions:
                line = source.line("parts", p, "sections", s)
                yield Fault(
                    "section-empty", f"the section {section.id} asks nothing", mend, file=source.file, line=line
                )


def _of_question(question: Question, variants: set[str]) -> Found:
    if not ID.fullmatch(question.id):
        yield "question-id", "not an id", "Use small letters, digits and underscores, 32 at most.", ("id",)
    if question.id in PAGES:
        yield "question-id", "the name of a page of the site", "Give it another id.", ("id",)
    yield from _options(question)
    yield from BOUNDS[question.type](question)
    for name, wording in question.variants.items():
        if name not in variants:
            mend = f"Use one of {', '.join(sorted(variants))}."
            yield "variant-unknown", f"no variant is called {name}", mend, ("variants", name)
        for code in wording.options:
            if question.option(code) is None:
                mend = "A variant changes words, never codes."
                yield (
                    "variant-code",
                    f"the variant {name} words a code {code} that is not there",
                    mend,
                    ("variants", name),
                )


def _options(question: Question) -> Found:
    if question.type not in CHOSEN:
        if question.options:
            yield "options-unwanted", f"{question.type} takes no options", "Remove them.", ("options",)
        return
    if len(question.options) < 2:
        yield "options-missing", "fewer than two options", "Add the options.", ("options",)
    codes = Counter(option.code for option in question.options)
    for place, option in enumerate(question.options):
        at = ("options", place)
        if codes[option.code] > 1:
            yield "code-twice", f"two options with the code {option.code}", "Give each its own code.", at
        if not CODE.fullmatch(option.code):
            yield "code-shape", f"`{option.code}` is not a code", "Use a whole number from 0 to 999.", at
        if option.exclusive and question.type is not QuestionType.MANY:
            mend = "Remove `exclusive`: one answer is always alone."
            yield "exclusive-alone", "an exclusive option where one answer is chosen", mend, at


def _no_bounds(question: Question) -> Found:
    for name in ("lowest", "highest"):
        if getattr(question, name) is not None:
            yield "bounds-unwanted", f"{question.type} has no `{name}`", "Remove it.", (name,)
    if question.longest < 1:
        yield (
            "bounds",
            "`longest` leaves no room for an answer",
            "Write how many characters may be typed.",
            ("longest",),
        )


def _whole_bounds(question: Question) -> Found:
    ends = [question.lowest, question.highest]
    if not all(end is not None and re.fullmatch(r"-?\d{1,9}", end) for end in ends):
        yield "bounds", "`lowest` and `highest` are not both whole numbers", "Write both.", ("lowest",)
    elif int(ends[0] or 0) >= int(ends[1] or 0):
        yield "bounds", "`lowest` is not below `highest`", "Change one of them.", ("lowest",)


def _scale_bounds(question: Question) -> Found:
    yield from _whole_bounds(question)
    if not (question.low_text and question.high_text):
        yield "scale-ends", "the ends of the scale have no names", "Add `low_text` and `high_text`.", ()


def _date_bounds(question: Question) -> Found:
    today = date(9999, 12, 31)
    try:
        ends = [bound_on(end, today) for end in (question.lowest, question.highest)]
    except ValueError:
        yield "bounds", "`lowest` or `highest` is not a date", "Write 2026-04-01 or today.", ("lowest",)
        return
    if ends[0] and ends[1] and ends[0] > ends[1]:
        yield "bounds", "`lowest` is not before `highest`", "Change one of them.", ("lowest",)


BOUNDS: dict[QuestionType, Callable[[Question], Found]] = {
    QuestionType.ONE: _no_bounds,
    QuestionType.MANY: _no_bounds,
    QuestionType.SCALE: _scale_bounds,
    QuestionType.NUMBER: _whole_bounds,
    QuestionType.DATE: _date_bounds,
    QuestionType.TEXT: _no_bounds,
}
