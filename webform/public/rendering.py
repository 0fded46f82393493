"""From a template's name to a page: words, direction, language switch, title and footer are the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, g, make_response, render_template, request, url_for

from fulfilment.returns.instruments import CHILDREN
from fulfilment.surveys.definition import Survey
from fulfilment.surveys.documents import Document
from webform.public import speaking
from webform.public.site import site

ARGUMENTS = ("from_check", "change")
INFORMATION = ("help", "other_ways", "privacy", "cookies", "accessibility")


@dataclass(frozen=True)
class LanguageChoice:
    """A language of the switch, named in itself, and the address of this same page in it."""

    id: str
    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class HelplineLine:
    """How to reach one survey's helpline."""

    survey: str
    phone: str
    email: str
    hours: str


def page(
    template: str, *, title: str, status: int = 200, section: str | None = None, error: bool = False, **context: Any
) -> Response:
    """A whole page. ``section`` is named in the title of a question's page; ``error`` marks the title."""
    words = speaking.words()
    service = _service()
    if section is not None:
        full = words.say("title.question", question=title, section=section, service=service)
    else:
        full = words.say("title.page", page=title, service=service)
    html = render_template(
        template,
        words=words,
        say=words.say,
        plural=words.plural,
        language=words.language,
        direction=words.direction,
        audience=str(speaking.audience()),
        survey=speaking.survey_or_none(),
        service=service,
        window_title=words.say("title.error", title=full) if error else full,
        languages=language_choices(),
        helplines=helplines(),
        footer_links=footer_links(),
        page_links=page_links(),
        nhs_logo=site().settings.nhs_logo,
        section=section,
        error=error,
        **context,
    )
    return make_response(html, status)


def document(name: str) -> Document:
    """A page of letters/, in this answer's language, fields filled."""
    known = site()
    about = speaking.survey_or_none()
    found = known.content.page(about.id, name) if about else known.content.pages["shared", name]
    return found.translated(known.content.words(speaking.language()), speaking.fields())


def document_page(name: str, *, status: int = 200, template: str = "public/document.jinja", **context: Any) -> Response:
    """A page that is a document of letters/ and perhaps a few buttons."""
    said = document(name)
    return page(template, title=said.title, status=status, document=said, **context)


def first_page(name: str, *more: str) -> str:
    """The name of the first of these pages that the survey (or all surveys) has."""
    about = speaking.survey_or_none()
    pages = site().content.pages
    folders = [about.id, "shared"] if about else ["shared"]
    return next((one for one in (name, *more) if any((folder, one) in pages for folder in folders)), more[-1])


def language_choices() -> list[LanguageChoice]:
    """The switch: every language of the survey, or of all content, and where this page is in it."""
    known = site()
    about = speaking.survey_or_none()
    offered: Sequence[str] = about.languages if about else tuple(known.content.languages)
    return [
        LanguageChoice(tag, known.content.languages[tag].name, _in_language(tag), tag == speaking.language())
        for tag in offered
        if tag in known.content.languages
    ]


def _in_language(tag: str) -> str:
    place = g.get("place", {})
    if request.endpoint is None or "language" not in place:
        return url_for("entry.code", language=tag)
    return url_for(request.endpoint, **{**place, "language": tag}, **kept_arguments())


def kept_arguments() -> dict[str, Any]:
    """What an address's query may carry on: these names and no other, whatever the browser sent."""
    return {name: "1" for name in ARGUMENTS if name in request.args}


def helplines() -> list[HelplineLine]:
    """The survey's helpline, or on a page of no survey that of each."""
    about = speaking.survey_or_none()
    return [_helpline(one) for one in ([about] if about else site().content.surveys.values())]


def _helpline(about: Survey) -> HelplineLine:
    known = site()
    values = known.content.fields(about.id, known.content.words(speaking.language()))
    return HelplineLine(values["survey"], values["helpline_phone"], values["helpline_email"], values["helpline_hours"])


def footer_links() -> list[dict[str, str]]:
    """Help, other ways, privacy, cookies, accessibility: in this order on every page."""
    words = speaking.words()
    pages = INFORMATION if speaking.survey_or_none() else tuple(name for name in INFORMATION if name != "privacy")
    links = [{"text": words.say(f"footer.{name}"), "href": _information(name)} for name in pages]
    own = f"privacy_{speaking.audience()}"
    if speaking.audience() in CHILDREN and first_page(own, "") == own:
        links[pages.index("privacy")]["href"] = url_for("information.privacy_for_children", reader=speaking.audience())
    return links


def page_links() -> dict[str, dict[str, str]]:
    """Slot -> the link that a page of letters/ may have in it. Those of a survey are only there for its pages."""
    words, about = speaking.words(), speaking.survey_or_none()
    links = {
        "bereaved": url_for("opting_out.ask", reason="died") if about else _information("bereaved"),
        "other_ways": _information("other_ways"),
    }
    if about:
        for reader in CHILDREN:
            links[f"privacy_{reader}"] = url_for("information.privacy_for_children", reader=reader)
    return {name: {"text": words.say(f"link.{name}"), "href": href} for name, href in links.items()}


def _information(name: str) -> str:
    endpoint = "information.of_survey" if speaking.survey_or_none() else "information.shared"
    return url_for(endpoint, name=name.replace("_", "-"))


def _service() -> str:
    return speaking.fields()["survey"] if speaking.survey_or_none() else speaking.words().say("service.any")
