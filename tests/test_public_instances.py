"""The forty public brokerage events: read, solved and refereed from the raw file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fairway.meet.engine.dzn import read_dzn
from fairway.meet.engine.least_breaks.form import form_of
from fairway.meet.engine.least_breaks.profile import least_breaks
from fairway.meet.engine.least_breaks.solve import fewest_breaks
from fairway.meet.engine.result import Status
from fairway.meet.engine.seat import seat
from fairway.meet.engine.timetable import solve
from fairway.meet.engine.verify import violations as own_violations
from tests import checker

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("FAIRWAY_SHARED_DATA") or ROOT.parent / "shared" / "data") / "b2b"
FILES = sorted(DATA.glob("*/*.dzn"))

pytestmark = pytest.mark.skipif(not FILES, reason="the public brokerage events are not on this machine")

# A participant there is asked for more meetings than the slots left after the random closures.
IMPOSSIBLE = {
    "forumt-14crafd.forb0003",
    "forumt-14crafe.forb0003",
    "tic-12.forb0003",
    "tic-12crafc.forb0003",
    "tic-13.forb0003",
    "tic-13crafc.forb0003",
    "tic-14crafd.forb0003",
}


def test_all_forty_are_there() -> None:
    assert [sum(path.parent.name == folder for path in FILES) for folder in ("original", "forbidden")] == [
        20,
        20,
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_meeting_is_held_or_proven_impossible(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    problem = read_dzn(text, path.name)
    timetable = solve(problem, seed=1, effort=20)
    event = checker.event_from_dzn(text)
    assert event == checker.event_from_problem(problem)
    if path.stem in IMPOSSIBLE:
        assert timetable.status is Status.INFEASIBLE
        asked = [sum(key in request.pair for request in event.requests.values()) for key in event.people]
        room = [len(person.present) for person in event.people.values()]
        assert any(wanted > there for wanted, there in zip(asked, room, strict=True))
        assert len(timetable.overloads) == sum(a > r for a, r in zip(asked, room, strict=True))
    else:
        assert timetable.status is Status.FEASIBLE
        assert checker.violations(event, checker.rows_of(timetable)) == []
        assert own_violations(problem, timetable) == ()
        assert timetable.breaks == checker.breaks(event, checker.rows_of(timetable))
        assert timetable.value == timetable.bound == len(problem.wishes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_bound_is_no_larger_than_the_published_optimum(path: Path) -> None:
    """For short days it is the optimum."""
    numbers = form_of(read_dzn(path.read_text(encoding="utf-8"), path.name))
    assert numbers is not None
    bound = least_breaks(numbers, seconds=30)
    assert (bound is None) is (path.stem in IMPOSSIBLE)
    if bound is not None and path.stem in checker.FEWEST:
        assert bound <= checker.FEWEST[path.stem]
        assert bound == checker.FEWEST[path.stem] or numbers.slots > 12


@pytest.mark.parametrize("name", ["tic-12", "tic-12crafc", "forumt-14", "forumt-14crafd"])
def test_the_fewest_breaks_are_found_and_proven(name: str) -> None:
    text = (DATA / "original" / f"{name}.dzn").read_text(encoding="utf-8")
    problem = read_dzn(text, name)
    found = fewest_breaks(problem, fairness=2, seconds=120)
    assert (found.status, found.breaks, found.bound) == (Status.OPTIMAL, checker.FEWEST[name], checker.FEWEST[name])
    tables = seat(problem, found.slot_of)
    rows = [(key, slot, tables[key]) for key, slot in found.slot_of.items()]
    event = checker.event_from_dzn(text)
    assert checker.violations(event, rows) == []
    assert checker.breaks(event, rows) == checker.FEWEST[name]
