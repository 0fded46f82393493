"""What the files of the two stores show to somebody who has them and no key: searched byte for byte after use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fulfilment.keys import codes, digests, references, sealing
from fulfilment.keys.ring import AnswersKey, OfficeKeys, PublicKeys, make
from fulfilment.store.engines import reading, transaction, vacuum
from fulfilment.store.office import cases, events, people, registered
from fulfilment.store.online import codes as online_codes
from fulfilment.store.online import drafts
from fulfilment.store.online.models import Draft, Request, Response
from tests.databases import bytes_of
from tests.store.conftest import NOW
from tests.store.rows import case, new_code, person, sample_file

WAVE = "adult-2026"
ANSWERS = {"comment": ["The tea trolley squeaked all night"], "ward_noise": ["2"]}
ASH = person(phone="07700 900123")


class Use:
    """One person's way through both stores: loaded, half answered, moved, lost the letter, sent, opted out."""

    def __init__(self, office, online, keys: Path):
        self.office, self.online = office, online
        self.keys, self.site = OfficeKeys.load(keys / "office"), PublicKeys.load(keys / "public")
        self.token = cases.new_token(os.urandom)
        with reading(office) as session:
            self.reference = cases.new_references(session, 1, os.urandom)[0]
        self.codes = [self.keys.access_code(WAVE, self.reference, issue) for issue in (1, 2)]
        self.draft_key = os.urandom(32)

    def run(self):
        self.load()
        self.go_live(1)
        self.answer()
        self.move()
        self.go_live(2)
        self.send()

    def load(self):
        key = self.keys.people(WAVE)
        with transaction(self.office) as session:
            cases.add(session, [case(self.token, self.reference, sample_file(session))])
            people.add(session, key, WAVE, {self.token: ASH})
            registered.register(session, "samples/rza.xlsx", "sample", WAVE, NOW)
            events.record(session, NOW, "elm", "sample_loaded", wave=WAVE, detail={"rows": 1})

    def secret(self, issue):
        with reading(self.online) as session:
            salt = online_codes.salt(session)
        return self.site.secret_of(codes.parse(codes.format(self.codes[issue - 1]).lower()), salt)

    def go_live(self, issue):
        with transaction(self.online) as session:
            row = new_code(self.token, issue, digest=self.secret(issue).digest)
            online_codes.add_ready(session, [row], NOW)
            online_codes.go_live(session, [(self.token, issue)], NOW)
        with transaction(self.office) as session:
            cases.raise_issue(session, self.token, issue)

    def answer(self):
        secret = self.secret(1)
        purpose = f"draft/{self.token}/adult"
        with transaction(self.online) as session:
            found = online_codes.by_digest(session, secret.digest)
            assert found is not None
            assert found.token == self.token
            drafts.begin(
                session, token=found.token, part="adult", wave=WAVE, language="en", instrument=found.instrument, at=NOW,
                wrapped_key=digests.wrap(self.draft_key, secret.wrapping_key),
                body=sealing.lock({"answers": {}}, self.draft_key, purpose),
            )  # fmt: skip
        for version in range(3):
            body = sealing.lock({"answers": ANSWERS}, self.draft_key, purpose)
            with transaction(self.online) as session:
                drafts.save(session, self.token, "adult", version=version, body=body, language="en", at=NOW)

    def move(self):
        moved = person(phone="07700 900123", address=("1 Sorrel Yard", "Nether Dunmarrow"), postcode="ZZ99 7ZZ")
        asked = sealing.seal({"address": list(moved.address), "postcode": moved.postcode}, self.site.requests_pub[WAVE])
        with transaction(self.online) as session:
            session.add(
                Request(token=self.token, wave=WAVE, kind="new_address", source="online", sealed=asked, made_at=NOW)
            )
        with transaction(self.office) as session:
            people.replace(session, self.keys.people(WAVE), self.token, moved)

    def send(self):
        payload = {"answers": ANSWERS, "token": self.token, "sent_at": NOW.isoformat()}
        with transaction(self.online) as session:
            session.add(
                Response(
                    token=self.token, part="adult", mode="online", wave=WAVE, kind="live", language="en",
                    instrument="adult@0123456789ab", answered=2, sent_at=NOW,
                    sealed=sealing.seal(payload, self.site.answers_pub),
                    escrow=sealing.seal(payload, self.site.escrow_pub),
                )
            )  # fmt: skip
            drafts.destroy(session, self.token)
            online_codes.stop(session, self.token, "opted_out", NOW)

    @property
    def of_the_person(self):
        both = (ASH, person(address=("1 Sorrel Yard", "Nether Dunmarrow"), postcode="ZZ99 7ZZ"))
        lines = {line for someone in both for line in (*someone.address, someone.postcode)}
        return lines | {"Margaret", "Ash-Featherstone", "9990000018", "999 000 0018", "07700 900123", "1944-02-29"}

    @property
    def of_the_codes(self):
        return {text for code in self.codes for text in (code, codes.format(code), code[:8])}

    @property
    def of_the_answers(self):
        return {ANSWERS["comment"][0], "tea trolley", "ward_noise", '"2"'}

    @property
    def secrets(self):
        office = {self.keys.digest_key, self.keys.people(WAVE).secret, self.keys.codes(WAVE).key, self.draft_key}
        return office | {self.secret(issue).wrapping_key for issue in (1, 2)}


def shown(store, words, keys=frozenset()):
    """Which of the words, in any usual writing, and which keys stand in the store's files, its log or its index."""
    files = bytes_of(store)
    assert files
    written = {
        word: [form.encode(code) for form in (word, word.lower(), word.upper()) for code in ("utf-8", "utf-16-le")]
        for word in words
    }
    found = {word for word, forms in written.items() if any(form in file for form in forms for file in files)}
    plain = {bytes(key) for key in keys} | {key.hex().encode() for key in keys}
    return found | {key for key in plain if any(key in file for file in files)}


@pytest.fixture(params=["as it runs", "vacuumed"])
def used(request, office, online, tmp_path):
    make(tmp_path / "keys", [WAVE], digests.CHEAP)
    use = Use(office, online, tmp_path / "keys")
    use.run()
    if request.param == "vacuumed":
        vacuum(office)
        vacuum(online)
    elif online.dialect.name == "sqlite":
        assert (tmp_path / "online.db-wal").stat().st_size > 0  # the log is searched too
    return use


def test_the_search_finds_what_is_there(used):
    """Else it could find nothing because it looks in the wrong place."""
    assert shown(used.office, {used.reference, used.token, "RZA", "sample_loaded"}) == {
        used.reference,
        used.token,
        "RZA",
        "sample_loaded",
    }
    assert shown(used.online, {used.token, "Dunmarrow Hospitals"}) == {used.token, "Dunmarrow Hospitals"}


def test_the_office_store_shows_no_person_no_code_and_no_answer(used):
    words = used.of_the_person | used.of_the_codes | used.of_the_answers
    assert shown(used.office, words, used.secrets) == set()


def test_the_online_store_shows_no_person_no_reference_no_code_and_no_answer(used):
    reference = {used.reference, references.format(used.reference)}
    words = used.of_the_person | reference | used.of_the_codes | used.of_the_answers
    assert shown(used.online, words, used.secrets) == set()


def test_with_their_keys_the_stores_still_open(used, tmp_path):
    with reading(used.office) as session:
        someone = people.get(session, used.keys.people(WAVE), used.token)
    assert someone is not None
    assert someone.postcode == "ZZ99 7ZZ"
    with reading(used.online) as session:
        response = session.get_one(Response, 1)
        request = session.get_one(Request, 1)
    assert AnswersKey.load(tmp_path / "keys" / "answers").open(response.sealed)["answers"] == ANSWERS
    assert AnswersKey.load(tmp_path / "keys" / "escrow", "escrow.key").open(response.escrow)["token"] == used.token
    assert sealing.open_sealed(request.sealed, used.keys.requests(WAVE))["postcode"] == "ZZ99 7ZZ"


def test_nothing_of_a_destroyed_draft_is_left_after_a_vacuum(office, online, tmp_path):
    """Even encrypted: who finds the old letter must not open an old draft."""
    make(tmp_path / "keys", [WAVE], digests.CHEAP)
    use = Use(office, online, tmp_path / "keys")
    use.load()
    use.go_live(1)
    use.answer()
    with reading(online) as session:
        draft = session.get_one(Draft, (use.token, "adult"))
    with transaction(online) as session:
        drafts.destroy(session, use.token)
    vacuum(online)
    left = (draft.wrapped_key, draft.body[:64], draft.body[-64:])
    assert not any(piece in file for piece in left for file in bytes_of(online))
