"""Timetables of the most value for invented events (``generate_events.py``): value, proven bound, gap and seconds.

Peers in the same run, on the same event: *first come* gives each request, in the order they came, the first slot that
is free for both sides; *by value* does the same with the most valuable requests first; *CP-SAT* gets the whole
timetable as one model (a Boolean for each request and slot), its own settings, one worker and as many seconds as ours
may take. How far each is below the bound is what is printed; ``none`` where no timetable was found. Every timetable is
checked by the checker of the tests, which shares nothing with the solver. ``small/large`` divides the share of requests
granted to participants with at most the median number of requests by that of the others. ``most`` is the most breaks
of one participant, ``waits`` the most of those in which it was there: who is away between two meetings does not wait.

``--data`` names a folder of problems pickled by ``generate_events.py`` to be used instead. The last line is one JSON
object with every figure, the gap against time among them.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]  # the tests' checker, the generator

import value_peers  # noqa: E402
from generate_events import SCENARIOS, make_event  # noqa: E402
from tests import checker  # noqa: E402

from fairway.meet.engine.timetable import solve  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.result import Progress

SECONDS = {466: 10.0, 2_000: 60.0, 10_000: 300.0}
UNLIMITED = 1e9
MOST_FOR_CP_SAT = 4_000


def main() -> None:
    """Solve every event (only those of 466 participants with ``--quick``)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of pickled problems")
    parser.add_argument("--quick", action="store_true", help="only the smallest events")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SECONDS), help="numbers of participants")
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--seconds", type=float, help="most time for one event")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins, for events and solver")
    parser.add_argument("--no-cp-sat", action="store_true", help="leave the slowest peer out")
    options = parser.parse_args()
    print(
        f"{'event':>18} {'requests':>8} {'value':>7} {'bound':>7} {'gap':>8} {'s':>6} {'cpu s':>6} {'first come':>10} "
        f"{'by value':>8} {'CP-SAT':>8} {'breaks':>6} {'most':>4} {'waits':>5} {'small/large':>11} valid"
    )
    rows = [_row(problem, options) for problem in _problems(options)]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"megabytes": megabytes, "all_valid": all(row["valid"] for row in rows), "rows": rows}))


def _problems(options: argparse.Namespace) -> Iterator[MeetingProblem]:
    if options.data:
        for file in sorted(options.data.glob("*.pickle")):
            yield pickle.loads(file.read_bytes())  # noqa: S301 - written by the generator beside this file
        return
    for size in options.sizes[:1] if options.quick else options.sizes:
        for scenario in options.scenarios:
            yield make_event(size, scenario, options.seed)


def _row(problem: MeetingProblem, options: argparse.Namespace) -> dict[str, object]:
    seconds = options.seconds or next((s for size, s in SECONDS.items() if len(problem.participants) <= size), 300.0)
    curve: list[tuple[float, int, int]] = []
    began, cpu = time.monotonic(), time.process_time()

    def heard(progress: Progress) -> None:
        if not curve or curve[-1][1:] != (progress.value, progress.bound):
            curve.append((round(time.monotonic() - began, 2), progress.value, progress.bound))

    found = solve(problem, seed=options.seed, effort=UNLIMITED, seconds=seconds, on_progress=heard)
    taken, cpu = time.monotonic() - began, time.process_time() - cpu
    event, rows = checker.event_from_problem(problem), checker.rows_of(found)
    valid = not checker.violations(event, rows) and checker.value(event, rows) == found.value
    breaks = checker.breaks_each(event, rows)
    row = {
        "event": problem.name, "participants": len(problem.participants), "requests": len(problem.wishes),
        "meetings": len(rows), "value": found.value, "bound": found.bound, "gap": _gap(found.value, found.bound),
        "seconds": round(taken, 2), "cpu_seconds": round(cpu, 2), **_peers(problem, found.bound, seconds, options),
        "breaks": sum(breaks.values()), "most_breaks": max(breaks.values()),
        "most_waits": max(checker.waits_each(event, rows).values()), "small_to_large": _fairness(event, rows),
        "valid": valid, "curve": curve,
    }  # fmt: skip
    _print(row)
    return row


def _print(row: dict[str, object]) -> None:
    peers = [
        "-" if peer not in row else "none" if row[peer] is None else f"{row[peer]:.2%}"
        for peer in ("first_come", "by_value", "cp_sat")
    ]
    print(
        f"{row['event']:>18} {row['requests']:>8} {row['value']:>7} {row['bound']:>7} {row['gap']:>8.3%} "
        f"{row['seconds']:>6.1f} {row['cpu_seconds']:>6.1f} {peers[0]:>10} {peers[1]:>8} {peers[2]:>8} "
        f"{row['breaks']:>6} {row['most_breaks']:>4} {row['most_waits']:>5} "
        f"{row['small_to_large']:>11.3f} {row['valid']}",
        flush=True,
    )


def _gap(value: int, bound: int) -> float:
    return 1 - value / bound if bound else 0.0


def _fairness(event: checker.Event, rows: list[checker.Row]) -> float:
    asked = Counter(key for request in event.requests.values() for key in request.pair)
    held = Counter(key for number, _, _ in rows for key in event.requests[number].pair)
    middle = median(asked.values())
    small, large = ([key for key in asked if (asked[key] <= middle) == is_small] for is_small in (True, False))
    share = [sum(held[key] for key in keys) / max(1, sum(asked[key] for key in keys)) for keys in (small, large)]
    return round(share[0] / share[1], 4) if share[1] else 1.0


def _peers(problem: MeetingProblem, bound: int, seconds: float, options: argparse.Namespace) -> dict[str, float | None]:
    event = checker.event_from_problem(problem)

    def gap(rows: list[checker.Row]) -> float | None:
        if broken := checker.violations(event, rows):
            raise SystemExit(f"A peer broke a rule: {broken[0]}")
        return _gap(checker.value(event, rows), bound) if rows else None

    with_cp_sat = not options.no_cp_sat and len(problem.participants) <= MOST_FOR_CP_SAT
    found = {"first_come": gap(value_peers.first_come(problem)), "by_value": gap(value_peers.by_value(problem))}
    return {**found, "cp_sat": gap(value_peers.cp_sat(problem, seconds))} if with_cp_sat else found


if __name__ == "__main__":
    main()
