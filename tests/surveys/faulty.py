"""One small fault for each that the reading and the checks of content know, as edits of the tiny content."""

from __future__ import annotations

from typing import TypeAlias

from tests.surveys import tiny

Case: TypeAlias = tuple[str, str, str | None, list[tiny.Edit]]
"""Code, file that the fault names, a text in the line that it names (None: any line), edits that make it."""

SURVEY = "letters/adult/survey.yaml"
ASKED = "letters/adult/questionnaire.yaml"
LETTER = "letters/adult/letters/invitation.md"
HELP = "letters/shared/pages/help.md"
SCREEN = "letters/screen.yaml"
STATIONERY = "letters/stationery.yaml"
LANGUAGES = "translations/languages.yaml"
PO = "translations/pl/LC_MESSAGES/pages.po"
PO_LETTERS = "translations/pl/LC_MESSAGES/letters.po"

SECOND_QUESTIONNAIRE = tiny.FILES[ASKED].replace("questionnaire: adult", "questionnaire: other")
LAST_QUESTION = "          - id: comment\n"
EXTRA = """\
          - id: again
            type: one
            text: And now?
            ask_if: %s
            options: [{code: 1, text: Good}, {code: 2, text: Bad}]
"""


UNSIGNED = "Polish, faces: [NotoSans], signed_off: null"
NO_PART = "  - {part: none, audience: adult, title: Nothing, sections: []}\n"
NOTHING = "      - {section: none, title: Nothing, questions: []}\n"
CONTINUE = 'msgctxt "screen/button.continue"'
OTHER = "letters/adult/other.yaml"
TREE = "letters/adult/pictures/tree.svg"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">\n%s\n</svg>\n'
OLD_BAND = "\n  - {band: old, ages: {from: 80}, questionnaire: adult, addressee: person}\n"


def drawn(shapes: str) -> tiny.Edit:
    """A picture with these shapes on its second line."""
    return TREE, "", SVG % shapes


def asked_if(rule: str) -> tiny.Edit:
    """One more question before the last one, under this rule."""
    return ASKED, LAST_QUESTION, EXTRA % rule + LAST_QUESTION


def text_with(keys: str, kind: str = "text") -> tiny.Edit:
    """The question for free text with more keys, perhaps as another type."""
    return (
        ASKED,
        "type: text\n",
        "".join(f"            {key}\n" for key in (f"type: {kind}", *keys.split("; "))).lstrip(),
    )


def signed(signature: str) -> str:
    """Polish as it stands in languages.yaml, signed off with this hash."""
    return f"Polish, faces: [NotoSans], signed_off: {{by: A. Nowak, on: 2026-03-01, hash: '{signature}'}}"


def twice(text: str) -> str:
    """The Polish message with this text, to be put behind itself."""
    return f'msgctxt "screen/button.continue"\nmsgid "Continue"\nmsgstr "{text}"\n\nmsgctxt "screen/button.continue"'


# What hinders reading
UNREADABLE: list[Case] = [
    ("file-too-large", ASKED, None, [(ASKED, "", "#" * 1_000_001)]),
    ("yaml-syntax", ASKED, "questions", [(ASKED, "title: Your stay", "title: [Your stay")]),
    ("yaml-no-mapping", SCREEN, None, [(SCREEN, "", "- a\n")]),
    ("yaml-alias", SCREEN, "button.continue", [(SCREEN, "button.continue: ", "button.continue: &a ")]),
    ("yaml-tag", SCREEN, "button.continue", [(SCREEN, "button.continue: ", "button.continue: !!str ")]),
    ("yaml-documents", SCREEN, "---", [(SCREEN, "error.number", "---\nerror.number")]),
    ("yaml-key", SCREEN, "{a: b}: c", [(SCREEN, "button.continue", "{a: b}: c\nbutton.continue")]),
    ("yaml-duplicate-key", SCREEN, "continue: Con", [(SCREEN, "button.cont", "button.continue: A\nbutton.cont")]),
    ("yaml-depth", SCREEN, "deep", [(SCREEN, "button.continue", f"deep: {'[' * 25 + ']' * 25}\nbutton.continue")]),
    ("key-missing", SURVEY, None, [(SURVEY, "title: A survey of care\n", "")]),
    ("key-missing", ASKED, "text: A nurse", [(ASKED, "code: 1, text: A nurse", "text: A nurse")]),
    ("key-unknown", SURVEY, "titel", [(SURVEY, "title:", "titel: X\ntitle:")]),
    ("key-unknown", SURVEY, "eligible", [(SURVEY, "exclude: [C44]", "without: [C44]")]),
    ("key-unknown", SURVEY, "id: adult", [(SURVEY, "survey: adult", "id: adult")]),
    ("key-unknown", SURVEY, "id: adult", [(SURVEY, "survey: adult", "survey: adult\nid: adult")]),
    ("key-unknown", ASKED, "instrument", [(ASKED, "\nparts:", "\ninstrument: x\nparts:")]),
    ("key-unknown", ASKED, "line: 5", [(ASKED, "id: overall\n", "id: overall\n            line: 5\n")]),
    ("value-unknown", ASKED, "type: scala", [(ASKED, "type: scale", "type: scala")]),
    ("value-number", SURVEY, "useable", [(SURVEY, "useable_answers: 2", "useable_answers: two")]),
    ("value-number", STATIONERY, "sheets_max", [(STATIONERY, "sheets_max: 4", "sheets_max: 4.5")]),
    ("value-number", STATIONERY, "body_leading_pt", [(STATIONERY, "body_leading_pt: 15.6", "body_leading_pt: wide")]),
    ("value-yes-no", ASKED, "exclusive", [(ASKED, "exclusive: true", "exclusive: maybe")]),
    ("value-text", ASKED, "hint", [(ASKED, "hint: Leave out names.", "hint: {Leave: out}")]),
    ("value-list", ASKED, "options: none", [(ASKED, "low_text: Very bad", "options: none")]),
    ("value-mapping", SURVEY, "helpline", [(SURVEY, "helpline: {phone", "helpline: none\nother: {phone")]),
    (
        "value-date",
        LANGUAGES,
        "pl:",
        [(LANGUAGES, UNSIGNED, "Polish, faces: [], signed_off: {by: A, on: May, hash: x}")],
    ),
    ("value", LETTER, "title", [(LETTER, "title: Tell us about your care", 'title: ""')]),
    ("rule-shape", ASKED, "ask_if", [(ASKED, "{==: [stayed, 1]}", "{==: [stayed]}")]),
    ("rule-operator", ASKED, "ask_if", [(ASKED, "{==: [stayed, 1]}", "{is: [stayed, 1]}")]),
    ("front-matter", LETTER, None, [(LETTER, "---\nletter", "letter")]),
    ("markdown", LETTER, "Thank", [(LETTER, "Thank you.", "Thank *you*.")]),
    ("name-differs", LETTER, "letter: ", [(LETTER, "letter: invitation", "letter: other")]),
    ("screen-key", SCREEN, "Button", [(SCREEN, "button.continue", "Button!: A\nbutton.continue")]),
    ("screen-key", SCREEN, "@dog", [(SCREEN, "button.send@child", "button.send@dog")]),
    ("screen-text", SCREEN, "tries", [(SCREEN, ', other: "Wait {n} minutes"', "")]),
    ("language-unknown", LANGUAGES, "xx", [(LANGUAGES, "pl: {name", "xx: {name")]),
    ("picture-syntax", TREE, "<line", [drawn("<line x1=9/>")]),
    ("picture-syntax", TREE, "DOCTYPE", [(TREE, "", "<!DOCTYPE svg>\n" + SVG % "")]),
    ("picture-shape", TREE, "<script", [drawn("<script/>")]),
    ("picture-shape", TREE, "<svg/>", [drawn("<svg/>")]),
    ("picture-shape", TREE, "<html", [(TREE, "", "<html/>")]),
    ("picture-grid", TREE, "viewBox", [(TREE, "", (SVG % "").replace("48", "24"))]),
    ("picture-look", TREE, "red", [drawn('<circle cx="9" cy="9" r="9" fill="red"/>')]),
    ("picture-look", TREE, "onclick", [drawn('<path d="M0 0" onclick="alert(1)"/>')]),
    ("picture-look", TREE, "style", [drawn('<path d="M0 0" style="fill: none"/>')]),
    ("picture-look", TREE, "square", [drawn('<path d="M0 0" stroke-linecap="square"/>')]),
    ("picture-value", TREE, "9mm", [drawn('<circle cx="9" cy="9" r="9mm"/>')]),
    ("picture-value", TREE, "rect", [drawn('<rect x="9" y="9" width="9"/>')]),
    ("picture-value", TREE, "polygon", [drawn('<polygon points="9,9 20,9 20"/>')]),
    ("picture-value", TREE, "0.2%", [drawn('<path d="M0 0" fill-opacity="0.2%"/>')]),
    ("picture-value", TREE, "Q 1", [drawn('<path d="M0 0Q 1 1 2 2"/>')]),
    ("picture-value", TREE, "L 1 1", [drawn('<path d="L 1 1"/>')]),
    ("picture-value", TREE, "nan", [drawn('<ellipse cx="9" cy="9" rx="nan" ry="3"/>')]),
    ("picture-text", TREE, "Tree", [drawn("Tree")]),
    ("po-syntax", PO, "nonsense", [(PO, CONTINUE, f"nonsense\n{CONTINUE}")]),
    ("po-syntax", PO, None, [(PO, 'msgstr[0] "pl 0: Wait {n} minutes"', 'msgstr[x] "pl"')]),
    ("po-duplicate", PO, None, [(PO, CONTINUE, twice("A"))]),
]

# What can be read and is wrong
WRONG: list[Case] = [
    # Surveys and stationery
    ("path-letter", SURVEY, "path_letter", [(SURVEY, "path_letter: A", "path_letter: a")]),
    ("band-questionnaire", SURVEY, "band: adult", [(SURVEY, "questionnaire: adult", "questionnaire: other")]),
    ("band-ages", SURVEY, "band: old", [(SURVEY, "\ncontacts:", OLD_BAND + "contacts:")]),
    (
        "band-ages",
        SURVEY,
        "band: old",
        [(SURVEY, "ages: {from: 16}", "ages: {from: 16, to: 78}"), (SURVEY, "\ncontacts:", OLD_BAND + "contacts:")],
    ),
    ("questionnaire-unused", OTHER, None, [(OTHER, "", SECOND_QUESTIONNAIRE)]),
    ("contact-order", SURVEY, "contact: 2", [(SURVEY, "contact: 1", "contact: 2")]),
    ("pack-missing", SURVEY, "contact: 1", [(SURVEY, "{adult: adult-1}", "{}")]),
    ("pack-band", SURVEY, "contact: 1", [(SURVEY, "{adult: adult-1}", "{adult: adult-1, child: adult-1}")]),
    ("pack-unknown", SURVEY, "contact: 1", [(SURVEY, "adult-1", "adult-2")]),
    ("pack-missing", SURVEY, "resend", [(SURVEY, "\nlanguages:", "\nresend: {old: adult-1}\nlanguages:")]),
    ("pack-unknown", SURVEY, "resend", [(SURVEY, "\nlanguages:", "\nresend: {adult: adult-9}\nlanguages:")]),
    ("covering-note", SURVEY, "covering_note", [(SURVEY, "\nlanguages:", "\ncovering_note: nobody\nlanguages:")]),
    ("pack-document", STATIONERY, "adult-1", [(STATIONERY, "[invitation]", "[invitation, other]")]),
    ("pack-code", STATIONERY, "adult-1", [(LETTER, "{{code}}\n", "")]),
    ("pack-envelope", STATIONERY, "adult-1", [(STATIONERY, "envelope: c5, component", "envelope: c4, component")]),
    ("pack-component", STATIONERY, "adult-1", [(STATIONERY, "component: letter", "component: booklet")]),
    ("language-missing", SURVEY, "languages", [(SURVEY, "[en, pl]", "[en, pl, cy]")]),
    ("language-source", SURVEY, "languages", [(SURVEY, "[en, pl]", "[pl]")]),
    ("icd10", SURVEY, "icd10", [(SURVEY, "C44", "skin")]),
    # Questions
    ("id-twice", ASKED, "id: stayed", [(ASKED, "id: overall\n", "id: stayed\n")]),
    ("id-twice", ASKED, "section: stay", [(ASKED, "section: overall", "section: stay")]),
    ("part-empty", ASKED, "part: none", [(ASKED, "  - part: adult", f"{NO_PART}  - part: adult")]),
    (
        "section-empty",
        ASKED,
        "section: none",
        [(ASKED, "      - section: overall", NOTHING + "      - section: overall")],
    ),
    ("question-id", ASKED, "id: Overall", [(ASKED, "id: overall\n", "id: Overall!\n")]),
    ("question-id", ASKED, "id: check", [(ASKED, "id: overall\n", "id: check\n")]),
    (
        "codes-differ",
        ASKED,
        "helped_by",
        [(OTHER, "", SECOND_QUESTIONNAIRE.replace("code: 2, text: A", "code: 4, text: A"))],
    ),
    ("codes-differ", ASKED, "stayed", [(OTHER, "", SECOND_QUESTIONNAIRE.replace("score: negative", "score: neutral"))]),
    ("options-missing", ASKED, "id: comment", [(ASKED, "type: text", "type: one")]),
    ("options-unwanted", ASKED, "options: [", [text_with("options: [{code: 1, text: A}]")]),
    ("code-twice", ASKED, "A doctor", [(ASKED, "code: 2, text: A doctor", "code: 1, text: A doctor")]),
    ("code-shape", ASKED, "A doctor", [(ASKED, "code: 2, text: A doctor", "code: 02, text: A doctor")]),
    ("exclusive-alone", ASKED, '"No"', [(ASKED, "score: negative", "exclusive: true")]),
    ("bounds", ASKED, "lowest", [(ASKED, "lowest: 0", "lowest: 10")]),
    ("bounds", ASKED, "id: overall", [(ASKED, "            lowest: 0\n", "")]),
    ("bounds", ASKED, "lowest: soon", [text_with("lowest: soon", "date")]),
    ("bounds", ASKED, "lowest: 2026", [text_with("lowest: 2026-05-01; highest: 2026-04-01", "date")]),
    ("bounds", ASKED, "longest", [text_with("longest: 0")]),
    ("bounds-unwanted", ASKED, "highest: 3", [text_with("highest: 3")]),
    ("scale-ends", ASKED, "id: overall", [(ASKED, "            low_text: Very bad\n", "")]),
    ("variant-unknown", ASKED, "variants", [(ASKED, "{phone: {text", "{fax: {text")]),
    ("variant-code", ASKED, "variants", [(ASKED, "I’ll write down what you say.}", "I’ll write, options: {9: No}}")]),
    # Pictures
    ("picture-missing", ASKED, "picture: tree", [(ASKED, "id: overall\n", "id: overall\n            picture: tree\n")]),
    (
        "picture-missing",
        ASKED,
        "picture: tree",
        [(ASKED, "code: 1, text: A nurse", "code: 1, text: A nurse, picture: tree")],
    ),
    ("picture-missing", LETTER, "tree.svg", [(LETTER, "Thank you.", "![](tree.svg)\nThank you.")]),
    ("picture-unused", TREE, "svg", [drawn("")]),
    # Rules
    ("rule-question", ASKED, "nothing", [asked_if("{answered: nothing}")]),
    ("rule-later", ASKED, "comment}", [asked_if("{answered: comment}")]),
    ("rule-later", ASKED, "again}", [asked_if("{answered: again}")]),
    ("rule-many", ASKED, "[helped_by, 1]", [asked_if("{==: [helped_by, 1]}")]),
    ("rule-never", ASKED, "[stayed, [1, 2]]", [asked_if("{all_in: [stayed, [1, 2]]}")]),
    ("rule-code", ASKED, "[stayed, 7]", [asked_if("{==: [stayed, 7]}")]),
    ("rule-code", ASKED, "[overall, [11]]", [asked_if("{in: [overall, [11]]}")]),
    ("rule-code", ASKED, "[overall, 05]", [asked_if("{==: [overall, 05]}")]),
    ("never-asked", ASKED, "id: again", [asked_if("{and: [{==: [stayed, 1]}, {==: [stayed, 2]}]}")]),
    ("never-asked", ASKED, "id: again", [asked_if("{and: [{==: [stayed, 2]}, {answered: helped_by}]}")]),
    ("never-asked", ASKED, "id: again", [asked_if("{all_in: [helped_by, [1, 3]]}")]),
    ("never-asked", ASKED, "id: again", [asked_if("{and: [{answered: overall}, {not: {answered: overall}}]}")]),
    # Texts
    ("text-missing", ASKED, "code: 1", [(ASKED, "text: A nurse", 'text: ""')]),
    ("text-missing", ASKED, "text:", [(ASKED, "text: How was your care?", 'text: ""')]),
    ("straight-quote", ASKED, "I'll", [(ASKED, "I’ll", "I'll")]),
    ("straight-quote", LETTER, '"thank', [(LETTER, "Thank you.", 'We say "thank you".')]),
    ("straight-quote", SCREEN, "Don't", [(SCREEN, "Continue", "Don't stop")]),
    ("english-script", HELP, "Rіng", [(HELP, "Ring us free.", "Rіng us free.")]),  # a Cyrillic letter
    ("english-script", HELP, "٩", [(HELP, "Ring us free.", "Ring ٩٩٩.")]),
    ("text-space", LETTER, "Thank  you", [(LETTER, "Thank you.", "Thank  you.")]),
    ("brace", LETTER, "Thank {", [(LETTER, "Thank you.", "Thank {you.")]),
    ("field-unknown", LETTER, "{dog}", [(LETTER, "Thank you.", "Thank {dog}.")]),
    ("field-unknown", HELP, "{letter_date}", [(HELP, "Ring us free.", "Ring us from {letter_date}.")]),
    ("slot-unknown", LETTER, "{{dog}}", [(LETTER, "{{code}}", "{{code}}\n{{dog}}")]),
    ("slot-unknown", HELP, "{{code}}", [(HELP, "{{helpline}}", "{{code}}")]),
    # Languages
    ("signed-text-changed", LANGUAGES, "pl", [(LANGUAGES, UNSIGNED, signed("0123"))]),
]
