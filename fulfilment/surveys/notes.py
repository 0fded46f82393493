"""What a translator is told beside a text: where it is seen and by whom, how long it may be, what stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fulfilment.surveys.definition import Audience
from fulfilment.surveys.documents import fields_in
from fulfilment.surveys.messages import Message

# Whole names first, then what stands before the first dot or slash. Anything else is a text on a page of the site.
SEEN: Mapping[str, str] = {
    "letters/title": "The letter’s name. It is not printed; a screen reader says it.",
    "letters/heading": "A heading of a printed letter.",
    "letters/point": "A point of a list in a printed letter.",
    "letters": "Running text of a printed letter.",
    "pages/title": "The name of a page of the website; its tab shows it.",
    "pages/heading": "A heading of a page of the website.",
    "pages/point": "A point of a list on a page of the website.",
    "pages": "Running text of a page of the website.",
    "text": "A question.",
    "hint": "A hint under a question.",
    "options": "An answer to choose.",
    "low_text": "Beside the lowest number of a scale.",
    "high_text": "Beside the highest number of a scale.",
    "phone": "Read out by the helpline instead of the question on screen.",
    "easy_read": "The easy read wording of a question.",
    "title": "The survey’s or questionnaire’s name.",
    "parts/title": "The name of one person’s part of a questionnaire.",
    "parts/sections/title": "The heading of a section of questions.",
    "helpline/hours": "When the helpline answers; stands in brackets after its number.",
    "button": "A button or a link of the website. Say what happens, in few words.",
    "check": "On the page to check the answers before they are sent.",
    "code": "Where the code of the letter is typed.",
    "comment": "Beside a box for the person’s own words.",
    "error": "A mistake in a form, told with its remedy.",
    "footer": "A link at the foot of every page.",
    "helpline": "How to reach the helpline.",
    "label": "The label of a box to fill in.",
    "language": "Names the switch of languages to a screen reader.",
    "leave": "On the page where a child or young person stops without sending.",
    "link": "A link to another page of the website.",
    "letter": "A line of a printed letter, or its greeting.",
    "opted_out": "The heading of the page after opting out.",
    "question": "Above or below a question.",
    "scale": "A number at the end of a scale with what it means.",
    "sent": "The heading of the page after the answers are sent.",
    "service": "The website’s name, in its header.",
    "skip": "The first link of every page, for the keyboard and screen readers.",
    "tries": "How long to wait after too many wrong codes.",
    "sensitive": "Beside a question that may hurt.",
    "title.page": "The title of a tab of the browser.",
    "title.question": "The title of a tab of the browser.",
    "title.error": "The title of a tab of the browser.",
    "who": "On the page that asks who answers.",
}
ELSEWHERE = "A text on the website."
SCRIPT, SPOKEN = "/pages/script_", "Said by the helpline on the telephone, or what its agent is told to do."

READERS: Mapping[Audience, str] = {
    Audience.ADULT: "adults",
    Audience.PARENT: "parents and carers",
    Audience.CHILD: "children of 8 to 11",
    Audience.YOUNG_PERSON: "young people of 12 to 15",
}

# What a field becomes. Screen texts have others, which speak for themselves: {n}, {lowest}, {question}.
FIELDS: Mapping[str, str] = {
    "trust": "the hospital trust’s full name",
    "hospital": "the hospital trust’s full name",
    "survey": "the survey’s name",
    "signatory_name": "who signs the letter",
    "signatory_role": "the post of who signs the letter",
    "helpline_phone": "the helpline’s number",
    "helpline_email": "the helpline’s email address",
    "helpline_hours": "when the helpline answers",
    "address": "the website’s address",
    "letter_date": "a date in full",
    "closing_date": "a date in full",
    "name": "the person’s name",
    "n": "a number",
}

# Characters, without fields and **; our choice: what stays readable in its place on a small telephone or on a letter.
# Whether it really fits is told by typesetting.
LONGEST: Mapping[str, int] = {"button": 70, "footer": 40, "helpline/hours": 45, "letter": 45}
ONE_SHEET = "The letter is one sheet: about as short as the English."

SHORTENED = 90  # characters of a question that is quoted beside its answers


def notes(message: Message) -> Iterator[str]:
    """The lines for a translator, plain English, one matter a line."""
    yield f"Seen: {seen(message)}"
    if message.about and message.about not in message.texts:
        yield f"To the question: {_short(message.about)}"
    if message.audience is not None:
        yield f"Read by: {READERS[message.audience]}."
    if (most := longest(message)) is not None:
        yield f"At most {most} characters."
    if message.catalogue == "letters" and message.seen != "letters/title":
        yield ONE_SHEET
    fields = sorted(frozenset().union(*map(fields_in, message.texts)))
    if fields:
        said = [f"{{{name}}} ({FIELDS[name]})" if name in FIELDS else f"{{{name}}}" for name in fields]
        yield f"Keep as they are: {', '.join(said)}."
    if any("**" in text for text in message.texts):
        yield "Keep the ** around the words that are printed bold."


def seen(message: Message) -> str:
    """Where its reader meets a text, a sentence."""
    if SCRIPT in message.context:
        return SPOKEN
    return SEEN.get(message.seen) or SEEN.get(message.seen.replace("/", ".").partition(".")[0], ELSEWHERE)


def longest(message: Message) -> int | None:
    """How many characters a translation may have; None where only the page sets a limit."""
    return LONGEST.get(message.seen, LONGEST.get(message.seen.replace("/", ".").partition(".")[0]))


def _short(text: str) -> str:
    return text if len(text) <= SHORTENED else f"{text[: SHORTENED - 1]}…"
