"""What pages ask: from which grade a what-if and a simulation start."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import credit_model, credit_record, operator, organisation

from fairway.know.models import Organisation
from fairway.trust import actions
from fairway.trust.models import CreditModel, Rating
from fairway.trust.queries import method
from fairway.trust.queries.simulation import seen_by_both
from fairway.trust.queries.what_if import what_if

pytestmark = pytest.mark.django_db

BEFORE, DAY = date(2026, 5, 1), date(2026, 6, 1)


def model() -> CreditModel:
    """One that leaves a grade only with 60 points more or less."""
    found = credit_model()
    if "[hysteresis]" not in found.toml:
        CreditModel.objects.filter(pk=found.pk).update(toml=f"{found.toml}\n[hysteresis]\nup = 60\ndown = 60\n")
        found.refresh_from_db()
    return found


@pytest.fixture
def held() -> Organisation:
    """One whose points alone would give another grade than the one it holds on to."""
    found, rules = organisation(), method(model())
    credit_record(found, learned_on=BEFORE)
    [first] = rate(found, BEFORE)
    kept = [key for key in rules.grade_keys() if rules.grade_after(first.points, key) == key]
    assert len(kept) > 1
    Rating.objects.filter(pk=first.pk).update(grade=next(key for key in kept if key != first.grade))
    return found


def rate(found: Organisation, day: date) -> list[Rating]:
    given = {"model": model(), "as_of": day, "organisations": [found.pk]}
    return actions.rate_organisations(actor=operator(), reason="monthly", **given)  # type: ignore[arg-type]


def test_what_if_on_the_day_of_the_rating_starts_where_that_one_did(held: Organisation) -> None:
    [today] = rate(held, DAY)
    assert today.grade == today.previous_grade != method(model()).grade_at(today.points or 0)
    found = what_if(held, today, DAY)
    assert found is not None
    assert (found.now.points, found.now.grade) == (today.points, today.grade)
    Rating.objects.filter(pk=today.pk).update(previous_grade="", grade="AAA")
    today.refresh_from_db()
    found = what_if(held, today, DAY)
    assert found is not None
    assert found.now.grade == method(model()).grade_at(today.points or 0)


def test_a_simulation_starts_from_the_grades_in_force(held: Organisation) -> None:
    [seen] = [each for each in seen_by_both(model(), DAY, lambda *_told: None) if each.organisation == held.pk]
    assert seen.before is not None
    assert seen.before.grade == seen.after.grade == rate(held, DAY)[0].grade
