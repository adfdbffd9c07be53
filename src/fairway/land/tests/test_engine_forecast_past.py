"""Forecasts from the stage log: what was known then, what is kept of a forecast, and the method as a text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fairway.land.engine.forecast.answers import Asked, forecast
from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.from_log import road_to, up_to
from fairway.land.engine.forecast.hazards import learn
from fairway.land.engine.forecast.method import Method, read_method
from fairway.land.engine.forecast.outlook import Outlook, Wish, outlook
from fairway.land.engine.forecast.packing import packed, unpacked
from fairway.land.engine.forecast.past import Past
from fairway.land.engine.forecast.projects import Project, Road, pending
from fairway.land.engine.forecast.reasons import explain
from fairway.land.tests.invented_history import AS_OF, ROAD, invented
from fairway.lib.errors import Invalid, Refused

METHOD = Path(__file__).parents[1] / "forecast_methods/fairway-1.toml"
FEATURES = ("industry", "region", "paper", "size")


def _read(text: str) -> Method:
    return read_method(text, "m.toml", ["signed", "started", "in_production"], FEATURES)


def _past(count: int = 400, lag: int = 30) -> Past:
    """Everything is learned ``lag`` days after it happened."""
    projects = invented(count)
    later = timedelta(days=lag)
    return Past(
        {each.key: [(stage, day, day + later) for stage, day in each.reached.items()] for each in projects},
        {each.key: each.features for each in projects},
        {each.key: each.amounts for each in projects},
        ROAD,
    )


@cache
def _made() -> Outlook:
    method = Method("m", 1, "m", "m", "s", AS_OF, ("landed",), ("industry", "stage"), Choices(("industry",)), 0.8)
    return outlook(_past(), "landed", method, Wish(AS_OF, 3), lambda _day: None)


def test_a_forecast_reads_only_what_was_learned_by_its_day() -> None:
    past = Past({"a": [("signed", date(2020, 1, 1), date(2020, 1, 1)), ("landed", date(2021, 1, 1), date(2023, 1, 1))]})
    past = Past(past.lines, road=Road(("signed", "landed")))
    assert past.known(date(2022, 1, 1))[0].reached == {"signed": date(2020, 1, 1)}
    assert past.known(date(2023, 1, 1))[0].reached["landed"] == date(2021, 1, 1)
    assert past.known(date(2019, 1, 1)) == []


def test_earlier_forecasts_know_what_was_known_then_and_are_judged_by_what_came() -> None:
    tried = _made().past
    assert tried is not None
    for origin in tried.origins:
        known = {each.key for each in pending(_past().known(origin.as_of), ROAD)}
        assert len(origin.said) == len(known)
    assert tried.pooled.count == sum(len(origin.said) for origin in tried.origins)


def test_where_nothing_tells_how_late_reports_come_the_last_year_teaches_nothing() -> None:
    """What happened in it is not reported yet, as in most registers: the level stays that of the years before."""
    edge = AS_OF - timedelta(days=300)
    lines = {
        each.key: [(stage, day, day) for stage, day in each.reached.items() if day <= edge] for each in invented(2_000)
    }
    untold = Past({key: own for key, own in lines.items() if own}, road=ROAD, tells_lateness=False)
    assert untold.settled_on(AS_OF) == AS_OF - timedelta(days=365)
    assert _past(lag=30).settled_on(AS_OF) == AS_OF - timedelta(days=30)
    method = Method("m", 1, "m", "m", "s", AS_OF, ("landed",), (), Choices(), 0.8)
    expected = [
        outlook(past, "landed", method, Wish(AS_OF, 3), lambda _day: None).made.number.last.expected
        for past in (untold, replace(untold, tells_lateness=True))
    ]
    assert expected[0] > 1.5 * expected[1]


def test_the_way_to_an_earlier_goal_ends_there_and_whoever_is_further_has_passed_it() -> None:
    road = Road(("signed", "registered", "started", "landed"), ("withdrawn",))
    shorter = road_to("started", road)
    assert shorter == Road(("signed", "registered", "started"), ("withdrawn",))
    days = {"signed": date(2020, 1, 1), "landed": date(2021, 1, 1), "withdrawn": date(2022, 1, 1)}
    found = up_to(Project("a", days), shorter, road)
    assert found.reached["started"] == date(2021, 1, 1)
    assert pending([found], shorter) == []
    waiting = Project("b", {"signed": date(2020, 1, 1), "registered": date(2020, 2, 1)})
    assert up_to(waiting, shorter, road).reached == waiting.reached
    assert up_to(waiting, road, road) is waiting


def test_groups_add_up_to_the_portfolio_in_number_and_amount() -> None:
    made = _made().made
    for unit, whole in (("", made.number), ("MW", made.amounts[0])):
        for by in ("industry", "stage"):
            parts = [each for each in made.groups if (each.by, each.unit) == (by, unit)]
            assert sum(each.projects for each in parts) == whole.projects
            for place, span in enumerate(whole.spans):
                assert sum(each.spans[place].expected for each in parts) == pytest.approx(span.expected)
    assert {each.group for each in made.groups if each.by == "stage"} == {"signed", "started"}


def test_later_years_expect_more_and_intervals_hold_their_order() -> None:
    made = _made().made
    for total in (made.number, *made.amounts, *made.groups):
        assert [span.years for span in total.spans] == [1.0, 2.0, 3.0]
        assert [span.expected for span in total.spans] == sorted(span.expected for span in total.spans)
        assert all((span.low or 0) <= (span.high or 0) for span in total.spans)


def test_one_project_has_the_same_interval_alone_and_among_others() -> None:
    made, hazards = _made().made, _made().hazards
    one = next(each for each in _past().known(AS_OF) if each.key == made.chances[7].key)
    alone = forecast(hazards, [one], Asked(3)).chances[0]
    assert [span.expected for span in alone.spans] == pytest.approx([s.expected for s in made.chances[7].spans])
    assert [span.high for span in alone.spans] == pytest.approx([s.high for s in made.chances[7].spans])


def test_what_was_learned_is_packed_and_read_back_whole() -> None:
    hazards = learn(invented(), ROAD, AS_OF, Choices(features=("industry", "size"), own_pace="industry"))
    kept = packed(hazards)
    assert kept == packed(hazards)
    again = unpacked(kept)
    assert (again.road, again.choices, again.encoder, again.as_of) == (
        hazards.road, hazards.choices, hazards.encoder, hazards.as_of,
    )  # fmt: skip
    assert all(np.array_equal(again.fits[key].spread, fit.spread) for key, fit in hazards.fits.items())
    one = pending(invented(), ROAD)[0]
    assert explain(again, one, 2.0) == explain(hazards, one, 2.0)


def test_a_history_too_short_is_refused_and_one_that_cannot_be_checked_says_so() -> None:
    method = _read(METHOD.read_text(encoding="utf-8"))
    with pytest.raises(Refused) as refused:
        outlook(_past(20), "landed", method, Wish(AS_OF, 3), lambda _day: None)
    assert refused.value.code == "too-little-data"
    young = Past({k: [(s, AS_OF - timedelta(days=200 - 90 * at), AS_OF - timedelta(days=90 - 90 * at))
                      for at, s in enumerate(("signed", "landed")[: 1 + (n < 200)])]
                  for n, k in enumerate(map(str, range(400)))}, road=Road(("signed", "landed")))  # fmt: skip
    assert outlook(young, "landed", method, Wish(AS_OF, 3), lambda _day: None).past is None


def test_a_long_history_is_looked_back_on_by_the_same_few() -> None:
    few, again = _past().fewer(50), Past(dict(reversed(_past().lines.items())), road=ROAD).fewer(50)
    assert len(few.lines) == 50
    assert set(few.lines) == set(again.lines)


def test_the_method_that_ships_is_sound() -> None:
    method = _read(METHOD.read_text(encoding="utf-8"))
    assert method.goals == ("started", "in_production")
    assert method.choices == Choices(features=FEATURES, own_pace="industry")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('goals = ["started", "in_production"]', 'goals = ["signed"]', "method-word"),
        ('goals = ["started", "in_production"]', 'goals = ["started", "started"]', "method-word"),
        ('features = ["industry", "region", "paper", "size"]', 'features = ["weather"]', "method-word"),
        ("age_cuts_months = [6, 12", "age_cuts_months = [12, 6", "method-months"),
        ("level_steps_months = [6]", "level_steps_months = 6", "method-months"),
        ("level_walk_percent = 80", "level_walk_percent = -1", "method-range"),
        ('own_pace = "industry"', 'own_pace = "weather"', "method-word"),
        ("bands = 8", "bands = 8\nextra = 1", "model-key-unknown"),
        ("version = 1", "version = 0", "method-range"),
    ],
)
def test_a_method_that_is_none_is_refused_with_its_line(old: str, new: str, code: str) -> None:
    text = METHOD.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(Invalid) as refused:
        _read(text.replace(old, new))
    assert refused.value.code == code
    assert "line" in str(refused.value)
