"""The strict reading of YAML: what is written stays as it is written, and everything else is refused by line."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fulfilment.errors import FulfilmentError
from fulfilment.surveys import strict_yaml


@pytest.mark.parametrize("written", ["No", "yes", "010", "1:30", "1e3", "null", "~", "2026-04-01", "0x1F", ".5", "<<"])
def test_a_scalar_stays_the_text_that_was_written(written):
    assert strict_yaml.parse(f"value: {written}\n", "x.yaml") == {"value": written}


def test_every_value_knows_its_line():
    data = strict_yaml.parse("a: 1\nb:\n  - c: 2\n    d: {e: 3,\n        f: 4}\n  -\n    - 5\n", "x.yaml")
    places = [("a",), ("b",), ("b", 0), ("b", 0, "d", "f"), ("b", 1, 0), ("b", 0, "missing"), ("b", 9)]
    assert [strict_yaml.line_at(data, place) for place in places] == [1, 2, 3, 5, 7, 3, 2]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3),
        ("a: &x 1\nb: 2\n", "yaml-alias", 1),
        ("a: 1\nb: *x\n", "yaml-alias", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag", 1),
        ("a: 1\n---\nb: 2\n", "yaml-documents", 2),
        ("a: 1\n{b: 1}: 2\n", "yaml-key", 2),
        ("- a\n- b\n", "yaml-no-mapping", 1),
        ("", "yaml-no-mapping", 1),
        ("just words\n", "yaml-no-mapping", 1),
        ("a: 1\nb: [1, 2\nc: 3\n", "yaml-syntax", 3),
        ("a: 1\n\tb: 2\n", "yaml-syntax", 2),
        ("a: 1\nb: \x00\n", "yaml-syntax", 2),
        ("a: " + "[" * 30 + "]" * 30, "yaml-depth", 1),
    ],
)
def test_what_is_not_plain_yaml_is_refused_by_line(text, code, line):
    with pytest.raises(FulfilmentError) as refused:
        strict_yaml.parse(text, "x.yaml")
    assert (code, "x.yaml", line) in [(fault.code, fault.file, fault.line) for fault in refused.value.faults]
    assert all(fault.mend for fault in refused.value.faults)


def test_all_faults_of_a_text_are_told_at_once():
    with pytest.raises(FulfilmentError) as refused:
        strict_yaml.parse("a: &x 1\na: !!int 2\nb: *x\n", "x.yaml")
    assert [fault.code for fault in refused.value.faults] == [
        "yaml-alias",
        "yaml-duplicate-key",
        "yaml-tag",
        "yaml-alias",
    ]


def test_lines_are_those_of_the_file_that_the_text_stands_in():
    with pytest.raises(FulfilmentError) as refused:
        strict_yaml.parse("a: 1\na: 2\n", "x.md", first_line=2)
    assert refused.value.faults[0].line == 3


def test_a_bomb_of_aliases_costs_nothing():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    began = time.perf_counter()
    with pytest.raises(FulfilmentError):
        strict_yaml.parse(bomb, "x.yaml")
    assert time.perf_counter() - began < 1


def test_endless_nesting_is_refused_without_using_up_the_stack():
    with pytest.raises(FulfilmentError):
        strict_yaml.parse("a: " + "[" * 50_000, "x.yaml")


# PyYAML writes U+0085 so that no reader gets it back
WORDS = st.text(st.characters(exclude_characters="\x85", exclude_categories=["Cs"]))


@given(st.dictionaries(WORDS.filter(bool), st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3)), min_size=1))
def test_whatever_a_yaml_writer_writes_comes_back(data):
    assert strict_yaml.parse(yaml.safe_dump(data, allow_unicode=True), "x.yaml") == data


@given(st.text())
def test_any_text_is_either_read_or_refused(text):
    try:
        outcome: object = strict_yaml.parse(text, "x.yaml")
    except FulfilmentError as refused:
        outcome = refused.faults
    assert isinstance(outcome, dict) or outcome
