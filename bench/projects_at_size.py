"""A region with 100,000 projects and two million lines of log: dashboard after each change, KPIs of any day, forecast.

An invented region (``generate_projects.py``) is written into a store of its own. Then, many times, a payment is kept
through the action the page uses and the dashboard opened, so that every opening shows something new; bulletins of every
shipped definition are told for random days; one forecast is made. Beside the columns the peer is what an office does
without them: the same funnel, by making an object of every line.

``--quick`` takes 2,000 projects. Prints a table; the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User

SEED = 20_261_130
OPENINGS, DAYS = 40, 12
REPORTED = date(2026, 6, 30)
"""The day that signs and what is late are told for."""
TARGETS = {"dashboard_p95_ms": 300, "kpi_most_ms": 2_000, "forecast_s": 60}


def main() -> None:
    """Fill a store and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 projects")
    parser.add_argument("--projects", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "FAIRWAY_SECRET_KEY": "for this measurement only", "FAIRWAY_DATA_DIR": folder, "FAIRWAY_LOG_LEVEL": "error",
            "FAIRWAY_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "fairway.settings",
        }  # fmt: skip
        import django

        django.setup()
        figures = _measured(2_000 if options.quick else options.projects)
    for name, value in figures.items():
        print(f"{name:28} {value:>14,}" + (f"   (at most {TARGETS[name]:,})" if name in TARGETS else ""))
    print(json.dumps(figures))


def _measured(projects: int) -> dict[str, float]:
    from django.core.management import call_command

    sys.path.insert(0, str(Path(__file__).parent))
    from generate_projects import fill

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    lines = fill(projects, SEED)
    print(f"load {os.getloadavg()[0]:.1f}, {projects:,} projects, {lines:,} lines", flush=True)
    operator = _operator()
    first, openings = _dashboards(operator)
    kpis = _kpis()
    forecast, cpu = _timed(lambda: _forecast(operator))
    signs, looking, looking_cpu = _signs()
    late, opening = _desk(operator)
    return {
        "projects": projects,
        "lines": lines,
        "first_reading_ms": round(first * 1000),
        "dashboard_p50_ms": round(statistics.median(openings) * 1000),
        "dashboard_p95_ms": round(_p95(openings) * 1000),
        "kpi_p50_ms": round(statistics.median(kpis) * 1000),
        "kpi_most_ms": round(max(kpis) * 1000),
        "forecast_s": round(forecast, 1),
        "forecast_cpu_s": round(cpu, 1),
        "signs": signs,
        "signs_s": round(looking, 1),
        "signs_cpu_s": round(looking_cpu, 1),
        "desk_lines": late,
        "desk_ms": round(opening * 1000),
        "objects_funnel_ms": round(_timed(_funnel_of_objects)[0] * 1000),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _signs() -> tuple[int, float, float]:
    """How many signs that a project may be listed twice or stand on paper only; seconds, and of processor."""
    from fairway.land.queries.doubts import read_doubts

    found: list[object] = []
    wall, cpu = _timed(lambda: found.extend(read_doubts(REPORTED)))
    return len(found), wall, cpu


def _desk(operator: User) -> tuple[int, float]:
    """How much is late, and the seconds to open the first page of it."""
    from fairway.land.queries import desk

    lines: list[int] = []

    def open_it() -> None:
        found = desk(operator, REPORTED)
        lines.append(len(found))
        list(found[:25])

    wall, _cpu = _timed(open_it)
    return lines[0], wall


def _operator() -> User:
    from fairway.base.models import User

    return User.objects.create(username="operator", is_superuser=True)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, cpu = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - began, time.process_time() - cpu


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _dashboards(operator: User) -> tuple[float, list[float]]:
    """The first opening, which reads everything, and each one after a payment."""
    from django.test import Client

    from fairway.land import actions
    from fairway.land.models import Project
    from fairway.lib.money import Money, MoneyKind

    client, dice = Client(), random.Random(SEED)
    client.force_login(operator)
    first = _timed(lambda: _open(client))[0]
    known, times = list(Project.objects.values_list("pk", flat=True)), []
    for _ in range(OPENINGS):
        day = date(2026, 6, 1) + timedelta(days=dice.randrange(20))
        receipt = actions.Receipt(
            Money(Decimal(dice.randrange(1, 10**6)), "CNY", MoneyKind.PAID_IN), day, day, "receipt"
        )
        project = Project.objects.get(pk=dice.choice(known))
        actions.record_payment(actor=operator, reason="measured", project=project, receipt=receipt)
        times.append(_timed(lambda: _open(client))[0])
    return first, times


def _open(client: object) -> None:
    answer = client.get("/")  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code  # noqa: S101


def _kpis() -> list[float]:
    from fairway.land import queries
    from fairway.lib.period import Period

    dice, times = random.Random(SEED), list[float]()
    for _ in range(DAYS):
        end = date(2013, 1, 1) + timedelta(days=dice.randrange(4_900))
        period = Period(end - timedelta(days=dice.choice((90, 365, 2_000))), end)
        told = [partial(queries.bulletin_of, definition, period) for definition in queries.definitions().values()]
        times += [_timed(tell)[0] for tell in told]
    return times


def _funnel_of_objects() -> None:
    from fairway.land.models import StageEntry

    furthest: dict[int, int] = {}
    stages = [value for value, _ in StageEntry._meta.get_field("stage").choices or ()]  # type: ignore[union-attr]
    for line in StageEntry.objects.all().iterator(chunk_size=10_000):
        furthest[line.project_id] = max(furthest.get(line.project_id, 0), stages.index(line.stage))


def _forecast(operator: User) -> None:
    from fairway.base.models import Job
    from fairway.land import actions
    from fairway.land.actions.forecast import Asked

    job = Job.objects.create(kind="forecast", started_by=operator)
    asked = Asked(date(2026, 6, 30), 3, seed=SEED)
    edition = actions.open_forecast(actor=operator, reason="measured", job=job, asked=asked)
    actions.make_forecast(actor=operator, reason="measured", edition=edition, progress=lambda *_: None)


if __name__ == "__main__":
    main()
