"""All content of letters/ and translations/ as one value: surveys, questionnaires, letters, pages, words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from fulfilment.errors import Fault, FulfilmentError
from fulfilment.surveys import catalogues, document_files, language_sheet, pictures, questionnaires, screen
from fulfilment.surveys.catalogues import Catalogue
from fulfilment.surveys.definition import Questionnaire, Survey, Value
from fulfilment.surveys.documents import Document
from fulfilment.surveys.glossary import Glossary
from fulfilment.surveys.languages import SOURCE, Language, locale_of
from fulfilment.surveys.pictures import Picture
from fulfilment.surveys.plain_english import PlainEnglish
from fulfilment.surveys.reading import Source, convert, read_yaml
from fulfilment.surveys.stationery import Stationery
from fulfilment.surveys.words import ScreenText, Words

SHARED = "shared"  # the folder of pages that all surveys have; their language sheet counts as its letter
T = TypeVar("T")
V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Content:
    """Everything a respondent reads, and how it is asked and printed. Load it once a process: it never changes.

    ``questionnaires``, ``letters``, ``pages`` and ``pictures`` are keyed by (survey, name); what all surveys have, by
    ("shared", name). ``sources`` are the YAML files as written, by name, to find lines. Limits of plain English and
    glossaries are what the checks go by; content can be used without them.
    """

    surveys: Mapping[str, Survey]
    questionnaires: Mapping[tuple[str, str], Questionnaire]
    letters: Mapping[tuple[str, str], Document]
    pages: Mapping[tuple[str, str], Document]
    pictures: Mapping[tuple[str, str], Picture]
    stationery: Stationery
    languages: Mapping[str, Language]
    screen: Mapping[str, ScreenText]
    catalogues: Mapping[str, Catalogue]
    sources: Mapping[str, Source]
    plain_english: PlainEnglish | None = None
    glossaries: Mapping[str, Glossary] = field(default_factory=dict)

    @classmethod
    def load(cls, letters: Path, translations: Path) -> Content:
        """Read two folders. Raises FulfilmentError with every fault of every file, each with file and line."""
        return _Loader(letters, translations).load()

    def survey(self, survey_id: str) -> Survey:
        """A survey. Raises KeyError."""
        return self.surveys[survey_id]

    def questionnaire(self, survey_id: str, questionnaire_id: str) -> Questionnaire:
        """A questionnaire, its instrument set. Raises KeyError."""
        return self.questionnaires[survey_id, questionnaire_id]

    def by_instrument(self, instrument: str) -> Questionnaire:
        """The questionnaire with exactly this content. Raises KeyError if it has changed or gone."""
        for questionnaire in self.questionnaires.values():
            if questionnaire.instrument == instrument:
                return questionnaire
        raise KeyError(instrument)

    def letter(self, survey_id: str, name: str) -> Document:
        """A letter in English, its fields and slots unfilled: the survey's own or a shared one. Raises KeyError."""
        return self.letters.get((survey_id, name)) or self.letters[SHARED, name]

    def page(self, survey_id: str, name: str) -> Document:
        """A page on screen: the survey's own, else the one that all surveys share. Raises KeyError."""
        return self.pages.get((survey_id, name)) or self.pages[SHARED, name]

    def source(self, ending: str) -> Source:
        """A YAML file as written, by the end of its name: ``adult/survey.yaml``. Raises KeyError."""
        for name, source in self.sources.items():
            if name == ending or name.endswith(f"/{ending}"):
                return source
        raise KeyError(ending)

    def words(self, language: str) -> Words:
        """The words of a language. Raises KeyError for one that translations/languages.yaml does not have."""
        locale = locale_of(self.languages[language].locale or language)
        return Words(language, locale, self.screen, self.catalogues[language])

    def fields(self, survey_id: str, words: Words) -> dict[str, str]:
        """The values of the fields that the survey itself fills: its title and its helpline, in the words' language."""
        survey, context = self.survey(survey_id), f"{survey_id}/survey"
        return {
            "survey": words.unfilled(context, survey.title),
            "helpline_phone": survey.helpline.phone,
            "helpline_email": survey.helpline.email,
            "helpline_hours": words.unfilled(context, survey.helpline.hours),
        }


class _Loader:
    """Reads file after file and keeps going at a fault, so that all are told at once."""

    def __init__(self, letters: Path, translations: Path) -> None:
        self.letters, self.translations = letters, translations
        self.faults: list[Fault] = []
        self.sources: dict[str, Source] = {}

    def load(self) -> Content:
        folders = [folder for folder in self._inside(self.letters, "*") if folder.is_dir()]
        stationery = self.attempt(lambda: convert(Stationery, self.yaml(self.letters / "stationery.yaml")))
        texts = self.attempt(lambda: screen.read(self.yaml(self.letters / "screen.yaml")))
        surveys = {s.id: s for f in folders if f.name != SHARED if (s := self.attempt(self._survey, f))}
        asked = {(q.survey, q.id): q for f in folders for q in self._questionnaires(f)}
        drawn = {(f.name, p.name): p for f in folders for p in self._pictures(f)}
        by_folder = {f.name: {name: p for (owner, name), p in drawn.items() if owner == f.name} for f in folders}
        letters = {(f.name, d.name): d for f in folders for d in self._documents(f, "letters", by_folder[f.name])}
        letters |= {(SHARED, d.name): d for d in self._language_sheet()}
        pages = {(f.name, d.name): d for f in folders for d in self._documents(f, "pages", by_folder[f.name])}
        languages = self.attempt(self._languages) or {}
        read = {tag: self._catalogue(language) for tag, language in languages.items()}
        plain = self._optional(PlainEnglish, self.letters / "plain_english.yaml")
        found = {tag: self._optional(Glossary, self.translations / tag / "glossary.yaml") for tag in languages}
        glossaries = {tag: glossary for tag, glossary in found.items() if glossary is not None}
        if self.faults or stationery is None or texts is None:
            raise FulfilmentError("content", "The content cannot be used", "Mend these and try again.", self.faults)
        return Content(
            surveys,
            asked,
            letters,
            pages,
            drawn,
            stationery,
            languages,
            texts,
            read,
            self.sources,
            plain_english=plain,
            glossaries=glossaries,
        )

    def attempt(self, read: Callable[..., T], *given: object) -> T | None:
        """What ``read`` gives, or None after keeping its faults."""
        try:
            return read(*given)
        except FulfilmentError as refusal:
            self.faults += refusal.faults
            return None

    def shown(self, path: Path) -> str:
        """A file's name in faults: with letters/ or translations/ in front."""
        root = self.letters if path.is_relative_to(self.letters) else self.translations
        return path.relative_to(root.parent).as_posix()

    def yaml(self, path: Path) -> Source:
        source = read_yaml(path, self.shown(path))
        self.sources[source.file] = source
        return source

    def _optional(self, model: type[V], path: Path) -> V | None:
        return self.attempt(lambda: convert(model, self.yaml(path))) if path.exists() else None

    def _inside(self, folder: Path, pattern: str) -> list[Path]:
        return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))

    def _survey(self, folder: Path) -> Survey:
        source = self.yaml(folder / "survey.yaml")
        survey = convert(Survey, source)
        self._same_name(survey.id, folder.name, source.file, source.line("survey"))
        return survey

    def _questionnaires(self, folder: Path) -> Iterator[Questionnaire]:
        for path in self._inside(folder, "*.yaml"):
            if path.name != "survey.yaml":
                found = self.attempt(lambda path=path: questionnaires.read(self.yaml(path), folder.name))
                if found is not None:
                    yield found

    def _documents(self, folder: Path, kind: str, drawn: Mapping[str, Picture]) -> Iterator[Document]:
        for path in self._inside(folder / kind, "*.md"):
            found = self.attempt(document_files.read, path, self.shown(path), folder.name, kind)
            if found is not None:
                self._same_name(found.name, path.stem, found.file, 2)
                yield found.with_pictures(drawn)

    def _pictures(self, folder: Path) -> Iterator[Picture]:
        for path in self._inside(folder / "pictures", "*.svg"):
            found = self.attempt(pictures.read, path, self.shown(path))
            if found is not None:
                yield found

    def _language_sheet(self) -> Iterator[Document]:
        path = self.letters / language_sheet.FILE
        context = f"{SHARED}/letters/{language_sheet.NAME}"
        found = self.attempt(lambda: language_sheet.read(self.yaml(path), context)) if path.is_file() else None
        if found is not None:
            yield found

    def _same_name(self, name: str, place: str, file: str, line: int) -> None:
        if name != place:
            what = f"it calls itself {name}, and its place is {place}"
            self.faults.append(Fault("name-differs", what, f"Write {place}.", file=file, line=line))

    def _languages(self) -> dict[str, Language]:
        source = self.yaml(self.translations / "languages.yaml")
        languages: dict[str, Language] = {}
        for tag, data in source.data.items():
            given = {**data, "id": tag} if isinstance(data, dict) else data
            language = self.attempt(convert, Language, source, given, (tag,))
            if language is not None and self._is_known(language, source):
                languages[tag] = language
        return languages

    def _is_known(self, language: Language, source: Source) -> bool:
        try:
            locale_of(language.locale or language.id)
        except KeyError:
            mend = "Check the tag, or add `locale:` with a language that writes dates and numbers alike."
            what = f"Babel does not know the language {language.locale or language.id}"
            self.faults.append(Fault("language-unknown", what, mend, file=source.file, line=source.line(language.id)))
            return False
        return True

    def _catalogue(self, language: Language) -> Catalogue:
        if language.id == SOURCE:
            return Catalogue(SOURCE)
        locale = str(locale_of(language.locale or language.id))
        folder = self.translations / language.id
        catalogue, faults = catalogues.read(folder, language.id, locale, self.translations.parent)
        self.faults += faults
        return catalogue
