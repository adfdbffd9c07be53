"""The public brokerage events in MiniZinc's data format: seconds each, every timetable checked.

``--data`` names the folder with the shared data (its ``b2b/original`` is read) or one of ``.dzn`` files.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from fairway.meet.engine.dzn import read_dzn
from fairway.meet.engine.timetable import solve
from fairway.meet.engine.verify import violations

SHARED = Path(os.environ.get("FAIRWAY_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
EFFORT = 60.0
QUICK = 3


def main() -> None:
    """Solve every instance (the first three with ``--quick``) with seed 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="the shared data, or a folder of .dzn files")
    parser.add_argument("--quick", action="store_true", help=f"only the first {QUICK}")
    options = parser.parse_args()
    folder = options.data / "b2b" / "original"
    files = sorted((folder if folder.is_dir() else options.data).glob("*.dzn"))
    if not files:
        raise SystemExit(f"No .dzn files in {options.data}")
    print(f"{'instance':28} {'meetings':>8} {'status':>10} {'breaks':>6} {'checked':>7} {'seconds':>8}")
    rows = [_solved(file) for file in (files[:QUICK] if options.quick else files)]
    held = sum(bool(row["meetings"]) for row in rows)
    figures = {
        "instances": len(rows),
        "held": held,
        "all_checked": all(row["checked"] for row in rows),
        "most_seconds": max(row["seconds"] for row in rows),
        "total_seconds": round(sum(row["seconds"] for row in rows), 2),
    }
    print(json.dumps({**figures, "rows": rows}))


def _solved(file: Path) -> dict[str, object]:
    start = time.perf_counter()
    problem = read_dzn(file.read_text(encoding="utf-8"), file.name)
    solved = solve(problem, seed=1, effort=EFFORT)
    seconds = round(time.perf_counter() - start, 2)
    checked = not solved.meetings or not violations(problem, solved)
    row = {
        "instance": file.stem,
        "meetings": len(solved.meetings),
        "status": solved.status.value,
        "breaks": solved.breaks,
        "checked": checked,
        "seconds": seconds,
    }
    print(f"{file.stem:28} {row['meetings']:8} {row['status']:>10} {row['breaks']:6} {checked!s:>7} {seconds:8.2f}")
    return row


if __name__ == "__main__":
    main()
