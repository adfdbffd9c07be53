"""The UK Renewable Energy Planning Database as projects on a road, from its quarterly files.

Choices, all made on the file of March 2021:

* The road is permission granted → under construction → operational; the way out is "given up".
* Known on 2021-03-01 is what the file of March 2021 dates up to that day. Projects without a day of permission, or
  operational before it, are left out; construction dated after operation is dropped, before permission put there.
* Given up on: the day the permission expired, for "Planning Permission Expired"; for "Abandoned", which has no day, the
  day of expiry or of the last update of the row, whichever is earlier; for an application refused or withdrawn, the
  day of the last update. A day of expiry in a row that is still awaiting construction is a plan and is not used.
* Pending on 2021-03-01: granted by then, not ended by the file of March 2021, linked by "Ref ID" to the file of July
  2024, and not expired by then in what that file says. Landed: the file of July 2024 has a day of operation.
* Two dates: the file says when things happened, not when it came to know. Rows are looked at again once or twice a
  year, so "under construction" becomes known late, and a forecast made on the file can only start from what it knows.
  How late, the file's own staleness tells: for a process that goes on evenly, the time until the next look has the same
  distribution as the time since the last (Feller, An Introduction to Probability Theory and Its Applications II (1971),
  XI.4). So the day of "under construction" is put off by a delay taken from the times since the last update of pending
  rows, at a place fixed by the row's number, not beyond the row's own last update. Where operation came before the
  construction was known, there is no stage of construction.
* Operation counts when it happened. It too becomes known late, so hazards are learned up to the day since which half of
  the pending rows were looked at again (``settled``), and earlier forecasts are judged up to that day.
* A capacity that is not stated is put at the median of all granted projects, for the sums only.
* Features are those known with the permission: FEW are the four everybody would name, ALL what else the file holds.
"""

from __future__ import annotations

import csv
import hashlib
from bisect import bisect_right
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.projects import Project, Road, known_by, pending

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROAD = Road(("granted", "construction", "operational"), ("given up",))
AS_OF = date(2021, 3, 1)
UNTIL = date(2024, 7, 1)
YEARS = (UNTIL - AS_OF).days / 365.25
BEFORE, AFTER = "repd/repd_2021_03.csv", "repd/repd_2024_07.csv"
FEW = ("technology", "region", "capacity", "developer")
ALL = (*FEW, "technology by country", "authority", "years in planning", "heat and power", "storage", "mounting")
GIVEN_UP = {"Abandoned", "Planning Permission Expired", "Application Refused", "Application Withdrawn"}
Row = dict[str, str]


def rows(file: Path, encoding: str) -> list[Row]:
    """Rows of a file with tidy headings and cells."""
    with file.open(encoding=encoding, errors="replace", newline="") as stream:
        return [{k.strip(): (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(stream)]


def day(text: str) -> date | None:
    """Read dd/mm/yyyy."""
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None


def megawatts(row: Row) -> float | None:
    """Installed capacity."""
    try:
        return float(row["Installed Capacity (MWelec)"].replace(",", ""))
    except ValueError:
        return None


def project(row: Row, typical: float, staleness: Sequence[float] = ()) -> Project | None:
    """A row as a project, dated by what was known; ``None`` where it has no permission with a day before operation."""
    granted, built = day(row["Planning Permission Granted"]), day(row["Operational"])
    if granted is None or (built is not None and built < granted):
        return None
    started = day(row["Under Construction"])
    if started and built and started > built:
        started = None
    reached = {"granted": granted}
    if started:
        reached["construction"] = known_on(row, "construction", max(started, granted), staleness)
    if built:
        reached["operational"] = built
    if built and started and reached["construction"] >= reached["operational"]:
        del reached["construction"]
    if not built and (gone := given_up(row)):
        reached["given up"] = max(gone, granted)
    return Project(row["Ref ID"], reached, features(row), {"MW": megawatts(row) or typical})


def known_on(row: Row, stage: str, at: date, staleness: Sequence[float]) -> date:
    """The day by which the file will have known: ``at`` and a delay of at most the time to the row's last update."""
    updated = day(row["Record Last Updated (dd/mm/yyyy)"])
    within = bisect_right(staleness, (updated - at).days) if updated else 0
    if not within:
        return at
    place = int(hashlib.sha256(f"{row['Ref ID']} {stage}".encode()).hexdigest()[:12], 16) / 16**12
    return at + timedelta(days=staleness[int(place * within)])


def given_up(row: Row) -> date | None:
    """The day a project was given up, as far as the row tells."""
    status = row["Development Status (short)"]
    if status not in GIVEN_UP:
        return None
    expired, updated = day(row["Planning Permission Expired"]), day(row["Record Last Updated (dd/mm/yyyy)"])
    if status == "Planning Permission Expired":
        return expired or updated
    if status == "Abandoned":
        return min((each for each in (expired, updated) if each), default=None)
    return updated


def features(row: Row) -> dict[str, str | float]:
    """What may shift a hazard, as known on the day of permission. An empty cell is not stated."""
    technology = row["Technology Type"]
    found: dict[str, str | float] = {
        "technology": technology,
        "region": row["Region"],
        "developer": "".join(c for c in row["Operator (or Applicant)"].lower() if c.isalnum() or c == " ").strip(),
        "technology by country": f"{technology} in {row['Country']}",
        "authority": row["Planning Authority"],
        "heat and power": row["CHP Enabled"],
        "storage": row["Storage Type"],
        "mounting": row["Mounting Type for Solar"],
    }
    if (capacity := megawatts(row)) is not None:
        found["capacity"] = capacity
    submitted, granted = day(row["Planning Application Submitted"]), day(row["Planning Permission Granted"])
    if submitted and granted:
        found["years in planning"] = (granted - submitted).days / 365.25
    return found


def load(data: Path) -> tuple[list[Project], date]:
    """All projects of the file of March 2021, dated by when they were known to have got there."""
    before = rows(data / BEFORE, "cp1252")
    stated = [mw for row in before if day(row["Planning Permission Granted"]) and (mw := megawatts(row))]
    typical = median(stated)
    waiting = {each.key for each in pending(known_by(_projects(before, typical, ()), ROAD, AS_OF), ROAD)}
    updates = [day(row["Record Last Updated (dd/mm/yyyy)"]) for row in before if row["Ref ID"] in waiting]
    staleness = sorted(float(max((AS_OF - each).days, 0)) for each in updates if each)
    settled = AS_OF - timedelta(days=staleness[len(staleness) // 2])
    return _projects(before, typical, staleness), settled


def _projects(before: Sequence[Row], typical: float, staleness: Sequence[float]) -> list[Project]:
    return [each for row in before if (each := project(row, typical, staleness))]


def cohort(data: Path, history: Sequence[Project]) -> tuple[list[Project], list[bool]]:
    """Projects pending on 2021-03-01 that the later file knows, and whether that file says they are operational."""
    later = {row["Ref ID"]: row for row in rows(data / AFTER, "utf-8-sig")}
    alive = {row["Ref ID"] for row in rows(data / BEFORE, "cp1252") if not _over(row)}
    waiting = [each for each in pending(known_by(history, ROAD, AS_OF), ROAD) if each.key in alive & later.keys()]
    kept = [each for each in waiting if (gone := _expired(later[each.key])) is None or gone > AS_OF]
    return kept, [day(later[each.key]["Operational"]) is not None for each in kept]


def _over(row: Row) -> bool:
    status = row["Development Status (short)"]
    return status in GIVEN_UP or status in {"Operational", "Decommissioned"}


def _expired(row: Row) -> date | None:
    return day(row["Planning Permission Expired"])
