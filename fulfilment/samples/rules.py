"""Everything that can be wrong with a sample file, in one table: what it does to the file, and how it is mended.

Three effects, decided by who can do something about it:

- ``BLOCKS``: the trust's to mend. Nothing is loaded from a file with one of these.
- ``EXCLUDES``: the row is right, and the person is not in the survey. Left out, counted, never blocks.
- ``NOTES``: said so that somebody looks; the row is loaded.

In a row that is left out, what only a letter needs (name, address, postcode) blocks nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fulfilment.errors import Fault


class Effect(StrEnum):
    """What a finding does."""

    BLOCKS = "blocks"
    EXCLUDES = "excludes"
    NOTES = "notes"


@dataclass(frozen=True)
class Rule:
    """One kind of finding. ``what`` is wrong, ``mend`` says what is allowed or what to do."""

    code: str
    effect: Effect
    what: str
    mend: str


def _rules(effect: Effect, *rows: tuple[str, str, str]) -> dict[str, Rule]:
    return {code: Rule(code, effect, what, mend) for code, what, mend in rows}


RULES: dict[str, Rule] = {
    **_rules(
        Effect.BLOCKS,
        # The file as a whole
        ("column-missing", "the file has no such column", "Add it; it may be called as in the guidance, in any case."),
        ("column-doubled", "two columns have the same meaning", "Keep one of them."),
        (
            "row-too-wide",
            "the row has more cells than there are column names",
            "Put quotation marks around values with the delimiter in them.",
        ),
        ("file-cut-off", "the file ends in the middle of its last row", "Save it again and send it again."),
        (
            "nobody-eligible",
            "no row of the file is of a person in this survey",
            "Check that this is the right survey and the right months.",
        ),
        (
            "dates-swapped",
            "days and months were swapped: each date with a day up to 12 is a real date, each other one is text",
            "Set the column to Text before pasting, or send csv with dates like 2026-04-28.",
        ),
        ("trust-unknown", "this trust is not in this wave", "Check the trust's code and the wave."),
        # Who sent it
        ("trust-code-missing", "no trust code", "Write the trust's three-character code."),
        ("trust-code-invalid", "not a trust code", "Three characters starting with R or T, such as RZA."),
        (
            "trust-code-other",
            "not the code of the trust that sends this file",
            "Each trust sends its own patients only.",
        ),
        # Numbers
        ("record-number-missing", "no record number", "Give each row its own record number, or leave the column out."),
        ("record-number-doubled", "the record number stands in another row too", "Give each row its own."),
        ("nhs-number-invalid", "not a valid NHS number", "Ten digits; the last one must agree with the others."),
        (
            "nhs-number-short",
            "nine digits: a leading zero is lost",
            "Set the column to Text and type the number again.",
        ),
        (
            "nhs-number-shared",
            "another row has this NHS number with another birth date",
            "Find out whose number it is.",
        ),
        ("number-mangled", "a number that Excel has shortened", "Set the column to Text and type the value again."),
        # Names and addresses
        ("name-missing", "no name", "Write first name and surname."),
        (
            "name-damaged",
            "letters of this text are damaged",
            "Save the file as xlsx or as CSV UTF-8 and type the text again.",
        ),
        ("name-control", "the text holds signs that cannot be printed", "Type the text again."),
        (
            "name-digit",
            "a name with a digit in it",
            "Write the name as the person writes it, without numbers or notes.",
        ),
        ("address-missing", "no address", "Write house and street, town and postcode."),
        (
            "address-lines",
            "an address of fewer than 3 or more than 7 lines, name and postcode included",
            "Use 1 to 5 address lines.",
        ),
        (
            "address-partial",
            "an incomplete address: no line of it names a street or a place",
            "Write house and street, town and postcode.",
        ),
        (
            "address-start",
            "an address line starts with a sign that no address has",
            "Start each line with a letter or a digit.",
        ),
        ("address-first-lines", "the first address line has neither letter nor digit", "Start with house and street."),
        (
            "address-damaged",
            "letters of this address line are damaged",
            "Save the file as xlsx or as CSV UTF-8 and type it again.",
        ),
        ("address-control", "the address line holds signs that cannot be printed", "Type the line again."),
        ("postcode-missing", "no postcode", "Write it like LS1 4AB; ZZ99 3VZ for no fixed abode."),
        (
            "postcode-invalid",
            "not a UK postcode",
            "Write it like LS1 4AB: area, district, a space, a digit and two letters.",
        ),
        # Dates
        ("date-missing", "no date", "Write it like 28/04/2026 or 2026-04-28."),
        ("date-unreadable", "not a date", "Write it like 28/04/2026 or 2026-04-28."),
        ("date-impossible", "a day that does not exist, or the month first", "Day, month, year: 28/04/2026."),
        ("date-two-digit-year", "a year of two digits", "Write all four: 28/04/1946."),
        ("date-serial", "Excel's number for a day, not a date", "Format the column as Date, then save again."),
        ("date-hashes", "Excel wrote ### because the column was too narrow", "Widen the column, then save again."),
        ("birth-in-future", "a birth date in the future", "Check the year."),
        (
            "birth-implausible",
            "a birth date more than 115 years before discharge",
            "Write the real birth date, not a filler.",
        ),
        ("birth-after-discharge", "born after discharge", "Check both dates."),
        ("discharge-in-future", "a discharge date in the future", "Check the year."),
        ("discharge-before-admission", "discharged before admission", "Check both dates."),
        # Codes
        ("gender-invalid", "not a gender code", "1 male, 2 female, 9 indeterminate, 0 or X not known."),
        ("ethnic-category-invalid", "not an ethnic category", "A to H, J to N, P, R, S, Z, or 99 for not known."),
        (
            "ethnic-category-digit",
            "a digit instead of an ethnic category",
            "The national code is a letter: A to H, J to N, P, R, S, Z, or 99.",
        ),
        ("patient-class-invalid", "not a patient classification", "1 ordinary admission, 2 day case, 3 to 5 others."),
        ("treatment-function-invalid", "not a treatment function code", "Three digits, such as 800."),
        ("icd10-missing", "no diagnosis", "The ICD-10 code of the primary diagnosis."),
        ("icd10-invalid", "not an ICD-10 code", "A letter, two digits and, after a point, one more: C50.9."),
        ("site-code-invalid", "not a site code", "Five characters, the trust's code first, such as RZA01."),
        ("flag-invalid", "neither yes nor no", "Y or N; blank is no."),
    ),
    **_rules(
        Effect.EXCLUDES,
        ("discharge-outside-window", "discharged outside the months of this wave", "Left out."),
        (
            "current-inpatient",
            "no discharge date: still in hospital",
            "Left out; send the date if the person was discharged.",
        ),
        ("too-young", "too young at discharge for this survey", "Left out."),
        ("too-old", "too old at discharge for this survey", "Left out."),
        ("no-age-band", "no questionnaire for this age at the start of fieldwork", "Left out."),
        (
            "diagnosis-out",
            "a primary diagnosis that is not in this survey",
            "Left out; check that the primary diagnosis stands first.",
        ),
        ("patient-class-out", "neither ordinary admission nor day case", "Left out."),
        ("private-patient", "a private patient", "Left out."),
        ("died", "died", "Left out."),
        (
            "not-mailable",
            "a postcode for no fixed abode, for not known or for abroad",
            "Left out: no letter can be sent.",
        ),
        ("no-fixed-abode", "no fixed abode", "Left out: no letter can be sent."),
        ("lives-abroad", "an address outside the United Kingdom", "Left out."),
        (
            "same-person",
            "the same person has another row, with a later discharge or above this one",
            "Left out: one person once.",
        ),
    ),
    **_rules(
        Effect.NOTES,
        ("column-unknown", "a column that we do not know", "It is not read. If it is one of ours, rename it."),
        ("column-unused", "a column that this survey does not need", "It is not read. Please leave it out next time."),
        ("sheet-unread", "another sheet with something in it", "It is not read."),
        (
            "encoding-guessed",
            "the file does not say how its letters are encoded",
            "Look at names with accents. Better: save as CSV UTF-8 or xlsx.",
        ),
        ("nhs-number-missing", "no NHS number", "The person is found by name, birth date and postcode."),
        ("first-name-missing", "no first name", "The letter will use the surname alone."),
        (
            "icd10-secondary",
            "a secondary cancer in the place of the primary diagnosis",
            "Give the primary diagnosis if it is known.",
        ),
        (
            "treatment-function-unknown",
            "not in our list of treatment functions",
            "Check it: main specialties have other codes.",
        ),
        (
            "site-code-other",
            "the site code does not start with the trust's",
            "Right after a merger; otherwise check it.",
        ),
        (
            "language-unknown",
            "not one of this survey's languages",
            "The letter will be in English, with the way to ask for others.",
        ),
        ("format-unknown", "not a format that we know", "standard, large print, easy read, braille or audio."),
    ),
}

LETTER_ONLY = frozenset(
    code
    for code, rule in RULES.items()
    if rule.effect is Effect.BLOCKS and code.startswith(("name-", "address-", "postcode-"))
)


@dataclass(frozen=True)
class Wrong:
    """What a field's ``parse`` gives instead of a value: the code of a rule, and what more can be said.

    ``detail`` may quote what was found and so belongs into reports for the trust only.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing found in a file, with its place. ``value`` is what stands there and may be personal."""

    code: str
    row: int | None = None
    column: str | None = None
    value: str = ""
    detail: str = ""
    softened: bool = False  # a fault in a row that is left out anyway

    @property
    def rule(self) -> Rule:
        """The rule that was broken."""
        return RULES[self.code]

    @property
    def effect(self) -> Effect:
        """What this finding does to the file."""
        return Effect.NOTES if self.softened else self.rule.effect

    def fault(self, file: str) -> Fault:
        """As a fault of the one exception family. Its text leaves the value out."""
        return Fault(
            self.code, self.rule.what, self.rule.mend, file=file, row=self.row, column=self.column,
            value=self.value, blocks=self.effect is Effect.BLOCKS,
        )  # fmt: skip
