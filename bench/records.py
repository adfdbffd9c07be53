"""Checking, sorting and keeping files of credit records, ten million rows at a time.

Invents a CSV file of records (no real organisation in it), then takes it in as ``fairway records check`` does, and
prepares it as ``fairway records prepare`` does, each in a process of its own. The peer in the same run is a bare
``COPY (SELECT * FROM csv) TO parquet`` of DuckDB: no check, no order, nothing said about a bad row.

Prints rows per second of processor time and the most memory; the last line is one JSON object. The figures hold for
generated rows: many organisations, few different words, one row in ``--bad-every`` wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 28)
WORK = ("peer", "check", "prepare")
INVENTED = """
COPY (
  SELECT 'R-' || n AS "Number", hash(n) % {organisations} AS "Organisation",
    CASE WHEN {bad} AND n % {every} = 0 THEN 'gossip'
      ELSE ['penalty', '行政处罚', 'tax_grade', 'licence', 'contract_kept'][CAST(1 + hash(n, 1) % 5 AS BIGINT)]
      END AS "Kind",
    CASE hash(n, 1) % 5 WHEN 0 THEN ['minor', 'general', 'serious'][CAST(1 + hash(n, 2) % 3 AS BIGINT)]
      WHEN 1 THEN '一般' WHEN 2 THEN ['A', 'B', 'C'][CAST(1 + hash(n, 2) % 3 AS BIGINT)] ELSE '' END AS "Severity",
    (DATE '2016-01-01' + CAST(hash(n, 3) % 3900 AS INTEGER))::VARCHAR AS "Happened on",
    (DATE '2016-01-01' + CAST(hash(n, 3) % 3900 + hash(n, 4) % 60 AS INTEGER))::VARCHAR AS "Learned on",
    CASE WHEN n % 50 = 0 THEN 'repaired' ELSE 'active' END AS "Status",
    'Example bureau ' || (hash(n, 5) % 400) AS "Authority", '' AS "Source", 'yes' AS "Demo"
  FROM range(1, {rows} + 1) AS made(n)
) TO '{path}' (HEADER)
"""


def main() -> None:
    """Measure ``--rows`` rows (200,000 with ``--quick``)."""
    options = _options()
    if options.inside:
        print(json.dumps(_inside(options.inside, Path(options.file), Path(options.folder))))
        return
    with tempfile.TemporaryDirectory(prefix="fairway-records-", dir=options.folder or None) as folder:
        file = Path(folder) / "records.csv"
        _invent(file, options)
        figures: dict[str, Any] = {"rows": options.rows, "csv_mb": file.stat().st_size // 1_000_000}
        figures |= {work: _run(work, file, folder) for work in WORK}
    for work in WORK:
        figures[work]["rows_per_cpu_second"] = round(options.rows / figures[work]["cpu_seconds"])
        figures[work]["times_peer"] = round(figures[work]["cpu_seconds"] / figures["peer"]["cpu_seconds"], 2)
    _show(figures)
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=None, help="not used: the rows are invented")
    parser.add_argument("--quick", action="store_true", help="200,000 rows")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--bad-every", type=int, default=10_000, help="one row in so many is wrong; 0: none")
    parser.add_argument("--folder", default="", help="where the files go; they are removed")
    parser.add_argument("--inside", choices=WORK, help=argparse.SUPPRESS)
    parser.add_argument("--file", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.rows = 200_000
    return options


def _invent(file: Path, options: argparse.Namespace) -> None:
    import duckdb

    bad = options.bad_every > 0
    given = {"organisations": max(options.rows // 10, 1), "rows": options.rows, "path": file}
    duckdb.execute(INVENTED.format(bad=bad, every=max(options.bad_every, 1), **given))


def _run(work: str, file: Path, folder: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--inside", work, "--file", str(file), "--folder", folder]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603  # ours
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def _inside(work: str, file: Path, folder: Path) -> dict[str, Any]:
    found = {"peer": _peer, "check": _check, "prepare": _prepare}[work]
    cpu, clock = time.process_time(), time.perf_counter()
    said = found(file, folder)
    return {
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - clock, 2),
        "max_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **said,
    }


def _peer(file: Path, folder: Path) -> dict[str, Any]:
    import duckdb

    store = duckdb.connect(config={"memory_limit": "600MB", "temp_directory": str(folder / "spill"), "threads": 2})
    store.execute(f"COPY (SELECT * FROM read_csv('{file}')) TO '{folder / 'peer.parquet'}'")  # noqa: S608  # ours
    return {}


def _check(file: Path, folder: Path) -> dict[str, Any]:
    from fairway.trust.engine.record_files.intake import Findings, take_in

    with tempfile.TemporaryDirectory(dir=folder) as work:
        findings = Findings()
        taken = take_in([file], Path(work), TODAY, findings)
    return {"good": taken.good, "bad": findings.bad_rows}


def _prepare(file: Path, folder: Path) -> dict[str, Any]:
    from fairway.trust.engine.record_files.intake import Findings, take_in
    from fairway.trust.engine.record_files.sorted_file import write_sorted

    out = folder / "sorted.parquet"
    with tempfile.TemporaryDirectory(dir=folder) as work:
        taken = take_in([file], Path(work), TODAY, Findings())
        done = write_sorted(taken, out, lambda _done, _total, _reason: None)
    return {"good": done.rows, "organisations": done.organisations, "out_mb": out.stat().st_size // 1_000_000}


def _show(figures: dict[str, Any]) -> None:
    print(f"{figures['rows']:,} rows, {figures['csv_mb']:,} MB of CSV")
    print(f"{'':10} {'CPU s':>8} {'s':>8} {'rows / CPU s':>13} {'× peer':>7} {'most MiB':>9}")
    for work in WORK:
        found = figures[work]
        print(
            f"{work:10} {found['cpu_seconds']:8.1f} {found['seconds']:8.1f} {found['rows_per_cpu_second']:13,} "
            f"{found['times_peer']:7.2f} {found['max_rss_mib']:9,}"
        )


if __name__ == "__main__":
    main()
