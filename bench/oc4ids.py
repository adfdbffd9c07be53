"""10,000 random projects as OC4IDS 0.9.5: written, checked by libcoveoc4ids, read back the same.

The checker needs a schema. Without ``--schema`` it gets ours (the fields we write, and no others); with it the official
files of a folder: project-schema.json, project-package-schema.json, codelists/.

    python bench/oc4ids.py [--quick] [--schema DIR] [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from fairway.land.engine.exchange.oc4ids_reading import read_project
from fairway.land.engine.exchange.packages import Publication, package_pieces
from fairway.land.tests.exchanged import random_projects
from fairway.land.tests.oc4ids_profile import complaints

BATCH = 500
BY = Publication("https://fairway.example/oc4ids", "Example office", "2022-01-17T00:00:00Z", "oc4ids-000000")


def main() -> None:
    """Measure, print a table, end with one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, help="not used: the projects are made here")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--schema", type=Path)
    given = options.parse_args()
    made = random_projects(500 if given.quick else 10_000)
    found = {"projects": len(made), "complaints": 0, "unequal": 0, "write_s": 0.0, "read_s": 0.0, "check_s": 0.0}
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        begun = time.perf_counter()
        data = b"".join(package_pieces(batch, BY))
        written = time.perf_counter()
        again = [read_project(each, "p") for each in json.loads(data, parse_float=Decimal)["projects"]]
        read = time.perf_counter()
        found["unequal"] += sum(one != other for one, other in zip(batch, again, strict=True))
        found["complaints"] += len(complaints(json.loads(data), given.schema))
        found["check_s"] += time.perf_counter() - read
        found["write_s"] += written - begun
        found["read_s"] += read - written
    for name, value in found.items():
        print(f"{name:12} {value:>12,.2f}" if isinstance(value, float) else f"{name:12} {value:>12,}")
    print(json.dumps({"schema": "official" if given.schema else "own profile", **found}))


if __name__ == "__main__":
    main()
