"""One small fault for each that the checks of words know, in English and in translations."""

from __future__ import annotations

from tests.surveys import tiny
from tests.surveys.faulty import (
    ASKED,
    CONTINUE,
    HELP,
    LANGUAGES,
    LAST_QUESTION,
    LETTER,
    OTHER,
    PO,
    PO_LETTERS,
    SCREEN,
    SECOND_QUESTIONNAIRE,
    Case,
)

PLAIN = "letters/plain_english.yaml"
GLOSSARY = "translations/pl/glossary.yaml"
PO_QUESTIONS = "translations/pl/LC_MESSAGES/questionnaires.po"

HEAVY = "Considerable administrative deliberation necessitates comprehensive documentation of individual experiences."
SCALE = """\
          - id: {id}
            type: one
            text: Were staff kind {place}?
            options: [{{code: 1, text: Always}}, {{code: 2, text: Sometimes}}, {{code: 3, text: {last}}}]
"""


def two_scales(last: str = "Never", other: str = "Never") -> tiny.Edit:
    """Two more questions with one scale, whose last answers are these."""
    asked = SCALE.format(id="kind_ward", place="on the ward", last=last)
    asked += SCALE.format(id="kind_clinic", place="in the clinic", last=other)
    return ASKED, LAST_QUESTION, asked + LAST_QUESTION


def said(text: str) -> tiny.Edit:
    """Another Polish text on the button to go on."""
    return PO, 'msgstr "pl: Continue"', f'msgstr "{text}"'


def renamed(english: str, polish: str) -> list[tiny.Edit]:
    """Another text on the button to go on, in both languages."""
    return [
        (SCREEN, "button.continue: Continue", f"button.continue: {english}"),
        (PO, 'msgid "Continue"\nmsgstr "pl: Continue"', f'msgid "{english}"\nmsgstr "{polish}"'),
    ]


def in_glossary(more: str) -> tiny.Edit:
    """More keys in the glossary."""
    return GLOSSARY, '{"names"', f'{{{more}, "names"'


WORDS: list[Case] = [
    # How plain the English is
    ("reading-age", LETTER, "title", [(LETTER, "Thank you.", f"{HEAVY} {HEAVY}")]),
    ("sentence-long", HELP, "Ring us", [(HELP, "us free.", f"us free{' at any time or' * 8} today.")]),
    (
        "question-long",
        ASKED,
        "How was",
        [
            (ASKED, "audience: adult", "audience: child"),
            (ASKED, "your care?", "your care when you look back at all of it as one thing?"),
        ],
    ),
    ("hard-word", HELP, "confidentially", [(HELP, "Ring us free.", "Ring us confidentially.")]),
    ("hard-word", ASKED, "oncologist", [(ASKED, "text: A doctor", "text: A haematological oncologist")]),
    ("reader-unknown", LETTER, "title", [(PLAIN, "  adult: {", "  adults: {")]),
    (
        "exception-unused",
        PLAIN,
        "adult/pages/none",
        [
            (
                PLAIN,
                "readers:",
                "exceptions:\n  - {block: adult/pages/none, sentence_words: 30, reason: A list}\nreaders:",
            )
        ],
    ),
    # One scale, one wording
    ("option-wording", ASKED, "Not once", [two_scales("Never", "Not once")]),
    ("option-wording", ASKED, "a Nurse", [(ASKED, "text: A doctor", "text: a Nurse")]),
    ("option-wording", ASKED, "A nurse", [(OTHER, "", SECOND_QUESTIONNAIRE.replace("A nurse", "The nurse"))]),
    # Translations: whole and current
    ("translation-missing", SCREEN, "button.continue", [said("")]),
    ("translation-missing", LETTER, "Goodbye", [(LETTER, "Thank you.", "Goodbye for now.")]),
    ("translation-unused", PO_LETTERS, 'msgid "Thank you."', [(LETTER, "Thank you.", "Goodbye for now.")]),
    ("translation-stale", PO_LETTERS, "It is your choice", [(LETTER, "is your choice", "is only your choice")]),
    ("translation-stale", PO, 'msgid "Continue"', [(PO, CONTINUE, f'#, fuzzy\n#| msgid "Go on"\n{CONTINUE}')]),
    ("translation-stale", PO, "Wait", [(SCREEN, "{n} minutes", "for {n} minutes")]),
    ("translation-fuzzy", PO, 'msgid "Continue"', [(PO, CONTINUE, f"#, fuzzy\n{CONTINUE}")]),
    ("plural-incomplete", PO, "Wait", [(PO, 'msgstr[2] "pl 2: Wait {n} minutes"', 'msgstr[2] ""')]),
    ("plural-incomplete", PO, "Wait", [(PO, '\nmsgstr[2] "pl 2: Wait {n} minutes"', "")]),
    ("plural-forms", LANGUAGES, "pl", [(PO, "nplurals=3", "nplurals=4")]),
    ("plural-rule", LANGUAGES, "pl", [(PO, "n%10>=2", "n%10>=3")]),
    # Translations: the same fields, marks, numbers
    ("translation-fields", PO, "or more", [(PO, 'is {lowest} or more"\n\n', 'is {highest} or more"\n\n')]),
    ("translation-fields", PO, "or more", [(PO, 'is {lowest} or more"\n\n', 'is 3 or more"\n\n')]),
    ("translation-strong", PO_LETTERS, "**ten**", [(PO_LETTERS, "pl: It takes **ten**", "pl: It takes ten")]),
    ("translation-strong", PO_LETTERS, "**ten**", [(PO_LETTERS, "pl: It takes **ten**", "pl: It takes **ten")]),
    ("translation-numbers", PO, "0800", renamed("Ring 0800 1111", "pl: 0800 1112")),
    ("translation-numbers", PO, "help@nhs", renamed("Write to help@nhs.example", "pl: help@nsh.example")),
    ("translation-layout", PO, 'msgid "Continue"', [said("pl: <b>Continue</b>")]),
    ("translation-layout", PO, 'msgid "Continue"', [said("- Continue")]),
    ("translation-brace", PO, 'msgid "Continue"', [said("pl: Continue {")]),
    ("translation-space", PO, 'msgid "Continue"', [said("pl:  Continue")]),
    # Translations: written as the language is
    ("english-left", PO, "Carry it", renamed("Carry it forward", "pl: Carry it")),
    ("english-left", PO, "Begin", renamed("Begin", "Begin")),
    ("english-left", PO, "forward", renamed("Carry it forward", "pl: forward")),
    ("english-left", PO, "so by", renamed("Do so by it", "pl: so by")),
    ("english-left", PO, 'msgid "Continue"', [said("pl: the")]),
    ("script", PO, 'msgid "Continue"', [said("pl: Сontinue")]),  # a Cyrillic letter
    ("script", PO, 'msgid "Continue"', [said("pl: جاری")]),
    ("digits", PO, 'msgid "Continue"', [said("pl: Continue ٣")]),
    ("quotes", PO, 'msgid "Continue"', [said("pl: Continue'")]),
    ("quotes", PO, 'msgid "Continue"', [said('pl: \\"Continue\\"')]),
    ("sign-never", PO, 'msgid "Continue"', [in_glossary('"never": {"!": "."}'), said("pl: Continue!")]),
    # Translations: the glossary's words
    ("glossary-term", PO_QUESTIONS, "A doctor", [(PO_QUESTIONS, "pl: A doctor", "pl: A nurse")]),
    ("glossary-never", PO_QUESTIONS, "A doctor", [(GLOSSARY, '"lekarz"]', '"lekarz"], "never": ["A doc"]')]),
    (
        "glossary-exception",
        GLOSSARY,
        "A nurse",
        [in_glossary('"exceptions": [{"term": "doctor", "text": "A nurse", "reason": "None"}]')],
    ),
]
