"""Brokerage events in MiniZinc's data format: fewest breaks, bound, time on the clock and on processors, all checked.

``--data`` names the folder with the shared data (its ``b2b`` is read) or one of ``.dzn`` files; ``--variants N`` makes
as many variants of them (``bench/vary_events.py``) and solves those instead; ``--fairness`` may be given several times.
The peers, RC2 alone and CP-SAT alone (``bench/breaks_peers.py``), run one after the other right after ours. The checker
is that of the tests, which reads the file itself. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]  # the tests' checker, and the peers

import breaks_peers  # noqa: E402
from tests import checker  # noqa: E402
from vary_events import SHARED, events_in, variants  # noqa: E402

from fairway.meet.engine.dzn import read_dzn  # noqa: E402
from fairway.meet.engine.least_breaks.form import form_of  # noqa: E402
from fairway.meet.engine.least_breaks.solve import fewest_breaks  # noqa: E402
from fairway.meet.engine.result import Status  # noqa: E402
from fairway.meet.engine.seat import seat  # noqa: E402

if TYPE_CHECKING:
    from vary_events import Event

    from fairway.meet.engine.least_breaks.solve import Fewest
    from fairway.meet.engine.problem import MeetingProblem

    Row = dict[str, object]

QUICK = 3
SHORT_DAY, SHORT_SECONDS = 12, 0.5
PROVEN = ("optimal", "infeasible")


def main() -> None:
    """Solve every event (the first three with ``--quick``) with every fairness."""
    options = _options()
    events = events_in(options.data)
    if not events:
        raise SystemExit(f"No .dzn files in {options.data}")
    events = [event for event in events if options.only in event.name]
    if options.variants:
        events = list(variants(events, options.variants, options.seed))
    events = events[:QUICK] if options.quick else events
    print(f"load when begun {os.getloadavg()[0]:.1f}, processors {os.cpu_count()}")
    told = []
    for fairness in options.fairness or [2]:
        print(
            f"\n{'fairness ' + str(fairness):30} {'status':>10} {'breaks':>6} {'bound':>5} {'known':>5} {'right':>5} "
            f"{'s':>7} {'cpu s':>7}  " + "  ".join(f"{peer + ' s':>11} {'cpu s':>7}" for peer in options.peers)
        )
        rows = [_solved(event, fairness, options) for event in events]
        summary = _summary(rows, options.peers)
        print("  ".join(f"{name} {value}" for name, value in summary.items()))
        told.append({"fairness": fairness, **summary, "rows": rows})
    print(json.dumps({"runs": told}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED, help="the shared data, or a folder of .dzn files")
    parser.add_argument("--quick", action="store_true", help=f"only the first {QUICK}")
    parser.add_argument("--only", default="", help="events with this in the name")
    parser.add_argument("--variants", type=int, default=0, help="solve so many variants instead")
    parser.add_argument("--seed", type=int, default=1, help="where the chance of the variants begins")
    parser.add_argument("--fairness", type=int, action="append", help="most by which breaks differ (default 2)")
    parser.add_argument("--seconds", type=float, default=60.0, help="most time for one event, for each of all")
    parser.add_argument("--peers", nargs="*", default=["rc2", "cpsat"], choices=breaks_peers.PEERS)
    return parser.parse_args()


def _summary(rows: list[Row], peers: list[str]) -> Row:
    """Add up; where a peer proves nothing in time, its time is the limit."""
    seconds = [float(str(row["seconds"])) for row in rows]
    short = [float(str(row["seconds"])) for row in rows if int(str(row["slots"])) <= SHORT_DAY]
    told: Row = {
        "events": len(rows),
        "proven": sum(row["status"] in PROVEN for row in rows),
        "all_right": all(row["right"] for row in rows),
        "most_seconds": max(seconds),
        "total_seconds": round(sum(seconds), 2),
        "total_cpu_seconds": round(sum(float(str(row["cpu_seconds"])) for row in rows), 2),
        "short_days": len(short),
        f"short_days_within_{SHORT_SECONDS}_s": sum(took <= SHORT_SECONDS for took in short),
        "short_days_most_seconds": max(short, default=0.0),
    }
    for peer in peers:
        told[f"{peer}_proven"] = sum(row[peer]["status"] in PROVEN for row in rows)  # type: ignore[index]
        told[f"{peer}_total_seconds"] = round(sum(row[peer]["seconds"] for row in rows), 2)  # type: ignore[index]
    if peers:
        best = sum(min(row[peer]["seconds"] for peer in peers) for row in rows)  # type: ignore[index]
        told |= {"better_peer_total_seconds": round(best, 2), "ratio": round(sum(seconds) / max(best, 0.01), 3)}
    return told


def _solved(event: Event, fairness: int, options: argparse.Namespace) -> Row:
    problem = read_dzn(event.text, event.name)
    form = form_of(problem)
    assert form is not None  # noqa: S101  # the files have one seat each
    before = _processor_seconds()
    found = fewest_breaks(problem, fairness=fairness, seconds=options.seconds)
    cpu = _processor_seconds() - before
    known = checker.FEWEST.get(event.name) if fairness == 2 else None
    peers = {peer: breaks_peers.asked(peer, form, fairness, options.seconds) for peer in options.peers}
    right = _is_right(event, problem, found, fairness) and all(_agrees(found, told) for told in peers.values())
    if found.status is Status.OPTIMAL and known is not None:
        right = right and found.breaks == known
    row = {
        "event": event.name, "slots": form.slots, "status": str(found.status), "breaks": found.breaks,
        "bound": found.bound, "known": known, "right": right, "seconds": round(found.seconds, 2),
        "cpu_seconds": round(cpu, 2), **peers,
    }  # fmt: skip
    told = "  ".join(
        f"{one['seconds'] if one['status'] in PROVEN else '—':>11} {one['cpu_seconds']:>7}" for one in peers.values()
    )
    print(
        f"{event.name:30} {found.status!s:>10} {found.breaks!s:>6} {found.bound!s:>5} {known!s:>5} {right!s:>5} "
        f"{found.seconds:7.2f} {cpu:7.2f}  {told}",
        flush=True,
    )
    return row


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _is_right(event: Event, problem: MeetingProblem, found: Fewest, fairness: int) -> bool:
    """Ask the referee."""
    if not found.holds:
        return True
    tables = seat(problem, found.slot_of)
    rows = [(key, slot, tables[key]) for key, slot in found.slot_of.items()]
    raw = checker.event_from_dzn(event.text)
    each = checker.breaks_each(raw, rows).values()
    return not checker.violations(raw, rows) and sum(each) == found.breaks and max(each) - min(each) <= fairness


def _agrees(found: Fewest, told: Row) -> bool:
    """Whether what both have proven is the same."""
    if str(found.status) not in PROVEN or told["status"] not in PROVEN:
        return True
    return (str(found.status), found.breaks) == (told["status"], told.get("breaks"))


if __name__ == "__main__":
    main()
