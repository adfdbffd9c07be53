"""The whole problem for CP-SAT.

There is one literal for a meeting and slot, and for each participant and slot whether it meets somebody, has begun, and
ends a break. Searching with cores and without linear relaxation finds proofs that the default settings do not: breaks
are many small costs of which nearly all are 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.least_breaks.form import Form, members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model


@dataclass(frozen=True)
class Proof:
    """``slots`` of each meeting, ``None`` where none were found; ``bound`` on breaks, ``None``: no timetable exists."""

    slots: list[int] | None
    bound: int | None


class Prover:
    """A proof under way: another thread may ask for the ``bound`` so far, and stop it."""

    def __init__(self, form: Form, fairness: int | None, hint: Sequence[int] | None, bound: int) -> None:
        from ortools.sat.python import cp_model

        self.bound = bound
        self._solver = cp_model.CpSolver()
        self._program = program_of(form, fairness, bound)
        if hint is not None:
            self._program.add_hint(hint)

    def run(self, seconds: float, seed: int) -> Proof:
        """Search until it is proven, the time is over, or somebody stops it."""
        from ortools.sat.python import cp_model

        self._solver.parameters.num_workers = 1
        self._solver.parameters.random_seed = seed
        self._solver.parameters.max_time_in_seconds = seconds
        self._solver.parameters.optimize_with_core = True
        self._solver.parameters.linearization_level = 0
        self._solver.best_bound_callback = self._hear
        status = self._solver.solve(self._program.model)
        if status == cp_model.INFEASIBLE:
            return Proof(None, None)
        self._hear(self._solver.best_objective_bound)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Proof(self._program.slots(self._solver) if found else None, self.bound)

    def _hear(self, bound: float) -> None:
        if bound > self.bound:
            self.bound = round(bound)

    def stop(self) -> None:
        """End the search; what is proven so far stands."""
        self._solver.stop_search()


def program_of(form: Form, fairness: int | None, bound: int) -> Program:
    """Write the problem down, with at least ``bound`` breaks."""
    from ortools.sat.python import cp_model

    program = Program(form, cp_model.CpModel())
    program.add_rules()
    program.add_breaks(fairness, bound)
    return program


class Program:
    """A problem as ``model``, and its literals."""

    def __init__(self, form: Form, model: cp_model.CpModel) -> None:
        self.form = form
        self.model = model
        self.at = [{slot: model.new_bool_var("") for slot in members(slots)} for slots in form.allowed]
        self.breaks: list[list[cp_model.IntVar]] = []

    def add_rules(self) -> None:
        """Hold every meeting once, in order, with no more tables than there are."""
        for choices in self.at:
            self.model.add_exactly_one(choices.values())
        for earlier, later in self.form.order:
            for slot, literal in self.at[later].items():
                late = [other for number, other in self.at[earlier].items() if number >= slot]
                soon = [other for number, other in self.at[later].items() if number < slot]
                self.model.add_at_most_one([literal, *late, *soon])
        for slot in range(self.form.slots):
            held = [choices[slot] for choices in self.at if slot in choices]
            if len(held) > self.form.tables:
                self.model.add(sum(held) <= self.form.tables)

    def add_breaks(self, fairness: int | None, bound: int) -> None:
        """Count breaks, ask for the fewest, at least ``bound``, and spread them evenly."""
        self.breaks = [self._breaks_of(own) for own in self.form.own]
        every = [literal for literals in self.breaks for literal in literals]
        self.model.add(sum(every) >= bound)
        self.model.minimize(sum(every))
        if fairness is None:
            return
        fewest = self.form.common_breaks()
        least = self.model.new_int_var(0, fewest, "")
        for literals in self.breaks:
            if fewest:
                self.model.add(least <= sum(literals))
            if len(literals) > fairness:
                self.model.add(sum(literals) <= least + fairness)

    def _breaks_of(self, own: Sequence[int]) -> list[cp_model.IntVar]:
        """Say for each slot but the first two whether a break ends there."""
        if len(own) == 0:
            return []
        meets = [self._meets(own, slot) for slot in range(self.form.slots)]
        self.model.add(sum(meets) == len(own))
        ends, begun = [], meets[0]
        for slot in range(1, self.form.slots):
            ends.append(self._all_of([meets[slot], ~meets[slot - 1], begun]))
            begun = self._either(begun, meets[slot])
        return ends[1:] if len(own) > 1 else []

    def _meets(self, own: Sequence[int], slot: int) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        self.model.add_exactly_one([~literal, *(self.at[m][slot] for m in own if slot in self.at[m])])
        return literal

    def _all_of(self, literals: Sequence[cp_model.LiteralT]) -> cp_model.IntVar:
        every = self.model.new_bool_var("")
        self.model.add_bool_and(literals).only_enforce_if(every)
        self.model.add_bool_or([every, *(~literal for literal in literals)])
        return every

    def _either(self, one: cp_model.IntVar, other: cp_model.IntVar) -> cp_model.IntVar:
        either = self.model.new_bool_var("")
        self.model.add_bool_or([~either, one, other])
        self.model.add_implication(one, either)
        self.model.add_implication(other, either)
        return either

    def add_hint(self, slots: Sequence[int]) -> None:
        """Begin from a timetable."""
        for choices, slot in zip(self.at, slots, strict=True):
            for number, literal in choices.items():
                self.model.add_hint(literal, number == slot)

    def slots(self, solver: cp_model.CpSolver) -> list[int]:
        """Read off the slot of each meeting."""
        return [next(slot for slot, literal in at.items() if solver.boolean_value(literal)) for at in self.at]
