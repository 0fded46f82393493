"""The closed language of ``ask_if``: a table of operators over answers that are tuples of strings. Data, never code.

{==: [question, code]}     exactly this answer          {answered: question}    any answer
{in: [question, [codes]]}  one of these answers         {not: rule}
{any_in: [question, [..]]} at least one of these        {and: [rules]}
{all_in: [question, [..]]} all of these                 {or: [rules]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fulfilment.errors import Fault, FulfilmentError

MEND = (
    "Write for example {==: [question, 1]}, {in: [question, [1, 2]]}, {answered: question}, {not: ...}, {and: [...]}."
)


@dataclass(frozen=True)
class Rule:
    """A rule: an operator with a question and codes, or with other rules. ``line`` is its place in the file."""

    operator: str
    question: str = ""
    codes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    line: int = 0

    def holds(self, answers: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether the rule holds for answers on the path.

        >>> parse({"any_in": ["seen", ["2", "3"]]}).holds({"seen": ("1", "3")})
        True
        """
        return OPERATORS[self.operator].holds(self, answers)

    @property
    def mentions(self) -> frozenset[str]:
        """The ids of all questions that decide."""
        return frozenset(rule.question for rule in self.leaves())

    def leaves(self) -> Iterator[Rule]:
        """The rules about one question each, in the order in which they are written."""
        if self.question:
            yield self
        for rule in self.rules:
            yield from rule.leaves()


@dataclass(frozen=True)
class Operator:
    """How an operator is read and what it means."""

    read: Callable[[_Reader, str, Any, int], Rule]
    holds: Callable[[Rule, Mapping[str, tuple[str, ...]]], bool]


def parse(data: Any, line: int = 0) -> Rule:
    """Read a rule from YAML data. ``line`` is used where the data does not know its own.

    Raises FulfilmentError with every fault and its line.
    """
    reader = _Reader()
    rule = reader.rule(data, line)
    if reader.faults:
        raise FulfilmentError("rule", "A rule cannot be read", faults=reader.faults)
    return rule


class _Reader:
    """Reads rules and gathers faults; what cannot be read becomes a rule that is thrown away with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, code: str, what: str, line: int, mend: str = MEND) -> Rule:
        self.faults.append(Fault(code, what, mend, line=line))
        return Rule("and")

    def rule(self, data: Any, line: int) -> Rule:
        line = getattr(data, "line", line)
        if not isinstance(data, dict) or len(data) != 1:
            return self.fault("rule-shape", "a rule is one operator with its operands", line)
        [(name, operands)] = data.items()
        if name not in OPERATORS:
            return self.fault("rule-operator", f"no operator `{name}`", line, f"Use one of {', '.join(OPERATORS)}.")
        return OPERATORS[name].read(self, name, operands, line)

    def one_code(self, name: str, data: Any, line: int) -> Rule:
        match data:
            case [str(question), str(code)] if question:
                return Rule(name, question, (code,), line=line)
        return self.fault("rule-shape", f"`{name}` takes a question and one code", line)

    def codes(self, name: str, data: Any, line: int) -> Rule:
        match data:
            case [str(question), [*codes]] if question and codes and all(isinstance(code, str) for code in codes):
                return Rule(name, question, tuple(codes), line=line)
        return self.fault("rule-shape", f"`{name}` takes a question and a list of codes", line)

    def only_question(self, name: str, data: Any, line: int) -> Rule:
        if isinstance(data, str) and data:
            return Rule(name, data, line=line)
        return self.fault("rule-shape", f"`{name}` takes a question", line)

    def one_rule(self, name: str, data: Any, line: int) -> Rule:
        return Rule(name, rules=(self.rule(data, line),), line=line)

    def some_rules(self, name: str, data: Any, line: int) -> Rule:
        if not isinstance(data, list) or not data:
            return self.fault("rule-shape", f"`{name}` takes a list of rules", line)
        return Rule(name, rules=tuple(self.rule(item, line) for item in data), line=line)


def _given(rule: Rule, answers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return answers.get(rule.question, ())


OPERATORS: dict[str, Operator] = {
    "==": Operator(_Reader.one_code, lambda rule, answers: _given(rule, answers) == rule.codes),
    "in": Operator(
        _Reader.codes,
        lambda rule, answers: len(_given(rule, answers)) == 1 and _given(rule, answers)[0] in rule.codes,
    ),
    "any_in": Operator(_Reader.codes, lambda rule, answers: not set(rule.codes).isdisjoint(_given(rule, answers))),
    "all_in": Operator(_Reader.codes, lambda rule, answers: set(rule.codes) <= set(_given(rule, answers))),
    "answered": Operator(_Reader.only_question, lambda rule, answers: bool(_given(rule, answers))),
    "not": Operator(_Reader.one_rule, lambda rule, answers: not rule.rules[0].holds(answers)),
    "and": Operator(_Reader.some_rules, lambda rule, answers: all(part.holds(answers) for part in rule.rules)),
    "or": Operator(_Reader.some_rules, lambda rule, answers: any(part.holds(answers) for part in rule.rules)),
}
