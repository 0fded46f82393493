"""The public program on a host of its own: the online store, its own keys, and nothing else of the workspace."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from fulfilment.keys import codes
from tests import season
from tests.browser import robot
from tests.browser.conftest import OpenPage


def test_the_public_program_answers_with_only_the_online_store_and_its_own_keys(
    tmp_path: Path, open_page: OpenPage
) -> None:
    workspace = season.loaded(tmp_path / "workspace", {season.ADULT: 3})
    season.clear(workspace, season.ADULT)
    season.released(workspace, season.ADULT)
    case = next(case for case in season.cases_of(workspace, season.ADULT) if case.state == "open")
    code = codes.format(workspace.office_keys().access_code(case.wave, case.reference, case.issue))
    workspace.office.dispose()
    workspace.online.dispose()
    host = tmp_path / "host"
    host.mkdir()
    shutil.copytree(workspace.keys / "public", host / "keys")
    for file in workspace.path.glob("online.db*"):  # the journal too
        shutil.copy(file, host)
    shutil.rmtree(workspace.path)
    with _running(host) as site:
        page = open_page("phone")
        page.goto(f"{site}/en/")
        page.locator("main input[type=text]").fill(code)
        robot.press(page)
        robot.press(page)
        assert urlsplit(page.url).path == "/en/adult/adult/gp_contacts"
        page.locator("input[name=gp_contacts]").first.check()
        robot.press(page)
        assert urlsplit(page.url).path == "/en/adult/adult/gp_serious"


@contextmanager
def _running(host: Path) -> Iterator[str]:
    """``webform public`` as its own process in a folder with nothing but its store and keys."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "from webform.command import main; main()", "public"]
    options = ["--store", f"sqlite:///{host / 'online.db'}", "--keys", str(host / "keys")]
    options += ["--closes", "adult=2099-12-31"]
    listen = ["--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [*program, *options, *listen], cwd=host, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if "Ctrl-C" in line:
                    break
            else:
                raise AssertionError(f"the program ended with {process.wait()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
