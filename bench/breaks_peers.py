"""What others do on brokerage events: RC2 as python-sat ships it, and CP-SAT, each alone on the same program.

Each runs in a process of its own that is ended when its time is over; the start of the process and its imports are not
counted. RC2 (with CaDiCaL) gets our clauses, tables counted by meetings. CP-SAT searches with cores and without linear
relaxation on one worker, since its own settings prove next to nothing here; with ``own`` settings it gets two workers.
"""

from __future__ import annotations

import resource
import time
from multiprocessing import get_context
from typing import TYPE_CHECKING

from fairway.meet.engine.least_breaks.formula import Formula
from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from ortools.sat.python import cp_model

    from fairway.meet.engine.least_breaks.form import Form

PEERS = ("rc2", "cpsat", "cpsat_own")
STARTING = 30.0
"""Most seconds a peer may take to start, which are not counted."""


def asked(peer: str, form: Form, fairness: int | None, seconds: float) -> dict[str, object]:
    """Let one peer prove; gives its status, breaks, seconds and processor seconds."""
    if not all(form.allowed):
        return {"status": "infeasible", "seconds": 0.0, "cpu_seconds": 0.0}
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, peer, form, fairness, seconds))
    process.start()
    ready = ours.poll(STARTING) and ours.recv()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    told = ours.recv() if ready is not None and ours.poll(seconds + 1) else {"status": "unknown"}
    took = min(seconds, time.perf_counter() - start)
    process.kill()
    process.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime - (ready or 0.0)
    return {**told, "seconds": round(took, 2), "cpu_seconds": round(max(0.0, cpu), 2)}


def _work(pipe: Connection, peer: str, form: Form, fairness: int | None, seconds: float) -> None:
    """Import, say so with the processor seconds that took, and prove."""
    if peer == "rc2":
        import pysat.examples.rc2  # noqa: F401
    else:
        import ortools.sat.python.cp_model  # noqa: F401
    pipe.send(time.process_time())
    if peer == "rc2":
        pipe.send(_by_rc2(form, fairness))
    else:
        pipe.send(_by_cpsat(form, fairness, seconds, own=peer == "cpsat_own"))


def _by_rc2(form: Form, fairness: int | None) -> dict[str, object]:
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    formula, weighted = Formula(form, fairness, by_seats=False), WCNF()
    weighted.extend(formula.clauses.listed)
    weighted.extend([[-cost] for cost in formula.costs], weights=[1] * len(formula.costs))
    with RC2(weighted, solver="cadical195") as solver:
        found = solver.compute()
        return {"status": "infeasible"} if found is None else {"status": "optimal", "breaks": solver.cost}


def _by_cpsat(form: Form, fairness: int | None, seconds: float, *, own: bool) -> dict[str, object]:
    from ortools.sat.python import cp_model

    program = Program(form, cp_model.CpModel(), fairness)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2 if own else 1
    solver.parameters.max_time_in_seconds = seconds
    if not own:
        solver.parameters.optimize_with_core = True
        solver.parameters.linearization_level = 0
    status = solver.solve(program.model)
    told: dict[str, object] = {"status": solver.status_name(status).lower()}
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        told |= {"breaks": round(solver.objective_value), "bound": round(solver.best_objective_bound)}
    return told


class Program:
    """The problem for CP-SAT: meeting in slot, participant in slot, participant has begun, a break ends."""

    def __init__(self, form: Form, model: cp_model.CpModel, fairness: int | None) -> None:
        self.form = form
        self.model = model
        self.at = [{slot: model.new_bool_var("") for slot in slots_in(slots)} for slots in form.allowed]
        self._add_rules()
        breaks = [self._breaks_of(own) for own in form.own]
        model.minimize(sum(literal for literals in breaks for literal in literals))
        if fairness is not None:
            self._spread(breaks, fairness)

    def _add_rules(self) -> None:
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

    def _spread(self, breaks: Sequence[Sequence[cp_model.IntVar]], fairness: int) -> None:
        fewest = self.form.common_breaks()
        least = self.model.new_int_var(0, fewest, "")
        for literals in breaks:
            if fewest:
                self.model.add(least <= sum(literals))
            if len(literals) > fairness:
                self.model.add(sum(literals) <= least + fairness)

    def _breaks_of(self, own: Sequence[int]) -> list[cp_model.IntVar]:
        if len(own) == 0:
            return []
        meets = [self._meets(own, slot) for slot in range(self.form.slots)]
        self.model.add(sum(meets) == len(own))
        ends, begun = [], meets[0]
        for slot in range(1, self.form.slots):
            end = self.model.new_bool_var("")
            needed = [meets[slot], ~meets[slot - 1], begun]
            self.model.add_bool_and(needed).only_enforce_if(end)
            self.model.add_bool_or([end, *(~literal for literal in needed)])
            ends.append(end)
            begun = self._either(begun, meets[slot])
        return ends[1:] if len(own) > 1 else []

    def _meets(self, own: Sequence[int], slot: int) -> cp_model.IntVar:
        literal = self.model.new_bool_var("")
        self.model.add_exactly_one([~literal, *(self.at[m][slot] for m in own if slot in self.at[m])])
        return literal

    def _either(self, one: cp_model.IntVar, other: cp_model.IntVar) -> cp_model.IntVar:
        either = self.model.new_bool_var("")
        self.model.add_bool_or([~either, one, other])
        self.model.add_implication(one, either)
        self.model.add_implication(other, either)
        return either
