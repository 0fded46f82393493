from __future__ import annotations

import pytest

from fulfilment.paper.atoms import atoms


@pytest.mark.parametrize(
    ("text", "atom"),
    [
        ("Ring 0808 157 0123 now", "0808 157 0123"),
        ("Ring 0808\u00a0157\u00a00123 now", "0808\u00a0157\u00a00123"),
        ("Ring 07700 900123.", "07700 900123"),
        ("Ring +44 808 157 0123, free", "+44 808 157 0123"),
        ("Ring (0808) 157 0123", "(0808) 157 0123"),
        ("Ring 0808-157-0123", "0808-157-0123"),
        ("Childline is on 0800 1111.", "0800 1111"),
        ("Go to survey.example.", "survey.example"),
        ("Go to survey.example/a-en, then", "survey.example/a-en"),
        ("(see https://survey.example/help?x=1)", "https://survey.example/help?x=1"),
        ("Try localhost:5000 first", "localhost:5000"),
        ("Try 127.0.0.1:5000/en first", "127.0.0.1:5000/en"),
        ("Write to help.me@survey.example.org!", "help.me@survey.example.org"),
        ("Your code 2CDF-3HJK-4MN7 opens", "2CDF-3HJK-4MN7"),
        ("Quote 1234-5678-K please", "1234-5678-K"),
        ("by 31/12/2026.", "31/12/2026"),
        ("by 2026-12-31;", "2026-12-31"),
        ("by 9 July 2027.", "9 July 2027"),
        ("ages 8-11 and up", "8-11"),
        ("from 9:00 on", "9:00"),
    ],
)
def test_what_is_typed_or_rung_is_one_atom(text, atom):
    assert [text[start:end] for start, end in atoms(text)] == [atom]


@pytest.mark.parametrize(
    "text",
    ["There are 15 questions.", "You choose. Nobody will mind.", "At 16 or over", "10 minutes", "Section 251", ""],
)
def test_plain_text_holds_no_atom(text):
    assert atoms(text) == []


@pytest.mark.parametrize("number", ["0808 157 0123", "020 7946 0123", "01632 960123", "01632 960 123", "07700 900123"])
def test_two_telephone_numbers_side_by_side_are_two_atoms(number):
    text = f"{number} {number}"
    assert [text[start:end] for start, end in atoms(text)] == [number, number]
