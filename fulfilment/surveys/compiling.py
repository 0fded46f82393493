"""Catalogues for other programs: .mo files that any gettext reads. The program itself reads the .po files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from fulfilment.errors import FulfilmentError
from fulfilment.surveys import check, po
from fulfilment.surveys.catalogues import FILES
from fulfilment.surveys.content import Content
from fulfilment.surveys.languages import SOURCE, Language, locale_of

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # the same texts, the same file: not when it was made


@dataclass(frozen=True)
class Compiled:
    """One catalogue as gettext's own programs read it; how many texts are in it, and how many are left out."""

    name: str
    data: bytes
    texts: int
    left_out: int


def compiled(content: Content, translations: Path) -> Iterator[tuple[Language, Compiled]]:
    """Each catalogue of each language. Fuzzy and untranslated texts are left out: who reads it shows the English.

    Raises FulfilmentError with everything that the check of the content finds.
    """
    if faults := check.faults(content):
        raise FulfilmentError("content", "The content has faults", "Mend these, then compile.", faults)
    for language in content.languages.values():
        for name in FILES:
            path = translations / language.id / "LC_MESSAGES" / f"{name}.po"
            if language.id != SOURCE and path.exists():
                locale = str(locale_of(language.locale or language.id))
                _, catalog = po.read(path, locale, path.relative_to(translations.parent).as_posix())
                yield language, _compiled(name, catalog)


def _compiled(name: str, catalog: Catalog) -> Compiled:
    every = po.keys(catalog)
    usable = {key for key, message in every.items() if po.is_whole(message) and not message.fuzzy}
    for key in every.keys() - usable:
        catalog.delete(every[key].id, every[key].context)
    catalog.creation_date = NO_DATE
    out = io.BytesIO()
    write_mo(out, catalog)
    return Compiled(name, out.getvalue(), len(usable), len(every) - len(usable))
