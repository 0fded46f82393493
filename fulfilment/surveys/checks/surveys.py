"""Checks of surveys: age bands, contacts, packs, documents and languages belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fulfilment.errors import Fault
from fulfilment.surveys.content import SHARED, Content
from fulfilment.surveys.definition import Survey
from fulfilment.surveys.languages import SOURCE
from fulfilment.surveys.reading import Source
from fulfilment.surveys.stationery import Pack

COMPONENTS = {"letter"}  # booklets come with the code that prints them
ICD10 = re.compile(r"[A-Z]\d\d(\.\d)?(-[A-Z]\d\d)?")


def faults(content: Content) -> Iterator[Fault]:
    """Every fault of surveys and stationery."""
    yield from _stationery(content)
    letters: dict[str, str] = {}
    for survey in content.surveys.values():
        source = content.source(f"{survey.id}/survey.yaml")
        yield from _bands(content, survey, source)
        yield from _contacts(content, survey, source)
        yield from _again(content, survey, source)
        yield from _rest(content, survey, source)
        first = letters.setdefault(survey.path_letter, survey.id)
        if first != survey.id or not re.fullmatch("[A-Z]", survey.path_letter):
            what, mend = f"`{survey.path_letter}` is not a letter of its own", "Use a capital that no other survey has."
            yield Fault("path-letter", what, mend, file=source.file, line=source.line("path_letter"))


def _bands(content: Content, survey: Survey, source: Source) -> Iterator[Fault]:
    upto: int | None = None
    for place, band in enumerate(survey.age_bands):
        line = source.line("age_bands", place)
        if (survey.id, band.questionnaire) not in content.questionnaires:
            what = f"band {band.id}: no questionnaire {band.questionnaire}"
            yield Fault("band-questionnaire", what, "Check its name.", file=source.file, line=line)
        if place and (upto is None or band.ages.from_ != upto + 1):
            what = f"band {band.id} does not start where the one before ends"
            yield Fault("band-ages", what, "Every age needs exactly one band.", file=source.file, line=line)
        upto = band.ages.to
    used = {band.questionnaire for band in survey.age_bands}
    for (owner, name), questionnaire in content.questionnaires.items():
        if owner == survey.id and name not in used:
            what, mend = f"no age band of {survey.id} uses {name}", "Name it in survey.yaml or remove the file."
            yield Fault("questionnaire-unused", what, mend, file=questionnaire.file, line=1)


def _contacts(content: Content, survey: Survey, source: Source) -> Iterator[Fault]:
    last_day = -1
    for place, contact in enumerate(survey.contacts):
        line = source.line("contacts", place)
        if contact.number != place + 1 or contact.day <= last_day:
            what, mend = f"contact {contact.number} on day {contact.day} is out of order", "Count from 1, by day."
            yield Fault("contact-order", what, mend, file=source.file, line=line)
        last_day = contact.day
        where: tuple[str | int, ...] = ("contacts", place)
        yield from _all_bands(survey, f"contact {contact.number}", contact.packs, source, *where, "packs")
        yield from _packs(content, survey, f"contact {contact.number}", contact.packs, *where, "packs")
        for format_, packs in contact.formats.items():
            yield from _packs(content, survey, f"contact {contact.number}", packs, *where, "formats", format_)


def _again(content: Content, survey: Survey, source: Source) -> Iterator[Fault]:
    """The packs for letters sent again, and the note on top of what a specialist makes."""
    if survey.resend:
        yield from _all_bands(survey, "resend", survey.resend, source, "resend")
        yield from _packs(content, survey, "resend", survey.resend, "resend")
    note = survey.covering_note
    if note is not None and (survey.id, note) not in content.letters:
        what, mend = f"no letter {note} in {survey.id}", "Check its name, or write it."
        yield Fault("covering-note", what, mend, file=source.file, line=source.line("covering_note"))


def _all_bands(
    survey: Survey, named: str, packs: Mapping[str, str], source: Source, *where: str | int
) -> Iterator[Fault]:
    """Every band has a pack. ``where`` in the survey's file the packs stand."""
    for band in survey.age_bands:
        if band.id not in packs:
            what, mend = f"{named} has no pack for band {band.id}", f"Add `{band.id}: <pack>`."
            yield Fault("pack-missing", what, mend, file=source.file, line=source.line(*where))


def _packs(
    content: Content, survey: Survey, named: str, packs: Mapping[str, str], *where: str | int
) -> Iterator[Fault]:
    """Each pack is there, for a band of the survey. ``where`` in the survey's file they stand."""
    source, bands = content.source(f"{survey.id}/survey.yaml"), [band.id for band in survey.age_bands]
    for band, pack in packs.items():
        at = source.line(*where, band)
        if band not in bands:
            what, mend = f"{named}: no band {band}", f"Use one of {', '.join(bands)}."
            yield Fault("pack-band", what, mend, file=source.file, line=at)
        if pack not in content.stationery.packs:
            what, mend = f"no pack {pack}", "Add it to stationery.yaml, or check its name."
            yield Fault("pack-unknown", what, mend, file=source.file, line=at)
        else:
            yield from _documents(content, survey, content.stationery.packs[pack])


def _documents(content: Content, survey: Survey, pack: Pack) -> Iterator[Fault]:
    source = content.source("stationery.yaml")
    line = source.line("packs", pack.id)
    there = {name for owner, name in content.letters if owner in (survey.id, SHARED)}
    found = [content.letter(survey.id, name) for name in pack.documents if name in there]
    for name in pack.documents:
        if name not in there:
            what, mend = f"pack {pack.id}: no letter {name} in {survey.id}", "Check its name, or write it."
            yield Fault("pack-document", what, mend, file=source.file, line=line)
    if len(found) == len(pack.documents) and not any("code" in document.slots for document in found):
        what, mend = f"pack {pack.id} shows no access code", "Put {{code}} into one of its letters."
        yield Fault("pack-code", what, mend, file=source.file, line=line)


def _stationery(content: Content) -> Iterator[Fault]:
    source = content.source("stationery.yaml")
    for pack in content.stationery.packs.values():
        line = source.line("packs", pack.id)
        if pack.envelope not in content.stationery.envelopes:
            what, mend = f"pack {pack.id}: no envelope {pack.envelope}", "Add the envelope, or check its name."
            yield Fault("pack-envelope", what, mend, file=source.file, line=line)
        if pack.component not in COMPONENTS:
            what, mend = f"pack {pack.id}: no component {pack.component}", f"Use {', '.join(sorted(COMPONENTS))}."
            yield Fault("pack-component", what, mend, file=source.file, line=line)


def _rest(content: Content, survey: Survey, source: Source) -> Iterator[Fault]:
    for place, tag in enumerate(survey.languages):
        if tag not in content.languages:
            what, mend = f"no language {tag}", "Add it to languages.yaml."
            yield Fault("language-missing", what, mend, file=source.file, line=source.line("languages", place))
    if SOURCE not in survey.languages:
        what, mend = "English is not among the languages", f"Add {SOURCE}."
        yield Fault("language-source", what, mend, file=source.file, line=source.line("languages"))
    for name, codes in (("include", survey.eligible.icd10_include), ("exclude", survey.eligible.icd10_exclude)):
        for place, code in enumerate(codes):
            if not ICD10.fullmatch(code):
                what, mend = f"`{code}` is not an ICD-10 code or range", "Write C50, D35.2 or C00-C99."
                line = source.line("eligible", "icd10", name, place)
                yield Fault("icd10", what, mend, file=source.file, line=line)
