"""Where the content and the fonts that come with the programs lie.

In a checkout, ``letters/`` and ``translations/`` stand beside the code, where the people who write them look for
them. In an installed wheel they lie inside the package (``setup.py`` maps them there).
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def letters_dir() -> Path:
    """The shipped surveys, letters, pages and stationery.

    >>> letters_dir().name
    'letters'
    """
    return _content("letters")


def translations_dir() -> Path:
    """The shipped languages and their catalogues.

    >>> translations_dir().name
    'translations'
    """
    return _content("translations")


def fonts_dir() -> Path:
    """The font files for paper, copied there at set-up by ``fulfilment.assets``.

    >>> fonts_dir().name
    'fonts'
    """
    return PACKAGE / "paper" / "fonts"


def _content(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
