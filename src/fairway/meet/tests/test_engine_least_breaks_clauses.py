"""Counting with clauses, against counting."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from pysat.solvers import Solver

from fairway.meet.engine.least_breaks.clauses import FEW, Clauses

if TYPE_CHECKING:
    from collections.abc import Callable


def possible(clauses: Clauses, known: list[int]) -> bool:
    with Solver(name="cadical195", bootstrap_with=clauses.listed) as solver:
        return bool(solver.solve(assumptions=known))


def states(literals: list[int]) -> list[list[int]]:
    signs = product((1, -1), repeat=len(literals))
    return [[sign * literal for sign, literal in zip(row, literals, strict=True)] for row in signs]


def held(state: list[int]) -> int:
    return sum(literal > 0 for literal in state)


@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Clauses.exactly, lambda count, number: count == number),
        (Clauses.at_most, lambda count, number: count <= number),
    ],
)
def test_rules_on_numbers(
    rule: Callable[[Clauses, list[int], int], None], fits: Callable[[int, int], bool], number: int
) -> None:
    clauses = Clauses()
    literals = [clauses.new() for _number in range(6)]
    rule(clauses, literals, number)
    for state in states(literals):
        assert possible(clauses, state) is fits(held(state), number)


@pytest.mark.parametrize("most", [1, 2, 5, 9])
def test_counts_hold_where_so_many_do_and_nowhere_else(most: int) -> None:
    clauses = Clauses()
    literals = [clauses.new() for _number in range(5)]
    reached = clauses.counted(literals, most)
    assert len(reached) == min(most, 5)
    for state in states(literals):
        for least, literal in enumerate(reached, 1):
            right = literal if held(state) >= least else -literal
            assert possible(clauses, [*state, right])
            assert not possible(clauses, [*state, -right])


def test_no_two_of_many() -> None:
    clauses = Clauses()
    literals = [clauses.new() for _number in range(3 * FEW)]
    clauses.at_most_one(literals)
    others = [-literal for literal in literals]
    assert possible(clauses, others)
    for place, literal in enumerate(literals):
        assert possible(clauses, [*others[:place], literal, *others[place + 1 :]])
        assert not possible(clauses, [literal, literals[place - 1]])


def test_one_of_none_never_holds() -> None:
    clauses = Clauses()
    literal = clauses.any_of([])
    assert possible(clauses, [-literal])
    assert not possible(clauses, [literal])
    clauses.add()
    assert not possible(clauses, [])
