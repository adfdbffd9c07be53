"""How long it takes to say of every unmet wish of a large event why it is unmet, and what would give it a meeting.

Events of ``bench/generate_events.py`` are solved, then all wishes left out are explained: the fewest causes, the
cheapest exchange with its price, and everything of which one more would be enough. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from generate_events import SCENARIOS, make_event

from fairway.meet.engine.standing import standing_of
from fairway.meet.engine.timetable import solve
from fairway.meet.engine.why_not.causes import causes_of
from fairway.meet.engine.why_not.remedies import remedies

EFFORT = 20.0


def main() -> None:
    """Explain events of every scenario."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small event")
    parser.add_argument("--data", type=Path, help="not needed: the events are invented")
    parser.add_argument("--participants", type=int, default=2000)
    options = parser.parse_args()
    participants = 120 if options.quick else options.participants
    print("event                unmet causes s (cpu) remedies s (cpu) with a way  price exact")
    print(json.dumps({"rows": [_explained(participants, scenario) for scenario in SCENARIOS]}))


def _explained(participants: int, scenario: str) -> dict[str, object]:
    problem = make_event(participants, scenario)
    timetable = solve(problem, seed=1, effort=EFFORT)
    slot_of = {meeting.wish: meeting.slot for meeting in timetable.meetings}
    unmet = [wish for wish in problem.wishes if wish.key not in slot_of]
    start, cpu = time.perf_counter(), time.process_time()
    standing = standing_of(problem, slot_of)
    causes = {wish.key: causes_of(standing, wish) for wish in unmet}
    causes_seconds, causes_cpu = time.perf_counter() - start, time.process_time() - cpu
    start, cpu = time.perf_counter(), time.process_time()
    found = remedies(problem, slot_of, bound=timetable.bound)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    priced = [remedy for ways in found.values() for remedy in ways if remedy.lost is not None]
    row: dict[str, object] = {
        "participants": participants, "scenario": scenario, "unmet": len(unmet),
        "value": timetable.value, "bound": timetable.bound,
        "without_cause": sum(not some for some in causes.values()),
        "kinds": dict(Counter(str(cause.kind) for some in causes.values() for cause in some)),
        "causes_seconds": round(causes_seconds, 2), "causes_cpu": round(causes_cpu, 2),
        "remedies_seconds": round(seconds, 2), "remedies_cpu": round(cpu, 2),
        "with_a_way": sum(bool(ways) for ways in found.values()),
        "priced": len(priced), "exact": sum(remedy.is_exact for remedy in priced),
    }  # fmt: skip
    print(
        f"{participants:6} {scenario:10} {len(unmet):8} {causes_seconds:6.2f} ({causes_cpu:5.2f}) "
        f"{seconds:8.2f} ({cpu:5.2f}) {row['with_a_way']:10} {row['exact']:6} of {len(priced)}",
        flush=True,
    )
    return row


if __name__ == "__main__":
    main()
