"""One name among many: is the name it was matched with by people first in a pool of hundreds of thousands?

The pool is every distinct second name of the labelled pairs, all short forms of the corpus and all full names of
listed companies. Peers on the same rows and pool: ratio of rapidfuzz with legal forms taken off, and WRatio.

Prints a table and the misses; the last line is one JSON object with every figure.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.lookup import NameIndex
from fairway.know.engine.script import fold

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[2] / "shared" / "data"
PEER_ROWS = 300
_FORM = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司|\(有限合伙\)")


def main() -> None:
    """Measure and print."""
    options = _options()
    pairs = _table(options.data / "cn_company_pairs" / "pairs_labelled.csv")
    pool = _pool(options.data, pairs, quick=options.quick)
    rows = [(row["name_a"], row["name_b"]) for row in pairs if row["is_match"] == "1"]
    start = time.perf_counter()
    index = NameIndex(pool)
    index.best(rows[0][0])
    build = time.perf_counter() - start
    times, right = [], []
    for wanted, truth in rows:
        start = time.process_time()
        found = index.best(wanted, 5)
        times.append((time.process_time() - start) * 1000)
        right.append(bool(found) and pool[found[0].index] == truth)
        if not right[-1]:
            print("missed:", wanted, "→", truth, "| first:", pool[found[0].index] if found else "")
    sample = random.Random(1).sample(range(len(rows)), 60 if options.quick else min(PEER_ROWS, len(rows)))
    figures = {
        "pairs": len(rows),
        "pool": len(pool),
        "first": _mean(right),
        "first_on_peer_rows": _mean([right[at] for at in sample]),
        **_peers([rows[at] for at in sample], pool),
        "build_seconds": round(build, 2),
        "cpu_ms_median": round(sorted(times)[len(times) // 2], 2),
        "cpu_ms_p95": round(sorted(times)[len(times) * 95 // 100], 2),
    }
    for name, value in figures.items():
        print(f"{name:22} {value}")
    print(json.dumps(figures, ensure_ascii=False))


def _pool(data: Path, pairs: list[dict[str, str]], *, quick: bool) -> list[str]:
    names = [row["name_b"] for row in pairs]
    short = [row["short_name"] for row in _table(data / "cn_name_corpus" / "company_short_forms.csv")]
    full = [row["full_name"] for row in _table(data / "cn_company_pairs" / "short_to_full.csv")]
    return list(dict.fromkeys([*names, *(short[::10] if quick else short), *full]))


def _peers(rows: list[tuple[str, str]], pool: list[str]) -> dict[str, float]:
    from rapidfuzz import fuzz

    def bare(name: str) -> str:
        return _FORM.sub("", fold(name))

    return {
        "peer_ratio_without_form": _peer(rows, pool, fuzz.ratio, bare),
        "peer_wratio": _peer(rows, pool, fuzz.WRatio, str),
    }


def _peer(
    rows: list[tuple[str, str]], pool: list[str], scorer: Callable[..., float], read: Callable[[str], str]
) -> float:
    from rapidfuzz.process import extractOne

    names = [read(name) for name in pool]
    return _mean([pool[extractOne(read(wanted), names, scorer=scorer)[2]] == truth for wanted, truth in rows])


def _mean(values: list[bool]) -> float:
    return round(sum(values) / len(values), 4)


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--quick", action="store_true", help="a tenth of the distractors, fewer rows for the peers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
