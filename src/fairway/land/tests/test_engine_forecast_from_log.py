"""Projects for a forecast, read from the stage log."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.forecast.from_log import ROAD
from fairway.land.engine.forecast.past import Past
from fairway.land.engine.forecast.projects import pending, refuse_strange
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry, is_shown, known
from fairway.land.tests.logs import FIRST, days, entry, lives


def past(log: list[Entry]) -> Past:
    """One project of which this is known."""
    return Past({"a": [(str(each.stage), each.happened_on, each.learned_on) for each in log]})


def test_the_road_leads_from_the_signature_into_production() -> None:
    assert ROAD.stages == ("signed", "registered", "started", "completed", "in_production")
    assert ROAD.outs == ("withdrawn", "terminated")


@given(lives(), days)
def test_a_project_holds_what_was_known_and_pends_until_it_landed_or_left(log: list[Entry], as_of) -> None:
    found = past([each for each in log if is_shown(each)]).known(as_of)
    refuse_strange(found, ROAD)
    stages = {each.stage for each in known(log, as_of)}
    ended = stages & {Stage.IN_PRODUCTION, Stage.WITHDRAWN, Stage.TERMINATED}
    assert bool(pending(found, ROAD)) == bool(stages and not ended)
    assert all(day <= as_of for project in found for day in project.reached.values())


def test_history_is_settled_once_nine_in_ten_entries_are_known() -> None:
    late = [entry(Stage.SIGNED, 0, lag) for lag in (0, 1, 2, 3, 4, 5, 6, 7, 8, 20, 300)]
    assert past(late).settled_on(FIRST + timedelta(days=400)) == FIRST + timedelta(days=380)
    assert past(late[:-1]).settled_on(FIRST + timedelta(days=10)) == FIRST + timedelta(days=3)
    assert past([]).settled_on(FIRST) == FIRST


@given(st.lists(st.integers(0, 400), max_size=20), days)
def test_the_settled_day_is_never_after_the_day_of_the_forecast(lags: list[int], as_of) -> None:
    assert past([entry(Stage.SIGNED, 0, lag) for lag in lags]).settled_on(as_of) <= as_of
