from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid, Refused
from fairway.trust.engine.catalogue import CATALOGUE, Sign
from fairway.trust.engine.rating import Rating, RecordFact, Status, rate, refuse_invented
from fairway.trust.tests.models import shipped, small

if TYPE_CHECKING:
    import random

    from fairway.trust.engine.credit_model import CreditModel

AS_OF = date(2026, 6, 15)
MODELS = {"small": small(), "shipped": shipped()}
HALF = small(a="repaired_percent = 0=>repaired_percent = 50", b="disputed_percent = 0=>disputed_percent = 25")
PAIRS = [(kind.key, severity.key) for kind in CATALOGUE.values() for severity in kind.severities]
EVENTS = [
    (kind.key, severity.key, severity.sign)
    for kind in CATALOGUE.values()
    for severity in kind.severities
    if not kind.is_state
]
DAYS = st.integers(-60, 1500).map(lambda back: AS_OF - timedelta(days=back))
MODEL = st.sampled_from(sorted(MODELS)).map(MODELS.__getitem__)


@st.composite
def facts(draw: st.DrawFn, most: int = 10) -> list[RecordFact]:
    """Draw one organisation's records: any kind, some of one case, some learned late, some settled."""
    made = []
    for number in range(draw(st.integers(0, most))):
        kind, severity = draw(st.sampled_from(PAIRS))
        happened = draw(DAYS)
        learned = happened + timedelta(days=draw(st.integers(0, 200)))
        status = draw(st.sampled_from([Status.ACTIVE, *Status]))
        changed = None if status is Status.ACTIVE else draw(st.none() | DAYS)
        made.append(RecordFact(f"R{number}", kind, severity, happened, learned, status, changed))
    return made


def of_sign(sign: Sign) -> st.SearchStrategy[RecordFact]:
    kinds = st.sampled_from([(kind, severity) for kind, severity, has in EVENTS if has is sign])
    return st.builds(lambda pair, happened: RecordFact("new", *pair, happened, happened), kinds, DAYS)


def points(rating: Rating) -> int:
    assert rating.points is not None
    return rating.points


WITH_FILE = RecordFact("file", "licence", "", date(2020, 1, 1), date(2020, 1, 1))


@settings(max_examples=100, deadline=None)
@given(facts(), MODEL)
def test_reasons_add_up_and_points_stay_on_the_scale(records: list[RecordFact], model: CreditModel) -> None:
    rating = rate(records, model, AS_OF)
    if rating.points is None:
        assert rating.grade is None
        assert "No file" in str(rating.reasons[0])
        assert all(reason.points is None for reason in rating.reasons)
        return
    assert sum(reason.points or 0 for reason in rating.reasons) == rating.points
    assert model.minimum <= rating.points <= model.maximum
    known = {r.key for r in records if r.learned_on <= AS_OF and r.happened_on <= AS_OF}
    told = [reason.params["record"] for reason in rating.reasons if "record" in reason.params]
    shares = [r.params["record"] for r in rating.reasons if "record" in r.params and r.points is not None]
    assert sorted(shares) == sorted(known)
    assert set(told) == known
    assert all(str(reason) for reason in rating.reasons)


@settings(max_examples=100, deadline=None)
@given(facts(), of_sign(Sign.ADVERSE), MODEL)
def test_one_more_adverse_record_never_raises_points_or_grade(
    records: list[RecordFact], penalty: RecordFact, model: CreditModel
) -> None:
    before = rate([*records, WITH_FILE], model, AS_OF)
    after = rate([*records, WITH_FILE, penalty], model, AS_OF)
    assert points(after) <= points(before)
    order = model.grade_keys()
    assert order.index(after.grade) >= order.index(before.grade)


@settings(max_examples=100, deadline=None)
@given(facts(), of_sign(Sign.GOOD), MODEL)
def test_one_more_good_record_never_lowers_points(
    records: list[RecordFact], award: RecordFact, model: CreditModel
) -> None:
    before = rate([*records, WITH_FILE], model, AS_OF)
    assert points(rate([*records, WITH_FILE, award], model, AS_OF)) >= points(before)


@settings(max_examples=100, deadline=None)
@given(facts(), MODEL, st.sampled_from([Status.REPAIRED, Status.EXPIRED]), st.integers(0, 20))
def test_repair_never_lowers(records: list[RecordFact], model: CreditModel, status: Status, which: int) -> None:
    records = [*records, WITH_FILE]
    chosen = records[which % len(records)]
    if CATALOGUE[chosen.kind].severity(chosen.severity).sign is Sign.GOOD:
        return
    active = replace(chosen, status=Status.ACTIVE, status_on=None)
    others = [r for r in records if r is not chosen]
    before = rate([*others, active, replace(WITH_FILE, key="f2")], model, AS_OF)
    settled = replace(active, status=status)
    after = rate([*others, settled, replace(WITH_FILE, key="f2")], model, AS_OF)
    assert points(after) >= points(before)


@settings(max_examples=60, deadline=None)
@given(facts(), MODEL, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(
    records: list[RecordFact], model: CreditModel, shuffle: random.Random
) -> None:
    rating = rate(records, model, AS_OF)
    shuffle.shuffle(records)
    assert rate(records, model, AS_OF) == rating


@settings(max_examples=60, deadline=None)
@given(facts(), MODEL, st.integers(0, 900))
def test_replay_is_blind_to_what_was_learned_later(records: list[RecordFact], model: CreditModel, back: int) -> None:
    day = AS_OF - timedelta(days=back)
    known = [r for r in records if r.learned_on <= day and r.happened_on <= day]
    then = [replace(r, status=Status.ACTIVE, status_on=None) if r.status_on and r.status_on > day else r for r in known]
    assert rate(records, model, day) == rate(then, model, day)


def fact(key: str, kind: str, severity: str = "", on: date = date(2026, 5, 20), **more: object) -> RecordFact:
    return RecordFact(key, kind, severity, on, on, **more)


def shares(rating: Rating) -> dict[str, int]:
    return {str(r.params["record"]): r.points for r in rating.reasons if "record" in r.params and r.points is not None}


def test_a_rating_computed_by_hand() -> None:
    """Small model, start 50, on 15 June 2026.

    Law: serious penalty −30 (May 2026), general −15 (April) of which the cap of 40 leaves −10; court list
    −35; together −75, the floor −60 gives 15 back. Deeds: tax grade A 10, award 12, award 12 of which the cap
    of 30 leaves 8; together 30, the ceiling 25 takes 5. 50 − 60 + 25 = 15.
    """
    records = [
        fact("p1", "penalty", "serious", date(2026, 5, 20)),
        fact("p2", "penalty", "general", date(2026, 4, 2)),
        fact("c1", "court_default", "", date(2026, 3, 1)),
        fact("t1", "tax_grade", "A", date(2026, 4, 30)),
        fact("a1", "award", "", date(2026, 2, 1)),
        fact("a2", "award", "", date(2025, 2, 1)),
    ]
    rating = rate(records, MODELS["small"], AS_OF)
    assert list(shares(rating).items()) == [
        ("p1", -30),
        ("t1", 10),
        ("p2", -10),
        ("c1", -35),
        ("a1", 12),
        ("a2", 8),
    ]
    assert [r.points for r in rating.reasons] == [50, -30, 10, -10, -35, 12, 8, 15, -5, None]
    assert rating.points == 15
    assert [(hit.line, hit.record, hit.grade) for hit in rating.red_lines] == [("debtor", "c1", "low")]
    assert rating.grade == "low"
    assert "Court rules" in str(rating.reasons[-1])
    assert (rating.model, rating.version, rating.as_of, rating.in_force) == ("Small", "1", AS_OF, True)


def test_no_record_is_no_file_and_never_a_number() -> None:
    for records in ([], [fact("w", "penalty", "serious", status=Status.WITHDRAWN)]):
        rating = rate(records, MODELS["shipped"], AS_OF)
        assert (rating.points, rating.grade, rating.red_lines) == (None, None, ())
        assert "No file" in str(rating.reasons[0])
    assert "withdrawn" in str(rating.reasons[1])


def test_the_scale_ends_at_its_minimum_on_a_line_of_its_own() -> None:
    model = small(a="start = 50=>start = 20")
    rating = rate([fact("c", "court_default")], model, AS_OF)
    assert [r.points for r in rating.reasons][:3] == [20, -35, 15]
    assert rating.points == 0


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ACTIVE])
def test_what_is_not_active_does_not_count_nor_cross_a_red_line(status: Status) -> None:
    rating = rate([WITH_FILE, fact("c", "court_default", status=status)], MODELS["shipped"], AS_OF)
    assert rating.points == 600
    assert rating.red_lines == ()
    assert shares(rating)["c"] == 0


def test_a_status_counts_from_the_day_it_was_known() -> None:
    record = fact("c", "court_default", status=Status.REPAIRED, status_on=date(2026, 6, 10))
    assert points(rate([record], MODELS["small"], date(2026, 6, 9))) == 15
    assert points(rate([record], MODELS["small"], date(2026, 6, 10))) == 50


def test_a_record_needs_both_dates_to_have_come() -> None:
    late = RecordFact("p", "penalty", "general", date(2026, 5, 1), date(2026, 6, 16))
    ahead = RecordFact("q", "penalty", "general", date(2026, 6, 16), date(2026, 6, 1))
    assert rate([late, ahead], MODELS["small"], AS_OF).points is None
    assert points(rate([late, ahead], MODELS["small"], date(2026, 6, 16))) == 20


@pytest.mark.parametrize(
    ("severity", "last", "first_after"),
    [
        ("minor", date(2026, 7, 31), date(2026, 8, 1)),
        ("general", date(2027, 4, 30), date(2027, 5, 1)),
        ("serious", date(2028, 4, 30), date(2028, 5, 1)),
    ],
)
def test_nothing_counts_past_its_publicity_or_look_back(severity: str, last: date, first_after: date) -> None:
    """Minor 3 and general 12 months of publicity; serious 36, but the small model looks back 24."""
    record = fact("p", "penalty", severity, date(2026, 5, 20))
    assert points(rate([record], MODELS["small"], last)) < 50
    rating = rate([record], MODELS["small"], first_after)
    assert points(rating) == 50
    assert "months" in str(rating.reasons[1])


def test_a_state_is_replaced_by_the_newer_one_even_when_that_is_disputed() -> None:
    older = fact("t1", "tax_grade", "D", date(2025, 4, 30))
    newer = fact("t2", "tax_grade", "A", date(2026, 4, 30))
    assert shares(rate([older, newer], MODELS["small"], AS_OF)) == {"t2": 10, "t1": 0}
    disputed = replace(newer, severity="C", status=Status.UNDER_OBJECTION)
    rating = rate([older, disputed], MODELS["small"], AS_OF)
    assert rating.points == 50
    assert rating.red_lines == ()
    withdrawn = replace(newer, status=Status.WITHDRAWN)
    fallen_back = rate([older, withdrawn], MODELS["small"], AS_OF)
    assert fallen_back.points == 30
    assert fallen_back.grade == "fair"
    assert [hit.line for hit in fallen_back.red_lines] == ["tax"]


def test_of_two_states_of_one_day_the_worst_counts() -> None:
    good, bad = fact("t1", "tax_grade", "A"), fact("t2", "tax_grade", "C")
    assert shares(rate([good, bad], MODELS["small"], AS_OF)) == {"t1": 0, "t2": -6}


def test_a_grade_is_not_left_for_a_few_points() -> None:
    """From 60 points high, from 30 fair; it takes 5 points more to rise and more than 5 below to fall."""
    model = small(a="[still_counted]=>[hysteresis]\nup = 5\ndown = 5\n\n[still_counted]")
    records = [fact("a", "award")]
    assert [rate(records, model, AS_OF, before).grade for before in (None, "high", "fair")] == ["high", "high", "fair"]
    assert points(rate(records, model, AS_OF)) == 62
    held = rate(records, model, AS_OF, "fair")
    assert "fair is kept" in str(held.reasons[-1])
    lower = rate([fact("k", "contract_kept")], model, AS_OF, "high")
    assert (lower.points, lower.grade) == (55, "high")
    assert rate([WITH_FILE], model, AS_OF, "high").grade == "fair"


def test_points_fade_by_their_half_life() -> None:
    """12 points, halved every 12 months, towards zero: 12 · 2^(−6/12) = 8.48…, and 6 after a year."""
    model = small(a="look_back_months = 36=>look_back_months = 36\nhalf_life_months = 12")
    days = {date(2026, 6, 1): 12, date(2025, 12, 31): 8, date(2025, 6, 1): 6}
    assert {day: shares(rate([fact("a", "award", on=day)], model, AS_OF))["a"] for day in days} == days


def test_kinds_outside_the_model_stay_in_the_file_at_no_points() -> None:
    rating = rate([fact("l", "licence")], MODELS["small"], AS_OF)
    assert rating.points == 50
    assert "does not count its kind" in str(rating.reasons[1])


def test_shares_of_repaired_and_disputed_records_end_with_the_repair_measures() -> None:
    """Half of 15 is 7, a quarter 3, towards zero; from 1 April 2026 on nothing, whatever the model."""
    repaired = fact("p", "penalty", "general", date(2026, 1, 5), status=Status.REPAIRED)
    disputed = fact("q", "penalty", "general", date(2026, 1, 5), status=Status.UNDER_OBJECTION)
    gone = fact("r", "penalty", "general", date(2026, 1, 5), status=Status.EXPIRED)
    told = shares(rate([repaired, disputed, gone], HALF, date(2026, 3, 31)))
    assert told == {"p": -7, "q": -3, "r": 0}
    assert points(rate([repaired, disputed, gone], HALF, date(2026, 4, 1))) == 50


def test_a_model_tried_before_its_day_says_so() -> None:
    rating = rate([fact("l", "licence", on=date(2021, 1, 1))], MODELS["shipped"], date(2022, 1, 17))
    assert not rating.in_force
    assert "trial" in str(rating.reasons[-1])


def test_records_are_checked() -> None:
    twice = [fact("p", "penalty", "minor"), fact("p", "award")]
    with pytest.raises(Invalid) as refused:
        rate(twice, MODELS["small"], AS_OF)
    assert refused.value.code == "record-twice"
    with pytest.raises(Invalid) as refused:
        rate([fact("p", "rumour")], MODELS["small"], AS_OF)
    assert refused.value.code == "record-kind"
    with pytest.raises(Invalid) as refused:
        rate([fact("p", "penalty", "huge")], MODELS["small"], AS_OF)
    assert refused.value.code == "record-severity"


def test_a_real_organisation_is_never_rated_on_invented_records() -> None:
    invented = [fact("p", "penalty", "minor", is_demo=True), fact("a", "award")]
    refuse_invented(organisation_is_demo=True, records=invented)
    refuse_invented(organisation_is_demo=False, records=invented[1:])
    with pytest.raises(Refused) as refused:
        refuse_invented(organisation_is_demo=False, records=invented)
    assert refused.value.code == "invented-records"
    assert refused.value.facts["records"] == "p"
