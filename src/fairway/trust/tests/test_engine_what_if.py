from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.trust.engine.rating import rate
from fairway.trust.engine.record import Status
from fairway.trust.engine.what_if import Situation, if_status, lift_one_grade
from fairway.trust.tests.models import shipped, small
from fairway.trust.tests.test_engine_rating import AS_OF, fact, facts


def test_a_repair_is_worked_out_by_rating_again() -> None:
    """The cap of 40 is full: without the serious penalty the general one counts in full, −15."""
    records = [fact("p1", "penalty", "serious"), fact("p2", "penalty", "general")]
    situation = Situation(records, small(), AS_OF)
    assert situation.rating().points == 10
    assert if_status(situation, "p1", Status.REPAIRED).points == 35
    assert if_status(situation, "p2", Status.REPAIRED).points == 20


def test_ways_up_one_grade() -> None:
    """From 15 points and a red line: repairs, fair from 30 points; good records alone do not lift a red line."""
    records = [fact("c", "court_default", on=date(2026, 3, 1))]
    ways = lift_one_grade(Situation(records, small(), AS_OF))
    assert [(way.repair, way.add, way.wait_for) for way in ways] == [(("c",), None, None), ((), None, date(2028, 3, 1))]
    assert all(way.rating.grade == "fair" for way in ways)
    plain = lift_one_grade(Situation([fact("l", "licence")], small(), AS_OF))
    assert ("award", "", 1) in [way.add for way in plain]
    assert ("tax_grade", "A", 1) in [way.add for way in plain]


def test_the_best_and_the_unknown_have_no_way_up() -> None:
    assert lift_one_grade(Situation([], small(), AS_OF)) == []
    best = [fact("a", "award"), fact("b", "award")]
    assert rate(best, small(), AS_OF).grade == "high"
    assert lift_one_grade(Situation(best, small(), AS_OF)) == []


@settings(max_examples=25, deadline=None)
@given(facts(most=6), st.sampled_from([small(), shipped()]))
def test_every_way_leads_up(records: list[object], model: object) -> None:
    situation = Situation(records, model, AS_OF)  # type: ignore[arg-type]
    order = model.grade_keys()  # type: ignore[attr-defined]
    for way in lift_one_grade(situation):
        assert order.index(way.rating.grade) < order.index(situation.rating().grade)
