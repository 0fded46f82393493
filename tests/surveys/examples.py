"""The example questionnaires of tests/data/questions, as typed values, by name."""

from __future__ import annotations

from pathlib import Path

from fulfilment.surveys import questionnaires
from fulfilment.surveys.definition import Part, Question, Questionnaire
from fulfilment.surveys.reading import read_yaml

FOLDER = Path(__file__).parents[1] / "data" / "questions"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def questionnaire(name: str) -> Questionnaire:
    """An example by the name of its file."""
    return questionnaires.read(read_yaml(FOLDER / f"{name}.yaml", f"{name}.yaml"), "adult")


def part(name: str) -> Part:
    """The first part of an example."""
    return questionnaire(name).parts[0]


def question(name: str) -> Question:
    """The first question of an example."""
    return part(name).questions[0]
