"""Late matters in columns: what is late, in which order, whose it is, and how far a late stage went up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.desk import STAGE_DAYS, Kind, Matters, late, owed, stage_escalation
from fairway.land.engine.hindrances import ANSWER_DAYS

DAY = date(2022, 1, 17)


def _rows(*dues: int, kind: Kind = Kind.PROMISE) -> Matters:
    return Matters.of_rows(kind, [(n, n % 2 + 1, DAY + timedelta(days=due)) for n, due in enumerate(dues)])


def test_what_is_due_that_day_is_not_late_and_the_latest_comes_first() -> None:
    found = late(_rows(-1, 0, -9, 4, -9), DAY).ordered()
    assert found.key.tolist() == [2, 4, 0]
    assert found.ordered(latest_first=False).key.tolist() == [0, 2, 4]


def test_who_has_to_act_by_number_then_by_days() -> None:
    found = _rows(-1, -2, -9, -4)
    assert [(each.organisation, each.count, each.most_days) for each in owed(found, DAY)] == [(1, 2, 9), (2, 2, 4)]
    nobody = Matters.of_rows(Kind.NOTICE, [(1, None, DAY - timedelta(days=1))])
    assert owed(nobody, DAY) == ()


def test_it_concerns_who_acts_and_whose_desk_it_lies_on() -> None:
    found = Matters.of_rows(Kind.HINDRANCE, [(1, 5, DAY, 6, 1), (2, 7, DAY, 7, 0)])
    assert [found.concern([pk]).tolist() for pk in (5, 6, 7, 8)] == [
        [True, False],
        [True, False],
        [False, True],
        [False, False],
    ]


@given(st.lists(st.integers(-50, 50)), st.integers(0, 10))
def test_nothing_is_lost_or_made_up(dues: list[int], split: int) -> None:
    whole = _rows(*dues)
    both = whole.pick(whole.key < split).and_also(whole.pick(whole.key >= split))
    assert both.ordered().key.tolist() == whole.ordered().key.tolist()
    assert sum(each.count for each in owed(late(whole, DAY), DAY)) == sum(due < 0 for due in dues)


@pytest.mark.parametrize(
    ("days", "top", "level"),
    [
        (STAGE_DAYS, 2, None),
        (STAGE_DAYS + 1, 2, 1),
        (STAGE_DAYS + 1 + ANSWER_DAYS, 2, 1),
        (STAGE_DAYS + 2 + ANSWER_DAYS, 2, 2),
        (STAGE_DAYS + 200, 2, 2),
        (STAGE_DAYS + 200, 0, None),
    ],
)
def test_a_stage_late_too_long_goes_up_and_stays_at_the_top(days: int, top: int, level: int | None) -> None:
    step = stage_escalation(DAY - timedelta(days=days), top, DAY)
    assert (step and step.level) == level
