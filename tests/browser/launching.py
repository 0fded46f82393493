"""Starts the browser of the tests for whoever makes pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import SWITCHES, UNPACKED


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the tests."""
    own = os.environ.get("CHROMIUM")
    environment: dict[str, str | float | bool] = dict(os.environ)
    if not own:
        environment |= {"LD_LIBRARY_PATH": str(UNPACKED / "lib"), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=own or UNPACKED / "chromium", args=SWITCHES, env=environment
        )
        yield launched
        launched.close()
