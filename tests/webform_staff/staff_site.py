"""A staff site beside a public one: both stores, people in them, an agent who can sign in."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, text

from fulfilment.keys import accounts, ring
from fulfilment.store import engines, migrating
from fulfilment.store.office import cases, events, people, staff
from fulfilment.store.office.models import Case, Clearance, Event, Mailing, Piece
from fulfilment.store.online import codes
from fulfilment.store.online.codes import NewCode
from fulfilment.surveys.content import Content
from fulfilment.waves import Signatory, Trust, Wave
from tests import databases
from tests.databases import Stores
from tests.store import rows
from tests.webform.public_site import ADULT, QUESTIONNAIRES, UNDER_16, PublicSite, Visitor, make_site, make_store
from webform.staff import create_staff_app

AGENT = "ash.grove"
SIGNATORY = Signatory(name="Dr Helen Ashgrove", role="Chief Executive")
TRUST = Trust(code="RZA", name="Northmere <b>Hospitals</b> NHS Trust", signatory=SIGNATORY)
CHILDRENS = Trust(code="RYA", name="Merrowdale Children’s NHS Trust", ptc="P01", signatory=SIGNATORY)
OFFICE_TABLES = (
    "cases",
    "people",
    "pieces",
    "events",
    "outcome_changes",
    "undos",
    "requests_acted",
    "collected",
    "staff",
    "staff_sessions",
    "chain_head",
)


def wave(survey: str, trust: Trust) -> Wave:
    """A wave whose fieldwork goes on while the tests' clock runs."""
    return Wave(
        id=f"{survey}-2026", survey=survey, discharged_from=date(2025, 11, 1), discharged_to=date(2026, 1, 31),
        fieldwork_starts=date(2026, 4, 1), fieldwork_ends=date(2026, 9, 30), address="survey.example.org",
        trusts=(trust,),
    )  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A case that a test made: what stands in the stores, and what is printed on the letter."""

    token: str
    reference: str
    code: str


@dataclass
class StaffSite:
    """Both applications on the same stores, and what a test needs to look behind them."""

    public: PublicSite
    app: Flask
    office: Engine
    keys: ring.StaffKeys
    waves: dict[str, Wave]
    agents: dict[str, staff.Credentials] = field(default_factory=dict)
    made: int = 0
    sample_file: int | None = None

    def case(self, questionnaire: str = "adult", *, live: bool | None = True, **other: str) -> Known:
        """A new case with a person. ``live``: its code is live (True), ready (False) or not there yet (None)."""
        self.made += 1
        survey, wave_id, band = QUESTIONNAIRES[questionnaire]
        token, now = f"{self.made:032x}", self.public.clock()
        trust = self.waves[wave_id].trusts[0]
        with engines.transaction(self.office) as store:
            [reference] = cases.new_references(store, 1, os.urandom)
            columns = {"wave": wave_id, "survey": survey, "age_band": band, "trust": trust.code, "language": "en"}
            person = {name: other.pop(name) for name in ("given", "family", "postcode") if name in other}
            self.sample_file = self.sample_file or rows.sample_file(store)
            cases.add(store, [rows.case(token, reference, self.sample_file, **columns | other)])
            people.add(store, self.keys.people(wave_id), wave_id, {token: rows.person(**person)})
        code = self.keys.access_code(wave_id, reference, 1)
        if live is not None:
            instrument = self.public.content.questionnaire(survey, questionnaire).instrument
            with engines.transaction(self.public.engine) as store:
                digest = self.keys.secret_of(code, codes.salt(store)).digest
                new = NewCode(
                    token, 1, "live", wave_id, survey, "en", questionnaire, instrument, trust.name, band, digest
                )
                codes.add_ready(store, [new], now)
                if live:
                    codes.go_live(store, [(token, 1)], now)
        return Known(token, reference, code)

    def letter(self, known: Known, state: str) -> None:
        """A letter of the first contact to a case, in some state."""
        now = self.public.clock()
        with engines.transaction(self.office) as store:
            case = store.get_one(Case, known.token)
            clearance = Clearance(
                wave=case.wave, kind="trace", as_of=now, imported_at=now, imported_by="setup", sha256=known.token,
                people=1, flagged=0,
            )  # fmt: skip
            store.add(clearance)
            store.flush()
            mailing = Mailing(
                wave=case.wave, contact=1, trusts=[case.trust], state="released", clearance_id=clearance.id,
                planned_at=now, planned_by="setup", released_at=now, released_by="setup", excluded={},
            )  # fmt: skip
            store.add(mailing)
            store.flush()
            piece = Piece(
                mailing_id=mailing.id, token=known.token, wave=case.wave, contact=1, kind="live", issue=1, attempt=1,
                state=state,
            )  # fmt: skip
            store.add(piece)

    def enrol(self, name: str = AGENT) -> staff.Credentials:
        """An account."""
        with engines.transaction(self.office) as store:
            made = staff.enrol(store, self.keys.staff_key, name, "agent", self.public.clock(), "setup", os.urandom)
        self.agents[name] = made
        return made

    def visitor(self) -> Visitor:
        """A browser in which nobody has signed in."""
        return Visitor(self.app.test_client())

    def agent(self, name: str = AGENT) -> Visitor:
        """A browser in which an agent has signed in."""
        if name not in self.agents:
            self.enrol(name)
        self.public.clock.wait(seconds=accounts.STEP_SECONDS)  # a code counts once
        visitor = self.visitor().get("/sign-in").post(data=self.credentials(name))
        assert visitor.path == "/"
        return visitor

    def credentials(self, name: str = AGENT) -> dict[str, object]:
        """What the agent types into the sign-in page at this moment."""
        made = self.agents[name]
        code = accounts.totp_code(made.totp_secret, self.public.clock())
        return {"name": name, "password": made.password, "code": code}

    def opened(self, known: Known, reason: str = "answer_by_phone", visitor: Visitor | None = None) -> Visitor:
        """An agent with this case open."""
        agent = visitor or self.agent()
        agent.get("/").post("/find/reference", {"reference": known.reference})
        assert agent.path == "/found"
        agent.post("/open", {"reason": reason})
        assert (agent.path, agent.status) == ("/case", 200)
        return agent

    def events(self, kind: str) -> list[Event]:
        """The events of one kind."""
        with engines.reading(self.office) as store:
            assert events.verify(store) == []
            return [event for event in store.query(Event).order_by(Event.id) if event.kind == kind]

    def dump(self) -> list[object]:
        """Every row of both stores that the site may write."""
        with self.office.connect() as connection:
            tables = [connection.execute(text(f"select * from {table}")) for table in OFFICE_TABLES]
            return [*(tuple(row) for table in tables for row in table), *self.public.dump()]


def question_fields(page: str) -> set[str]:
    """The names of the fields of a page's form."""
    return set(re.findall(r'name="([a-z][a-z_]*)"', page)) - {"viewport", "csrf_token"}


def plain(page: str) -> str:
    """The words of a page."""
    body = page.partition("<body")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def make_stores(folder: Path) -> None:
    """Both stores without a row, and a key ring whose codes cost little."""
    make_store(folder)
    office = engines.office(f"sqlite:///{folder / 'office.db'}")
    migrating.upgrade(office, "office")
    office.dispose()


def make_staff_site(folder: Path, stores: Stores | None = None, content: Content | None = None) -> StaffSite:
    """Both sites on the keys in a folder and the stores there, or on other stores, each with its own role."""
    stores = stores or databases.empty("sqlite", folder)
    public = make_site(folder, content, stores=stores)
    own = stores if stores.kind == "sqlite" else stores.used_by("staff")
    keys = ring.StaffKeys.load(folder / "keys" / "staff")
    waves = {ADULT: wave("adult", TRUST), UNDER_16: wave("under16", CHILDRENS)}
    app = create_staff_app(own.office, own.online, keys, public.content, waves, public.clock)
    return StaffSite(public, app, stores.office, keys, waves)
