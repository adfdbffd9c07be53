"""The table of cases, the clocks and the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid, Refused
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.clocks import LEVELS, Clocks, due_on, expired_from, level, read, read_clocks, repair_from
from fairway.trust.engine.process import (
    EFFECTS,
    ENDED,
    OUTCOMES,
    PROCESSES,
    Event,
    Kind,
    State,
    allowed,
    check_outcome,
    step,
)
from fairway.trust.engine.statuses import FOLLOWS
from fairway.trust.engine.working_days import add_working_days, is_announced, is_working_day, working_days_between
from fairway.trust.models import OPEN_STATES, Case, CaseStep

DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 2, 23), False),  # Spring Festival, a Monday
        (date(2026, 2, 28), True),  # a Saturday worked in exchange
        (date(2026, 11, 28), False),  # an ordinary Saturday
        (date(2031, 5, 1), False),  # no calendar announced: statutory days only
    ],
)
def test_weekends_move(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_ten_working_days_over_national_day_by_hand() -> None:
    """From Friday 25 September 2026 (Mid-Autumn): 28–30 September, 8–10 October and 12–15 October are ten days."""
    assert add_working_days(date(2026, 9, 25), 10) == date(2026, 10, 15)
    assert is_announced(2026)
    assert not is_announced(2031)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 30))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    later = add_working_days(day, count)
    assert working_days_between(day, later) == count
    assert working_days_between(later, day) == -count
    assert count == 0 or is_working_day(later)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(-60, 60), st.integers(0, 10))
def test_clocks_are_never_negative_and_levels_never_fall(due: date, apart: int, more: int) -> None:
    today = due + timedelta(days=apart)
    reading = read(due, today)
    assert reading.left >= 0
    assert reading.over >= 0
    assert (reading.over > 0) is (today > due)
    later = level(due, today + timedelta(days=more), Clocks())
    assert LEVELS.index(later) >= LEVELS.index(level(due, today, Clocks()))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(Kind), st.data())
def test_no_walk_ends_in_a_dead_state(kind: Kind, data: st.DataObject) -> None:
    """From wherever a walk leads, the case can still be ended."""
    state = State.OPEN
    for _each in range(12):
        events = allowed(kind, state)
        if not events:
            break
        state = step(kind, state, data.draw(st.sampled_from(events))).after
        assert state in ENDED or allowed(kind, state)
    reached, border = {state}, [state]
    while border:
        at = border.pop()
        fresh = {step(kind, at, event).after for event in allowed(kind, at)} - reached
        reached |= fresh
        border += fresh
    assert reached & ENDED


def test_only_a_closed_problem_comes_back() -> None:
    back = {(kind, state, event) for kind, table in PROCESSES.items() for state, event in table if state in ENDED}
    assert back == {(Kind.PROBLEM, State.CLOSED, Event.REOPEN)}


def test_what_may_not_happen_now_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        step(Kind.REPAIR, State.DECIDED, Event.TAKE_BACK)
    assert refused.value.code == "case-event"
    with pytest.raises(Invalid, match="Use one of: granted, refused"):
        check_outcome(Kind.REPAIR, "withdrawn")


def test_tables_speak_of_the_same_things() -> None:
    assert {state.value for state in State} - {state.value for state in ENDED} == set(OPEN_STATES)
    assert set(Case.State.values) == {state.value for state in State}
    assert set(Case.Kind.values) == {kind.value for kind in Kind}
    assert set(Case.Outcome.values) == {each for outcomes in OUTCOMES.values() for each in outcomes}
    assert {event.value for event in Event} <= set(CaseStep.Event.values)
    assert set(EFFECTS.values()) <= set(FOLLOWS)


def test_deadlines_by_hand() -> None:
    """Monday 8 June 2026, ten working days with the Dragon Boat Festival on Friday 19 June: Tuesday 23 June."""
    assert due_on(Kind.OBJECTION, date(2026, 6, 8), Clocks()) == date(2026, 6, 23)


@pytest.mark.parametrize(
    ("kind", "severity", "first"),
    [
        ("penalty", "minor", date(2025, 11, 30)),
        ("penalty", "general", date(2026, 2, 28)),
        ("penalty", "serious", date(2026, 11, 30)),
        ("court_default", "", date(2026, 11, 30)),
        ("award", "", None),
        ("tax_grade", "A", None),
    ],
)
def test_repair_opens_after_the_minimum_period(kind: str, severity: str, first: date | None) -> None:
    assert repair_from(kind, severity, date(2025, 11, 30), Clocks()) == first


def test_publicity_ends_with_whole_calendar_months() -> None:
    assert expired_from("penalty", "minor", date(2025, 11, 30)) == date(2026, 2, 1)
    assert expired_from("penalty", "serious", date(2025, 11, 30)) == date(2028, 11, 1)
    assert expired_from("licence", "", date(2025, 11, 30)) is None
    for kind in CATALOGUE.values():
        for severity in kind.severities:
            assert (expired_from(kind.key, severity.key, date(2025, 1, 1)) is None) is (
                severity.publicity_months is None
            )


def test_deadlines_are_configuration() -> None:
    own = read_clocks("objection_days = 7\n[minimum_months]\nserious = 6\n")
    assert (own.days(Kind.OBJECTION), own.days(Kind.REPAIR)) == (7, 10)
    assert own.minimum_months == {"minor": 0, "general": 3, "serious": 6}


@pytest.mark.parametrize(
    "toml",
    [
        "objection_days = -1",
        "objection_days = true",
        "objection_days = 1001",
        f"objection_days = {'9' * 5000}",
        "minimum_months = {general = 1001}",
        "minimum_months = 3",
        "lunch = 1",
        f"lunch = {'[' * 9999}",
        "objection_days",
    ],
)
def test_deadlines_that_cannot_be_meant_are_refused(toml: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_clocks(toml)
    assert refused.value.code == "clocks"
