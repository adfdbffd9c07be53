"""Pages: who sees what, what they say, and that lists do not query per row."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import account, agreement, organisation, payment, project

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.land.models import Payment, Project

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


def page(client: Client, url: str, language: str = "en") -> str:
    answer = client.get(url, headers={"accept-language": language})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def url_of(found: Project) -> str:
    return reverse("land:project", args=[found.pk])


@pytest.mark.parametrize("name", ["projects", "overdue", "funnel"])
@pytest.mark.parametrize("role", Role)
def test_pages_open_to_every_role(client: Client, name: str, role: Role) -> None:
    project(stages=3)
    page(signed_in(client, role), reverse(f"land:{name}"))


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(reverse("land:projects")).status_code == 302


def test_the_list_tells_days_contract_and_paid_in(client: Client) -> None:
    opened = project(agreement(title="Castings plant"))
    payment(opened, 250)
    text = page(signed_in(client, Role.PROMOTION_OFFICE), reverse("land:projects"))
    assert "Castings plant" in text
    assert "Days overdue are counted up to 17 Jan 2022." in text
    for figure in (">60<", ">1,000<", ">250<"):
        assert figure in text


def test_other_currencies_are_named(client: Client) -> None:
    payment(project(), 9, currency="EUR")
    text = page(signed_in(client, Role.PROMOTION_OFFICE), reverse("land:projects"))
    assert "9 EUR" in text


def test_filters_by_stage_place_and_lateness(client: Client) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    project(agreement(title="Alpha", region_code="220184"))
    project(agreement(title="Beta", region_code="220200"), stages=7)
    url = reverse("land:projects")
    assert "Beta" not in page(client, f"{url}?region=2201")
    assert "Alpha" not in page(client, f"{url}?stage=effective")
    assert "Beta" not in page(client, f"{url}?overdue=1")
    assert "Alpha" not in page(client, f"{url}?overdue=0")
    empty = page(client, f"{url}?region=2205")
    assert "Alpha" not in empty
    assert "Beta" not in empty


def test_exports_hold_plain_figures(client: Client) -> None:
    payment(project(), 250)
    signed_in(client, Role.PROMOTION_OFFICE)
    exported = client.get(reverse("land:projects") + "?format=csv").content.decode("utf-8-sig")
    assert ",60,1000,250,CNY" in exported
    assert client.get(reverse("land:overdue") + "?format=xlsx").content[:2] == b"PK"


def test_an_enterprise_sees_its_own(client: Client) -> None:
    mine = organisation()
    own = project(agreement(parties=(mine, organisation()), title="Our plant"))
    other = project(agreement(title="Their plant"))
    signed_in(client, Role.ENTERPRISE, mine)
    for name in ("projects", "overdue"):
        text = page(client, reverse(f"land:{name}"))
        assert "Our plant" in text
        assert "Their plant" not in text
    assert "Record the next stage" in page(client, url_of(own))
    assert "Record a payment" not in page(client, url_of(own))
    assert client.get(url_of(other)).status_code == 403
    assert ">1 / 1<" not in page(client, reverse("land:funnel")).replace("0 / 1", "")


def test_a_project_shows_its_history_and_its_money_side_by_side(client: Client) -> None:
    opened = project(stages=2)
    payment(opened, 250)
    payment(opened, 700, kind="committed")
    text = page(signed_in(client, Role.PROMOTION_OFFICE), url_of(opened))
    assert text.count("permit 7") == 2
    for words in ("Paid in, of the contract: 25.0 %", "250 CNY", "700 CNY", "1,000 CNY", "30 days overdue", ">demo<"):
        assert words in text
    assert "950 CNY" not in text
    assert "1,250" not in text
    assert "签约" in page(client, url_of(opened), "zh-hans")


def test_a_credit_officer_reads_and_gets_no_forms(client: Client) -> None:
    text = page(signed_in(client, Role.CREDIT_OFFICE), url_of(project()))
    assert "Record the next stage" not in text
    assert "Record a payment" not in text


def test_what_is_over_offers_no_next_stage(client: Client) -> None:
    text = page(signed_in(client, Role.PROMOTION_OFFICE), url_of(project(stages=7)))
    assert "Record the next stage" not in text


def stage(found: Project, **given: object) -> dict[str, object]:
    values: dict[str, object] = {
        "stage": "registered",
        "happened_on": "2021-11-10",
        "learned_on": "2021-11-12",
        "evidence": "licence",
        "responsible": found.responsible_id,
        "next_due": "2022-03-01",
        "note": "",
        "reason": "site visit",
    }
    return {**values, **given}


def test_recording_a_stage_from_the_form(client: Client) -> None:
    opened = project()
    url = reverse("land:record_stage", args=[opened.pk])
    answer = signed_in(client, Role.ZONE_COMMITTEE).post(url, stage(opened))
    assert answer.headers["Location"] == url_of(opened)
    opened.refresh_from_db()
    assert opened.stage == "registered"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"stage": "started"}, "Select a valid choice"),
        ({"next_due": ""}, "Say by when the next stage is due."),
        ({"happened_on": "2021-01-01", "learned_on": "2021-01-01"}, "before the last stage on 2021-10-19"),
        ({"stage": "withdrawn"}, "Choose one of the reasons of this way out."),
        ({"stage": "withdrawn", "way_reason": "market"}, "Say why the project ends here."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_a_wrong_stage_comes_back_with_the_reason(client: Client, wrong: dict[str, object], words: str) -> None:
    opened = project()
    url = reverse("land:record_stage", args=[opened.pk])
    answer = signed_in(client, Role.PROMOTION_OFFICE).post(url, stage(opened, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert opened.log.count() == 1


def test_recording_a_payment_from_the_form(client: Client) -> None:
    opened = project()
    url = reverse("land:record_payment", args=[opened.pk])
    sent = {
        "kind": "paid_in",
        "amount": "120.5",
        "currency": "元",
        "happened_on": "2021-12-01",
        "evidence": "bank receipt",
        "reason": "statement",
    }
    signed_in(client, Role.PROMOTION_OFFICE)
    assert client.post(url, sent).headers["Location"] == url_of(opened)
    assert Payment.objects.get().currency == "CNY"
    refused = client.post(url, {**sent, "amount": "0", "currency": "shells"})
    assert refused.status_code == 422
    assert "ISO 4217" in refused.content.decode()
    assert client.post(url, {**sent, "amount": "0"}).status_code == 422
    assert Payment.objects.count() == 1


def test_an_enterprise_cannot_post_to_others(client: Client) -> None:
    opened = project()
    signed_in(client, Role.ENTERPRISE)
    assert client.post(reverse("land:record_stage", args=[opened.pk]), stage(opened)).status_code == 403
    assert client.post(reverse("land:record_payment", args=[opened.pk])).status_code == 403
    assert client.get(reverse("land:record_stage", args=[opened.pk])).status_code == 405


def test_from_an_agreement_to_its_project_or_to_opening_one(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    opened, free = project(), agreement()
    found = client.get(reverse("land:project_of", args=[opened.agreement_id]))
    assert found.headers["Location"] == url_of(opened)
    way = client.get(reverse("land:project_of", args=[free.pk])).headers["Location"]
    assert way == reverse("land:new_project") + f"?agreement={free.pk}"
    assert f'value="{free.pk}" selected' in page(client, way)
    signed_in(client, Role.CREDIT_OFFICE)
    assert client.get(reverse("land:project_of", args=[free.pk])).status_code == 404


def test_opening_from_the_form(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    free = agreement()
    assert "1 agreements have none" in page(client, reverse("land:projects"))
    url, answers = reverse("land:new_project"), organisation()
    sent = {"agreement": free.pk, "responsible": answers.pk, "next_due": "2021-01-01", "reason": "r"}
    sent["road"] = "investment"
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "cannot be due before" in refused.content.decode()
    assert client.post(url, {**sent, "next_due": "2022-01-01"}).headers["Location"] == url_of(Project.objects.get())


def test_the_funnel_replays_a_day(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    project(stages=3)
    url = reverse("land:funnel")
    assert "100.0 %" in page(client, url)
    assert ">1 / 1<" in page(client, url)
    assert ">0 / 1<" in page(client, f"{url}?as_of=2021-10-19")
    for wrong in ("2999-01-01", "1800-01-01", "soon"):
        assert client.get(f"{url}?as_of={wrong}").status_code == 422


def test_the_funnel_page_has_a_tile_for_each_prefecture_and_a_table(client: Client) -> None:
    project(agreement(region_code="220184"))
    text = page(signed_in(client, Role.PROMOTION_OFFICE), reverse("land:funnel"))
    assert text.count('class="tile tile-') == 9
    assert text.count('class="tile tile-q5"') == 1
    assert f'href="{reverse("land:projects")}?region=2201"' in text
    assert 'data-chart="money-CNY"' in text
    assert "1,000 CNY (contract)" in text
    assert "长春" in page(client, reverse("land:funnel"), "zh-hans")


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        page(client, url)
    return len(found)


@pytest.mark.parametrize("name", ["projects", "overdue", "funnel"])
def test_as_many_queries_for_three_rows_as_for_one(client: Client, name: str) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    payment(project())
    page(client, reverse(f"land:{name}"))
    one = queries_of(client, reverse(f"land:{name}"))
    for _ in range(2):
        payment(project(stages=2))
    assert queries_of(client, reverse(f"land:{name}")) == one


def test_nothing_is_asked_per_line_of_a_log(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    short, long = project(stages=1), project(stages=5)
    page(client, url_of(short))
    assert queries_of(client, url_of(long)) == queries_of(client, url_of(short))


def test_a_missing_project_is_said_to_be_missing(client: Client) -> None:
    assert signed_in(client, Role.PROMOTION_OFFICE).get("/projects/999999/").status_code == 404


def test_an_agreement_with_a_number_no_database_holds_is_missing() -> None:
    visitor = Client()
    visitor.force_login(account(Role.ENTERPRISE))
    assert visitor.get(f"/projects/of/{10**20}/").status_code == 404
