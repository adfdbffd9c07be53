"""Reasons in words, grades kept discreet, why other offers are not suggested."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import credit_model, need, offer

from fairway.match import queries
from fairway.match.engine import suggest
from fairway.match.engine.listing import Need, Offer
from fairway.match.queries import DISCREET, Line, spoken

AS_OF = date(2021, 10, 19)


def test_every_sentence_with_a_grade_has_a_discreet_form() -> None:
    """The engine's own sentences about grades are exactly those that are replaced."""
    wants = Need("n", "2", "x", min_grade="A")
    known, unknown = Offer("o", "1", "x", grade="BB"), Offer("o", "1", "x")
    said = [*suggest.forbidden(known, wants), suggest.fit(known, wants)[-1], suggest.fit(unknown, wants)[-1]]
    assert {reason.text for reason in said} == set(DISCREET)


@given(st.sampled_from(sorted(DISCREET)), st.sampled_from(["AAA", "BB", "C"]))
def test_a_discreet_sentence_never_names_the_grade(text: str, grade: str) -> None:
    line = Line(text=text, params={"grade": grade, "wanted": "Q"}, points=0)
    [open_line] = spoken([line], may_see_grade=True)
    [discreet] = spoken([line], may_see_grade=False)
    assert open_line["text"] == text
    assert grade not in (discreet["text"] % discreet["params"]).split()


@pytest.mark.parametrize(("language", "place"), [("en", "Changchun"), ("zh-hans", "长春市")])
def test_codes_become_names(language: str, place: str) -> None:
    line = Line(text="Same prefecture %(code)s.", params={"code": "220100"}, points=7)
    with translation.override(language):
        assert spoken([line], may_see_grade=True)[0]["params"]["code"] == place


def test_an_industry_keeps_its_code() -> None:
    line = Line(text="Same industry division %(code)s.", params={"code": "C36"}, points=14)
    with translation.override("zh-hans"):
        assert spoken([line], may_see_grade=True)[0]["params"]["code"] == "C36 汽车制造业"
    assert queries.industry_name("") == ""
    assert queries.place_name("") == ""


@pytest.mark.django_db
def test_why_not_names_at_most_ten_with_their_reasons() -> None:
    asked = need(min_grade="A")
    best = offer()
    twin = offer()
    for _each in range(12):
        offer(text="法律咨询", industry_code="7231", region_code="110101", segment="services")
    offer(asked.organisation)
    found = queries.why_not(asked, {best.pk}, AS_OF)
    assert len(found) == 10
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    by_offer = {f.offer.pk: f.lines[0]["text"] for f in found}
    assert best.pk not in by_offer
    assert by_offer[twin.pk] == queries.FULL.text
    assert "Offer and need are of the same organisation." in by_offer.values()
    assert "The score is %(score)s; suggestions begin at %(threshold)s." in by_offer.values()


@pytest.mark.django_db
def test_grades_are_those_of_the_current_model() -> None:
    assert queries.grades() == suggest.GRADES
    assert credit_model()
    assert queries.grades() == ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
