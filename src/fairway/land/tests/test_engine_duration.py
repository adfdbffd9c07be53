"""Days in a stage."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings

from fairway.land.engine.duration import TimeInStage, time_in_stage
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import known
from fairway.land.tests.logs import FIRST, Logs, columns, days, entry, logs


def test_three_projects_by_hand() -> None:
    found = {
        1: [entry(Stage.SIGNED), entry(Stage.REGISTERED, 10)],
        2: [entry(Stage.SIGNED), entry(Stage.REGISTERED, 31), entry(Stage.STARTED, 40)],
        3: [entry(Stage.SIGNED)],
        4: [entry(Stage.SIGNED), entry(Stage.WITHDRAWN, 12)],
    }
    _intention, _docking, signed, registered, started, *rest = time_in_stage(columns(found), FIRST + timedelta(days=50))
    assert signed == TimeInStage(Stage.SIGNED, moved_on=3, median_days=12, waiting=1, longest_days=50)
    assert registered == TimeInStage(Stage.REGISTERED, moved_on=1, median_days=9, waiting=1, longest_days=40)
    assert started == TimeInStage(Stage.STARTED, moved_on=0, median_days=None, waiting=1, longest_days=10)
    assert all(line.median_days is None and line.longest_days is None for line in rest)
    assert Stage.EFFECTIVE not in {line.stage for line in rest}


@given(logs, days)
@settings(deadline=None)
def test_everybody_is_somewhere_once(found: Logs, as_of: date) -> None:
    lines = time_in_stage(columns(found), as_of)
    here = [known(log, as_of)[-1].stage for log in found.values() if known(log, as_of)]
    assert [line.waiting for line in lines] == [here.count(line.stage) for line in lines]
    assert all((line.median_days is None) == (line.moved_on == 0) for line in lines)
    assert all(line.median_days is None or line.median_days >= 0 for line in lines)
