"""Two ways to prove that no timetable has fewer breaks, each strong where the other is weak.

**Cores.** Ask for a timetable in which nobody waits; the solver names a few wishes that cannot all be had, so there is
one break more; of these wishes one may now fail; ask again (A. Morgado, C. Dodaro and J. Marques-Silva, CP 2014). The
bound rises with every answer but the last, which is the timetable.

**Decisions.** Ask for a timetable with as many breaks as the bound allows; where there is none, with one more.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from fairway.meet.engine.least_breaks.clauses import Clauses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.meet.engine.least_breaks.formula import Formula

SOLVER = "cadical195"


class Word(NamedTuple):
    """What a proof has come to: a ``bound`` on breaks (``None``: no timetable exists), perhaps a timetable."""

    bound: int | None
    slots: list[int] | None = None


def by_cores(formula: Formula) -> Iterator[Word]:
    """Raise the bound core by core; the last word is a timetable with as many breaks, or that none exists."""
    from pysat.solvers import Solver

    clauses = formula.clauses
    bound, wishes = 0, _Wishes(formula.costs)
    with Solver(name=SOLVER, bootstrap_with=clauses.listed) as solver:
        while not solver.solve(assumptions=list(wishes.open)):
            core = solver.get_core()
            if not core:
                yield Word(None)
                return
            bound += 1
            yield Word(bound)
            more = Clauses(literals=clauses.literals)
            wishes.give_up_one(core, more)
            clauses.literals = more.literals
            solver.append_formula(more.listed)
        yield Word(bound, formula.slots(set(solver.get_model())))


class _Wishes:
    """The literals that shall hold, ``open``; for one that counts failures, which comes after it."""

    def __init__(self, costs: list[int]) -> None:
        self.open = dict.fromkeys(-cost for cost in costs)
        self.after: dict[int, int] = {}

    def give_up_one(self, core: list[int], more: Clauses) -> None:
        """Let one wish of a core fail, and wish that no second does."""
        for wish in core:
            del self.open[wish]
            if wish in self.after:
                self.open[self.after[wish]] = None
        if len(core) == 1:
            more.add(-core[0])
            return
        failed = more.counted([-wish for wish in core], len(core), exact=False)
        for fewer, next_one in pairwise(failed):
            self.after[-fewer] = -next_one
        self.open[-failed[1]] = None


def at_all(formula: Formula) -> Word:
    """Find a timetable with however many breaks, or prove that there is none."""
    slots = _solved(formula, formula.clauses.listed)
    return Word(None if slots is None else 0, slots)


def by_decisions(formula: Formula, bound: int) -> Iterator[Word]:
    """Ask for at most ``bound`` breaks, then for more, until there is a timetable, or more breaks there cannot be."""
    for breaks in range(bound, len(formula.costs) + 1):
        limit = Clauses(literals=formula.clauses.literals)
        if breaks:
            limit.at_most(formula.costs, breaks)
        else:
            limit.listed.extend([-cost] for cost in formula.costs)
        slots = _solved(formula, formula.clauses.listed + limit.listed)
        if slots is not None:
            yield Word(breaks, slots)
            return
        if breaks < len(formula.costs):
            yield Word(breaks + 1)
    yield Word(None)


def _solved(formula: Formula, clauses: list[list[int]]) -> list[int] | None:
    from pysat.solvers import Solver

    with Solver(name=SOLVER, bootstrap_with=clauses) as solver:
        return formula.slots(set(solver.get_model())) if solver.solve() else None
