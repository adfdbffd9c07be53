"""Landing forecast: hazards as counted by hand, chances that are chances, and no forecast from too little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import exp
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land.engine.forecast.answers import Asked, Forecast, chance_landed, forecast
from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.durations import landing_curves, years_until
from fairway.land.engine.forecast.hazards import Hazards, learn
from fairway.land.engine.forecast.landing import chances, rates, standings
from fairway.land.engine.forecast.origins import History, choose
from fairway.land.engine.forecast.projects import Project, Road, known_by, pending
from fairway.land.engine.forecast.spells import cells, spells
from fairway.land.tests.invented_history import AS_OF, PACE, ROAD, invented
from fairway.lib.errors import Invalid, Refused

CHOICES = Choices(features=("industry", "region", "size"), own_pace="industry")
PLAIN = Choices(age_cuts=(), level_steps=(), half_life=None, level_walk=0.0)
"""One hazard for each transition: occurrences over exposure."""


@cache
def hazards() -> Hazards:
    return learn(invented(), ROAD, AS_OF, CHOICES)


@cache
def made() -> Forecast:
    return forecast(hazards(), invented(), Asked(3.0))


def test_a_hazard_is_occurrences_over_exposure() -> None:
    """30 landed after 730 days, 10 wait for 1,461 days: 30 ÷ (30 · 730 + 10 · 1,461) · 365.25 = 0.30012 a year.

    Occurrence/exposure rate: Aalen, Borgan and Gjessing, Survival and Event History Analysis (2008), section 5.1.
    """
    road = Road(("signed", "landed"))
    first = AS_OF - timedelta(days=1461)
    landed = [Project(f"a{k}", {"signed": first, "landed": first + timedelta(days=730)}) for k in range(30)]
    waiting = [Project(f"b{k}", {"signed": first}) for k in range(10)]
    found = learn([*landed, *waiting], road, AS_OF, PLAIN)
    rate = 30 * 365.25 / (30 * 730 + 10 * 1461)
    assert rate == pytest.approx(0.30012, abs=1e-5)
    assert exp(found.fits[0, 1].effects[0]) == pytest.approx(rate, rel=1e-4)
    said = chance_landed(found, waiting[:1], 2.0)
    assert said["b0"] == pytest.approx(1 - exp(-2 * rate), rel=1e-4)


def test_competing_ways_out_share_the_chance_in_proportion_to_their_hazards() -> None:
    """40 landed and 20 withdrawn after a year each: two thirds of what ends lands (Aalen and others, 3.4)."""
    road = Road(("signed", "landed"), ("withdrawn",))
    first = date(2020, 1, 1)
    ends = ["landed"] * 40 + ["withdrawn"] * 20
    history = [Project(str(k), {"signed": first, end: first + timedelta(days=365)}) for k, end in enumerate(ends)]
    waiting = Project("w", {"signed": date(2021, 1, 1)})
    found = learn([*history, waiting], road, date(2021, 1, 1), PLAIN)
    chance = forecast(found, [waiting], Asked(3.0)).chances[0]
    assert chance.landed == pytest.approx(2 * chance.outs["withdrawn"], rel=1e-3)
    assert chance.landed + chance.outs["withdrawn"] == pytest.approx(1 - exp(-3 * 60 / (60 * 365 / 365.25)), rel=1e-3)


def test_hazards_that_made_a_history_are_found_again() -> None:
    history = invented(4000, seed=5)
    found = learn(history, ROAD, AS_OF, replace(CHOICES, half_life=None, level_steps=(), level_walk=0.0))
    for industry, pace in PACE.items():
        at = standings(found, [Project("x", {"signed": AS_OF}, {"industry": industry})])
        rate = rates(found, at)[0, 1]
        assert float(np.exp(rate.project + rate.age.mean())[0]) == pytest.approx(pace, rel=0.2)


def test_kinds_with_a_course_of_their_own_are_told_apart() -> None:
    """Of one kind all land late, of the other early: together they look alike, apart each has its own time."""
    road, day = Road(("signed", "landed")), date(2020, 1, 1)
    took = {"early": (100, 200), "late": (500, 600)}
    history = [
        Project(f"{kind}{k}", {"signed": day, "landed": day + timedelta(days=days[k % 2])}, {"kind": kind})
        for kind, days in took.items()
        for k in range(60)
    ]
    fresh = [Project(kind, {"signed": date(2022, 1, 1)}, {"kind": kind}) for kind in took]
    bare = replace(PLAIN, features=("kind",), age_cuts=(1.0,))
    alike = chance_landed(learn([*history, *fresh], road, date(2022, 1, 1), bare), fresh, 1.0)
    apart = chance_landed(learn([*history, *fresh], road, date(2022, 1, 1), replace(bare, own_pace="kind")), fresh, 1.0)
    assert apart["late"] < alike["late"] < alike["early"] < apart["early"]
    unknown = learn([*history, *fresh], road, date(2022, 1, 1), replace(bare, own_pace="colour"))
    assert chance_landed(unknown, fresh, 1.0) == alike


def test_cutting_spells_into_cells_loses_no_time_and_no_event() -> None:
    stays = spells(invented(), ROAD, AS_OF)
    pieces = cells(stays, (0.5, 1.0, 2.0), (0.5, 1.0, 5.0))
    lasted = np.maximum(stays.since - stays.until, 0.5 / 365.25)
    assert pieces.years.sum() == pytest.approx(lasted.sum())
    assert (pieces.to >= 0).sum() == (stays.to >= 0).sum()
    assert pieces.years.min() > 0


@pytest.mark.parametrize("horizon", [0.1, 1.0, 3.33, 8.0])
def test_chances_are_chances_and_outcomes_sum_to_at_most_one(horizon: float) -> None:
    for chance in forecast(hazards(), invented()[:60], Asked(horizon)).chances:
        assert 0 <= chance.landed <= 1
        assert all(0 <= out <= 1 for out in chance.outs.values())
        assert chance.landed + sum(chance.outs.values()) <= 1 + 1e-9
        assert all(0 <= (span.low or 0) <= (span.high or 0) <= 1 for span in chance.spans)
        assert [span.years for span in chance.spans][-1] == horizon


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.01, 12), min_size=2, max_size=4), st.floats(0, 1.5))
def test_more_time_never_lowers_a_chance(horizons: list[float], walk: float) -> None:
    walking = replace(hazards(), choices=replace(CHOICES, level_walk=walk))
    waiting = pending(invented(), ROAD)[:30]
    said = [chance_landed(walking, waiting, years) for years in sorted(horizons)]
    assert all(later[key] >= earlier[key] - 1e-12 for earlier, later in pairwise(said) for key in later)


def test_shuffled_rows_change_nothing() -> None:
    shuffled = invented()
    Random(3).shuffle(shuffled)
    again = learn(shuffled, ROAD, AS_OF, CHOICES)
    assert all(np.array_equal(again.fits[key].effects, fit.effects) for key, fit in hazards().fits.items())
    assert forecast(again, shuffled, Asked(3.0)) == made()


def test_the_same_seed_gives_the_same_interval() -> None:
    some = invented()[:60]
    first, again, other = (forecast(hazards(), some, Asked(3.0, seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first.number != other.number


def test_an_unknown_category_has_the_pooled_hazard() -> None:
    nothing = Project("a", {"signed": AS_OF})
    strange = Project("b", {"signed": AS_OF}, {"industry": "space", "region": "moon"})
    empty = Project("c", {"signed": AS_OF}, {"industry": "", "size": float("nan")})
    said = chance_landed(hazards(), [nothing, strange, empty], 3.0)
    assert said["a"] == said["b"] == said["c"]
    pace = {
        name: chance_landed(hazards(), [Project(name, {"signed": AS_OF}, {"industry": name})], 3.0)[name]
        for name in PACE
    }
    assert pace["slow"] < said["a"] < pace["fast"]


def test_too_little_data_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        learn(invented(20), ROAD, AS_OF, CHOICES)
    assert refused.value.code == "too-little-data"
    assert "at least 30 landings" in str(refused.value)
    with pytest.raises(Refused):
        choose(History(ROAD, invented(20), AS_OF, AS_OF), [CHOICES], 2.0)


def test_what_came_later_is_not_known() -> None:
    day = date(2021, 1, 1)
    cut = known_by(invented(), ROAD, day)
    assert max(max(each.reached.values()) for each in cut) <= day
    once, again = learn(invented(), ROAD, day, CHOICES), learn(cut, ROAD, day, CHOICES)
    assert all(np.array_equal(once.fits[key].effects, fit.effects) for key, fit in again.fits.items())


def test_what_is_not_settled_moves_no_hazard_but_where_a_project_stands() -> None:
    settled = date(2023, 1, 1)
    found = learn(invented(), ROAD, AS_OF, CHOICES, settled)
    same = learn(invented(), ROAD, settled, CHOICES)
    assert all(np.array_equal(found.fits[key].effects, fit.effects) for key, fit in same.fits.items())
    assert {each.key for each in forecast(found, invented(), Asked(1.0)).chances} == {
        p.key for p in pending(invented(), ROAD)
    }


def test_totals_are_sums_of_chances_and_amounts_without_a_figure_are_counted_apart() -> None:
    bare = Project("bare", {"signed": AS_OF}, {"industry": "fast"})
    answer = forecast(hazards(), [*invented(), bare], Asked(3.0))
    assert answer.number.last.expected == pytest.approx(sum(each.landed for each in answer.chances))
    assert answer.number.last.low <= answer.number.last.expected <= answer.number.last.high
    assert [(each.unit, each.unstated) for each in answer.amounts] == [("MW", 1)]
    assert answer.curve[-1] == pytest.approx(answer.number.last.expected)
    assert list(answer.curve) == sorted(answer.curve)


def test_nobody_pending_is_an_empty_forecast() -> None:
    answer = forecast(hazards(), [], Asked(3.0))
    assert (answer.chances, answer.number.last.expected, answer.number.last.high) == ((), 0.0, 0.0)


def test_a_portfolio_lands_inside_its_interval_about_as_often_as_said() -> None:
    """Twenty invented regions whose hazards never move, so there is no walk: about 80 % of counts inside."""
    inside = 0
    for seed in range(20):
        history, origin = invented(250, seed=100 + seed), date(2021, 1, 1)
        known = learn(history, ROAD, origin, replace(CHOICES, level_walk=0.0, level_steps=(), half_life=None))
        waiting = pending(known_by(history, ROAD, origin), ROAD)
        number = forecast(known, waiting, Asked(3.0)).number.last
        landed = {each.key for each in history if each.reached.get("landed", date.max) <= AS_OF}
        inside += number.low <= len(landed & {each.key for each in waiting}) <= number.high
    assert inside >= 12


def test_a_project_twice_or_a_strange_stage_is_refused() -> None:
    one = Project("a", {"signed": AS_OF})
    with pytest.raises(Invalid, match="comes twice"):
        forecast(hazards(), [one, one], Asked(1.0))
    with pytest.raises(Invalid, match="does not know"):
        learn([Project("a", {"dreamt": AS_OF})], ROAD, AS_OF)


def test_the_way_of_learning_is_chosen_by_earlier_forecasts_only() -> None:
    bad = replace(CHOICES, features=(), level_walk=3.0)
    day = date(2022, 1, 1)
    found, tried = choose(History(ROAD, invented(), day, day), [bad, CHOICES], 2.0)
    assert found.choices == CHOICES
    assert all(
        origin.as_of + timedelta(days=round(origin.years * 365.25)) <= day for each in tried for origin in each.origins
    )
    cut = known_by(invented(), ROAD, day)
    assert [each.log_loss for each in choose(History(ROAD, cut, day, day), [bad, CHOICES], 2.0)[1]] == [
        each.log_loss for each in tried
    ]


def test_a_long_history_is_thinned_to_the_same_projects_whatever_the_order() -> None:
    few = replace(CHOICES, most_projects=300)
    one, other = learn(invented(), ROAD, AS_OF, few), learn(invented()[::-1], ROAD, AS_OF, few)
    assert one.projects == 300
    assert all(np.array_equal(other.fits[key].effects, fit.effects) for key, fit in one.fits.items())


def test_durations_are_read_off_the_curve() -> None:
    curves = np.array([[0.0, 0.2, 0.6, 0.9], [0.0, 0.1, 0.2, 0.3]])
    assert years_until(curves, 0.4).tolist() == [pytest.approx(0.375), np.inf]
    waiting = pending(invented(), ROAD)[:5]
    found = landing_curves(hazards(), waiting, 3.0)
    assert found.shape == (5, 13)
    assert found[:, -1].tolist() == pytest.approx(list(chance_landed(hazards(), waiting, 3.0).values()))


def test_chances_on_the_way_never_exceed_what_is_left() -> None:
    at = standings(hazards(), pending(invented(), ROAD))
    ended = chances(hazards(), at, rates(hazards(), at), 6.0)
    assert (np.diff(ended, axis=1) >= -1e-12).all()
    assert ended.sum(axis=2).max() <= 1 + 1e-9
