"""Rating whole populations: time, memory and results of Fairway's engines beside a bare count, pandas and Polars.

Each runs in a process of its own on the same generated file of records, sorted by organisation. ``count`` counts
the records of each organisation in DuckDB and writes the counts: the least any rating must do. ``--shares`` also rates
every organisation by itself and asks that its reasons add up to its points exactly.

Prints seconds of processor and of the clock, the peak of memory, and one hash a line; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from fairway.trust.engine.credit_model import CreditModel

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 1)
"""The day of the last record: a rating of today. As of an earlier day the days learned and changed are read too."""
SIZES = ((1_000_000, 10_000_000), (10_000_000, 100_000_000))
QUICK = ((100_000, 1_000_000),)
REPEATED = ("count", "arrow")
"""What the target compares runs several times, in turn; everything else once."""
PEERS_UP_TO = 10_000_000
"""Records that pandas and Polars, and engines that take rows one by one, are asked to rate."""
TARGETS = {10_000_000: (5.0, 1024), 100_000_000: (20.0, 1024)}
"""Seconds of processor and MiB, by records."""
MOST_COUNTS = 1.4


def main() -> None:
    """Measure each size; ``--quick`` takes 100,000 organisations."""
    options = _options()
    if options.inside:
        print(json.dumps(_measured(options.inside, options.records, options.out)))
        return
    found = {}
    for organisations, records in QUICK if options.quick else SIZES:
        found[f"{organisations}x{records}"] = _size(organisations, records, options)
    print(json.dumps({"day": DAY.isoformat(), "sizes": found}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="not used: records are generated")
    parser.add_argument("--quick", action="store_true", help="100,000 organisations, a million records")
    parser.add_argument("--rounds", type=int, default=3, help="runs of the count and of columns; the median is told")
    parser.add_argument("--shares", action="store_true", help="rate every organisation by itself too (first size)")
    parser.add_argument("--inside", choices=list(RUNS), help=argparse.SUPPRESS)
    parser.add_argument("--records", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _size(organisations: int, records: int, options: argparse.Namespace) -> dict[str, Any]:
    from generate_records import write_records

    with tempfile.TemporaryDirectory(prefix="fairway-rating-") as folder:
        path = Path(folder) / "records.parquet"
        rows = write_records(path, organisations, records)
        print(f"\n{organisations:,} organisations, {rows:,} records, {path.stat().st_size >> 20} MiB")
        small = records <= PEERS_UP_TO
        names = [name for name in RUNS if name in REPEATED or (small and name != "shares")]
        if options.shares and small:
            names.append("shares")
        runs = {name: _median(name, path, options.rounds if name in REPEATED else 1) for name in names}
    _show(runs)
    counted = runs["arrow"]["cpu_seconds"] / runs["count"]["cpu_seconds"]
    clock = runs["arrow"]["seconds"] / runs["count"]["seconds"]
    hashes = {run["hash"] for run in runs.values() if run["hash"]}
    print(f"arrow / count: {counted:.2f} of processor, {clock:.2f} of the clock; one hash: {len(hashes) == 1}")
    most_cpu, most_mib = TARGETS.get(records, (None, None))
    return {
        "runs": runs,
        "arrow_over_count_cpu": round(counted, 3),
        "arrow_over_count_clock": round(clock, 3),
        "one_hash": len(hashes) == 1,
        "met": {
            "cpu": most_cpu is None or runs["arrow"]["cpu_seconds"] <= most_cpu,
            "memory": most_mib is None or runs["arrow"]["max_rss_mib"] <= most_mib,
            "count": counted <= MOST_COUNTS,
        },
    }


def _median(name: str, path: Path, rounds: int) -> dict[str, Any]:
    found = sorted((_run(name, path) for _round in range(rounds)), key=lambda run: run["cpu_seconds"])
    return found[len(found) // 2]


def _run(name: str, path: Path) -> dict[str, Any]:
    out = path.with_name(f"{name}.parquet")
    command = [sys.executable, __file__, "--inside", name, "--records", str(path), "--out", str(out)]
    if name == "postgresql":
        command = [sys.executable, "-m", "tests.postgres", *command]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603  # ours
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def _show(runs: dict[str, dict[str, Any]]) -> None:
    print(f"{'':12} {'cpu s':>8} {'clock s':>8} {'MiB':>7} {'cpu / count':>12}  hash")
    for name, run in runs.items():
        share = run["cpu_seconds"] / runs["count"]["cpu_seconds"]
        print(
            f"{name:12} {run['cpu_seconds']:8.2f} {run['seconds']:8.2f} {run['max_rss_mib']:7} {share:12.2f}  "
            f"{(run['hash'] or '')[:16]}"
        )


def _measured(name: str, records: Path, out: Path) -> dict[str, Any]:
    """Run once, with everything imported that a run needs counted as well; the hash is made afterwards."""
    start = time.perf_counter()
    told = RUNS[name](records, out)
    seconds = time.perf_counter() - start
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, 2),
        "max_rss_mib": max(own.ru_maxrss, children.ru_maxrss) >> 10,
        "hash": _hash(out) if name not in ("count", "shares") else None,
        **(told or {}),
    }


def _hash(path: Path) -> str:
    """One hash over organisation, points and grade, in the order of organisations, whoever wrote the file."""
    import hashlib

    import duckdb

    told = hashlib.sha256()
    with duckdb.connect() as connection:
        cursor = connection.execute(
            "SELECT organisation, points, CAST(grade AS VARCHAR) FROM read_parquet(?) ORDER BY 1", [str(path)]
        )
        while rows := cursor.fetchmany(100_000):
            lines = (f"{key}\t{'' if points is None else int(points)}\t{grade or ''}\n" for key, points, grade in rows)
            told.update("".join(lines).encode())
    return told.hexdigest()


def _count(records: Path, out: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT organisation, count(*) AS records FROM read_parquet('{records}') GROUP BY organisation) "  # noqa: S608  # ours
            f"TO '{out}' (FORMAT parquet)"
        )


def _fairway(engine: str) -> Callable[[Path, Path], None]:
    def run(records: Path, out: Path) -> None:
        from fairway.cli import commands

        arguments = [str(records), "--model", "enterprise-credit-1", "--as-of", DAY.isoformat()]
        arguments += ["--engine", engine, "--out", str(out), "--quiet", "--no-hash"]
        commands.main(["rate", *arguments], standalone_mode=False)

    return run


def _model() -> CreditModel:
    from fairway.cli.rate import model_named

    return model_named("enterprise-credit-1")


def _polars(records: Path, out: Path) -> None:
    """Rate in Polars as somebody who knows it well would: lazily, streaming, joined with the tariff."""
    import polars as pl

    from fairway.trust.engine.expression import TARIFF, month_number, tariff_rows
    from fairway.trust.engine.tariff import STATE_KINDS

    model = _model()
    schema = {name: pl.String if kind == "string" else pl.Int32 for name, kind in TARIFF.items()}
    entries = pl.DataFrame(tariff_rows(model, DAY), schema, orient="row").lazy()
    happened = pl.col("happened_on")
    rows = pl.scan_parquet(records).select(
        "organisation", pl.col("kind").cast(pl.String), pl.col("severity").cast(pl.String), "happened_on",
        is_known=(pl.col("learned_on") <= DAY) & (happened <= DAY),
        status=pl.when(pl.col("status_on") > DAY).then(pl.lit("active")).otherwise(pl.col("status").cast(pl.String)),
        age=month_number(DAY) - (happened.dt.year() * 12 + happened.dt.month() - 1),
    )  # fmt: skip
    rows = rows.join(
        entries,
        left_on=["kind", "severity", "status", "age"],
        right_on=["t_kind", "t_severity", "t_status", "t_age"],
        how="left",
    ).with_columns(
        points=pl.when("is_known").then(pl.col("t_points").fill_null(0)).otherwise(0),
        best=pl.when("is_known").then(pl.col("t_best").fill_null(0)).otherwise(0),
        counts=pl.col("is_known") & (pl.col("status") != "withdrawn"),
    )
    is_state = pl.col("kind").is_in(STATE_KINDS)
    order = ["counts", "happened_on", "points", "best"]
    newest = (
        rows.filter(is_state)
        .sort(order, descending=[True, True, False, True])
        .group_by("organisation", "kind", maintain_order=True)
        .agg(pl.first("points"), pl.first("best"), pl.sum("counts"))
    )
    events = rows.filter(~is_state).select("organisation", "kind", "points", "best", pl.col("counts").cast(pl.UInt32))
    sums = pl.concat([events, newest.with_columns(pl.col("counts").cast(pl.UInt32))], how="diagonal_relaxed")
    by_indicator = [
        pl.when(pl.col("kind").is_in(sorted({k for k, _s in indicator.points})))
        .then("points")
        .otherwise(0)
        .sum()
        .clip(-indicator.cap, indicator.cap)
        .alias(indicator.key)
        for indicator in model.indicators
    ]
    found = sums.group_by("organisation").agg(*by_indicator, pl.max("best"), pl.sum("counts"))
    moved = [
        pl.sum_horizontal(i.key for i in model.indicators if i.dimension == d.key).clip(d.floor, d.ceiling)
        for d in model.dimensions
    ]
    found = found.with_columns(points=(model.start + pl.sum_horizontal(moved)).clip(model.minimum, model.maximum))
    rank = pl.lit(len(model.grades) - 1)
    for number, grade in reversed(list(enumerate(model.grades[:-1]))):
        rank = pl.when(pl.col("points") >= grade.from_points).then(pl.lit(number)).otherwise(rank)
    names = pl.Series(model.grade_keys())
    has = pl.col("counts") > 0
    found.with_columns(rank=pl.max_horizontal(rank, "best")).select(
        "organisation",
        points=pl.when(has).then("points"),
        grade=pl.when(has).then(pl.lit(names).gather("rank")).otherwise(pl.lit("")),
    ).sort("organisation").collect(engine="streaming").write_parquet(out)


def _pandas(records: Path, out: Path) -> None:
    """Rate in pandas as somebody who knows it well would: categories, a table of worths, one groupby."""
    import numpy as np
    import pandas as pd

    from fairway.trust.engine.expression import TARIFF, month_number, tariff_rows
    from fairway.trust.engine.tariff import STATE_KINDS

    model = _model()
    columns = ["organisation", "kind", "severity", "status", "happened_on", "learned_on", "status_on"]
    rows = pd.read_parquet(records, columns=columns, dtype_backend="pyarrow")
    day = pd.Timestamp(DAY)
    for name in ("happened_on", "learned_on", "status_on"):
        rows[name] = rows[name].astype("datetime64[s]")
    for name in ("kind", "severity", "status"):
        rows[name] = rows[name].astype("string[pyarrow]")
    known = (rows["learned_on"] <= day) & (rows["happened_on"] <= day)
    rows["status"] = rows["status"].mask(rows["status_on"] > day, "active")
    rows["age"] = month_number(DAY) - (rows["happened_on"].dt.year * 12 + rows["happened_on"].dt.month - 1)
    entries = pd.DataFrame(tariff_rows(model, DAY), columns=list(TARIFF))
    entries.columns = pd.Index(["kind", "severity", "status", "age", "points", "best"])
    words = dict.fromkeys(("kind", "severity", "status"), "string[pyarrow]")
    rows = rows.merge(entries.astype(words | {"age": "int32"}), how="left", on=["kind", "severity", "status", "age"])
    rows["points"] = rows["points"].where(known, 0).fillna(0).astype("int64")
    rows["best"] = rows["best"].where(known, 0).fillna(0).astype("int64")
    rows["counts"] = (known & (rows["status"] != "withdrawn")).astype("int64")
    state = rows["kind"].isin(STATE_KINDS)
    order = ["organisation", "kind", "counts", "happened_on", "points", "best"]
    newest = rows[state].sort_values(order, ascending=[True, True, False, False, True, False])
    replaced = newest.index[newest.duplicated(["organisation", "kind"])]
    rows.loc[replaced, ["points", "best"]] = 0
    indicators = {kind: i.key for i in model.indicators for kind, _severity in i.points}
    rows["indicator"] = rows["kind"].map(indicators).astype("category")
    sums = rows.pivot_table("points", "organisation", "indicator", aggfunc="sum", fill_value=0, observed=False)
    rest = rows.groupby("organisation").agg({"best": "max", "counts": "sum"})
    found = rest.join(sums).fillna(0)
    total = np.full(len(found), model.start, np.int64)
    for dimension in model.dimensions:
        moved = sum(
            found[i.key].clip(-i.cap, i.cap).to_numpy(np.int64)
            for i in model.indicators
            if i.dimension == dimension.key
        )
        total += np.clip(moved, dimension.floor, dimension.ceiling)
    total = np.clip(total, model.minimum, model.maximum)
    rising = np.array([grade.from_points for grade in reversed(model.grades)][1:])
    ranks = np.maximum(len(rising) - np.searchsorted(rising, total, side="right"), found["best"].to_numpy(np.int64))
    has = found["counts"].to_numpy() > 0
    grades = np.where(has, np.array(model.grade_keys())[ranks], "")
    result = pd.DataFrame({"organisation": found.index, "points": total, "grade": grades})
    result["points"] = result["points"].astype("Int64").mask(~has)
    result.to_parquet(out, index=False)


def _shares(records: Path, out: Path) -> dict[str, Any]:
    """Rate every organisation by itself: reasons add up to the points, and points and grade are those in columns."""
    from concurrent.futures import ProcessPoolExecutor

    import pyarrow.parquet as pq

    _fairway("arrow")(records, out)
    groups = range(pq.ParquetFile(records).num_row_groups)
    with ProcessPoolExecutor(2) as pool:
        told = list(pool.map(_shares_of_group, [(str(records), str(out), group) for group in groups]))
    parted = sorted({key for _checked, _wrong, edges in told for key in edges})
    chosen = [("organisation", "in", parted)]
    told.append((*_compared(pq.read_table(records, filters=chosen), pq.read_table(out, filters=chosen)), set()))
    checked, wrong = (sum(each[place] for each in told) for place in (0, 1))
    print(f"{checked:,} organisations rated by themselves, {wrong} with another result or reasons that do not add up")
    return {"checked": checked, "wrong": wrong}


def _shares_of_group(asked: tuple[str, str, int]) -> tuple[int, int, set[int]]:
    """Check the organisations whose records all stand in one row group; gives the two that may go on in another."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    records, out, group = asked
    table = pq.ParquetFile(records).read_row_group(group)
    keys = table.column("organisation")
    first, last = keys[0].as_py(), keys[-1].as_py()
    whole = table.filter(pc.and_(pc.greater(keys, first), pc.less(keys, last)))
    kept = pq.read_table(out, filters=[("organisation", ">", first), ("organisation", "<", last)])
    return (*_compared(whole, kept), {first, last})


def _compared(table: pa.Table, kept: pa.Table) -> tuple[int, int]:
    from fairway.trust.engine.rating import rate
    from fairway.trust.engine.record import RecordFact, Status

    model, by_organisation = _model(), dict[int, list[RecordFact]]()
    words = ("kind", "severity", "happened_on", "learned_on", "status", "status_on")
    columns = [table.column(name).to_pylist() for name in ("organisation", *words)]
    for number, (organisation, *cells) in enumerate(zip(*columns, strict=True)):
        *plain, status, since = cells
        by_organisation.setdefault(organisation, []).append(RecordFact(str(number), *plain, Status(status), since))
    wrong = 0
    for organisation, points, grade in zip(
        *(kept.column(name).to_pylist() for name in ("organisation", "points", "grade")), strict=True
    ):
        rating = rate(by_organisation.pop(organisation), model, DAY)
        added = sum(reason.points or 0 for reason in rating.reasons) if rating.points is not None else None
        wrong += not (added == rating.points == points and (rating.grade or "") == grade)
    return kept.num_rows, wrong + len(by_organisation)


RUNS: dict[str, Callable[[Path, Path], Any]] = {
    "count": _count,
    "arrow": _fairway("arrow"),
    "duckdb": _fairway("duckdb"),
    "sqlite": _fairway("sqlite"),
    "postgresql": _fairway("postgresql"),
    "pandas": _pandas,
    "polars": _polars,
    "shares": _shares,
}


if __name__ == "__main__":
    main()
