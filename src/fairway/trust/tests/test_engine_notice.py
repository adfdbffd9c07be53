"""When a rating is announced first, with which reasons: they are the exact difference."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.trust.engine.notice import (
    NOTHING,
    NOTICE_WORKING_DAYS,
    Judged,
    changes,
    is_lower,
    needs_notice,
    principal_reasons,
    says_no_more,
    takes_effect_on,
)
from fairway.trust.engine.rating import RecordFact, rate
from fairway.trust.tests.models import small

MODEL = small()
DAY = date(2026, 6, 1)
KINDS = (("penalty", "minor"), ("penalty", "serious"), ("court_default", ""), ("award", ""), ("tax_grade", "D"))
FACTS = st.lists(st.sampled_from(KINDS), max_size=5).map(
    lambda kinds: [
        RecordFact(f"R{n}", kind, severity, DAY - timedelta(days=30 * n), DAY - timedelta(days=30 * n))
        for n, (kind, severity) in enumerate(kinds, start=1)
    ]
)


def judged(facts: list[RecordFact]) -> Judged:
    result = rate(facts, MODEL, DAY)
    lines = [{**reason.as_data(), "record": reason.params.get("record")} for reason in result.reasons]
    return Judged(result.grade or "", MODEL.grade_keys(), lines)


def points(facts: list[RecordFact]) -> int:
    return rate(facts, MODEL, DAY).points or 0


@given(FACTS, FACTS)
@settings(max_examples=60)
def test_the_changes_are_the_whole_difference(before: list[RecordFact], after: list[RecordFact]) -> None:
    moved = sum(int(line["change"] or 0) for line in changes(judged(after), judged(before)))  # type: ignore[call-overload]
    assert moved == points(after) - points(before)


@given(FACTS, FACTS)
@settings(max_examples=60)
def test_whatever_needs_a_notice_has_reasons_and_the_same_needs_none(
    before: list[RecordFact], after: list[RecordFact]
) -> None:
    old, new = judged(before), judged(after)
    assert not needs_notice(old, old)
    reasons = principal_reasons(new, old)
    if needs_notice(new, old):
        assert reasons
        assert says_no_more(reasons, reasons)
    assert all(line["change"] is None or int(line["change"]) < 0 for line in reasons)  # type: ignore[call-overload]


def test_a_notice_by_hand() -> None:
    """Start 50, award 12: 62, high. With a serious penalty of −30: 32, fair, for that one reason."""
    award = RecordFact("A", "award", "", date(2026, 1, 5), date(2026, 1, 5))
    penalty = RecordFact("P", "penalty", "serious", date(2026, 5, 1), date(2026, 5, 4))
    before, after = judged([award]), judged([award, penalty])
    assert (before.grade, after.grade) == ("high", "fair")
    [reason] = principal_reasons(after, before)
    assert (reason["record"], reason["change"]) == ("P", -30)


def test_a_good_record_that_falls_away_is_a_reason() -> None:
    award = RecordFact("A", "award", "", date(2026, 1, 5), date(2026, 1, 5))
    licence = RecordFact("L", "contract_kept", "", date(2026, 1, 5), date(2026, 1, 5))
    [reason] = principal_reasons(judged([licence]), judged([award, licence]))
    assert (reason["record"], reason["change"]) == ("A", -12)


def test_a_first_rating_is_announced_only_for_a_red_line() -> None:
    bad = [RecordFact("P", "penalty", "serious", date(2026, 5, 1), date(2026, 5, 4))]
    debtor = [RecordFact("C", "court_default", "", date(2026, 5, 1), date(2026, 5, 4))]
    assert not needs_notice(judged(bad), NOTHING)
    assert needs_notice(judged(debtor), NOTHING)


@pytest.mark.parametrize(
    ("old", "new", "lower"),
    [
        (("A", "ABC"), ("B", "ABC"), True),
        (("B", "ABC"), ("B", "ABC"), False),
        (("B", "ABC"), ("A", "ABC"), False),
        (("", "ABC"), ("C", "ABC"), False),
        (("A", "ABC"), ("", "ABC"), False),
        (("B", "ABC"), ("y", "xyz"), False),
        (("B", "ABC"), ("d", "abcde"), True),
    ],
)
def test_which_grades_are_lower(old: tuple[str, str], new: tuple[str, str], *, lower: bool) -> None:
    assert is_lower(Judged(new[0], tuple(new[1]), ()), Judged(old[0], tuple(old[1]), ())) is lower


def test_an_open_notice_covers_only_what_it_said() -> None:
    said = [{"text": "t", "params": {"record": "P"}, "points": -30, "record": 1, "change": -30}]
    lighter = [{**said[0], "change": -10}]
    other = [{**said[0], "params": {"record": "Q"}}]
    assert says_no_more(lighter, said)
    assert not says_no_more(said, lighter)
    assert not says_no_more(other, said)


def test_the_notice_period_is_working_days() -> None:
    """Served on Friday 25 September 2026, over mid-autumn and the national holiday of a whole week."""
    assert NOTICE_WORKING_DAYS == 10
    assert takes_effect_on(date(2026, 11, 2)) == date(2026, 11, 16)
    assert takes_effect_on(date(2026, 9, 25)) > date(2026, 10, 12)
