"""Short names to full names: is the right full name first among all full names?

What was tuned was tuned on half of the pairs; the figure to read is the other half's (the halves are told apart by a
hash of the full name). Peers on a sample of the same rows: rapidfuzz partial_ratio and WRatio.

Prints a table and some misses; the last line is one JSON object with every figure.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.lookup import NameIndex, rank_names

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[2] / "shared" / "data"
PEER_ROWS = 600


def main() -> None:
    """Measure and print."""
    options = _options()
    rows = _rows(options.data)
    full = list(dict.fromkeys(row["full_name"] for row in rows))
    rows = rows[::5] if options.quick else rows
    start = time.perf_counter()
    index = NameIndex(full)
    build = time.perf_counter() - start
    start = time.process_time()
    best = [_first(index, full, row["short_name"]) for row in rows]
    per_query = (time.process_time() - start) / len(rows) * 1000
    right = [found == row["full_name"] for found, row in zip(best, rows, strict=True)]
    held = [its for its, row in zip(right, rows, strict=True) if held_back(row["full_name"])]
    sample = random.Random(1).sample(rows, min(PEER_ROWS, len(rows)))
    figures = {
        "pairs": len(rows),
        "pool": len(full),
        "first": _mean(right),
        "first_held_back_half": _mean(held),
        "held_back": len(held),
        "first_chinese_short": _mean([r for r, row in zip(right, rows, strict=True) if _chinese(row["short_name"])]),
        **_peers(sample, full),
        "first_on_peer_rows": _mean([_first(index, full, row["short_name"]) == row["full_name"] for row in sample]),
        "build_seconds": round(build, 2),
        "cpu_ms_per_query": round(per_query, 2),
        "rank_200_cpu_ms": round(_rank_ms(full), 2),
    }
    for name, value in figures.items():
        print(f"{name:24} {value}")
    print(json.dumps(figures))


def held_back(name: str) -> bool:
    """Whether a row was never looked at while tuning."""
    return bool(hashlib.md5(name.encode()).digest()[0] & 1)  # noqa: S324  # a split, no secret


def _first(index: NameIndex, names: list[str], wanted: str) -> str:
    found = index.best(wanted, 1)
    return names[found[0].index] if found else ""


def _chinese(name: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in name)


def _peers(rows: list[dict[str, str]], full: list[str]) -> dict[str, float]:
    from rapidfuzz import fuzz

    scorers = {"partial_ratio": fuzz.partial_ratio, "wratio": fuzz.WRatio}
    return {f"peer_{name}{suffix}": share for name, its in scorers.items() for suffix, share in _peer(rows, full, its)}


def _peer(rows: list[dict[str, str]], full: list[str], scorer: Callable[..., float]) -> list[tuple[str, float]]:
    """Share of rows whose full name is first, by pool order between equals, and with equals counted in its favour."""
    from rapidfuzz.process import extractOne

    best = [extractOne(row["short_name"], full, scorer=scorer) for row in rows]
    first = [found[0] == row["full_name"] for found, row in zip(best, rows, strict=True)]
    equal = [scorer(row["short_name"], row["full_name"]) >= found[1] for found, row in zip(best, rows, strict=True)]
    return [("", _mean(first)), ("_equals_right", _mean(equal))]


def _rank_ms(names: list[str]) -> float:
    """Milliseconds of processor time to rank 200 candidates, the median of 21."""
    candidates = random.Random(2).sample(names, min(200, len(names)))
    times = []
    for _ in range(21):
        start = time.process_time()
        rank_names("国华网安", candidates)
        times.append((time.process_time() - start) * 1000)
    return sorted(times)[10]


def _mean(values: list[bool]) -> float:
    return round(sum(values) / len(values), 4)


def _rows(data: Path) -> list[dict[str, str]]:
    with (data / "cn_company_pairs" / "short_to_full.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--quick", action="store_true", help="every fifth pair")
    return parser.parse_args()


if __name__ == "__main__":
    main()
