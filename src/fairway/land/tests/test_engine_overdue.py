"""What is late, by how many days, and who answers for it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings

from fairway.land.engine.intake import TERMINAL, Stage
from fairway.land.engine.log import known
from fairway.land.engine.overdue import days_overdue, overdue
from fairway.land.engine.standings import standings
from fairway.land.tests.logs import FIRST, Logs, columns, days, entry, logs


def test_due_today_is_not_late_and_tomorrow_it_is() -> None:
    due = FIRST + timedelta(days=30)
    assert days_overdue(due, due) is None
    assert days_overdue(due, due + timedelta(days=1)) == 1
    assert days_overdue(None, due) is None


def test_three_projects_by_hand() -> None:
    found = {
        1: [entry(Stage.SIGNED, responsible=7)],
        2: [entry(Stage.SIGNED, responsible=7), entry(Stage.REGISTERED, 20, responsible=8)],
        3: [entry(Stage.SIGNED, 40, responsible=7)],
        4: [entry(Stage.SIGNED), entry(Stage.TERMINATED, 1, next_due=FIRST + timedelta(days=2))],
    }
    as_of = FIRST + timedelta(days=90)
    late = overdue(standings(columns(found), as_of), as_of)
    assert [(each.project, each.responsible, each.days) for each in late.projects] == [
        (1, 7, 60),
        (2, 8, 40),
        (3, 7, 20),
    ]
    assert [(each.responsible, each.projects, each.most_days) for each in late.organisations] == [
        (7, 2, 60),
        (8, 1, 40),
    ]


@given(logs, days)
@settings(max_examples=80, deadline=None)
def test_late_means_due_before_and_not_over(found: Logs, as_of: date) -> None:
    last = {project: known(log, as_of)[-1] for project, log in found.items() if known(log, as_of)}
    late = overdue(standings(columns(found), as_of), as_of)
    assert [each.days for each in late.projects] == sorted((each.days for each in late.projects), reverse=True)
    assert {each.project for each in late.projects} == {
        project
        for project, entry in last.items()
        if entry.stage not in TERMINAL and entry.next_due and entry.next_due < as_of
    }
    assert sum(each.projects for each in late.organisations) == len(late.projects) == late.count
    assert all(each.days == (as_of - each.next_due).days > 0 for each in late.projects)
    cut = overdue(standings(columns(found), as_of), as_of, 1)
    assert (cut.projects, cut.count, cut.organisations) == (late.projects[:1], late.count, late.organisations)
