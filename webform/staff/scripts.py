"""What an agent says to a caller: the scripts of letters/, in English and in the language of the call.

A script is a page of letters/ named ``script_...``, of the survey or of all surveys. Its paragraphs are said, its list
is what the agent does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import Bullets, Document, Paragraph, Spans
from fulfilment.surveys.languages import SOURCE
from webform.staff import casefile, rendering
from webform.staff.casefile import CaseFile
from webform.staff.site import desk, site

scripts = Blueprint("scripts", __name__, url_prefix="/scripts")

SCRIPTS = ("hello", "details", "genuine", "distress", "complaint", "death")
FOR_REASON: Mapping[str, str] = {  # why the caller rings -> what to say
    "how_details": "details",
    "genuine": "genuine",
    "distress": "distress",
    "complaint_care": "complaint",
    "died": "death",
}


@dataclass(frozen=True)
class Spoken:
    """A script in one language. ``name`` names the language in itself."""

    language: str
    name: str
    direction: str
    title: str
    say: tuple[Spans, ...]
    do: tuple[Spans, ...]


@dataclass(frozen=True)
class Script:
    """A script: in English first, then in the language of the call where that is another."""

    id: str
    versions: tuple[Spoken, ...]

    @property
    def title(self) -> str:
        """Its English title."""
        return self.versions[0].title


@dataclass(frozen=True)
class Choice:
    """A language or a survey of the page's switches."""

    id: str
    name: str
    current: bool


@scripts.get("/<survey>/<language>")
def show(survey: str, language: str) -> Response:
    """Every script. It may be open beside a case or before there is one; it says nothing about anybody."""
    content = site().content
    if survey not in content.surveys or language not in content.surveys[survey].languages:
        abort(404)
    return rendering.page(
        "scripts.jinja",
        title="What to say",
        file=_open_case(),
        scripts=[script(content, survey, name, language) for name in SCRIPTS],
        survey=survey,
        surveys=[Choice(each.id, each.title, each.id == survey) for each in content.surveys.values()],
        spoken=language,
        languages=[
            Choice(tag, content.languages[tag].name, tag == language) for tag in content.surveys[survey].languages
        ],
    )


def script(content: Content, survey: str, name: str, language: str) -> Script:
    """A script of a survey, in English and in a language. Raises KeyError for an unknown one."""
    page = content.page(survey, f"script_{name}")
    return Script(name, tuple(_spoken(content, survey, page, tag) for tag in dict.fromkeys((SOURCE, language))))


def for_reason(file: CaseFile, reason: str | None) -> Script | None:
    """What to say about an open case to a caller who rings for a reason, where there is a script for it."""
    name = FOR_REASON.get(reason or "")
    return script(site().content, file.case.survey, name, file.case.language) if name else None


def _spoken(content: Content, survey: str, page: Document, tag: str) -> Spoken:
    words = content.words(tag)
    said = page.translated(words, content.fields(survey, words))
    say = tuple(block.spans for block in said.blocks if isinstance(block, Paragraph))
    do = tuple(item for block in said.blocks if isinstance(block, Bullets) for item in block.items)
    return Spoken(tag, content.languages[tag].name, words.direction, said.title, say, do)


def _open_case() -> CaseFile | None:
    token = desk().token
    return casefile.load(site(), token, desk().staff) if token else None


def links(content: Content) -> Sequence[Choice]:
    """A page of scripts for each survey, for where no case is open."""
    return [Choice(survey.id, survey.title, False) for survey in content.surveys.values()]
