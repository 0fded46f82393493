"""A small language sheet, and a small fault of it for each that its check knows."""

from __future__ import annotations

from tests.surveys.faulty import Case

SHEET = "letters/language_sheet.yaml"
WELSH = "Sganiwch y cod (QR), neu ffoniwch **{helpline_phone}**."
POLISH = "Proszę zeskanować kod (QR) lub zadzwonić: **{helpline_phone}**."
ARABIC = "امسح الرمز (QR) أو اتصل بالرقم **{helpline_phone}**."
SMALL = f"""\
title: Other languages
introduction: Ring us.
front:
  cy: {{name: Cymraeg, faces: [NotoSans], text: "{WELSH}"}}
  pl: {{name: Polski, faces: [NotoSans], online: true, text: "{POLISH}"}}
back:
  ar: {{name: العربية, faces: [NotoSansArabic], text: "{ARABIC}"}}
more:
  fr: {{name: Français, faces: [NotoSans], text: "appelez le **{{helpline_phone}}**."}}
"""


def _case(code: str, at: str, old: str, new: str) -> Case:
    assert old in SMALL
    return code, SHEET, at, [(SHEET, "", SMALL.replace(old, new))]


WRONG: list[Case] = [
    _case("language-unknown", "Cymraeg", "cy: {name", "xx: {name"),
    _case("key-missing", "cy:", "cy: {name: Cymraeg, ", "cy: {"),
    _case("signed-text-changed", "Cymraeg", "cy: {name", "cy: {signed_off: {by: A, on: 2027-01-31, hash: x}, name"),
    _case("straight-quote", "Sganiwch", "Sganiwch y cod", "Sganiwch 'y cod'"),
    _case("sheet-helpline", "appelez", "le **{helpline_phone}**.", "le 0808 157 0100."),
    _case("field-unknown", "{dog}", "appelez le", "appelez {dog} au"),
    _case("sheet-markup", "Sganiwch", "Sganiwch", "**Sganiwch"),
    _case("sheet-markup", "Sganiwch", "Sganiwch", "{Sganiwch"),
    _case("sheet-script", "Cymraeg", WELSH, ARABIC),
    _case("sheet-script", "Arabic", "name: العربية", "name: Arabic"),
    _case("sheet-script", "ka:", "fr: {name", "ka: {name"),
    _case("sheet-qr", "Sganiwch", "(QR)", "sgwâr"),
    _case("sheet-online", "Polski", "online: true, ", ""),
    _case("sheet-online", "Cymraeg", "cy: {name", "cy: {online: true, name"),
]
