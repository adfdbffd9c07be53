"""One record and the rating that follows from it, among a million organisations, on SQLite and on PostgreSQL.

Invents organisations and their records straight into the tables, then many times: keeps one record through the action
that the page uses, with its lines in the audit log, the rating it makes and the question of the rating's page. Every
rating is compared with a full recount of that organisation. No peer does this alone: milliseconds are compared with the
target, and how the stores answer the questions behind it is told by their plans.

Prints milliseconds a store; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
STORES = ("sqlite", "postgresql")
SEED = 20_261_128
PART = 20_000
TARGET_MS = 50.0
KINDS = (("penalty", "minor"), ("penalty", "general"), ("tax_grade", "A"), ("licence", ""), ("contract_kept", ""))
ORGANISATION = (
    "id", "name", "name_en", "kind", "region_code", "region_edition", "industry_code", "industry_edition", "segment",
    "legal_form", "size", "ownership_type", "is_demo",
)  # fmt: skip
RECORD = (
    "organisation_id", "number", "kind", "severity", "happened_on", "learned_on", "status", "authority", "source",
    "is_demo", "entered_at",
)  # fmt: skip


def main() -> None:
    """Measure ``--organisations`` (50,000 with ``--quick``), each with ``--records`` records, on each store."""
    options = _options()
    if options.inside:
        print(json.dumps(_measured(options)))
        return
    figures: dict[str, Any] = {"organisations": options.organisations, "records_each": options.records}
    figures["stores"] = {store: _run(store, options) for store in options.stores.split(",")}
    print(f"{'':12} {'p50 ms':>8} {'p95 ms':>8} {'p95 CPU ms':>10} {'most ms':>8} {'as recounted':>12}")
    for store, found in figures["stores"].items():
        print(
            f"{store:12} {found['p50']:8.1f} {found['p95']:8.1f} {found['p95_cpu']:10.1f} {found['most']:8.1f} "
            f"{found['as_recounted']:12.0%}"
        )
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=None, help="not used: organisations and records are invented")
    parser.add_argument("--quick", action="store_true", help="50,000 organisations and fewer times")
    parser.add_argument("--organisations", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=10, help="records of each organisation")
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--stores", default=",".join(STORES), help="sqlite, postgresql or both")
    parser.add_argument("--inside", choices=STORES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.organisations, options.times = 50_000, 100
    return options


def _run(store: str, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one store in a process of its own; gives its figures."""
    command = [sys.executable, __file__, "--inside", store, "--organisations", str(options.organisations)]
    command += ["--records", str(options.records), "--times", str(options.times)]
    if store == "postgresql":
        command = [sys.executable, "-m", "tests.postgres", *command]
    with tempfile.TemporaryDirectory(prefix="fairway-one-record-") as folder:
        environment = os.environ | {
            "FAIRWAY_DATA_DIR": folder, "FAIRWAY_LOG_LEVEL": "error", "DJANGO_SETTINGS_MODULE": "fairway.settings",
        }  # fmt: skip
        environment.pop("FAIRWAY_DATABASE", None)
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603  # ours
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    _load(options.organisations, options.records)
    loaded = time.perf_counter() - start
    return {"load_seconds": round(loaded, 1), **_timed(options), "plans": _plans()}


def _load(organisations: int, records: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic():
        for part in _parts(range(1, organisations + 1)):
            rows = [
                (
                    n,
                    f"示例{n}有限公司",
                    f"Example {n} Ltd",
                    "enterprise",
                    "220100",
                    "2023",
                    "3670",
                    "2017",
                    "",
                    "",
                    "",
                    "",
                    True,
                )
                for n in part
            ]
            _insert("know_organisation", ORGANISATION, rows)
            _insert("trust_creditrecord", RECORD, [_record(n, each) for n in part for each in range(records)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _parts(numbers: range) -> Iterator[range]:
    yield from (numbers[start : start + PART] for start in range(0, len(numbers), PART))


def _record(organisation: int, each: int) -> tuple[object, ...]:
    kind, severity = KINDS[(organisation + each) % len(KINDS)]
    day = date(2020, 1, 1) + timedelta(days=(organisation * 31 + each * 197) % 2500)
    bureau = f"Example bureau {organisation % 400}"
    return (
        organisation,
        f"R-{each}",
        kind,
        severity,
        day,
        day,
        "active",
        bureau,
        "",
        True,
        "2026-11-01 00:00:00+00:00",
    )


def _insert(table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", list(rows))  # noqa: S608  # ours


def _timed(options: argparse.Namespace) -> dict[str, Any]:
    from fairway.cli.workbench import operator
    from fairway.trust.actions import approve_model
    from fairway.trust.queries import needed_model, outcomes, shipped_model

    actor = operator("bench")
    approve_model(actor=actor, reason="bench", toml=shipped_model())
    dice, spent, worked, same = random.Random(SEED), [], [], 0
    for number in range(-20, options.times):
        pk = dice.randint(1, options.organisations)
        start, cpu = time.perf_counter(), time.process_time()
        points, as_of = _one(actor, pk, f"NEW-{number}")
        if number >= 0:
            spent.append((time.perf_counter() - start) * 1000)
            worked.append((time.process_time() - cpu) * 1000)
            (outcome,) = outcomes(needed_model(), as_of, [pk])
            same += outcome.result.points == points
    p95, p95_cpu = (round(statistics.quantiles(times, n=20)[-1], 1) for times in (spent, worked))
    found = {"p50": round(statistics.median(spent), 1), "p95": p95, "p95_cpu": p95_cpu, "most": round(max(spent), 1)}
    return {**found, "met": p95 <= TARGET_MS, "as_recounted": same / options.times}


def _one(actor: Any, pk: int, number: str) -> tuple[int | None, date]:  # noqa: ANN401  # an account
    """What the page does on “Keep the record”, and the question of the page after it."""
    from fairway.know.models import Organisation
    from fairway.trust.actions import add_record
    from fairway.trust.engine.intake import RecordRow
    from fairway.trust.queries import history, statement

    day = date(2026, 3, 1)
    row = RecordRow(number, "this", "penalty", "general", day, day, "active", "Example bureau", "", True)  # noqa: FBT003  # invented
    organisation = Organisation.objects.get(pk=pk)
    add_record(actor=actor, reason="bench", organisation=organisation, row=row)
    shown = statement(organisation, list(history(organisation)), None)
    assert shown is not None  # noqa: S101  # the rating was kept just now
    return shown.points, shown.as_of


def _plans() -> list[str]:
    """How the store finds one organisation's records, ratings, and a code: by index, or the plan says otherwise."""
    from fairway.know.models import Identifier, Organisation
    from fairway.trust.models import CreditRecord, StatusChange
    from fairway.trust.queries import history

    day = date(2026, 11, 28)
    asked = (
        CreditRecord.objects.filter(learned_on__lte=day, organisation__in=[7]).order_by("pk"),
        StatusChange.objects.filter(on__lte=day, record__organisation__in=[7]).order_by("pk"),
        history(Organisation(pk=7)),
        Identifier.objects.filter(scheme="uscc", namespace="", value__in=["x", "y"]).order_by(),
        Identifier.objects.filter(scheme="local", namespace__in=["park"], value__in=["x", "y"]).order_by(),
    )
    return [rows.explain() for rows in asked]


if __name__ == "__main__":
    main()
