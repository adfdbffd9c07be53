"""An index held in memory: what the stores must answer, said in the plainest way."""

from __future__ import annotations

from fairway.know.engine.asked import Asked, Every, Expression, Some, Sought


def holds(expression: Expression, terms: set[str]) -> bool:
    if isinstance(expression, Every):
        return all(holds(part, terms) for part in expression.parts)
    if isinstance(expression, Some):
        return any(holds(part, terms) for part in expression.parts)
    return expression in terms


def answers(sought: Sought, text: str, terms: set[str]) -> bool:
    return holds(sought.expression, terms) and all(any(n in text for n in group) for group in sought.needles)


def tier(question: Asked, text: str, terms: set[str]) -> int | None:
    """The best tier a document answers to; None where it has not every word."""
    return next((n for n, sought in enumerate(question.tiers) if answers(sought, text, terms)), None)
