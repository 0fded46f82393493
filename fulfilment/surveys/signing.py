"""Sign-off: which translations, and languages of the language sheet, nobody qualified has signed as they are now."""

from __future__ import annotations

from collections.abc import Collection

from fulfilment.surveys.content import Content
from fulfilment.surveys.documents import InLanguage
from fulfilment.surveys.languages import SOURCE, Language


def is_signed(content: Content, language: Language) -> bool:
    """Whether a language's words are those that somebody signed off. English is what the others are measured by."""
    if language.id == SOURCE:
        return True
    return language.signed_off is not None and language.signed_off.hash == content.catalogues[language.id].signature


def signed_off(content: Content, language: Language) -> str:
    """Who signed a language off and when, whether it was changed since, or that nobody has."""
    if language.id == SOURCE:
        return "the original"
    if language.signed_off is None:
        return "nobody yet"
    if not is_signed(content, language):
        return f"{language.signed_off.by}, but changed since"
    return f"{language.signed_off.by}, {language.signed_off.on:%-d %B %Y}"


def unsigned(content: Content, tags: Collection[str] | None = None) -> tuple[Language, ...]:
    """The languages, of those with these tags or of all, whose words nobody has signed as they are now."""
    return tuple(
        language
        for tag, language in content.languages.items()
        if (tags is None or tag in tags) and not is_signed(content, language)
    )


def warning(content: Content, tags: Collection[str] | None = None) -> str:
    """A line that names these languages, to show wherever something is made of their words; "" if there are none."""
    names = ", ".join(language.english_name for language in unsigned(content, tags))
    return f"Nobody qualified has signed off the translation into: {names}." if names else ""


def sheet_warning(content: Content) -> str:
    """A line that says how many languages of the language sheet nobody has signed off; "" if there are none."""
    parts = (block for letter in content.letters.values() for block in letter.blocks if isinstance(block, InLanguage))
    count = sum(not part.is_signed for part in parts)
    return f"Nobody qualified has signed off the language sheet in {count} of its languages." if count else ""
