"""Keeping listings, suggesting, answering: refusals, audit lines, nothing left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.cast import account, credit_model, credit_record, need, offer, operator, organisation, suggestion

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import FairwayError, Invalid, Missing, NotAllowed, Refused
from fairway.match import actions, queries
from fairway.match.engine.intake import NeedRow, OfferRow
from fairway.match.models import Interest, Need, Offer, Suggestion
from fairway.trust.actions import rate_organisations

pytestmark = pytest.mark.django_db

AS_OF = date(2021, 10, 19)
YES, NO = Interest.Answer.ACCEPTED, Interest.Answer.DECLINED
OFFER = OfferRow("o-1", "s-001", "铝合金压铸件", "3670", "220100", Decimal(1_200_000), "CNY", "parts")
NEED = NeedRow("n-1", "s-002", "采购铝合金压铸件", "3670", "220100", min_grade="BB", valid_to=date(2021, 12, 31))


def load(offers: list[OfferRow], needs: list[NeedRow], **given: object) -> None:
    ids = {"s-001": organisation().pk, "s-002": organisation(is_demo=False).pk}
    values: dict[str, object] = {"actor": account(Role.PROMOTION_OFFICE), "reason": "the folder", "namespace": "event"}
    actions.load_listings(offers=offers, needs=needs, organisations=ids, **{**values, **given})


def test_listings_are_kept_with_one_audit_line() -> None:
    load([OFFER, replace(OFFER, key="o-2")], [NEED])
    kept = Offer.objects.get(key="o-1")
    assert (kept.amount, kept.currency, kept.segment, kept.is_demo) == (Decimal(1_200_000), "CNY", "parts", True)
    asked = Need.objects.get()
    assert (asked.min_grade, asked.valid_until, asked.amount, asked.is_demo) == ("BB", date(2021, 12, 31), None, False)
    assert AuditLine.objects.get().facts == {"offers": 2, "needs": 1}


def test_another_folder_may_use_the_same_keys() -> None:
    load([OFFER], [NEED])
    load([OFFER], [NEED], namespace="another")
    assert Offer.objects.count() == Need.objects.count() == 2


@pytest.mark.parametrize(
    ("bad", "error", "code"),
    [
        (replace(NEED, key="n-2", organisation="s-404"), Missing, "organisation-unknown"),
        (replace(NEED, key="n-2", amount=Decimal(5)), Invalid, "amount-currency"),
        (replace(NEED, key="n-2", currency="CNY"), Invalid, "amount-currency"),
        (replace(NEED, key="n-2", valid_from=date(2022, 1, 1)), Invalid, "dates-order"),
        (NEED, Refused, "listing-twice"),
    ],
)
def test_a_bad_row_keeps_every_row_out(bad: NeedRow, error: type[FairwayError], code: str) -> None:
    with pytest.raises(error) as refused:
        load([OFFER], [NEED, bad])
    assert refused.value.code == code
    assert not Offer.objects.exists()
    assert not Need.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_key_kept_already_is_refused() -> None:
    load([OFFER], [])
    with pytest.raises(Refused, match="o-1 is kept already"):
        load([OFFER], [])


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_loads_and_suggests(role: Role) -> None:
    with pytest.raises(NotAllowed):
        load([OFFER], [], actor=account(role))
    with pytest.raises(NotAllowed):
        suggest(actor=account(role))


def suggest(**given: object) -> list[Suggestion]:
    values: dict[str, object] = {"reason": "the event", "as_of": AS_OF}
    if "actor" not in given:
        values["actor"] = operator()
    return actions.suggest_matches(**{**values, **given})


def test_a_fitting_pair_is_suggested_with_reasons_that_add_up() -> None:
    one, other = offer(), need()
    offer(text="法律咨询", industry_code="7231", region_code="110101", segment="services")
    suggest()
    made = Suggestion.objects.get()
    assert (made.offer, made.need, made.made_on) == (one, other, AS_OF)
    assert made.score == sum(line["points"] for line in made.reasons)
    assert (made.rank_for_need, made.rank_for_offer) == (1, 1)
    line = AuditLine.objects.get()
    assert line.facts == {"as_of": "2021-10-19", "suggested": 1, "answered": 0, "gone": 0}


def test_amounts_are_printed_without_trailing_zeros() -> None:
    offer(amount=Decimal(1_200_000), currency="CNY")
    need(amount=Decimal(1_000_000), currency="CNY")
    [made] = suggest()
    assert any(line["params"].get("more") == "1200000" for line in made.reasons)


def test_what_is_over_is_not_suggested() -> None:
    offer(valid_until=date(2021, 10, 18))
    need()
    assert suggest() == []
    offer(valid_until=AS_OF)
    assert len(suggest()) == 1


def test_a_grade_too_low_shuts_out_and_no_file_does_not() -> None:
    need(min_grade="AAA")
    low, unknown = offer(), offer()
    credit_record(low.organisation)
    rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=AS_OF)
    [made] = suggest()
    assert made.offer_id == unknown.pk
    assert any("not known" in line["text"] for line in made.reasons)


def test_grades_learned_later_do_not_count_earlier() -> None:
    need(min_grade="AAA")
    low = offer()
    credit_record(low.organisation)
    rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 17))
    assert len(suggest()) == 1
    assert len(suggest(as_of=date(2022, 1, 17))) == 0


def test_a_second_run_keeps_addresses_and_drops_what_fits_no_longer() -> None:
    kept_offer, kept_need = offer(), need()
    gone = offer()
    suggest()
    first = Suggestion.objects.get(offer=kept_offer)
    Offer.objects.filter(pk=gone.pk).update(valid_until=date(2020, 1, 1))
    suggest(as_of=date(2021, 10, 20))
    again = Suggestion.objects.get()
    assert (again.pk, again.made_on, again.need) == (first.pk, date(2021, 10, 20), kept_need)
    assert AuditLine.objects.order_by("number").last().facts["gone"] == 1


def test_a_second_run_loses_no_answer() -> None:
    kept_offer = offer()
    need()
    suggest()
    made = Suggestion.objects.get()
    answer(made, kept_offer.organisation, YES)
    before = (made.score, made.reasons, made.made_on)
    Offer.objects.filter(pk=kept_offer.pk).update(valid_until=date(2020, 1, 1))
    suggest(as_of=date(2021, 10, 20))
    made.refresh_from_db()
    assert (made.score, made.reasons, made.made_on) == before
    assert made.interests.get().answer == YES


def answer(made: Suggestion, side: Organisation, given: Interest.Answer, **more: object) -> Interest:
    actor = more.get("actor") or account(Role.ENTERPRISE, side)
    return actions.answer_suggestion(actor=actor, reason="we talked", suggestion=made, organisation=side, answer=given)


@pytest.mark.parametrize(
    ("of_offer", "of_need", "state"),
    [
        (None, None, "open"),
        (YES, None, "half"),
        (None, YES, "half"),
        (YES, YES, "docked"),
        (NO, None, "declined"),
        (YES, NO, "declined"),
        (NO, NO, "declined"),
    ],
)
def test_the_state_follows_from_the_answers(
    of_offer: Interest.Answer | None, of_need: Interest.Answer | None, state: str
) -> None:
    made = suggestion()
    for side, given in ((made.offer.organisation, of_offer), (made.need.organisation, of_need)):
        if given is not None:
            answer(made, side, given)
    assert queries.suggestions().get().state == state


def test_an_answer_leaves_one_audit_line_and_its_reason() -> None:
    made = suggestion()
    kept = answer(made, made.offer.organisation, NO)
    assert (kept.reason, kept.answer) == ("we talked", NO)
    line = AuditLine.objects.get()
    assert (line.verb, line.subject) == ("answer_suggestion", f"match.suggestion:{made.pk}")
    assert line.facts == {"organisation": made.offer.organisation_id, "answer": "declined"}


def test_an_answer_may_change_until_both_have_accepted() -> None:
    made = suggestion()
    ours, theirs = made.offer.organisation, made.need.organisation
    answer(made, ours, NO)
    answer(made, ours, YES)
    assert made.interests.get().answer == YES
    answer(made, theirs, YES)
    with pytest.raises(Refused) as refused:
        answer(made, ours, NO)
    assert refused.value.code == "docked"
    assert set(made.interests.values_list("answer", flat=True)) == {YES}


@pytest.mark.parametrize("role", [Role.PROMOTION_OFFICE, Role.CREDIT_OFFICE, Role.ENTERPRISE, Role.ZONE_COMMITTEE])
def test_nobody_answers_for_others(role: Role) -> None:
    made = suggestion()
    with pytest.raises(NotAllowed):
        answer(made, made.offer.organisation, YES, actor=account(role))
    assert not Interest.objects.exists()
    assert not AuditLine.objects.exists()


def test_the_other_side_does_not_answer_for_ours() -> None:
    made = suggestion()
    with pytest.raises(NotAllowed):
        answer(made, made.offer.organisation, YES, actor=account(Role.ENTERPRISE, made.need.organisation))


def test_a_third_party_is_no_side() -> None:
    made = suggestion()
    with pytest.raises(Invalid) as refused:
        answer(made, organisation(), YES)
    assert refused.value.code == "not-a-side"
