"""A survey and its questionnaires as typed, frozen values. What the files in letters/ become once they are read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fulfilment.surveys.rules import Rule


class Value(BaseModel):
    """A frozen value that refuses unknown keys.

    Where a file says it in another word (``survey: adult`` for ``id``), that word is the field's validation alias; code
    uses the field's own name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class QuestionType(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    SCALE = "scale"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


class Score(StrEnum):
    """How an option counts in the results; ``neutral`` leaves the person out of the denominator."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


class Missing(StrEnum):
    """An option that is an answer, but not a substantive one."""

    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


STANDARD = "standard"  # the format of people who have told nobody that they need another


class Audience(StrEnum):
    """Whom a part speaks to; decides wording, theme and reading age."""

    ADULT = "adult"
    PARENT = "parent"
    CHILD = "child"
    YOUNG_PERSON = "young_person"


class Option(Value):
    """One answer to choose. ``code`` is what is stored and exported, in every language and version.

    ``picture`` stands beside the text, never instead of it.
    """

    code: str
    text: str
    exclusive: bool = False
    score: Score | None = None
    missing: Missing | None = None
    picture: str | None = None


class Wording(Value):
    """Another wording of a question under the same id and codes; ``options`` maps a code to its text."""

    text: str | None = None
    hint: str | None = None
    options: dict[str, str] = {}


class Question(Value):
    """One question. ``id`` is the analyst's variable. No question is compulsory.

    ``lowest`` and ``highest`` bound a scale or a number (a date's are ISO dates or ``today``); ``low_text`` and
    ``high_text`` name the ends of a scale; ``longest`` is a text's limit in characters. ``variants`` is keyed by mode
    (``phone``), ``easy_read`` or an age band. ``picture`` names a file of the survey's pictures/, without ``.svg``.
    """

    id: str
    type: QuestionType
    text: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    ask_if: Rule | None = None
    lowest: str | None = None
    highest: str | None = None
    low_text: str = ""
    high_text: str = ""
    longest: int = 2000
    sensitive: bool = False
    picture: str | None = None
    variants: dict[str, Wording] = {}
    line: int = 0

    def option(self, code: str) -> Option | None:
        """The option with this code, if the question has it."""
        return next((option for option in self.options if option.code == code), None)


class Section(Value):
    """Questions under one heading; a page of the helpline's screen.

    Beside each question of a ``sensitive`` section the page says where to find support.
    """

    id: str = Field(validation_alias="section")
    title: str
    questions: tuple[Question, ...]
    sensitive: bool = False


class Part(Value):
    """What one person answers: the adult, the child or the parent. Each part is valid alone."""

    id: str = Field(validation_alias="part")
    audience: Audience
    title: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of the part, in the order in which they stand."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question | None:
        """The question with this id, if the part has it."""
        return next((question for question in self.questions if question.id == question_id), None)

    def may_hurt(self, question: Question) -> bool:
        """Whether a question may be hard to answer, by itself or because its section is about something hard."""
        return question.sensitive or self.section_of(question.id).sensitive

    def section_of(self, question_id: str) -> Section:
        """The section a question stands in. Raises KeyError for an unknown question."""
        for section in self.sections:
            if any(question.id == question_id for question in section.questions):
                return section
        raise KeyError(question_id)


class Questionnaire(Value):
    """One questionnaire: its parts in the order in which they are answered. ``instrument`` is id@content hash."""

    id: str = Field(validation_alias="questionnaire")
    survey: str
    title: str
    parts: tuple[Part, ...]
    instrument: str = ""
    file: str = ""

    def part(self, part_id: str) -> Part:
        """The part with this id. Raises KeyError for an unknown part."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise KeyError(part_id)


class AgeRange(Value):
    """Ages in full years, both ends included; ``to`` may be open."""

    from_: int = Field(default=0, validation_alias="from")
    to: int | None = None

    def holds(self, age: int) -> bool:
        """Whether an age lies in the range."""
        return age >= self.from_ and (self.to is None or age <= self.to)


class Eligibility(Value):
    """Who is in: ages at discharge, ICD-10 codes (``C00-C99`` or ``D05``), patient classes."""

    age_at_discharge: AgeRange
    icd10_include: tuple[str, ...]
    icd10_exclude: tuple[str, ...] = ()
    patient_classes: tuple[str, ...]

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, data: Any) -> Any:
        """Files nest the two lists: ``icd10: {include: [...], exclude: [...]}``."""
        if isinstance(data, dict) and isinstance(data.get("icd10"), dict):
            rest = {key: value for key, value in data.items() if key != "icd10"}
            return rest | {f"icd10_{key}": value for key, value in data["icd10"].items()}
        return data


class Addressee(StrEnum):
    """To whom the envelope goes."""

    PERSON = "person"
    PARENT = "parent"


class AgeBand(Value):
    """An age band at the start of fieldwork, its questionnaire and its addressee."""

    id: str = Field(validation_alias="band")
    ages: AgeRange
    questionnaire: str
    addressee: Addressee


class Format(StrEnum):
    """A format other than the standard one that we can print ourselves, where a survey has packs in it."""

    LARGE = "large"
    EASY_READ = "easy_read"


class Contact(Value):
    """One time that we write: the day after the start of fieldwork, and the pack by age band.

    ``formats`` has the packs of other formats; what it lacks is ordered from a specialist.
    """

    number: int = Field(validation_alias="contact")
    day: int
    packs: dict[str, str]
    formats: dict[Format, dict[str, str]] = {}

    def pack(self, band: str, format_: str) -> str | None:
        """The pack that people of an age band get in a format; None where we print none. Raises KeyError."""
        if format_ == STANDARD:
            return self.packs[band]
        return next((packs.get(band) for known, packs in self.formats.items() if known == format_), None)

    @property
    def all_packs(self) -> tuple[tuple[str, str, str], ...]:
        """Every (format, age band, pack)."""
        others = ((known.value, *item) for known, packs in self.formats.items() for item in packs.items())
        return (*((STANDARD, *item) for item in self.packs.items()), *others)


class Helpline(Value):
    """How to reach the helpline. Printed and shown as it stands here."""

    phone: str
    email: str
    hours: str


class Survey(Value):
    """A survey: everything that does not change from wave to wave.

    ``partial_at_close``: unsent answers count when a wave closes, but for a child's; the start page must say so.
    ``people_destroyed_within_days`` of the close, names, addresses and keys of a wave must be destroyed.
    """

    id: str = Field(validation_alias="survey")
    title: str
    path_letter: str
    eligible: Eligibility
    age_bands: tuple[AgeBand, ...]
    contacts: tuple[Contact, ...]
    languages: tuple[str, ...]
    helpline: Helpline
    clearance_max_age_days: int
    useable_answers: int
    small_number: int
    partial_at_close: bool = False
    people_destroyed_within_days: int = 90
    # A release not handed over to the printer within so many days is taken back to be looked at again.
    release_expires_days: int = 5
    # Whether a named person must approve proofs before a mailing is released.
    proofs_required: bool = True
    # Whether letters are printed in languages that nobody has signed off; else they become orders to a specialist.
    print_unsigned: bool = False
    # The pack by age band for who gets a standard letter of a contact again: it was lost, or came back and there is
    # another address. None, and in other formats: the contact's own pack, once more.
    resend: dict[str, str] = {}
    # The letter that goes on top of what a specialist makes: large print, another language. None: no such letter.
    covering_note: str | None = None

    def band(self, band_id: str) -> AgeBand:
        """The age band with this id. Raises KeyError."""
        for band in self.age_bands:
            if band.id == band_id:
                return band
        raise KeyError(band_id)

    def band_at(self, age: int) -> AgeBand | None:
        """The age band that holds an age at the start of fieldwork."""
        return next((band for band in self.age_bands if band.ages.holds(age)), None)

    def contact(self, number: int) -> Contact:
        """The contact with this number. Raises KeyError."""
        for contact in self.contacts:
            if contact.number == number:
                return contact
        raise KeyError(number)

    def pack(self, number: int, age_band: str, format_: str = STANDARD, *, is_again: bool) -> str:
        """The pack of a contact for an age band in a format, or the one for who gets its letter again.

        Where we print none in that format it is the standard one, which a specialist makes anew. Raises KeyError.
        """
        contact = self.contact(number)
        if format_ != STANDARD and (own := contact.pack(age_band, format_)):
            return own
        standard = contact.packs[age_band]
        return self.resend.get(age_band, standard) if is_again else standard

    def all_packs(self, number: int) -> tuple[tuple[str, str, str], ...]:
        """Every (format, age band, pack) that goes out with a contact, the first time or again. Raises KeyError."""
        again = ((STANDARD, band, pack) for band, pack in self.resend.items())
        return (*self.contact(number).all_packs, *again)
