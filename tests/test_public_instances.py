"""The forty public brokerage events: read, solved and refereed from the raw file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fairway.meet.engine.dzn import read_dzn
from fairway.meet.engine.result import Status
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
