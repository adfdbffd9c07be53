"""10,000 random projects as OC4IDS 0.9.5 and IATI 2.03: written, checked, read back the same.

OC4IDS is checked by libcoveoc4ids, which needs a schema: without ``--schema`` it gets ours (the fields we write, and no
others); with it the official files of a folder: project-schema.json, project-package-schema.json, codelists/. IATI is
checked by the official schema.

    python bench/exchange_projects.py [--quick] [--schema DIR] [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from lxml import etree

from fairway.land.engine.exchange.iati import activity_of, file_pieces
from fairway.land.engine.exchange.iati_reading import read_activities
from fairway.land.engine.exchange.oc4ids_reading import read_project
from fairway.land.engine.exchange.packages import Publication, package_pieces
from fairway.land.tests.exchanged import numbered, random_projects
from fairway.land.tests.oc4ids_profile import complaints
from fairway.land.tests.test_engine_iati import NOW, OFFICE, official

if TYPE_CHECKING:
    from fairway.land.engine.exchange.values import Project

BATCH = 500
FIGURES = (
    "projects", "oc4ids_complaints", "oc4ids_unequal", "oc4ids_bytes", "iati_invalid", "iati_unequal", "seconds",
)  # fmt: skip
BY = Publication("https://fairway.example/oc4ids", "Example office", NOW, "oc4ids-000000")


def mixed(pool: list[Project], count: int) -> list[Project]:
    """``count`` projects, each put together from parts of random ones that know equally many organisations."""
    draw = random.Random(20220117)  # no secret
    groups: dict[tuple[int, str, bool], list[Project]] = {}
    for project in pool:
        groups.setdefault(_alike(project), []).append(project)
    made = []
    for number in range(count):
        base = draw.choice(pool)
        like = groups[_alike(base)]
        log, payments = draw.choice(like).log, draw.choice(like).payments
        mixed_up = replace(base, log=log, payments=payments, region=draw.choice(pool).region)
        made.append(numbered(mixed_up, number))
    return made


def _alike(project: Project) -> tuple[int, str, bool]:
    """What projects must share for one to take the log of another."""
    return len(project.organisations), project.road, project.agreement is None


def main() -> None:
    """Measure, print a table, end with one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, help="not used: the projects are made here")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--schema", type=Path)
    given = options.parse_args()
    made = mixed(random_projects(100 if given.quick else 400), 500 if given.quick else 10_000)
    found: dict[str, float] = dict.fromkeys(
        ("projects", "oc4ids_complaints", "oc4ids_unequal", "oc4ids_bytes", "iati_invalid", "iati_unequal", "seconds"),
        0,
    )
    begun = time.perf_counter()
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        found["projects"] += len(batch)
        data = b"".join(package_pieces(batch, BY))
        again = [read_project(each, "p") for each in json.loads(data, parse_float=Decimal)["projects"]]
        found["oc4ids_bytes"] += len(data)
        found["oc4ids_unequal"] += sum(one != other for one, other in zip(batch, again, strict=True))
        found["oc4ids_complaints"] += len(complaints(json.loads(data), given.schema))
        activities = [activity_of(each, OFFICE) for each in batch]
        xml = b"".join(file_pieces(activities, NOW))
        found["iati_invalid"] += not official().validate(etree.fromstring(xml))
        found["iati_unequal"] += list(read_activities([xml])) != activities
    found["seconds"] = round(time.perf_counter() - begun, 1)
    for name, value in found.items():
        print(f"{name:18} {value:>14,}")
    print(json.dumps({"oc4ids_schema": "official" if given.schema else "own profile", **found}))


if __name__ == "__main__":
    main()
