"""Where projects stood, in columns: the same as read off each log by itself."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings

from fairway.land.engine.columns import STAGES
from fairway.land.engine.standings import standings
from fairway.land.tests import logs as one_by_one
from fairway.land.tests.logs import Logs, columns, days, logs


@given(logs, days)
@settings(max_examples=200, deadline=None)
def test_both_ways_of_reading_agree(found: Logs, as_of: date) -> None:
    table = standings(columns(found), as_of)
    rows = zip(
        table.project.tolist(), table.stage, table.since.tolist(), table.responsible.tolist(), table.due.tolist(),
        table.furthest, table.first, strict=True,
    )  # fmt: skip
    together = [
        (project, STAGES[stage], since, responsible, due, STAGES[furthest], STAGES[first])
        for project, stage, since, responsible, due, furthest, first in rows
    ]
    assert together == [tuple(vars(each).values()) for each in one_by_one.standings(found, as_of)]
