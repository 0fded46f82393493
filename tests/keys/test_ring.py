"""The key ring: made once, closed to others, each program with its own folder and nothing more."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.keys import codes, digests, ring, sealing
from fulfilment.keys.files import KeyFile
from fulfilment.keys.ring import AnswersKey, OfficeKeys, PublicKeys, StaffKeys


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refusal(do) -> FulfilmentError:
    with pytest.raises(FulfilmentError) as refused:
        do()
    return refused.value


def test_every_key_is_closed_to_other_accounts(keys):
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.rglob("*") if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.rglob("*") if path.is_file()} == {0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def run_alone(code: str, folder: Path) -> str:
    """What a program of its own prints: for what holds for a whole process."""
    start = "import os, sys, pathlib\nfrom fulfilment.keys import ring\nfolder = pathlib.Path(sys.argv[1])\n"
    command = [sys.executable, "-c", start + textwrap.dedent(code), str(folder)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    return ran.stdout.strip()


def test_a_careless_umask_does_not_open_the_keys(tmp_path):
    run_alone("os.umask(0); ring.make(folder, ['w']); ring.make_wave(folder, 'v')", tmp_path / "keys")
    test_every_key_is_closed_to_other_accounts(tmp_path / "keys")


def test_the_public_site_can_open_nothing_that_was_sent_and_derive_no_code(keys):
    names = set(content(keys / "public"))
    waves = {f"waves/{wave}/requests.pub" for wave in ("adult-2026", "under16-2026")}
    assert names == {"digest.key", "sessions.key", "answers.pub", "escrow.pub", *waves}
    public = PublicKeys.load(keys / "public")
    requests = OfficeKeys.load(keys / "office").requests("adult-2026")
    assert sealing.open_sealed(sealing.seal({"a": 1}, public.requests_pub["adult-2026"]), requests) == {"a": 1}


def test_answers_open_with_answers_key_and_with_escrow_key_and_no_other(keys):
    public = PublicKeys.load(keys / "public")
    answers, escrow = AnswersKey.load(keys / "answers"), AnswersKey.load(keys / "escrow", "escrow.key")
    sealed, twin = sealing.seal({"q": ["1"]}, public.answers_pub), sealing.seal({"q": ["1"]}, public.escrow_pub)
    assert answers.open(sealed) == escrow.open(twin) == {"q": ["1"]}
    refusal(lambda: answers.open(twin))
    refusal(lambda: escrow.open(sealed))


def test_staff_and_back_office_derive_the_same_codes_and_read_the_same_people(keys):
    office, staff = OfficeKeys.load(keys / "office"), StaffKeys.load(keys / "staff")
    assert office.waves == staff.waves == {"adult-2026", "under16-2026"}
    for wave in office.waves:
        code = office.access_code(wave, "123456785", 1)
        assert code == staff.access_code(wave, "123456785", 1)
        assert codes.is_valid(code)
        assert staff.people(wave).open("t", office.people(wave).seal("t", {"a": 1})) == {"a": 1}
        assert office.requests_pub(wave) == PublicKeys.load(keys / "public").requests_pub[wave]
    assert office.access_code("adult-2026", "123456785", 1) != office.access_code("under16-2026", "123456785", 1)


def test_a_typed_code_is_found_by_what_the_back_office_computed(keys):
    office, public = OfficeKeys.load(keys / "office"), PublicKeys.load(keys / "public")
    code = office.access_code("adult-2026", "123456785", 1)
    assert office.secret_of(code, bytes(16)) == public.secret_of(code, bytes(16))
    assert public.cost == office.cost == digests.CHEAP


def test_each_site_has_its_own_key_for_cookies(keys):
    assert PublicKeys.load(keys / "public").sessions_key != StaffKeys.load(keys / "staff").sessions_key


def test_no_two_keys_are_equal(keys):
    secrets = [json.loads(text)["key"] for name, text in content(keys).items() if name.endswith(".key")]
    of_waves, cookies, others = 2 * 3, 2, 4  # the others: digest, staff, answers, escrow
    assert len(set(secrets)) == of_waves + cookies + others


@pytest.mark.parametrize("load", [PublicKeys, OfficeKeys, StaffKeys, AnswersKey])
def test_loaded_keys_show_no_key(keys, load):
    folder = {PublicKeys: "public", OfficeKeys: "office", StaffKeys: "staff", AnswersKey: "answers"}[load]
    loaded = load.load(keys / folder)
    shown = repr(loaded) + str(loaded) + (repr(loaded.codes("adult-2026")) if load is OfficeKeys else "")
    for name, text in content(keys).items():
        if name.endswith((".key", ".pub")):
            key = json.loads(text)["key"]
            assert key not in shown
            assert repr(bytes.fromhex(key))[2:-1] not in shown
    assert repr(KeyFile("codes.key", bytes(32))) == "KeyFile(role='codes.key', more={})"


def test_a_ring_is_never_overwritten(keys):
    before = content(keys)
    assert refusal(lambda: ring.make(keys, ["adult-2027"])).code == "keys-exist"
    assert refusal(lambda: ring.make_wave(keys, "adult-2026")).code == "keys-exist"
    assert refusal(lambda: ring.make_missing(keys, ["adult-2026", "under16-2026"])).code == "keys-exist"
    assert content(keys) == before
    assert [path.name for path in keys.parent.iterdir()] == ["keys"]


def test_a_new_wave_gets_keys_of_its_own_and_changes_no_other(keys):
    before = content(keys)
    ring.make_wave(keys, "adult-2027")
    after = content(keys)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 7
    assert "adult-2027" in OfficeKeys.load(keys / "office").waves


def test_a_wave_half_made_by_a_crash_is_completed_with_the_keys_the_office_has(keys):
    ring.make_wave(keys, "adult-2027")
    office = content(keys / "office")
    for program in ("staff", "public"):
        for file in (keys / program / "waves" / "adult-2027").iterdir():
            file.unlink()
        (keys / program / "waves" / "adult-2027").rmdir()
        ring.make_wave(keys, "adult-2027")
    assert content(keys / "office") == office
    office_keys, staff_keys = OfficeKeys.load(keys / "office"), StaffKeys.load(keys / "staff")
    assert office_keys.codes("adult-2027") == staff_keys.codes("adult-2027")
    assert PublicKeys.load(keys / "public").requests_pub["adult-2027"] == office_keys.requests_pub("adult-2027")


def test_of_many_who_make_keys_at_once_one_succeeds(tmp_path):
    folder = tmp_path / "keys"
    attempts = 16

    def attempt(_):
        try:
            ring.make(folder, ["adult-2026"], digests.CHEAP)
        except FulfilmentError as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(attempts) as at_once:
        outcomes = list(at_once.map(attempt, range(attempts)))
    assert sorted(outcomes) == ["keys-exist"] * (attempts - 1) + ["made"]
    OfficeKeys.load(folder / "office")
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_of_many_who_add_a_wave_at_once_all_end_with_the_same_keys(keys):
    def attempt(_):
        try:
            ring.make_wave(keys, "adult-2027")
        except FulfilmentError as error:
            return error.code
        return "made"

    with ThreadPoolExecutor(16) as at_once:
        outcomes = set(at_once.map(attempt, range(16)))
    assert outcomes <= {"made", "keys-exist"}
    if (
        not (keys / "public" / "waves" / "adult-2027").is_dir()
        or not (keys / "staff" / "waves" / "adult-2027").is_dir()
    ):
        ring.make_wave(keys, "adult-2027")
    assert OfficeKeys.load(keys / "office").codes("adult-2027") == StaffKeys.load(keys / "staff").codes("adult-2027")


def test_keys_made_from_the_same_randomness_are_the_same(tmp_path):
    def repeatable(seed):
        count = iter(range(1000))
        return lambda size: bytes([seed, next(count)] * (size // 2))

    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        ring.make(tmp_path / name, ["w"], digests.CHEAP, repeatable(seed))
    keep = {name: {n: c for n, c in content(tmp_path / name).items() if not n.endswith("canary")} for name in "abc"}
    assert keep["a"] == keep["b"] != keep["c"]


@pytest.mark.parametrize("wave", ["", "Adult", "a/b", "..", "adult 2026", "-a", "a--b", "adult_2026"])
def test_a_wave_whose_name_could_not_be_a_folder_is_refused(keys, wave):
    before = content(keys)
    assert refusal(lambda: ring.make_wave(keys, wave)).code == "wave-name"
    assert content(keys) == before


def test_a_wave_without_keys_is_named(keys):
    error = refusal(lambda: OfficeKeys.load(keys / "office").people("adult-1999"))
    assert "adult-1999" in str(error)
    assert "fulfilment keys make" in str(error)


def damaged(keys: Path, file: str, how: str) -> None:
    path = keys / "office" / file
    content = json.loads(path.read_text())
    if how == "missing":
        path.unlink()
    elif how == "open":
        path.chmod(0o640)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "list":
        path.write_text("[]")
    elif how == "short":
        path.write_text(json.dumps(content | {"key": content["key"][:-2]}))
    elif how == "changed":
        path.write_text(json.dumps(content | {"key": ("0" if content["key"][0] != "0" else "1") + content["key"][1:]}))
    elif how == "swapped":
        path.write_bytes((keys / "staff" / "staff.key").read_bytes())
    elif how == "folder":
        path.unlink()
        path.mkdir()


FAULTS = {
    "missing": "key-missing",
    "open": "key-permissions",
    "empty": "key-damaged",
    "list": "key-damaged",
    "short": "key-length",
    "changed": "key-damaged",
    "swapped": "key-wrong-role",
    "folder": "key-damaged",
}


@pytest.mark.parametrize("file", ["digest.key", "answers.pub", "waves/adult-2026/codes.key"])
@pytest.mark.parametrize("how", FAULTS)
def test_a_key_file_that_is_not_right_is_named_and_never_shown(keys, file, how):
    key = json.loads((keys / "office" / file).read_text())["key"]
    damaged(keys, file, how)
    error = refusal(lambda: OfficeKeys.load(keys / "office"))
    assert [fault.code for fault in error.faults] == [FAULTS[how]]
    assert Path(file).name in str(error)
    assert key[:16] not in str(error)


def test_every_fault_of_a_folder_is_told_at_once(keys):
    damaged(keys, "digest.key", "missing")
    damaged(keys, "escrow.pub", "changed")
    damaged(keys, "waves/adult-2026/people.key", "open")
    (keys / "office").chmod(0o755)
    error = refusal(lambda: OfficeKeys.load(keys / "office"))
    assert sorted(fault.code for fault in error.faults) == [
        "key-damaged",
        "key-missing",
        "key-permissions",
        "key-permissions",
    ]
    assert "chmod 700" in str(error)


def test_a_secret_key_that_is_off_line_is_said_to_be_missing(keys):
    (keys / "answers" / "answers.key").unlink()
    assert "answers.key is missing" in str(refusal(lambda: AnswersKey.load(keys / "answers")))


def test_keys_that_cannot_be_written_are_refused_and_leave_nothing(tmp_path):
    error = refusal(lambda: ring.make(tmp_path / "nowhere" / "keys", ["w"], digests.CHEAP))
    assert error.code == "keys-not-made"
    assert list(tmp_path.iterdir()) == []


def test_keys_of_another_account_are_refused_by_name(keys):
    (keys / "office").chmod(0)
    told = run_alone(
        """
        from fulfilment.errors import FulfilmentError
        if os.getuid() == 0:
            os.setuid(65534)  # nothing is closed to the administrator
        try:
            ring.OfficeKeys.load(folder / "office")
        except FulfilmentError as error:
            print(error)
        """,
        keys,
    )
    (keys / "office").chmod(0o700)
    assert "digest.key can't be read: Permission denied" in told


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(tmp_path):
    refused = run_alone(
        """
        import resource
        from fulfilment.errors import FulfilmentError
        resource.setrlimit(resource.RLIMIT_FSIZE, (150, 150))  # room for a key, not for a canary
        try:
            ring.make(folder, ['w'])
        except FulfilmentError as error:
            print(error.code)
        """,
        tmp_path / "keys",
    )
    assert refused == "keys-not-made"
    assert list(tmp_path.iterdir()) == []
