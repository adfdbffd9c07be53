"""Pages: who sees what, what they say, and that lists do not query per row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.trust import actions
from fairway.trust.models import Notice, Rating

pytestmark = pytest.mark.django_db

AS_OF = date(2022, 1, 17)
P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    if role != E:
        client.post(reverse("trust:purpose"), {"purpose": "supervision", "next": "/"})
    return client


@pytest.fixture
def rated() -> Organisation:
    """One organisation with a tax grade, a penalty and a court default: a red line."""
    found = organisation()
    credit_record(found)
    credit_record(found, kind="penalty", severity="minor", happened_on=date(2019, 3, 8), learned_on=date(2019, 3, 15))
    credit_record(found, kind="court_default", severity="", happened_on=date(2021, 4, 1))
    rate()
    put_in_force()
    return found


def put_in_force() -> None:
    """As if every notice period had been over on the day of the rating."""
    Notice.objects.all().delete()
    Rating.objects.update(effective_on=F("as_of"))


def rate(as_of: date = AS_OF) -> None:
    actions.rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=as_of)


@pytest.mark.parametrize("name", ["ratings", "records", "models"])
@pytest.mark.parametrize("role", Role)
def test_lists_open_to_those_who_may(client: Client, name: str, role: Role, rated: Organisation) -> None:
    rows = signed_in(client, role).get(reverse(f"trust:{name}")).context["page"]
    may = name == "models" or role in ({P, C} if name == "records" else {P, Z, C})
    assert bool(len(rows)) is may


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(reverse("trust:ratings")).status_code == 302


def test_an_enterprise_sees_its_own_rows_only(client: Client, rated: Organisation) -> None:
    mine = organisation(name="我的公司", name_en="My Company")
    credit_record(mine, number="MINE-1")
    rate()
    signed_in(client, E, mine)
    ratings = client.get(reverse("trust:ratings")).content.decode()
    assert "My Company" in ratings
    assert rated.name_en not in ratings
    records = client.get(reverse("trust:records")).content.decode()
    assert "MINE-1" in records
    assert "court" not in records.split("<tbody>")[1].casefold()


@pytest.mark.parametrize(("role", "own", "status"), [(E, True, 200), (E, False, 403), (Z, False, 200), (C, False, 200)])
def test_who_may_open_a_rating(client: Client, role: Role, own: bool, status: int, rated: Organisation) -> None:
    signed_in(client, role, rated if own else organisation())
    assert client.get(reverse("trust:rating", args=[rated.pk])).status_code == status


def test_the_rating_shows_every_share_and_the_sum(client: Client, rated: Organisation) -> None:
    page = signed_in(client, C).get(reverse("trust:rating", args=[rated.pk]))
    text = page.content.decode()
    rating = Rating.objects.get(organisation=rated)
    shares = page.context["shares"]
    assert shares[-1]["level"] == rating.points == 600 + 70 - 200
    assert [s["points"] for s in shares] == [600, 70, -200, 0]
    assert "Dishonest judgment debtor" in text
    assert "crosses a red line" in text
    assert rating.grade == "C"
    for record in rated.credit_records.all():
        assert reverse("trust:record", args=[record.pk]) in text
    assert reverse("trust:model", args=[rating.model_id]) in text
    assert reverse("know:organisation", args=[rated.pk]) in text
    assert "trial" in text


def test_those_who_see_no_records_get_no_links_to_them(client: Client, rated: Organisation) -> None:
    text = signed_in(client, Z).get(reverse("trust:rating", args=[rated.pk])).content.decode()
    assert "/records/" not in text.split('<main id="content"')[1].split("</main>")[0]


def test_a_merged_record_is_not_rated_of_another_day(client: Client, rated: Organisation) -> None:
    Organisation.objects.filter(pk=rated.pk).update(merged_into=organisation())
    page = signed_in(client, C).get(reverse("trust:rating", args=[rated.pk]), {"as_of": "2021-03-31"})
    assert page.status_code == 200


def test_a_replay_knows_only_what_was_known_and_keeps_nothing(client: Client, rated: Organisation) -> None:
    signed_in(client, C)
    page = client.get(reverse("trust:rating", args=[rated.pk]), {"as_of": "2021-03-31"})
    assert page.context["statement"].is_replay
    assert [s["points"] for s in page.context["shares"]] == [600, 0]
    page = client.get(reverse("trust:rating", args=[rated.pk]), {"as_of": "2018-01-01"})
    assert page.context["statement"].points is None
    assert "no file" in page.content.decode()
    assert Rating.objects.count() == Organisation.objects.exclude(memberships__isnull=False).count()


@pytest.mark.parametrize("day", ["yesterday", "2021-02-30", (timezone.localdate() + timedelta(days=2)).isoformat()])
def test_a_day_that_cannot_be_is_said_on_the_page(client: Client, rated: Organisation, day: str) -> None:
    page = signed_in(client, C).get(reverse("trust:rating", args=[rated.pk]), {"as_of": day})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not page.context["statement"].is_replay


def test_before_any_rating_the_page_says_so(client: Client) -> None:
    mine = organisation()
    signed_in(client, C)
    address = reverse("trust:rating", args=[mine.pk])
    assert "has not been rated yet" in client.get(address).content.decode()
    assert client.get(address, {"as_of": "2022-01-01"}).status_code == 409
    credit_model()
    assert client.get(address, {"as_of": "2022-01-01"}).status_code == 200


def test_keeping_a_rating_from_its_page(client: Client, rated: Organisation) -> None:
    address = reverse("trust:rate", args=[rated.pk])
    signed_in(client, C)
    assert client.get(address).status_code == 405
    assert client.post(address, {"as_of": "2021-12-31"}).status_code == 302
    assert Rating.objects.filter(organisation=rated).count() == 2
    bad = client.post(address, {"as_of": "2099-01-01"})
    assert bad.status_code == 422
    assert "has not come yet" in bad.content.decode()
    signed_in(client, P)
    assert client.post(address, {"as_of": "2021-11-30"}).status_code == 403
    assert Rating.objects.filter(organisation=rated).count() == 2


def test_a_record_s_page(client: Client, rated: Organisation) -> None:
    record = rated.credit_records.get(kind="penalty")
    address = reverse("trust:record", args=[record.pk])
    text = signed_in(client, C).get(address).content.decode()
    assert "Administrative penalty" in text
    assert "at most 3 months" in text
    assert "demo" in text
    assert signed_in(client, E, rated).get(address).status_code == 200
    assert signed_in(client, E).get(address).status_code == 403
    assert signed_in(client, Z).get(address).status_code == 403


def test_a_model_s_page_shows_the_whole_method(client: Client) -> None:
    model = credit_model()
    text = signed_in(client, E).get(reverse("trust:model", args=[model.pk])).content.decode()
    assert "from_points = 850" in text
    assert "Fairway method desk" in text
    assert "board" in text


@pytest.mark.parametrize("name", ["rating", "record", "model"])
def test_what_is_not_there_is_missing(client: Client, name: str) -> None:
    assert signed_in(client, C).get(reverse(f"trust:{name}", args=[987654])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"grade": "C"}, True),
        ({"grade": "none"}, False),
        ({"kind": "enterprise"}, True),
        ({"kind": "bank"}, False),
        ({"region": "2201"}, True),
        ({"q": "nobody"}, False),
    ],
)
def test_filters_of_ratings(client: Client, rated: Organisation, query: dict[str, str], found: bool) -> None:
    organisation(kind=Organisation.Kind.BANK, region_code="220200")
    rate()
    text = signed_in(client, C).get(reverse("trust:ratings"), query).content.decode()
    assert (rated.name_en in text) is found


@pytest.mark.parametrize(
    ("query", "rows"), [({"kind": "penalty"}, 1), ({"severity": "A"}, 1), ({"status": "repaired"}, 0), ({}, 3)]
)
def test_filters_of_records(client: Client, rated: Organisation, query: dict[str, str], rows: int) -> None:
    page = signed_in(client, C).get(reverse("trust:records"), query)
    assert page.context["page"].paginator.count == rows


@pytest.mark.parametrize("name", ["ratings", "records", "models"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, name: str) -> None:
    signed_in(client, C, organisation(name="信用办", kind="government"))
    credit_record(organisation())
    rate()
    client.get(reverse(f"trust:{name}"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse(f"trust:{name}"))
    for _each in range(2):
        credit_record(organisation())
    rate()
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(f"trust:{name}"))
    assert len(one) == len(three)


def test_chinese_pages_speak_chinese(client: Client, rated: Organisation) -> None:
    signed_in(client, C)
    text = client.get(reverse("trust:rating", args=[rated.pk]), HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "触及红线" in text
    assert "失信被执行人" in text
    assert "crosses a red line" not in text
    assert "纳税缴费信用" in text
