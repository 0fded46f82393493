"""A whole content folder small enough to see at once: one survey, two languages, a letter, a page, some screen texts.

Its invented Polish is English behind a "pl:", so its glossary lets every word of the English stand.

``write`` makes it, whole and without a fault; an edit (file, old text, new text) makes it faulty in one place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from fulfilment.surveys.content import Content
from fulfilment.surveys.messages import messages

Edit = tuple[str, str, str]

LETTERS = Path(__file__).parents[2] / "letters"

FILES: Mapping[str, str] = {
    "letters/adult/survey.yaml": """\
survey: adult
title: A survey of care
path_letter: A
eligible:
  age_at_discharge: {from: 16}
  icd10: {include: [C00-C99, D05], exclude: [C44]}
  patient_classes: [1, 2]
age_bands:
  - {band: adult, ages: {from: 16}, questionnaire: adult, addressee: person}
contacts:
  - {contact: 1, day: 0, packs: {adult: adult-1}}
languages: [en, pl]
helpline: {phone: 0808 157 0100, email: help@survey.example.org, hours: 9am to 5pm}
clearance_max_age_days: 2
useable_answers: 2
small_number: 10
""",
    "letters/adult/questionnaire.yaml": """\
questionnaire: adult
title: Your care
parts:
  - part: adult
    audience: adult
    title: Your care
    sections:
      - section: stay
        title: Your stay
        questions:
          - id: stayed
            type: one
            text: Did you stay at {trust}?
            options:
              - {code: 1, text: "Yes", score: positive}
              - {code: 2, text: "No", score: negative}
          - id: helped_by
            type: many
            text: Who helped you?
            ask_if: {==: [stayed, 1]}
            options:
              - {code: 1, text: A nurse}
              - {code: 2, text: A doctor}
              - {code: 3, text: Nobody, exclusive: true}
      - section: overall
        title: Looking back
        questions:
          - id: overall
            type: scale
            text: How was your care?
            lowest: 0
            highest: 10
            low_text: Very bad
            high_text: Very good
          - id: comment
            type: text
            text: What else would you like to say?
            hint: Leave out names.
            variants: {phone: {text: I’ll write down what you say.}}
""",
    "letters/adult/letters/invitation.md": """\
---
letter: invitation
title: Tell us about your care
audience: adult
---

{{salutation}}

# Tell us about your care

You were treated at **{trust}**. Ring us on {helpline_phone}.

- It is your choice.
- It takes **ten** minutes.

{{code}}

***

## Questions

Thank you.

{{signature}}
""",
    "letters/shared/pages/help.md": """\
---
page: help
title: Help
---

# Help

Ring us free.

{{helpline}}
""",
    "letters/screen.yaml": """\
button.continue: Continue
button.send: Send your answers
button.send@child: Send my answers
error.number_low: Write a number that is {lowest} or more
label.closing: You can answer until {day}
tries.wait: {one: "Wait {n} minute", other: "Wait {n} minutes"}
letter.address_type: Or type this address
letter.code: Your access code
letter.date: Date
letter.page: "Page {n} of {total}"
letter.reference: Your reference
letter.scan: Scan this
""",
    "letters/plain_english.yaml": (LETTERS / "plain_english.yaml")
    .read_text(encoding="utf-8")
    .partition("# Blocks that may be")[0],
    "letters/stationery.yaml": (LETTERS / "stationery.yaml").read_text(encoding="utf-8").partition("packs:")[0]
    + """\
packs:
  adult-1: {envelope: c5, component: letter, documents: [invitation]}
pieces_per_file: 5000
""",
    "translations/languages.yaml": """\
en: {name: English, english_name: English, faces: [NotoSans], signed_off: null}
pl: {name: Polski, english_name: Polish, faces: [NotoSans], signed_off: null}
""",
}

# With all words that mailings put into letters: for tests that print.
PRINTABLE: Mapping[str, str] = {
    "letters/screen.yaml": FILES["letters/screen.yaml"]
    + "".join(
        line
        for line in (Path(__file__).parents[2] / "letters" / "screen.yaml").read_text(encoding="utf-8").splitlines(True)
        if line.startswith("letter.") and line.partition(":")[0] + ":" not in FILES["letters/screen.yaml"]
    )
}


@dataclass(frozen=True)
class Tiny:
    """The two folders of a small content."""

    letters: Path
    translations: Path

    def load(self) -> Content:
        """The content in them. Raises FulfilmentError where it can't be read."""
        return Content.load(self.letters, self.translations)

    def edit(self, *edits: Edit) -> None:
        """Replace a text that stands once in a file; an old text of "" writes the whole file anew."""
        for file, old, new in edits:
            path = self.letters.parent / file
            if old:
                text = path.read_text(encoding="utf-8")
                assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
                new = text.replace(old, new)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(new, encoding="utf-8")


def write(folder: Path, *edits: Edit, files: Mapping[str, str] | None = None) -> Tiny:
    """A content folder with full invented Polish, then changed by ``edits``. ``files`` replace or add files first.

    A file whose text is "" is left out. Edits come after translating, so that they can spoil a translation too.
    """
    tiny = Tiny(folder / "letters", folder / "translations")
    for file, text in {**FILES, **(files or {})}.items():
        if text:
            tiny.edit((file, "", text))
    translate(tiny, "pl")
    tiny.edit(*edits)
    return tiny


def translate(tiny: Tiny, language: str) -> None:
    """Write catalogues in which each text is itself behind the language's name: "pl: Continue"; and a glossary."""
    catalogues: dict[str, Catalog] = {}
    names = {language}
    for message in messages(tiny.load()):
        names |= {word for text in message.texts for word in re.findall(r"[^\W\d_]+(?:’[^\W\d_]+)*", text)}
        catalogue = catalogues.setdefault(message.catalogue, Catalog(locale=language))
        if message.plural is None:
            catalogue.add(message.source, f"{language}: {message.source}", context=message.context)
        else:
            forms = tuple(f"{language} {place}: {message.plural}" for place in range(catalogue.num_plurals))
            catalogue.add((message.source, message.plural), forms, context=message.context)
    folder = tiny.translations / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    glossary = json.dumps({"names": sorted(names), "terms": {"doctor": {"forms": ["A doctor", "lekarz"]}}})
    (folder.parent / "glossary.yaml").write_text(f"{glossary}\n", encoding="utf-8")
    for name, catalogue in catalogues.items():
        with (folder / f"{name}.po").open("wb") as file:
            write_po(file, catalogue, width=0)
