"""Pages: who sees what, what they say, and that lists do not query per row."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import account, credit_model, credit_record, need, offer, operator, organisation, suggestion

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.match import actions
from fairway.match.models import Interest, Suggestion
from fairway.trust.actions import rate_organisations

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
AS_OF = date(2021, 10, 19)


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


@pytest.mark.parametrize("name", ["suggestions", "offers", "needs"])
@pytest.mark.parametrize("role", Role)
def test_lists_open_to_everybody_who_works_here(client: Client, name: str, role: Role) -> None:
    suggestion()
    assert signed_in(client, role).get(reverse(f"match:{name}")).status_code == 200


def test_without_a_role_there_is_nothing_to_see(client: Client) -> None:
    client.force_login(account())
    assert client.get(reverse("match:suggestions")).status_code == 403
    assert client.get(reverse("match:offers")).status_code == 403


@pytest.mark.parametrize(("role", "rows"), [(P, 2), (Z, 2), (E, 1), (C, 0)])
def test_enterprises_see_their_own_suggestions(client: Client, role: Role, rows: int) -> None:
    mine = organisation()
    suggestion(offer(mine))
    suggestion()
    page = signed_in(client, role, mine if role == E else None).get(reverse("match:suggestions"))
    assert page.context["page"].paginator.count == rows


@pytest.mark.parametrize(("role", "status"), [(P, 200), (Z, 200), (E, 403), (C, 403)])
def test_who_may_open_a_suggestion(client: Client, role: Role, status: int) -> None:
    made = suggestion()
    assert signed_in(client, role).get(reverse("match:suggestion", args=[made.pk])).status_code == status


def test_a_suggestion_shows_reasons_that_add_up_and_links(client: Client) -> None:
    offer()
    need()
    actions.suggest_matches(actor=operator(), reason="r", as_of=AS_OF)
    made = Suggestion.objects.get()
    page = signed_in(client, P).get(reverse("match:suggestion", args=[made.pk]))
    assert sum(line["points"] or 0 for line in page.context["reasons"]) == made.score
    text = page.content.decode()
    for listing in (made.offer, made.need):
        assert reverse("know:organisation", args=[listing.organisation_id]) in text
    assert "demo" in text
    assert "Changchun" in text
    assert "<form" not in text.split('id="answers-title"')[1].split("</section>")[0]


@pytest.mark.parametrize("side", ["offer", "need"])
def test_a_side_answers_on_the_page(client: Client, side: str) -> None:
    made = suggestion()
    mine = getattr(made, side).organisation
    signed_in(client, E, mine)
    page = client.get(reverse("match:suggestion", args=[made.pk]))
    assert page.context["own_sides"] == [mine]
    address = reverse("match:answer", args=[made.pk])
    assert client.get(address).status_code == 405
    given = {"organisation": mine.pk, "answer": "declined", "reason": "no capacity this year"}
    assert client.post(address, given).status_code == 302
    assert "no capacity this year" in client.get(reverse("match:suggestion", args=[made.pk])).content.decode()
    assert Interest.objects.get().answer == "declined"


def test_a_wrong_answer_stays_on_the_page(client: Client) -> None:
    made = suggestion()
    signed_in(client, E, made.offer.organisation)
    given = {"organisation": made.offer.organisation_id, "answer": "maybe", "reason": "r" * 301}
    page = client.post(reverse("match:answer", args=[made.pk]), given)
    assert page.status_code == 422
    assert "maybe" in page.content.decode()
    assert not Interest.objects.exists()


def test_one_side_cannot_answer_for_the_other(client: Client) -> None:
    made = suggestion()
    address = reverse("match:answer", args=[made.pk])
    signed_in(client, E, made.offer.organisation)
    assert client.post(address, {"organisation": made.need.organisation_id, "answer": "accepted"}).status_code == 403
    assert client.post(address, {"organisation": 987654, "answer": "accepted"}).status_code == 404
    signed_in(client, P)
    assert client.post(address, {"organisation": made.offer.organisation_id, "answer": "accepted"}).status_code == 403


def test_docked_suggestions_offer_no_form_and_refuse_answers(client: Client) -> None:
    made = suggestion()
    for side in (made.offer.organisation, made.need.organisation):
        Interest.objects.create(suggestion=made, organisation=side, answer="accepted")
    signed_in(client, E, made.offer.organisation)
    assert client.get(reverse("match:suggestion", args=[made.pk])).context["own_sides"] == []
    given = {"organisation": made.offer.organisation_id, "answer": "declined"}
    assert client.post(reverse("match:answer", args=[made.pk]), given).status_code == 409


def test_the_grade_is_told_to_those_who_may_see_ratings(client: Client) -> None:
    asked = need(min_grade="C")
    given = offer()
    credit_record(given.organisation)
    rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=AS_OF)
    actions.suggest_matches(actor=operator(), reason="r", as_of=AS_OF)
    address = reverse("match:suggestion", args=[Suggestion.objects.get().pk])
    told = {
        role: signed_in(client, role, mine).get(address).content.decode()
        for role, mine in ((P, None), (E, asked.organisation))
    }
    assert "is BBB" in told[P]
    assert "BBB" not in told[E]
    assert "suffices" in told[E]


def test_a_need_says_why_others_are_not_suggested(client: Client) -> None:
    asked = need()
    offer(text="法律咨询", industry_code="7231", region_code="110101", segment="services")
    address = reverse("match:need", args=[asked.pk])
    text = signed_in(client, P).get(address).content.decode()
    assert "suggestions begin at 40" in text
    assert "What the score is made of" in text
    assert "suggestions begin" in signed_in(client, E, asked.organisation).get(address).content.decode()
    assert "suggestions begin" not in signed_in(client, E).get(address).content.decode()


def test_a_listing_shows_only_suggestions_the_visitor_may_see(client: Client) -> None:
    made = suggestion()
    for name, listing in (("offer", made.offer), ("need", made.need)):
        address = reverse(f"match:{name}", args=[listing.pk])
        assert len(signed_in(client, P).get(address).context["suggestions"]) == 1
        assert len(signed_in(client, E).get(address).context["suggestions"]) == 0


def test_an_amount_that_is_not_stated_is_not_zero(client: Client) -> None:
    text = signed_in(client, P).get(reverse("match:offer", args=[offer().pk])).content.decode()
    assert "not stated" in text
    stated = offer(amount=12_000_000, currency="CNY", text="压铸" * 40)
    text = signed_in(client, P).get(reverse("match:offers")).content.decode()
    assert "12,000,000 CNY" in text
    assert stated.text not in text


@pytest.mark.parametrize("name", ["suggestion", "offer", "need"])
def test_what_is_not_there_is_missing(client: Client, name: str) -> None:
    assert signed_in(client, P).get(reverse(f"match:{name}", args=[987654])).status_code == 404


@pytest.mark.parametrize(
    ("name", "query", "rows"),
    [
        ("suggestions", {"state": "declined"}, 1),
        ("suggestions", {"state": "open"}, 1),
        ("suggestions", {"state": "docked"}, 0),
        ("suggestions", {"segment": "services"}, 1),
        ("suggestions", {"q": "nobody"}, 0),
        ("offers", {"segment": "parts"}, 2),
        ("needs", {"segment": "services"}, 1),
        ("needs", {"region": "2202"}, 1),
        ("needs", {"q": "压铸"}, 2),
    ],
)
def test_filters(client: Client, name: str, query: dict[str, str], rows: int) -> None:
    declined = suggestion(None, need(segment="services", region_code="220201"))
    Interest.objects.create(suggestion=declined, organisation=declined.offer.organisation, answer="declined")
    suggestion()
    page = signed_in(client, P).get(reverse(f"match:{name}"), query)
    assert page.context["page"].paginator.count == rows


@pytest.mark.parametrize("name", ["suggestions", "offers", "needs"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, name: str) -> None:
    signed_in(client, P)
    suggestion()
    client.get(reverse(f"match:{name}"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(f"match:{name}"))
    suggestion()
    suggestion()
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(f"match:{name}"))
    assert len(one) == len(three)


def test_a_need_s_page_asks_as_often_for_many_offers(client: Client) -> None:
    asked = need()
    signed_in(client, P)
    address = reverse("match:need", args=[asked.pk])
    suggestion(offer(), asked)
    offer()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _each in range(4):
        suggestion(offer(), asked)
        offer()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many)


def test_chinese_pages_speak_chinese(client: Client) -> None:
    offer()
    need()
    actions.suggest_matches(actor=operator(), reason="r", as_of=AS_OF)
    address = reverse("match:suggestion", args=[Suggestion.objects.get().pk])
    text = signed_in(client, P).get(address, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "撮合建议" in text
    assert "长春市" in text
    assert "Same " not in text
