"""Every text of letters/screen.yaml is said somewhere: words that nobody reads would still be translated and signed."""

from __future__ import annotations

import re
from pathlib import Path

from fulfilment.surveys.answering import FAULT_CODES
from fulfilment.surveys.definition import QuestionType
from fulfilment.surveys.documents import PAGE_LINKS
from tests.webform.public_site import shipped_content

ROOT = Path(__file__).resolve().parents[2]
SAID = re.compile(r"""["']([a-z_]+\.[a-z_0-9]+)["']""")
# Families of keys that are put together: their members come from what they are named after.
FAMILIES = {
    *(f"error.{code}" for code in FAULT_CODES),
    *(f"error.code_{kind}" for kind in ("empty", "length", "symbol", "check")),
    *(f"hint.{kind}" for kind in QuestionType),
    *(f"label.{part}" for part in ("day", "month", "year")),
    *(f"footer.{page}" for page in ("help", "other_ways", "privacy", "cookies", "accessibility")),
    *(f"link.{slot}" for slot in PAGE_LINKS),
}


def test_every_text_on_screen_is_said_and_every_text_that_is_said_is_there() -> None:
    sources = [
        *(ROOT / "webform").rglob("*.py"),
        *(ROOT / "webform").rglob("*.jinja"),
        *(ROOT / "fulfilment").rglob("*.py"),
    ]
    literal = {key for path in sources for key in SAID.findall(path.read_text(encoding="utf-8"))}
    written = {key.split("@")[0] for key in shipped_content().screen}
    assert written - literal - FAMILIES == set()
    assert written >= FAMILIES
