"""The rule language: what each operator means, and how a rule that can't be read is refused."""

from __future__ import annotations

import pytest

from fulfilment.errors import FulfilmentError
from fulfilment.surveys import rules, strict_yaml

ANSWERS = {"one": ("2",), "many": ("1", "3"), "text": ("hello",)}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"==": ["one", "2"]}, True),
        ({"==": ["one", "1"]}, False),
        ({"==": ["blank", "1"]}, False),
        ({"==": ["many", "1"]}, False),
        ({"in": ["one", ["1", "2"]]}, True),
        ({"in": ["one", ["1", "3"]]}, False),
        ({"in": ["many", ["1", "3"]]}, False),
        ({"any_in": ["many", ["3", "4"]]}, True),
        ({"any_in": ["many", ["2", "4"]]}, False),
        ({"any_in": ["blank", ["2"]]}, False),
        ({"all_in": ["many", ["1", "3"]]}, True),
        ({"all_in": ["many", ["1", "2"]]}, False),
        ({"answered": "text"}, True),
        ({"answered": "blank"}, False),
        ({"not": {"answered": "blank"}}, True),
        ({"and": [{"answered": "one"}, {"answered": "many"}]}, True),
        ({"and": [{"answered": "one"}, {"answered": "blank"}]}, False),
        ({"or": [{"answered": "one"}, {"answered": "blank"}]}, True),
        ({"or": [{"answered": "blank"}]}, False),
    ],
)
def test_an_operator_means_what_its_table_says(rule, holds):
    assert rules.parse(rule).holds(ANSWERS) is holds


def test_a_rule_names_every_question_that_it_mentions():
    rule = rules.parse({"and": [{"==": ["a", "1"]}, {"not": {"or": [{"answered": "b"}, {"any_in": ["c", ["1"]]}]}}]})
    assert rule.mentions == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("a", "rule-shape"),
        ("{}", "rule-shape"),
        ("{==: [a, 1], in: [a, [1]]}", "rule-shape"),
        ("{==: [a]}", "rule-shape"),
        ("{==: [a, [1]]}", "rule-shape"),
        ("{in: [a, 1]}", "rule-shape"),
        ("{in: [a, []]}", "rule-shape"),
        ("{answered: [a]}", "rule-shape"),
        ("{and: []}", "rule-shape"),
        ("{or: {answered: a}}", "rule-shape"),
        ("{not: [a]}", "rule-shape"),
        ("{'>': [a, 1]}", "rule-operator"),
    ],
)
def test_what_is_no_rule_is_refused(rule, code):
    data = strict_yaml.parse(f"x: 1\nask_if: {rule}\n", "x.yaml")
    with pytest.raises(FulfilmentError) as refused:
        rules.parse(data["ask_if"], 2)
    assert [(fault.code, fault.line) for fault in refused.value.faults] == [(code, 2)]


def test_all_faults_of_a_rule_are_told_with_the_line_of_each():
    data = strict_yaml.parse("ask_if:\n  and:\n    - {is: [a, 1]}\n    - or:\n        - {==: [a]}\n", "x.yaml")
    with pytest.raises(FulfilmentError) as refused:
        rules.parse(data["ask_if"], 1)
    assert [(fault.code, fault.line) for fault in refused.value.faults] == [("rule-operator", 3), ("rule-shape", 5)]
