"""The example questionnaires: there is one for each way of answering, and none has a fault."""

from __future__ import annotations

import pytest

from fulfilment.surveys import check
from fulfilment.surveys.definition import Questionnaire, QuestionType
from fulfilment.surveys.rules import OPERATORS, Rule
from tests.surveys import examples, tiny


@pytest.mark.parametrize("kind", QuestionType)
def test_every_type_of_question_has_an_example(kind):
    assert any(question.type is kind for name in examples.NAMES for question in _questions(name))


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_an_example(operator):
    rules = [question.ask_if for name in examples.NAMES for question in _questions(name) if question.ask_if]
    assert any(rule.operator == operator for top in rules for rule in _all(top))


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_has_no_fault(tmp_path, name):
    text = (examples.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    survey = tiny.FILES["letters/adult/survey.yaml"].replace("questionnaire: adult", f"questionnaire: {name}")
    files = {"letters/adult/questionnaire.yaml": text, "letters/adult/survey.yaml": survey}
    assert check.faults(tiny.write(tmp_path, files=files).load()) == []


def test_every_example_is_listed_in_the_readme():
    readme = (examples.FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in examples.NAMES if f"| {name}.yaml |" not in readme] == []


def _questions(name: str):
    questionnaire: Questionnaire = examples.questionnaire(name)
    return [question for part in questionnaire.parts for question in part.questions]


def _all(rule: Rule) -> list[Rule]:
    return [rule, *(inner for part in rule.rules for inner in _all(part))]
