"""Proofs in processes of their own: what they say, and that none outlives who asked."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from dataclasses import astuple
from pathlib import Path

import pytest

from fairway.meet.engine.least_breaks.form import Form, form_of
from fairway.meet.engine.least_breaks.proof import Word
from fairway.meet.engine.least_breaks.race import Race
from fairway.meet.engine.least_breaks.racer import BY_MEETINGS, BY_SEATS, DECISIONS, words
from fairway.meet.engine.least_breaks.solve import fewest_breaks
from fairway.meet.engine.problem import MeetingProblem, MeetingWish
from fairway.meet.engine.result import Status
from fairway.meet.tests.engine_events import people, slots

WAYS = [DECISIONS, BY_SEATS, BY_MEETINGS]
TWICE = [(1, 2), (1, 2), (3, 4), (3, 4), (5, 6), (5, 6)]
"""Three pairs meet twice in three slots at two tables: two breaks, as one pair misses the second slot."""


def crowd(pairs: list[tuple[int, int]], timeline: int, tables: int) -> MeetingProblem:
    wishes = tuple(MeetingWish(key, *pair) for key, pair in enumerate(pairs, 1))
    return MeetingProblem(people(max(map(max, pairs)), timeline), wishes, slots(timeline), tables, must_hold_all=True)


def numbers(problem: MeetingProblem) -> Form:
    form = form_of(problem)
    assert form is not None
    return form


def long_day(shift: int = 1) -> MeetingProblem:
    """Fourteen slots, in which everybody meets thirteen of the others, and none waits."""
    return crowd([(one, other) for one in range(1, 15) for other in range(one + 1, 15)], 13 + shift, 7)


def heard(race: Race) -> list[Word]:
    said: list[Word] = []
    while race.is_on:
        said += race.words(5.0)
    return said


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("known", [True, False])
def test_a_racer_says_what_it_proves(way: str, known: bool) -> None:
    task = {"form": json.loads(json.dumps(astuple(numbers(crowd(TWICE, 3, 2))))), "fairness": None, "way": way}
    said = list(words(task, io.StringIO(json.dumps([0, known]) + "\n")))
    assert [word.bound for word in said] == [0] * (not known) + [1, 2, 2]
    assert said[-1].slots is not None
    assert (said[0].slots is None) is known


@pytest.mark.parametrize("way", WAYS)
def test_a_racer_stops_where_there_is_no_timetable_or_nothing_to_do(way: str) -> None:
    task = {"form": astuple(numbers(crowd(TWICE, 3, 1))), "fairness": None, "way": way}
    assert list(words(task, io.StringIO("[0, false]\n"))) == [Word(None)]
    assert list(words(task, io.StringIO(""))) == []


def test_the_race_is_heard_to_its_end() -> None:
    with Race(numbers(crowd(TWICE, 3, 2)), 1, 30.0) as race:
        race.prepare(DECISIONS)
        race.begin(DECISIONS, 0, known=True)
        race.begin(BY_SEATS, 0, known=True)
        said = heard(race)
    assert sorted(word.bound or 0 for word in said) == [1, 1, 2, 2, 2, 2]


def test_decisions_begin_anew_at_a_higher_bound() -> None:
    with Race(numbers(crowd(TWICE, 3, 2)), 1, 30.0) as race:
        race.begin(DECISIONS, 0, known=True)
        race.catch_up(2)
        race.catch_up(1)
        assert [word.bound for word in heard(race)] == [2]
        race.catch_up(3)
        assert not race.is_on


def test_leaving_the_race_ends_everybody() -> None:
    with Race(numbers(long_day()), None, 30.0) as race:
        for way in WAYS:
            race.begin(way, 0, known=True)
        started = [racer.process for racer in race._running.values()]
    assert [process.poll() for process in started] == [-9, -9, -9]
    assert not race.is_on


def test_a_racer_that_fails_is_out() -> None:
    with Race(numbers(crowd(TWICE, 3, 2)), None, 30.0) as race:
        race.prepare(BY_SEATS)
        race._running[BY_SEATS].process.kill()
        race._running[BY_SEATS].process.wait()
        race.begin(BY_SEATS, 0, known=True)
        assert heard(race) == []


PARENT = """
import sys, time
from fairway.meet.tests.test_engine_least_breaks_race import long_day, numbers
from fairway.meet.engine.least_breaks.race import Race
race = Race(numbers(long_day()), None, 60.0)
race.prepare("cores by seats")
print(race._running["cores by seats"].process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_nobody_outlives_a_parent_that_is_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.5)
        parent.kill()
    for _look in range(100):
        if not alive(child):
            return
        time.sleep(0.1)
    pytest.fail("a racer outlived its parent")


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_long_days_are_proven_too(shift: int) -> None:
    problem = long_day(shift)
    found = fewest_breaks(problem, fairness=2, seconds=60)
    if shift < 0:
        assert (found.status, found.slot_of) == (Status.INFEASIBLE, {})
    else:
        assert (found.status, found.breaks, found.bound) == (Status.OPTIMAL, 0, 0)


def test_time_that_is_over_leaves_what_was_found() -> None:
    asked = []
    found = fewest_breaks(
        long_day(), fairness=2, seconds=60, should_stop=lambda: len(asked) > 2 or bool(asked.append(0))
    )
    assert found.status in (Status.FEASIBLE, Status.OPTIMAL, Status.UNKNOWN)
