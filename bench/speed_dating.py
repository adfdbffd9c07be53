"""Real round robins replayed: 16 evenings on which every one of one side met every one of the other, table by table.

``--data`` names the folder with the shared data (its ``speed_dating`` is read); any table with the columns ``wave``,
``iid``, ``pid`` and ``order`` will do. Everybody who met is asked to meet again, in no more rounds and at no more
tables than that evening had: not a single seat is to spare. The engine's timetable and the recorded one are checked by
the tests' referee, which shares no code with the engine. Peers: the recorded evening, the textbook's rotation (one side
moves on a table each round), and taking each pair in turn into the first round free for both. The last line is one JSON
object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the tests' checker

import pandas as pd  # noqa: E402
from tests import checker  # noqa: E402

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot  # noqa: E402
from fairway.meet.engine.seat import seat  # noqa: E402
from fairway.meet.engine.timetable import solve  # noqa: E402

SHARED = Path(os.environ.get("FAIRWAY_SHARED_DATA") or ROOT.parent / "shared" / "data")
QUICK = 3
Pairs = dict[tuple[int, int], int]
"""The round, from 1, in which two met; the one with the lower number first."""


def main() -> None:
    """Replay every evening (the first three with ``--quick``)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    rows = pd.read_parquet(options.data / "speed_dating" / "speed_dating.parquet")
    evenings = {int(wave): evening for wave, evening in rows.groupby("wave")}
    print("evening people pairs rounds tables  recorded  rotation  in turn    ours  right       s")
    found = [_replayed(wave, evening) for wave, evening in list(evenings.items())[: QUICK if options.quick else None]]
    print(
        json.dumps(
            {
                "evenings": len(found),
                "all_right": all(row["right"] for row in found),
                "recorded_right": sum(bool(row["recorded_right"]) for row in found),
                "total_seconds": round(sum(float(str(row["seconds"])) for row in found), 2),
                "rows": found,
            }
        )
    )


def _replayed(wave: int, evening: pd.DataFrame) -> dict[str, object]:
    met = _met(evening)
    people = sorted({key for pair in met for key in pair})
    rounds = max(met.values())
    tables = max(Counter(met.values()).values())
    problem = _problem(people, list(met), rounds, tables)
    start = time.perf_counter()
    timetable = solve(problem, seed=1, effort=60)
    seconds = time.perf_counter() - start
    event = checker.event_from_problem(problem)
    rows = checker.rows_of(timetable)
    recorded = {wish.key: met[wish.parties] for wish in problem.wishes}
    row: dict[str, object] = {
        "evening": wave, "people": len(people), "pairs": len(met), "rounds": rounds, "tables": tables,
        "recorded": len(met), "recorded_right": not checker.violations(event, _seated(problem, recorded)),
        "rotation": _rotation(people, met, rounds), "in_turn": _in_turn(met, rounds, tables), "ours": len(rows),
        "right": len({key for key, _, _ in rows}) == len(met) and not checker.violations(event, rows),
        "seconds": round(seconds, 2),
    }  # fmt: skip
    print(
        f"{wave:7} {len(people):6} {len(met):5} {rounds:6} {tables:6} {len(met):9} {row['rotation']:9} "
        f"{row['in_turn']:8} {len(rows):7} {row['right']!s:>6} {seconds:7.2f}",
        flush=True,
    )
    return row


def _met(evening: pd.DataFrame) -> Pairs:
    """Who met whom in which round.

    ``order`` counts everybody's own meetings; who meets most never sits out, so that count is that of the rounds.
    """
    named = evening.dropna(subset=["pid"])
    rows = list(zip(named["iid"].astype(int), named["pid"].astype(int), named["order"].astype(int), strict=True))
    partners = Counter(one for one, _, _ in rows)
    return {
        (min(one, other), max(one, other)): number
        for one, other, number in sorted(rows, key=lambda row: (partners[row[0]], row))
    }


def _problem(people: list[int], pairs: list[tuple[int, int]], rounds: int, tables: int) -> MeetingProblem:
    everywhen = frozenset(range(1, rounds + 1))
    return MeetingProblem(
        tuple(Participant(key, everywhen) for key in people),
        tuple(MeetingWish(number, *pair) for number, pair in enumerate(sorted(pairs), start=1)),
        tuple(Slot(number, Session.MORNING) for number in range(1, rounds + 1)),
        tables,
        must_hold_all=True,
    )


def _seated(problem: MeetingProblem, slot_of: dict[int, int]) -> list[checker.Row]:
    fullest = max(Counter(slot_of.values()).values(), default=0)
    tables = seat(problem, slot_of) if fullest <= problem.tables else dict.fromkeys(slot_of, 1)
    return [(key, slot, tables[key]) for key, slot in slot_of.items()]


def _rotation(people: list[int], met: Pairs, rounds: int) -> int:
    """Pairs that meet when one side stays and the other moves on by a place each round."""
    partners = {key: {other for pair in met if key in pair for other in pair} - {key} for key in people}
    one = [key for key in people if partners[key] == partners[people[0]] or key == people[0]]
    other = [key for key in people if key not in set(one)]
    width = max(len(one), len(other))
    held = {
        (min(a, b), max(a, b))
        for number in range(min(width, rounds))
        for place, a in enumerate(one)
        for b in other[(place + number) % width : (place + number) % width + 1]
    }
    return len(held & met.keys())


def _in_turn(met: Pairs, rounds: int, tables: int) -> int:
    """Pairs that get a place when each takes the first round in which both and a table are free."""
    taken: set[tuple[int, int]] = set()
    load: Counter[int] = Counter()
    held = 0
    for one, other in sorted(met):
        for number in range(1, rounds + 1):
            if load[number] < tables and not {(one, number), (other, number)} & taken:
                taken |= {(one, number), (other, number)}
                load[number] += 1
                held += 1
                break
    return held


if __name__ == "__main__":
    main()
