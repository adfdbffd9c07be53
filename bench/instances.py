"""The public brokerage events in MiniZinc's data format: breaks, bound and seconds each, every timetable checked.

``--data`` names the folder with the shared data (its ``b2b`` is read) or one of ``.dzn`` files. The peer is CP-SAT with
its own settings and one worker on the same program, from nothing and with no bound given. The checker is that of the
tests, which reads the file itself. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the tests' checker

from tests import checker  # noqa: E402

from fairway.meet.engine.dzn import read_dzn  # noqa: E402
from fairway.meet.engine.least_breaks.form import form_of  # noqa: E402
from fairway.meet.engine.least_breaks.solve import fewest_breaks  # noqa: E402
from fairway.meet.engine.result import Status  # noqa: E402
from fairway.meet.engine.seat import seat  # noqa: E402

if TYPE_CHECKING:
    from fairway.meet.engine.problem import MeetingProblem

SHARED = Path(os.environ.get("FAIRWAY_SHARED_DATA") or ROOT.parent / "shared" / "data")
QUICK = 3


def main() -> None:
    """Solve every event (the first three with ``--quick``)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="the shared data, or a folder of .dzn files")
    parser.add_argument("--quick", action="store_true", help=f"only the first {QUICK}")
    parser.add_argument("--fairness", type=int, default=2, help="most by which breaks of two participants differ")
    parser.add_argument("--seconds", type=float, default=60.0, help="most time for one event, for each of both")
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    options = parser.parse_args()
    folder = options.data / "b2b"
    files = sorted(folder.glob("*/*.dzn") if folder.is_dir() else options.data.glob("*.dzn"))
    if not files:
        raise SystemExit(f"No .dzn files in {options.data}")
    print(
        f"{'event':26} {'status':>10} {'breaks':>6} {'bound':>5} {'known':>5} {'right':>5} {'s':>7} {'cpu s':>7}  peer"
    )
    rows = [_solved(file, options) for file in (files[:QUICK] if options.quick else files)]
    print(json.dumps({"fairness": options.fairness, **_summary(rows), "rows": rows}))


def _summary(rows: list[dict[str, object]]) -> dict[str, object]:
    seconds = [float(str(row["seconds"])) for row in rows]
    return {
        "events": len(rows),
        "proven": sum(row["status"] in ("optimal", "infeasible") for row in rows),
        "all_right": all(row["right"] for row in rows),
        "most_seconds": max(seconds),
        "total_seconds": round(sum(seconds), 2),
    }


def _solved(file: Path, options: argparse.Namespace) -> dict[str, object]:
    text = file.read_text(encoding="utf-8")
    problem = read_dzn(text, file.name)
    cpu = time.process_time()
    found = fewest_breaks(problem, fairness=options.fairness, seconds=options.seconds)
    cpu = time.process_time() - cpu
    tables = seat(problem, found.slot_of)
    rows = [(key, slot, tables[key]) for key, slot in found.slot_of.items()]
    event = checker.event_from_dzn(text)
    each = checker.breaks_each(event, rows)
    right = not found.holds or (
        not checker.violations(event, rows)
        and sum(each.values()) == found.breaks
        and max(each.values()) - min(each.values()) <= options.fairness
    )
    known = checker.FEWEST.get(file.stem) if options.fairness == 2 else None
    if found.status is Status.OPTIMAL and known is not None:
        right = right and found.breaks == known
    peer = {} if options.no_peer else _peer(problem, options)
    row = {
        "event": file.stem, "status": str(found.status), "breaks": found.breaks, "bound": found.bound, "known": known,
        "right": right, "seconds": round(found.seconds, 2), "cpu_seconds": round(cpu, 2), "peer": peer,
    }  # fmt: skip
    print(
        f"{file.stem:26} {found.status!s:>10} {found.breaks!s:>6} {found.bound!s:>5} {known!s:>5} {right!s:>5} "
        f"{found.seconds:7.2f} {cpu:7.2f}  {peer}",
        flush=True,
    )
    return row


def _peer(problem: MeetingProblem, options: argparse.Namespace) -> dict[str, object]:
    """Ask CP-SAT as it comes, with one worker."""
    from ortools.sat.python import cp_model

    from fairway.meet.engine.least_breaks.proof import program_of

    form = form_of(problem)
    assert form is not None  # noqa: S101  # the files have one seat each
    if not all(form.allowed):
        return {"status": "INFEASIBLE", "seconds": 0.0}
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = options.seconds
    start = time.perf_counter()
    status = solver.solve(program_of(form, options.fairness, 0).model)
    told: dict[str, object] = {"status": solver.status_name(status), "seconds": round(time.perf_counter() - start, 2)}
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        told |= {"breaks": round(solver.objective_value), "bound": round(solver.best_objective_bound)}
    return told


if __name__ == "__main__":
    main()
