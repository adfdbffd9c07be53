"""The whole chain on an input folder: ``fairway run`` in a process of its own.

Prints wall seconds, the most memory used, and what was computed; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "changchun-auto-2021"


def main() -> None:
    """Run it once (``--quick``) or three times, and say whether the bytes were the same each time."""
    options = _options()
    runs, digests = [], set()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1 if options.quick else 3):
            out = Path(folder) / str(number)
            runs.append(_run(options.data, out))
            digests.add(_digest(out))
            print(f"run {number + 1}: {runs[-1]:6.2f} s")
        counts = _counts(out)
    figures = {
        "folder": options.data.name,
        "seconds": [round(seconds, 2) for seconds in runs],
        "best_seconds": round(min(runs), 2),
        # Linux counts in KiB; the largest child so far.
        "max_rss_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "same_bytes": len(digests) == 1,
        **counts,
    }
    for name, value in figures.items():
        print(f"{name:18} {value}")
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=EXAMPLE, help="an input folder")
    parser.add_argument("--quick", action="store_true", help="one run instead of three")
    return parser.parse_args()


def _run(data: Path, out: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "fairway", "run", str(data), "--out", str(out), "--quiet"]
    subprocess.run(command, check=True)  # noqa: S603  # our own
    return time.perf_counter() - start


def _digest(out: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(out.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _counts(out: Path) -> dict[str, object]:
    ratings = _table(out / "ratings.csv")
    signing = json.loads((out / "signing.json").read_text(encoding="utf-8"))
    return {
        "organisations": len(_table(out / "organisations.csv")),
        "rated": sum(row["Points"] != "" for row in ratings),
        "no_file": sum(row["Points"] == "" for row in ratings),
        "suggestions": len(_table(out / "matches.csv")),
        "meetings": (out / "timetable.ics").read_bytes().count(b"BEGIN:VEVENT"),
        "board": signing["state"],
        "agreements": signing["count"],
    }


def _table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


if __name__ == "__main__":
    main()
