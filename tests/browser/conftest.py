"""Chromium as a respondent's phone or an agent's desk, axe-core as the judge of accessibility.

The browser is the one that ``make test`` unpacks from npm into ``.browser/``, or the one that the environment variable
CHROMIUM names. It reaches this machine and no other: a page that asks another host for anything fails its test, as does
one whose scripts break or are refused by its own content security policy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, template_rendered
from jinja2 import Template
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
UNPACKED = ROOT / ".browser"
THIS_MACHINE = ("127.0.0.1", "localhost")
DEVICES = {"phone": (360, 740), "desk": (1280, 900)}  # CSS pixels: a small Android phone, an agent's screen
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

SWITCHES = [
    "--no-sandbox",  # CI runs as root, and these pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, " + ", ".join(f"EXCLUDE {host}" for host in THIS_MACHINE),
]

# What a test run looks at; every other pair of device and language is looked at in make soak.
LOOKED_AT = [
    ("phone", "en"),
    ("desk", "ur"),
    pytest.param("desk", "en", marks=pytest.mark.soak),
    pytest.param("phone", "ur", marks=pytest.mark.soak),
]

Axe = Callable[[Page], list[str]]
NewContext = Callable[..., BrowserContext]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that opens the browser carries the marker, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. A missing browser fails the tests: accessibility is never taken on trust."""
    own = os.environ.get("CHROMIUM")
    program = Path(own) if own else UNPACKED / "chromium"
    if not program.is_file():
        pytest.fail(f"there is no browser at {program}: run `make test`, or name one in CHROMIUM")
    environment: dict[str, str | float | bool] = dict(os.environ)
    if not own:
        environment |= {"LD_LIBRARY_PATH": str(UNPACKED / "lib"), "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=SWITCHES, env=environment)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """``new_context(device="phone", javascript=True, **playwright_options)``: a visitor with no cookies yet."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in THIS_MACHINE:
            wrong.append(f"{request.frame.url} asks another host for {request.url}")

    def note_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    def open_context(device: str = "phone", *, javascript: bool = True, **options: Any) -> BrowserContext:
        width, height = DEVICES[device]
        settings: dict[str, Any] = {"viewport": {"width": width, "height": height}, "java_script_enabled": javascript}
        context = browser.new_context(**(settings | options))
        context.set_default_timeout(15_000)  # ms; our choice: an honest page on a busy machine takes one
        context.on("request", note_request)
        context.on("console", note_console)
        context.on("weberror", lambda error: wrong.append(f"a script broke: {error.error}"))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    if wrong:
        pytest.fail("\n".join(dict.fromkeys(wrong)))


@pytest.fixture
def open_page(new_context: NewContext) -> OpenPage:
    """``open_page(device="phone", javascript=True, ...)``: a tab of its own visitor."""

    def open_one(device: str = "phone", *, javascript: bool = True, **options: Any) -> Page:
        return new_context(device, javascript=javascript, **options).new_page()

    return open_one


@contextmanager
def rendered(app: Flask) -> Iterator[set[str]]:
    """The names of the templates from which an application makes pages meanwhile."""
    names: set[str] = set()

    def note(sender: Flask, template: Template, **_: Any) -> None:
        names.add(str(template.name))

    with template_rendered.connected_to(note, app):
        yield names


def pages_in(folder: Path) -> set[str]:
    """The templates in a folder that are whole pages: they extend another, and none extends them."""
    texts = {f"{folder.name}/{file.name}": file.read_text(encoding="utf-8") for file in folder.glob("*.jinja")}
    frames = {name for name in texts if any(f'extends "{name}"' in text for text in texts.values())}
    return {name for name, text in texts.items() if "{% extends" in text} - frames


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The axe-core script, as npm brought it."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Axe:
    """``axe(page)``: what breaks WCAG 2.2 A or AA, a line each: rule, what it asks, where. Needs scripts on."""

    def violations(page: Page) -> list[str]:
        page.wait_for_load_state()  # a click returns when the next page begins, before it has all its elements
        if not page.evaluate("matchMedia('(scripting: enabled)').matches"):
            pytest.fail("axe-core cannot run in a page without scripts: open the page once more with javascript=True")
        page.evaluate(axe_source)  # not add_script_tag, which our content security policy refuses
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG_22_AA
        )
        return [
            f"{rule['id']}: {rule['help']}: {' | '.join(str(node['target']) for node in rule['nodes'])}"
            for rule in found["violations"]
        ]

    return violations
