"""A day that changes: how fast it is repaired, how many meetings move, and how far from the best that leaves it.

Events of ``bench/generate_events.py`` are solved once; then, again and again, somebody does not come, comes late, or
calls meetings off while the day is running. ``fill_in`` moves nobody; ``propose`` moves or gives up at most four
meetings. Both answers are checked by counting. The peer plans the rest of the day anew and moves whom it likes; the
bound it proves is the bound: with the past as it was, no timetable of the changed day is worth more. The last line is
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from generate_events import SCENARIOS, make_event

from fairway.meet.engine.repair import fill_in, propose
from fairway.meet.engine.result import PlacedMeeting, Status, Timetable
from fairway.meet.engine.seat import seat
from fairway.meet.engine.standing import value_of
from fairway.meet.engine.timetable import solve
from fairway.meet.engine.verify import violations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.repair import Repair

EFFORT = 20.0
MEASURED = (
    "fill_seconds", "propose_seconds", "fill_cpu", "propose_cpu", "moved", "told", "fill_gap", "propose_gap",
    "again_gap", "again_moved", "again_seconds",
)  # fmt: skip
KINDS = ("no-show", "late", "cancelled", "all at once")
"""What happens: one participant does not come; three miss half a day; five meetings are called off."""


@dataclass(frozen=True)
class Day:
    """An event as it was planned."""

    problem: MeetingProblem
    held: dict[int, int]
    bound: int


def main() -> None:
    """Measure every scenario and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one small event, few changes")
    parser.add_argument("--data", type=Path, help="not needed: the events are invented")
    parser.add_argument("--participants", type=int, nargs="*", default=[466, 2000])
    parser.add_argument("--changes", type=int, default=40, help="changes of each event")
    parser.add_argument("--bounds", type=int, default=8, help="changes whose bound is worked out")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.quick:
        options.participants, options.changes, options.bounds = [120], 8, 4
    rows = []
    for participants in options.participants:
        for scenario in SCENARIOS:
            day = _planned(participants, scenario, options.seed)
            rows.append(_measured(day, participants, scenario, options))
    print(json.dumps({"seed": options.seed, "rows": rows}))


def _planned(participants: int, scenario: str, seed: int) -> Day:
    problem = make_event(participants, scenario, seed)
    timetable = solve(problem, seed=seed, effort=EFFORT)
    return Day(problem, {meeting.wish: meeting.slot for meeting in timetable.meetings}, timetable.bound)


def _measured(day: Day, participants: int, scenario: str, options: argparse.Namespace) -> dict[str, object]:
    planned = value_of(day.problem, day.held)
    print(f"\n{participants} {scenario}: {len(day.held)} meetings worth {planned}, at most {day.bound}", flush=True)
    print(f"{'change':12} {'now':>3} {'lost':>4} {'fill s':>7} {'propose s':>9} {'moved':>5} {'told':>4} % below")
    dice = Random(f"{options.seed}/{participants}/{scenario}")
    rows = [
        _one(day, KINDS[number % len(KINDS)], dice, with_bound=number < options.bounds)
        for number in range(options.changes)
    ]
    found: dict[str, object] = {
        "participants": participants, "scenario": scenario, "planned": planned, "planned_bound": day.bound,
        "changes": len(rows), "wrong": sum(int(row["wrong"]) for row in rows),
        "most_moved": max(row["moved"] for row in rows),
    }  # fmt: skip
    for name in MEASURED:
        values = [row[name] for row in rows if row[name] is not None]
        found |= {f"{name}_p50": _percentile(values, 50), f"{name}_p95": _percentile(values, 95)}
    print({name: value for name, value in found.items() if "p95" in name})
    return found


def _percentile(values: list[float], at: int) -> float | None:
    return round(float(np.percentile(values, at)), 4) if values else None


def _one(day: Day, kind: str, dice: Random, *, with_bound: bool) -> dict[str, Any]:
    now = dice.randrange(0, 16)
    problem = _changed(day, kind, now, dice)
    filled, fill_seconds, fill_cpu = _timed(lambda: fill_in(problem, day.held, now=now))
    proposed, propose_seconds, propose_cpu = _timed(lambda: propose(problem, day.held, now=now))
    gaps = _gaps(problem, day.held, now, filled, proposed) if with_bound else {}
    row = {
        "fill_seconds": fill_seconds, "propose_seconds": propose_seconds, "fill_cpu": fill_cpu,
        "propose_cpu": propose_cpu,
        "moved": len(proposed.moved) + len(proposed.given_up), "told": len(proposed.disturbed),
        "wrong": bool(_wrong(problem, filled) or _wrong(problem, proposed) or filled.moved
                      or len(proposed.moved) + len(proposed.given_up) > 4),
        "fill_gap": None, "propose_gap": None, "again_gap": None, "again_moved": None, "again_seconds": None, **gaps,
    }  # fmt: skip
    print(
        f"{kind:12} {now:3} {len(filled.dropped) + len(filled.rescued):4} {fill_seconds:7.3f} {propose_seconds:9.3f} "
        f"{row['moved']:5} {len(proposed.disturbed):4} {gaps}",
        flush=True,
    )
    return row


def _timed(call: Callable[[], Repair]) -> tuple[Repair, float, float]:
    start, cpu = time.perf_counter(), time.process_time()
    repair = call()
    return repair, time.perf_counter() - start, time.process_time() - cpu


def _changed(day: Day, kind: str, now: int, dice: Random) -> MeetingProblem:
    """What becomes of the rest of the day; the past is as it was."""
    to_come = [key for key, slot in day.held.items() if slot > now]
    busy = sorted({party for wish in day.problem.wishes if wish.key in set(to_come) for party in wish.parties})
    chosen = dice.sample(busy, 4)
    away = set(chosen[:1]) if kind in ("no-show", "all at once") else set()
    late = set(chosen[1:]) if kind in ("late", "all at once") else set()
    off = set(dice.sample(to_come, 5)) if kind in ("cancelled", "all at once") else set()
    past, soon = frozenset(range(1, now + 1)), frozenset(range(1, now + 7))
    crowd = tuple(
        replace(person, available=person.available & past)
        if person.key in away
        else replace(person, available=person.available - (soon - past))
        if person.key in late
        else person
        for person in day.problem.participants
    )
    wishes = tuple(wish for wish in day.problem.wishes if wish.key not in off)
    return replace(day.problem, participants=crowd, wishes=wishes)


def _gaps(
    problem: MeetingProblem, held: Mapping[int, int], now: int, filled: Repair, proposed: Repair
) -> dict[str, float]:
    """How far below the bound each answer is, in percent, and what planning the rest of the day anew would do."""
    past = {key: slot for key, slot in filled.slot_of.items() if slot <= now}
    start = time.perf_counter()
    anew = solve(_rest(problem, past, now), seed=1, effort=EFFORT)
    seconds = time.perf_counter() - start
    base = sum(wish.priority for wish in problem.wishes if wish.key in past)
    bound = base + anew.bound
    places = {meeting.wish: meeting.slot for meeting in anew.meetings}

    def below(value: float) -> float:
        return round(100 * (bound - value) / bound, 4)

    return {
        "fill_gap": below(filled.value), "propose_gap": below(proposed.value), "again_gap": below(base + anew.value),
        "again_moved": sum(places.get(key, slot) != slot for key, slot in held.items()),
        "again_seconds": round(seconds, 2),
    }  # fmt: skip


def _rest(problem: MeetingProblem, past: Mapping[int, int], now: int) -> MeetingProblem:
    """What is still to come, less what the past has used up."""
    had = Counter(party for wish in problem.wishes if wish.key in past for party in wish.parties)
    crowd = tuple(
        replace(
            person,
            available=frozenset(slot for slot in person.available if slot > now),
            at_most=None if person.at_most is None else person.at_most - had[person.key],
            at_least=max(0, person.at_least - had[person.key]),
        )
        for person in problem.participants
    )
    return replace(problem, participants=crowd, wishes=tuple(wish for wish in problem.wishes if wish.key not in past))


def _wrong(problem: MeetingProblem, repair: Repair) -> bool:
    tables = seat(problem, repair.slot_of)
    meetings = tuple(PlacedMeeting(key, slot, tables[key]) for key, slot in repair.slot_of.items())
    return bool(violations(problem, Timetable(Status.FEASIBLE, meetings, (), 0, 0, 0)))


if __name__ == "__main__":
    main()
