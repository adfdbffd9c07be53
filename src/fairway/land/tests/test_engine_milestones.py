"""Replanning: by hand, and that nothing moves more than it must."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.milestones import Milestone, in_order, replan
from fairway.lib.errors import Invalid, Refused

D = date(2026, 1, 1)


def _day(number: int) -> date:
    return D + timedelta(days=number)


LAND = Milestone("land", 1, _day(30))
PERMIT = Milestone("permit", 2, _day(60), after={"land": 20})
POWER = Milestone("power", 3, _day(90))
START = Milestone("start", 4, _day(80), after={"permit": 10}, latest=_day(95))
OPEN = Milestone("open", 4, _day(200), after={"start": 100, "power": 60})
ALL = (OPEN, START, POWER, PERMIT, LAND)


def test_only_what_has_to_moves() -> None:
    """Land 20 days late: the permit has 10 days of room and moves by 10, the start 10 of room and stays."""
    found = replan(ALL, "land", _day(50))
    assert [(m.key, m.days, m.because_of) for m in found.moves] == [("permit", 10, "land")]
    assert found.affected == (2,)
    assert found.missed == ()
    later = replan(ALL, "land", _day(80))
    assert [(m.key, m.days) for m in later.moves] == [("permit", 40), ("start", 30), ("open", 10)]
    assert (later.missed, later.affected) == (("start",), (2, 4))


def test_what_has_happened_stays() -> None:
    built = [replace(each, actual=_day(70)) if each.key == "permit" else each for each in ALL]
    assert replan(built, "land", _day(150)).moves == ()
    with pytest.raises(Refused) as refusal:
        replan(built, "permit", _day(99))
    assert refusal.value.code == "milestone-happened"
    with pytest.raises(Refused) as refusal:
        replan(ALL, "permit", _day(49))
    assert refusal.value.code == "milestone-early"
    assert "2026-02-20" in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "milestones"),
    [
        ("milestone-unknown", [replace(LAND, after={"moon": 1})]),
        ("milestone-circle", [replace(LAND, after={"land": 0})]),
        ("milestone-circle", [replace(LAND, after={"permit": 0}), PERMIT]),
        ("milestone-unknown", [PERMIT, replace(LAND, key="site"), replace(LAND, key="x", after={"land": 1})]),
    ],
)
def test_plans_that_cannot_be_are_refused(code: str, milestones: list[Milestone]) -> None:
    with pytest.raises(Invalid) as refusal:
        replan(milestones, "land", _day(40))
    assert refusal.value.code == code


def test_what_happened_late_pushes_what_waits_and_early_pulls_nothing() -> None:
    late = replan(ALL, "land", _day(50), happened=True)
    assert [(m.key, m.days) for m in late.moves] == [("permit", 10)]
    assert {each.key: each.actual for each in late.milestones}["land"] == _day(50)
    assert replan(ALL, "permit", _day(10), happened=True).moves == ()


@st.composite
def plans(draw: st.DrawFn) -> list[Milestone]:
    """Plans whose lags hold as planned."""
    made: list[Milestone] = []
    for number in range(draw(st.integers(1, 7))):
        after = (
            draw(st.dictionaries(st.sampled_from([m.key for m in made]), st.integers(0, 9), max_size=3)) if made else {}
        )
        by_key = {each.key: each for each in made}
        soonest = max((by_key[k].planned + timedelta(days=lag) for k, lag in after.items()), default=D)
        made.append(Milestone(f"m{number}", number, soonest + timedelta(days=draw(st.integers(0, 9))), after=after))
    return made


@given(plans(), st.data())
def test_the_new_plan_keeps_every_lag_and_moves_nothing_further_than_it_must(
    milestones: list[Milestone], data: st.DataObject
) -> None:
    slipped = data.draw(st.sampled_from(milestones))
    days = data.draw(st.integers(0, 30))
    found = {
        each.key: each for each in replan(milestones, slipped.key, slipped.planned + timedelta(days=days)).milestones
    }
    for each in milestones:
        new = found[each.key]
        soonest = [found[other].expected + timedelta(days=lag) for other, lag in each.after.items()]
        assert all(new.expected >= day for day in soonest)
        if each.key != slipped.key:
            assert new.expected == max([each.planned, *soonest])
    order = in_order(milestones)
    assert all(order.index(other) < order.index(each.key) for each in milestones for other in each.after)
