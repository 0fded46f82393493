"""A public site on a store of its own, with codes that open it, for tests."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import waitress
from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.test import Client, TestResponse

from fulfilment.keys import codes as access_codes
from fulfilment.keys import ring
from fulfilment.keys.digests import CHEAP
from fulfilment.shipped import letters_dir, translations_dir
from fulfilment.store import engines, migrating
from fulfilment.store.online import codes
from fulfilment.store.online.codes import NewCode
from fulfilment.surveys.content import Content
from tests import databases
from tests.databases import Stores
from tests.webform.brief import brief
from webform.public import PublicSettings, create_public_app

ADULT, UNDER_16 = "adult-2026", "under16-2026"
QUESTIONNAIRES = {
    "adult": ("adult", ADULT, "adult"),
    "parent_0_7": ("under16", UNDER_16, "0-7"),
    "child_8_11": ("under16", UNDER_16, "8-11"),
    "young_person_12_15": ("under16", UNDER_16, "12-15"),
}
CLOSING = {"adult": date(2026, 9, 30), "under16": date(2026, 9, 30)}
TRUST = "Rosewater <b>Hospitals</b> NHS Trust"  # a name that would show if it were not escaped


@cache
def shipped_content() -> Content:
    """The content that comes with the program."""
    return Content.load(letters_dir(), translations_dir())


@cache
def brief_content() -> Content:
    """The same with few questions: most tests are about the site and not about what it asks."""
    return brief(shipped_content())


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = field(default_factory=lambda: datetime(2026, 5, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@dataclass
class PublicSite:
    """The application, and what a test needs to look behind it."""

    app: Flask
    engine: Engine
    keys: ring.PublicKeys
    ring_folder: Path
    clock: Clock
    content: Content
    made: int = 0

    def code(self, questionnaire: str = "adult", *, live: bool = True, trust: str = TRUST) -> tuple[str, str]:
        """A new case: its access code and its token."""
        self.made += 1
        office = ring.OfficeKeys.load(self.ring_folder / "office")
        survey, wave, band = QUESTIONNAIRES[questionnaire]
        key_id, key = office.codes(wave)
        code = access_codes.derive(key, key_id, wave, f"{self.made:09}", 1)
        token = f"{self.made:032x}"
        with engines.transaction(self.engine) as session:
            digest = self.keys.secret_of(code, codes.salt(session)).digest
            instrument = self.content.questionnaire(survey, questionnaire).instrument
            new = NewCode(token, 1, "live", wave, survey, "en", questionnaire, instrument, trust, band, digest)
            codes.add_ready(session, [new], self.clock())
            if live:
                codes.go_live(session, [(token, 1)], self.clock())
        return code, token

    def visitor(self, address: str | None = None, **headers: str) -> Visitor:
        """A browser without cookies; ``address`` is its own on the network."""
        client = self.app.test_client()
        if address:
            client.environ_base["REMOTE_ADDR"] = address
        client.environ_base.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
        return Visitor(client)

    def dump(self) -> list[object]:
        """Every row of the store."""
        tables = ("settings", "codes", "drafts", "sessions", "responses", "requests", "attempts")
        with self.engine.connect() as connection:
            return [tuple(row) for table in tables for row in connection.execute(text(f"select * from {table}"))]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What is really in the store."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def opened_responses(self) -> list[dict[str, Any]]:
        """Every sent response, opened with the secret key that the site does not have."""
        key = ring.AnswersKey.load(self.ring_folder / "answers")
        with self.engine.connect() as connection:
            return [
                key.open(row.sealed) for row in connection.execute(text("select sealed from responses order by id"))
            ]


HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
PREFIX = "https://survey.example.org"


class Visitor:
    """A browser without JavaScript: follows redirects, sends hidden fields and a same-origin Referer as browsers do."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = ""
        self.path = ""
        self.status = 0

    def get(self, path: str) -> Visitor:
        """Open an address."""
        return self._took(self.client.get(path, base_url=PREFIX, follow_redirects=True, buffered=True))

    def post(
        self, path: str | None = None, data: dict[str, object] | None = None, referer: str | None = None
    ) -> Visitor:
        """Send the page's form with what was typed."""
        fields: dict[str, object] = dict(HIDDEN.findall(self.page))
        fields |= data or {}
        target = path or self.path
        response = self.client.post(
            target,
            base_url=PREFIX,
            data=fields,
            headers={"Referer": referer or PREFIX + self.path},
            follow_redirects=True,
        )
        return self._took(response)

    def start(self, code: str, letter: str = "A", language: str = "EN") -> Visitor:
        """Scan the letter and press start."""
        return self.get(f"/{letter}-{language}/{code}").post()

    @property
    def question(self) -> str:
        """The id of the question on the page."""
        return self.path.partition("?")[0].rpartition("/")[2]

    def _took(self, response: TestResponse) -> Visitor:
        self.page = response.get_data(as_text=True)
        self.status = response.status_code
        query = response.request.query_string.decode()
        self.path = response.request.path + (f"?{query}" if query else "")
        self.response = response
        return self


def make_store(folder: Path) -> None:
    """An online store without a row, and a key ring whose codes cost little."""
    ring.make(folder / "keys", [ADULT, UNDER_16], CHEAP)
    engine = engines.online(f"sqlite:///{folder / 'online.db'}")
    migrating.upgrade(engine, "online")
    engine.dispose()


def make_site(
    folder: Path,
    content: Content | None = None,
    settings: PublicSettings | None = None,
    stores: Stores | None = None,
) -> PublicSite:
    """A site on the keys in a folder and the store there, or on other stores, which it opens with its own role.

    Without ``content`` it is the brief one.
    """
    content = content or brief_content()
    stores = stores or databases.empty("sqlite", folder)
    engine = stores.online
    keys = ring.PublicKeys.load(folder / "keys" / "public")
    clock = Clock()
    own = engine if stores.kind == "sqlite" else stores.used_by("public").online
    app = create_public_app(own, keys, content, clock, settings or PublicSettings(closing=CLOSING))
    return PublicSite(app, engine, keys, folder / "keys", clock, content)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, by the server that ``webform public`` uses; gives its address."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=10)
