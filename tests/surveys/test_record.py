"""The finished record: each way of being empty has its own code."""

from __future__ import annotations

from fulfilment.surveys import record
from tests.surveys import examples


def test_each_way_of_being_empty_has_a_code_of_its_own():
    part = examples.part("routing_past_two_questions")
    assert record.completed(part, {"stayed": ("2",)}, {"stayed"}) == {
        "stayed": "2",
        "nights": record.ROUTED_PAST,
        "ward_quiet": record.ROUTED_PAST,
        "overall": record.NOT_REACHED,
    }
    assert record.completed(part, {"stayed": ("1",)}, {"stayed", "nights"}) == {
        "stayed": "1",
        "nights": record.LEFT_BLANK,
        "ward_quiet": record.NOT_REACHED,
        "overall": record.NOT_REACHED,
    }
    assert len({*record.MISSING}) == 3


def test_an_answer_off_the_path_is_never_given_out():
    part = examples.part("routing_past_two_questions")
    cells = record.completed(part, {"stayed": ("2",), "nights": ("4",)}, {"stayed", "nights", "overall"})
    assert cells["nights"] == record.ROUTED_PAST
    assert cells["overall"] == record.LEFT_BLANK


def test_several_answers_stand_in_one_cell():
    part = examples.part("many")
    assert record.completed(part, {"treatments": ("1", "3")}, {"treatments"}) == {"treatments": "1;3"}
