"""Pages of assessments: who sees and does what, and that the list does not query per row."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation, Relation
from fairway.trust.models import AssessmentOrder, Case, FileView, Purpose
from fairway.trust.tests.test_actions_assessments import ADVICE, delivered, order

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
DUE = {"due_on": (timezone.localdate() + timedelta(days=9)).isoformat()}


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


def page(name: str, made: AssessmentOrder) -> str:
    return reverse(f"trust:{name}", args=[made.pk])


def test_looks_at_an_order_are_kept_with_its_purpose_but_for_those_of_the_organisation(client: Client) -> None:
    made = order()
    for role, mine in ((C, None), (E, made.assessor), (E, made.subject)):
        assert signed_in(client, role, mine).get(page("assessment", made)).status_code == 200
    kept = FileView.objects.order_by("pk").values_list("organisation", "subject", "purpose", "words", "role")
    about = (made.subject_id, f"trust.assessmentorder:{made.pk}", Purpose.OTHER, made.purpose)
    assert list(kept) == [(*about, C), (*about, E)]
    told = client.get(reverse("trust:file", args=[made.subject_id])).content.decode()
    assert f"order of an assessment {made.pk}" in told
    assert made.purpose in told


def test_from_order_to_publication(client: Client) -> None:
    subject, assessor = organisation(), organisation()
    signed_in(client, P)
    assert "Order an assessment" in client.get(reverse("trust:assessments")).content.decode()
    new, words = reverse("trust:new_assessment"), {"subject": subject.name, "assessor": f"#{assessor.pk}"}
    assert client.get(new).status_code == 200
    bad = client.post(new, {**words, "assessor": subject.name, "purpose": "loan", **DUE})
    assert bad.status_code == 422
    assert "Nobody assesses itself" in bad.content.decode()
    assert client.post(new, {**words, "assessor": "nobody", "purpose": "loan", **DUE}).status_code == 422
    assert client.post(new, {**words, "purpose": "loan", **DUE}).status_code == 302
    made = AssessmentOrder.objects.get()
    signed_in(client, E, assessor)
    assert "has not declared its interests" in client.get(page("assessment", made)).content.decode()
    assert client.get(page("declare", made)).status_code == 200
    assert client.post(page("declare", made), {"advises": "", "none": ""}).status_code == 422
    assert client.post(page("declare", made), {"advises_since": "2015"}).status_code == 422
    assert client.post(page("declare", made), {"none": "on"}).status_code == 302
    finding = {"result": "Sound <b>", "grade": "AA", "method": "Own method 3", "data_on": "2026-01-31"}
    assert client.get(page("deliver", made)).status_code == 200
    assert client.post(page("deliver", made), {**finding, "data_on": "2999-01-01"}).status_code == 422
    assert client.post(page("deliver", made), finding).status_code == 302
    assert client.post(page("publish_assessment", made)).status_code == 403
    shown = signed_in(client, C).get(page("assessment", made)).content.decode()
    assert "Neither the declaration nor the registry" in shown
    assert "Sound &lt;b&gt;" in shown
    assert client.get(page("publish_assessment", made)).status_code == 405
    assert client.post(page("publish_assessment", made)).status_code == 302
    made.refresh_from_db()
    assert made.state == "published"


@pytest.mark.parametrize("kept_by_a_reader_of", ["en", "zh-hans"])
def test_a_refusal_stands_on_the_page_in_both_languages(client: Client, kept_by_a_reader_of: str) -> None:
    """Each with the names as its readers know them, while it waits, as it is refused and as it is kept."""
    made = delivered(ADVICE)
    Relation.objects.create(subject=made.assessor, other=made.subject, kind="owned")
    signed_in(client, C)
    told_in_words(client, made)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = kept_by_a_reader_of
    refused = client.post(page("publish_assessment", made))
    assert refused.status_code == 409
    other = {"en": "name", "zh-hans": "name_en"}[kept_by_a_reader_of]
    assert getattr(made.subject, other) not in refused.content.decode()
    assert client.post(page("refuse_assessment", made), {"reason": ""}).status_code == 422
    assert client.post(page("refuse_assessment", made), {"reason": "tied"}).status_code == 302
    told_in_words(client, made)


def test_a_refusal_without_good_words_comes_back(client: Client) -> None:
    made = delivered()
    signed_in(client, C)
    for words in ("", "a\x00b", "x" * 501):
        answer = client.post(page("refuse_assessment", made), {"reason": words})
        assert (answer.status_code, 'id="id_reason_error"' in answer.content.decode()) == (422, True)
    made.refresh_from_db()
    assert made.state == "delivered"


def test_organisations_of_one_name_are_told_apart_in_the_readers_language(client: Client) -> None:
    twins = [organisation(name="双生", name_en=f"Twin {n}") for n in (1, 2)]
    body = {"subject": "双生", "assessor": f"#{organisation().pk}", "purpose": "loan", **DUE}
    shown = signed_in(client, C).post(reverse("trust:new_assessment"), body).content.decode()
    assert all(f"#{each.pk} {each.name_en}" in shown for each in twins)


def told_in_words(client: Client, made: AssessmentOrder) -> None:
    for language, words, name, other in (
        ("en", "declared on", "name_en", "name"),
        ("zh-hans", "申报其为", "name", "name_en"),
    ):
        shown = client.get(page("assessment", made), HTTP_ACCEPT_LANGUAGE=language).content.decode()
        lines = " ".join(re.findall("<li>([^<]*“[^<]*|[^<]*–[^<]*)</li>", shown))
        assert words in lines
        assert "the end of 2015" in lines
        for side in (made.subject, made.assessor):
            assert getattr(side, name) in lines
            assert getattr(side, other) not in shown


def test_either_side_appeals_from_the_page(client: Client) -> None:
    made = delivered(ADVICE)
    signed_in(client, C).post(page("refuse_assessment", made), {"reason": "tied"})
    at = page("appeal_assessment", made)
    assert at in client.get(page("assessment", made)).content.decode()
    assert signed_in(client, Z).get(at).status_code == 403
    signed_in(client, E, made.assessor)
    assert at in client.get(page("assessment", made)).content.decode()
    shown = client.get(at).content.decode()
    assert f'value="{made.assessor_id}"' in shown
    assert f'value="{made.subject_id}"' not in shown
    wrong = {"reason": "look again", "organisation": made.subject_id}
    assert client.post(at, wrong).status_code == 422
    assert client.post(at, {**wrong, "organisation": made.assessor_id, "reason": ""}).status_code == 422
    assert client.post(at, {**wrong, "organisation": made.assessor_id}).status_code == 302
    case = Case.objects.get()
    for side in (made.assessor, made.subject):
        signed_in(client, E, side)
        assert case.number in client.get(page("assessment", made)).content.decode()
        assert case.number in client.get(reverse("trust:cases")).content.decode()
        assert page("assessment", made) in client.get(reverse("trust:case", args=[case.pk])).content.decode()
    assert client.post(at, {**wrong}).status_code == 422


def test_an_order_is_withdrawn_from_its_page(client: Client) -> None:
    made = order()
    assert signed_in(client, E, made.assessor).post(page("withdraw_order", made)).status_code == 403
    assert signed_in(client, P).post(page("withdraw_order", made)).status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_an_enterprise_sees_the_orders_of_its_own(client: Client) -> None:
    made, other = order(), order()
    for side in (made.subject, made.assessor):
        signed_in(client, E, side)
        listed = client.get(reverse("trust:assessments"))
        assert [row.pk for row in listed.context["page"]] == [made.pk]
        assert client.get(page("assessment", made)).status_code == 200
        assert client.get(page("assessment", other)).status_code == 403
        assert client.get(page("deliver", other)).status_code == 403
    assert client.get(reverse("trust:new_assessment")).status_code == 403
    assert signed_in(client, Z).get(page("assessment", made)).status_code == 200
    assert client.get(reverse("trust:assessment", args=[987654])).status_code == 404
    found = client.get("/api/assessments?purpose=supervision")
    assert (found.json()["count"], found.json()["items"][0]["id"]) == (2, other.pk)


def test_the_list_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    signed_in(client, C)
    counts = []
    for more in (1, 2):
        for _each in range(more):
            order()
        client.get(reverse("trust:assessments"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("trust:assessments"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
