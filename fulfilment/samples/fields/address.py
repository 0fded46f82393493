"""Addresses: what a letter needs, as a table of rules (after GOV.UK Notify), and which lie outside the country."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from fulfilment.samples.fields import words
from fulfilment.samples.rules import Wrong

LINES = range(3, 8)  # 3 to 7, name and postcode included: GOV.UK Notify's rule for a window letter
BESIDE_ADDRESS = 2  # name and postcode
_STARTS_NO_ADDRESS = '@()=[]"\\/,<>~'  # GOV.UK Notify
_NO_FIXED_ABODE = re.compile(r"nfa|n\.f\.a\.?|no fixed (abode|address)|of no fixed (abode|address)", re.IGNORECASE)
# The islands get UK post, at UK rates.
_UK_NAMES = frozenset(
    {
        "uk", "u.k.", "gb", "gbr", "im", "je", "gg", "imn", "jey", "ggy", "united kingdom", "great britain", "britain",
        "england", "scotland", "wales", "cymru", "northern ireland", "isle of man", "jersey", "guernsey", "alderney",
        "sark", "channel islands", "the channel islands", "bfpo", "british forces",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """Address lines as given, cleaned, without empty ones; the name and the postcode are not among them."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class AddressRule:
    """A rule that an address keeps or breaks, and the code under which a breach is reported."""

    code: str
    holds: Callable[[Address], bool]


def _has_word(line: str) -> bool:
    return sum(sign.isalpha() for sign in line) >= 2


ADDRESS_RULES = (
    AddressRule("address-missing", lambda address: bool(address.lines)),
    AddressRule("address-lines", lambda address: not address.lines or len(address.lines) + BESIDE_ADDRESS in LINES),
    AddressRule(
        "address-first-lines", lambda address: any(map(str.isalnum, "".join(address.lines[:1]))) or not address.lines
    ),
    AddressRule("address-partial", lambda address: not address.lines or any(map(_has_word, address.lines))),
    AddressRule("address-start", lambda address: not any(line[0] in _STARTS_NO_ADDRESS for line in address.lines)),
)


def parse(lines: Sequence[str], postcode: str) -> tuple[str, ...] | Wrong:
    """The lines to print, without spaces and commas at their ends, without blank lines and without the postcode.

    Gives the first broken rule; ``broken_rules`` gives them all.

    >>> parse(["12 Ash Grove,", "", "Thornley"], "LD88 1AA")
    ('12 Ash Grove', 'Thornley')
    >>> parse(["NFA"], "").code, parse([""], "").code
    ('no-fixed-abode', 'address-missing')
    """
    address = Address(clean(lines, postcode))
    broken = broken_rules(address)
    return broken[0] if broken else address.lines


def clean(lines: Sequence[str], postcode: str) -> tuple[str, ...]:
    """Lines as they will be printed. ``postcode`` is taken away where it stands in a line too."""
    bare = (line.strip(" ,;") for line in lines)
    return tuple(line for line in bare if line and (not postcode or _compact(line) != _compact(postcode)))


def broken_rules(address: Address) -> list[Wrong]:
    """Every rule that the address breaks, in the order in which a person would mend them."""
    if any(_NO_FIXED_ABODE.fullmatch(line) for line in address.lines):
        return [Wrong("no-fixed-abode")]
    broken = [Wrong(rule.code) for rule in ADDRESS_RULES if not rule.holds(address)]
    return broken + [wrong for line in address.lines if (wrong := words.damage(line, "address"))]


def _compact(text: str) -> str:
    return "".join(text.upper().split())


@cache
def _countries() -> frozenset[str]:
    """English names and two-letter codes of the countries of the world but for ours (CLDR, by Babel)."""
    names = Locale("en").territories
    abroad = {name.casefold() for code, name in names.items() if code.isalpha() and len(code) == 2}
    return frozenset((abroad | {"eire", "republic of ireland", "usa", "u.s.a.", "holland"}) - _UK_NAMES)


def is_abroad(country: str, lines: Sequence[str], has_uk_postcode: bool) -> bool:
    """Whether a person lives outside the United Kingdom: by the country's column, else by the last address line.

    With a UK postcode the last line does not count: there are an Egypt and a Gibraltar in England.

    >>> is_abroad("Isle of Man", [], True), is_abroad("", ["1 Rue Haute", "France"], False)
    (False, True)
    """
    if country:
        return country.casefold() not in _UK_NAMES
    return bool(lines) and not has_uk_postcode and lines[-1].strip(" ,.").casefold() in _countries()
