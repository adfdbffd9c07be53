"""The funnel: cumulative, within the signed, replayed as of a day, computed from stages and evidence."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land.engine import funnel as engine
from fairway.land.engine.columns import STAGES
from fairway.land.engine.funnel import Funnel, rates, share
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.standings import standings
from fairway.land.templatetags.land import percent
from fairway.land.tests.logs import FIRST, LAST, Logs, columns, days, entry, logs

TODAY = FIRST + timedelta(days=365)


def read_funnel(found: Logs, as_of: date) -> Funnel:
    return engine.read_funnel(standings(columns(found), as_of), as_of)


def reached(funnel: Funnel) -> list[int]:
    return [step.reached for step in funnel.steps]


def some() -> dict[int, list[Entry]]:
    """Four projects: in production, started, started then withdrawn, only signed."""
    road = [entry(Stage.SIGNED), entry(Stage.REGISTERED, 30), entry(Stage.STARTED, 60)]
    return {
        1: [*road, entry(Stage.COMPLETED, 150), entry(Stage.IN_PRODUCTION, 200)],
        2: list(road),
        3: [*road, entry(Stage.WITHDRAWN, 90)],
        4: [entry(Stage.SIGNED)],
    }


def test_four_projects_by_hand() -> None:
    found = read_funnel(some(), TODAY)
    assert found.signed == 4
    assert reached(found) == [4, 3, 3, 1, 1, 0, 0]
    assert [step.left for step in found.steps] == [1, 1, 1, 0, 0, 0, 0]
    assert [step.here for step in found.steps] == [1, 0, 1, 0, 1, 0, 0]
    assert [step.share for step in found.steps[:2]] == [Fraction(1), Fraction(3, 4)]
    assert [(way.stage, way.count) for way in found.ways_out] == [(Stage.WITHDRAWN, 1), (Stage.TERMINATED, 0)]


def test_on_the_day_of_the_signature_nothing_has_landed() -> None:
    assert reached(read_funnel(some(), FIRST)) == [4, 0, 0, 0, 0, 0, 0]


def test_what_was_learned_later_does_not_count_yet() -> None:
    late = {1: [entry(Stage.SIGNED), entry(Stage.REGISTERED, 30, lag=40)]}
    assert reached(read_funnel(late, FIRST + timedelta(days=69)))[1] == 0
    assert reached(read_funnel(late, FIRST + timedelta(days=70)))[1] == 1


def test_a_withdrawal_known_before_its_signature_counts_as_signed() -> None:
    odd = {1: [entry(Stage.SIGNED, lag=50), entry(Stage.WITHDRAWN, 5)]}
    found = read_funnel(odd, FIRST + timedelta(days=10))
    assert (found.signed, found.steps[0].left, found.ways_out[0].count) == (1, 1, 1)


def test_a_start_without_evidence_is_not_counted_as_started() -> None:
    bare = {1: [entry(Stage.SIGNED), entry(Stage.REGISTERED, 1), entry(Stage.STARTED, 2, evidence="")]}
    assert reached(read_funnel(bare, TODAY)) == [1, 1, 0, 0, 0, 0, 0]
    assert STAGES[standings(columns(bare), TODAY).stage[0]] is Stage.STARTED


def test_without_a_signed_project_no_share_can_be_said() -> None:
    empty = read_funnel({}, TODAY)
    assert [step.share for step in empty.steps] == [None] * 7
    assert [rate.share for rate in rates(empty)] == [None] * 5


def test_rates_name_their_definition() -> None:
    found = {rate.name: rate for rate in rates(read_funnel(some(), TODAY))}
    assert found["Fulfilment"].share == Fraction(3, 4)
    assert found["Start of building"].share == Fraction(3, 4)
    assert found["Commissioning"].share == Fraction(1, 4)
    assert "of all signed" in found["Fulfilment"].definition


def test_the_published_figures_of_xuchang_from_their_counts() -> None:
    """January to October 2017: 247 signed, 244 fulfilled (98.8 %), 222 started, 370 of 1,077 in place (34 %)."""
    assert [percent(share(part, 247)) for part in (244, 222)] == ["98.8 %", "89.9 %"]
    assert percent(share(370, 1077)) == "34.4 %"
    assert share(1, 0) is None


@given(logs, days)
@settings(max_examples=80, deadline=None)
def test_cumulative_and_within_the_signed(found: Logs, as_of: date) -> None:
    funnel = read_funnel(found, as_of)
    assert reached(funnel) == sorted(reached(funnel), reverse=True)
    for step in funnel.steps:
        assert step.share is None if not funnel.signed else 0 <= step.share <= 1  # type: ignore[operator]
        assert 0 <= step.left <= step.reached
    still = sum(step.here for step in funnel.steps)
    assert still + sum(way.count for way in funnel.ways_out) == funnel.signed


@given(logs, days)
@settings(max_examples=80, deadline=None)
def test_a_replay_equals_the_snapshot_of_that_day(found: Logs, as_of: date) -> None:
    """Cutting away everything learned later and asking much later gives the same counts."""
    kept = {project: [e for e in log if e.learned_on <= as_of] for project, log in found.items()}
    replay, snapshot = read_funnel(found, as_of), read_funnel(kept, as_of)
    assert replay == snapshot
    assert reached(snapshot) == reached(read_funnel(kept, LAST + timedelta(days=400)))


@given(logs, days, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_matter(found: Logs, as_of: date, random: object) -> None:
    def shuffled(items: object) -> list[object]:
        copy = list(items)  # type: ignore[call-overload]
        random.shuffle(copy)  # type: ignore[attr-defined]
        return copy

    mixed = {project: shuffled(log) for project, log in shuffled(found.items())}  # type: ignore[misc]
    assert read_funnel(mixed, as_of) == read_funnel(found, as_of)  # type: ignore[arg-type]


@given(logs, days, days)
@settings(deadline=None)
def test_stages_once_reached_stay_reached(found: Logs, one: date, other: date) -> None:
    earlier, later = sorted([one, other])
    pairs = zip(reached(read_funnel(found, earlier)), reached(read_funnel(found, later)), strict=True)
    assert all(before <= after for before, after in pairs)
