"""Set-up: what is installed is locked, nothing points at another machine, and the wheel carries everything."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "webform" / "static" / "nhsuk"
LARGEST_BYTES = 600_000  # our choice: whatever is larger is someone else's and comes from its registry

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = [r"\.".join(host) for host in (("py" + "pi", "org"), ("python" + "hosted", "org"), ("npm" + "js", "org"))]
MACHINE_PATHS = ["/" + name + "/" for name in ("work", "ro" + "ot", "far" + "m")] + ["/ho" + r"me/[a-z]"]
ELSEWHERE = re.compile("|".join([*REGISTRIES, *(rf"(?<![\w.}}*-]){path}" for path in MACHINE_PATHS)]))


def tracked_files() -> list[Path]:
    """The files of the project as git would take them: what is ignored is left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def settings() -> configparser.ConfigParser:
    """What setup.cfg says."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def names_in(requirements: str) -> set[str]:
    """The distributions that a list of requirements names, in lower case."""
    return {re.split(r"[\[<>=;\s]", line)[0].lower() for line in requirements.split("\n") if line.strip()}


def test_the_lock_of_npm_names_no_address_of_a_package():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if {"resolved", "funding"} & package.keys()] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_npm_packages_are_pinned_to_one_release():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    releases = package["dependencies"] | package["devDependencies"]
    assert {name: release for name, release in releases.items() if not release[0].isdigit()} == {}


def test_every_requirement_is_locked():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {line.partition("==")[0].lower() for line in lines if "==" in line}
    config = settings()
    wanted = names_in(config["options"]["install_requires"])
    wanted |= {name for extra in config["options.extras_require"].values() for name in names_in(extra)}
    assert wanted - locked == set()
    assert [line for line in lines if "://" in line or " @ " in line] == []


@pytest.mark.parametrize(("folders", "extras"), [(("fulfilment", "webform"), ()), (("tests",), ("test", "postgres"))])
def test_nothing_is_imported_that_an_installation_lacks(folders, extras):
    config = settings()
    installed = names_in(config["options"]["install_requires"])
    installed |= {name for extra in extras for name in names_in(config["options.extras_require"][extra])}
    brought_along = {"jinja2", "markupsafe", "werkzeug", "pydantic_core"}  # by Flask, and by pydantic
    homes = packages_distributions()
    lacking = set()
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for module in imported_modules(file) - sys.stdlib_module_names - {"fulfilment", "webform", "tests"}:
            distributions = {name.lower() for name in homes.get(module, [module])}
            if not distributions & (installed | brought_along):
                lacking.add(f"{file.relative_to(ROOT)} imports {module}")
    assert lacking == set()


def imported_modules(file: Path) -> set[str]:
    """The top-level names that a module imports when it is imported; what a function imports may be an extra."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_no_file_is_large():
    sizes = {str(file.relative_to(ROOT)): file.stat().st_size for file in tracked_files()}
    assert {name: size for name, size in sizes.items() if size > LARGEST_BYTES} == {}


def test_no_file_names_a_registry_or_a_folder_of_somebodys_machine():
    found = []
    for file in tracked_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a workbook
        found += [f"{file.relative_to(ROOT)}: {match.group()}" for match in ELSEWHERE.finditer(text)]
    assert found == []


@pytest.mark.parametrize("name", ["nhsuk-frontend.min.css", "nhsuk-frontend-rtl.min.css"])
def test_the_stylesheet_asks_no_other_host_for_anything(name):
    css = (FRONTEND / name).read_text(encoding="utf-8")
    assert "@font-face" not in css
    assert re.findall(r"(?:https?:)?//[a-z]", css) == []


@pytest.mark.parametrize("name", ["nhsuk-frontend.min.css", "nhsuk-frontend-rtl.min.css"])
def test_the_stylesheet_names_only_pictures_that_are_there(name):
    css = (FRONTEND / name).read_text(encoding="utf-8")
    pictures = set(re.findall(r"url\(['\"]?([^)'\"#]+)", css)) - {""}
    assert pictures
    assert [picture for picture in pictures if not (FRONTEND / picture).is_file()] == []


def test_the_right_to_left_stylesheet_is_the_mirrored_one():
    plain = (FRONTEND / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    mirrored = (FRONTEND / "nhsuk-frontend-rtl.min.css").read_text(encoding="utf-8")
    for left, right in (
        ("padding-left", "padding-right"),
        ("margin-left", "margin-right"),
        ("float:left", "float:right"),
    ):
        assert plain.count(left) != plain.count(right), f"{left} would not show whether the stylesheet is mirrored"
        assert mirrored.count(left) == plain.count(right)
        assert mirrored.count(right) == plain.count(left)
    assert ".nhsuk-back-link:before{transform:translateX(-.105em) rotate(45deg)}" in mirrored


def test_copied_files_carry_their_licences():
    for folder in (ROOT / "fulfilment" / "paper" / "fonts", ROOT / "webform" / "static" / "fonts"):
        faces = {file.stem.partition("-")[0] for file in folder.glob("*.ttf")}
        assert faces
        assert {face for face in faces if "OPEN FONT LICENSE" not in (folder / f"{face}-OFL.txt").read_text()} == set()
    assert "Permission is hereby granted" in (FRONTEND / "LICENSE.txt").read_text()


@pytest.mark.soak
def test_the_wheel_installed_elsewhere_holds_programs_content_fonts_and_static_files(tmp_path):
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "MAKE", "MFLAGS"))
    }

    def run(*command: str | Path) -> str:
        # check=False, then an assertion: what the program said is the better message
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("make", "-C", ROOT, "wheel", f"DIST={tmp_path}")
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    bin_dir = tmp_path / "venv" / "bin"
    pip = [bin_dir / "python", "-m", "pip", "install", "--quiet", "--no-compile"]
    run(*pip, "--constraint", ROOT / "constraints.txt", wheel)

    assert "Usage" in run(bin_dir / "fulfilment", "--help")
    assert "Usage" in run(bin_dir / "webform", "--help")
    installed = (tmp_path / "venv" / "lib").glob("python*/site-packages").__next__()
    places = {
        "letters": installed / "fulfilment" / "letters",
        "translations": installed / "fulfilment" / "translations",
        "fulfilment/paper/fonts": installed / "fulfilment" / "paper" / "fonts",
        "fulfilment": installed / "fulfilment",
        "webform": installed / "webform",
    }
    for folder, place in places.items():
        here = {file.relative_to(ROOT / folder) for file in (ROOT / folder).rglob("*") if is_shipped(file)}
        assert here
        assert {str(name) for name in here if not (place / name).is_file()} == set()
    where = (
        "from fulfilment import shipped; print(shipped.letters_dir(), shipped.translations_dir(), shipped.fonts_dir())"
    )
    assert run(bin_dir / "python", "-c", where).split() == [
        str(places[name]) for name in ("letters", "translations", "fulfilment/paper/fonts")
    ]
    run(bin_dir / "fulfilment", "content", "check")


def is_shipped(file: Path) -> bool:
    """Whether a file of the checkout belongs into the wheel."""
    return file.is_file() and "__pycache__" not in file.parts


def test_the_machinery_of_ci_calls_the_tests():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")
