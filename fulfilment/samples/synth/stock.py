"""The names, streets and stays that invented people are put together from. They are in invented.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fulfilment.surveys import strict_yaml
from fulfilment.surveys.definition import Value

_FILE = Path(__file__).with_name("invented.yaml")


class Group(Value):
    """People with names of one kind: their share in percent, and how often a trust writes their language."""

    group: str
    share: int
    language: str
    language_share: int


class Stock(Value):
    """All of invented.yaml."""

    groups: tuple[Group, ...]
    given: dict[str, tuple[str, ...]]
    family: dict[str, tuple[str, ...]]
    titles: tuple[str, ...]
    houses: tuple[str, ...]
    streets: tuple[str, ...]
    localities: tuple[str, ...]
    towns: tuple[str, ...]
    counties: tuple[str, ...]
    districts: tuple[str, ...]
    adult_stays: tuple[str, ...]
    child_stays: tuple[str, ...]
    headers: dict[str, dict[str, str]]


@cache
def stock() -> Stock:
    """The stock, read once."""
    return Stock.model_validate(strict_yaml.parse(_FILE.read_text(encoding="utf-8"), _FILE.name))
