"""Pages of cases: who sees what, what they say, every step by its form, the same queries for three rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.cast import account, organisation

from fairway.base.models import Job, User
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.trust.models import Case, CreditRecord, FileView
from fairway.trust.tests.cases import decide, enterprise, objection, officer, penalty, problem, repair

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
DESK = "trust:cases"


def as_(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def recent() -> CreditRecord:
    """A penalty old enough for repair and young enough to count, whatever day it is."""
    day = timezone.localdate() - timedelta(days=150)
    return penalty(happened_on=day, learned_on=day)


def step(client: Client, case: Case, event: str, **given: str) -> int:
    answer = client.post(reverse("trust:move", args=[case.pk, event]), {"reason": "because", **given})
    case.refresh_from_db()
    return answer.status_code


@pytest.mark.parametrize("name", ["cases", "problems"])
@pytest.mark.parametrize("role", Role)
def test_lists_show_others_cases_to_those_who_may(client: Client, name: str, role: Role) -> None:
    objection(penalty()), problem()
    rows = as_(client, account(role)).get(reverse(f"trust:{name}")).context["page"]
    assert bool(len(rows)) is (role in {P, C})


def test_an_enterprise_sees_its_own_cases_only(client: Client) -> None:
    mine, other = objection(penalty()), objection(penalty())
    as_(client, account(E, mine.organisation))
    text = client.get(reverse(DESK)).content.decode()
    assert mine.number in text
    assert other.number not in text
    assert client.get(reverse("trust:case", args=[mine.pk])).status_code == 200
    for name in ("case", "open_appeal"):
        assert client.get(reverse(f"trust:{name}", args=[other.pk])).status_code == 403
    for name in ("open_objection", "open_repair"):
        assert client.get(reverse(f"trust:{name}", args=[other.record_id])).status_code == 403
    assert step(client, other, "take_back") == 403


def test_a_case_about_a_record_that_is_over_is_shown_no_more_to_others(client: Client) -> None:
    """Repair ends display and sharing: the promotion office reads nothing of the record in its case either."""
    case = objection(penalty())
    office, credit, own = account(Role.PROMOTION_OFFICE), account(Role.CREDIT_OFFICE), account(E, case.organisation)
    page, call, lists = (
        reverse("trust:case", args=[case.pk]),
        f"/api/cases/{case.number}",
        ("/cases/", "/api/cases?purpose=case"),
    )
    assert {as_(client, office).get(each).status_code for each in (page, call)} == {200}
    assert all(case.number in client.get(each).content.decode() for each in lists)
    for status in ("repaired", "expired", "withdrawn"):
        CreditRecord.objects.filter(pk=case.record_id).update(status=status)
        as_(client, office)
        assert (client.get(page).status_code, client.get(call).status_code) == (403, 404)
        assert client.post(reverse("trust:move", args=[case.pk, "decide"])).status_code == 403
        for each in (*lists, "/cases/?format=csv"):
            assert case.number not in client.get(each).content.decode()
        for user in (credit, own):
            assert {as_(client, user).get(each).status_code for each in (page, call)} == {200}


def test_a_desk_narrowed_by_what_is_no_state_is_not_narrowed(client: Client) -> None:
    case, other = objection(penalty()), objection(penalty())
    as_(client, officer())
    for query in ("kind=a%00b&state=%00&clock=x", "kind=objection"):
        shown = client.get(f"{reverse('trust:case', args=[case.pk])}?{query}").content.decode()
        assert reverse("trust:case", args=[other.pk]) in shown


def test_an_enterprise_objects_from_the_record_s_page(client: Client) -> None:
    record = recent()
    as_(client, enterprise(record))
    page = client.get(reverse("trust:record", args=[record.pk])).content.decode()
    address = reverse("trust:open_objection", args=[record.pk])
    assert address in page
    assert reverse("trust:open_repair", args=[record.pk]) in page
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": "not ours"}, follow=True)
    assert "10 working days left" in answer.content.decode()
    page = client.get(reverse("trust:record", args=[record.pk])).content.decode()
    assert "O-" in page
    assert address not in page
    again = client.post(address, {"reason": "again"})
    assert again.status_code == 422
    assert "is open. Wait for its decision" in again.content.decode()


def test_the_day_from_which_repair_is_possible_stands_on_the_page(client: Client) -> None:
    day = timezone.localdate()
    record = penalty(happened_on=day, learned_on=day)
    as_(client, enterprise(record))
    assert "Repair may be asked for from" in client.get(reverse("trust:record", args=[record.pk])).content.decode()
    given = {"reason": "r", "evidence": "e", "commitment": "c"}
    answer = client.post(reverse("trust:open_repair", args=[record.pk]), given)
    assert answer.status_code == 422
    assert "The minimum period of this record is not over" in answer.content.decode()


def test_a_hearing_on_pages(client: Client) -> None:
    record = recent()
    as_(client, enterprise(record))
    given = {"reason": "r", "evidence": "receipt", "commitment": "never again"}
    assert client.post(reverse("trust:open_repair", args=[record.pk]), given).status_code == 302
    case = Case.objects.get()
    assert step(client, case, "decide", outcome="granted") == 422
    as_(client, officer())
    assert step(client, case, "ask_authority") == 302
    assert "the authority that issued the record" in client.get(reverse("trust:case", args=[case.pk])).content.decode()
    assert step(client, case, "answer", evidence="letter 3") == 302
    assert step(client, case, "decide", outcome="withdrawn") == 422
    assert step(client, case, "decide", outcome="refused") == 302
    as_(client, enterprise(record))
    page = client.get(reverse("trust:case", args=[case.pk])).content.decode()
    assert "repair refused" in page
    assert client.post(reverse("trust:open_appeal", args=[case.pk]), {"reason": "again"}).status_code == 302
    assert Case.objects.filter(appeal_of=case).exists()


def test_a_correction_is_decided_on_the_page(client: Client) -> None:
    record = recent()
    case = objection(record, timezone.localdate())
    as_(client, officer())
    right = {"outcome": "corrected", "severity": "minor", "happened_on": record.happened_on.isoformat()}
    assert step(client, case, "decide", **{**right, "severity": "general"}) == 422
    assert step(client, case, "decide", **right) == 302
    assert CreditRecord.objects.get(corrects=record).severity == "minor"


def test_who_may_not_decide_reads_why(client: Client) -> None:
    record, opener = penalty(), officer()
    as_(client, opener)
    client.post(reverse("trust:open_objection", args=[record.pk]), {"reason": "by letter"})
    case = Case.objects.get()
    assert (
        "You opened this case. Somebody else must decide."
        in client.get(reverse("trust:case", args=[case.pk])).content.decode()
    )
    assert step(client, case, "decide", outcome="rejected") == 422
    assert case.state == "open"


def test_a_problem_on_pages(client: Client) -> None:
    body = organisation()
    office, firm, today = officer(), account(E, body), timezone.localdate()
    as_(client, office)
    assert client.post(reverse("trust:open_problem", args=[body.pk]), {"reason": "wages late"}).status_code == 302
    case = Case.objects.get()
    assert step(client, case, "notify") == 302
    as_(client, firm)
    assert step(client, case, "plan", due="2020-01-01") == 422
    assert step(client, case, "plan", due=(today + timedelta(days=30)).isoformat()) == 302
    assert step(client, case, "report_done", evidence="list") == 302
    as_(client, office)
    assert step(client, case, "close") == 302
    assert "wages late" in client.get(reverse("trust:problems")).content.decode()
    assert step(client, case, "close") == 422
    assert step(client, case, "reopen") == 302
    assert case.state == "notified"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"kind": "repair"}, 1),
        ({"clock": "over"}, 3),
        ({"clock": "running"}, 0),
        ({"state": "open"}, 3),
        ({"q": "P-"}, 1),
    ],
)
def test_filters_of_the_desk(client: Client, query: dict[str, str], rows: int) -> None:
    objection(penalty()), repair(penalty()), problem()
    decide(objection(penalty()), "rejected")
    page = as_(client, officer()).get(reverse(DESK), query)
    assert page.context["page"].paginator.count == rows


def test_the_keyboard_leads_from_case_to_case(client: Client) -> None:
    cases = [objection(penalty()) for _each in range(3)]
    page = as_(client, officer()).get(reverse("trust:case", args=[cases[1].pk]), {"kind": "objection"})
    assert page.context["next"] == f"/cases/{cases[2].pk}/?kind=objection"
    assert page.context["previous"] == f"/cases/{cases[0].pk}/?kind=objection"
    assert 'data-desk-key="d"' in page.content.decode()


@pytest.mark.parametrize("name", ["cases", "problems"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, name: str) -> None:
    as_(client, account(C, organisation(name="信用办", kind=Organisation.Kind.GOVERNMENT)))
    objection(penalty()), problem()
    client.get(reverse(f"trust:{name}"))
    counts = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"trust:{name}"))
        counts.append(len(queries))
        for _more in range(2):
            objection(penalty()), problem()
    assert counts[0] == counts[1]


def test_the_due_run_is_a_job(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    objection(penalty())
    assert as_(client, account(P)).post(reverse("trust:run_due")).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        as_(client, officer()).post(reverse("trust:run_due"))
    assert Case.objects.get().level == "escalated"
    assert Job.objects.get().result["marked"] == 1


@pytest.mark.parametrize("name", ["case", "open_appeal", "open_objection", "open_repair", "open_problem"])
def test_what_is_not_there_is_missing(client: Client, name: str) -> None:
    assert as_(client, officer()).get(reverse(f"trust:{name}", args=[987654])).status_code == 404


def test_an_unknown_step_is_missing(client: Client) -> None:
    case = objection(penalty())
    as_(client, officer())
    assert client.post(reverse("trust:move", args=[case.pk, "bribe"]), {}).status_code == 404


def test_exports_say_the_clock_in_words(client: Client) -> None:
    objection(penalty())
    as_(client, officer())
    asked = client.get(reverse(DESK), {"format": "csv"})
    assert asked["Content-Type"].startswith("text/html")
    client.post(reverse("trust:purpose"), {"purpose": "supervision", "words": "No. 7", "next": "/"})
    assert "working days over" in client.get(reverse(DESK), {"format": "csv"}).content.decode()
    assert FileView.objects.get().way == "export"


def test_a_look_at_a_case_is_kept_for_its_organisation(client: Client) -> None:
    case, other = objection(penalty()), problem()
    assert case.record is not None
    as_(client, enterprise(case.record)).get(reverse("trust:case", args=[case.pk]))
    assert not FileView.objects.exists()
    as_(client, officer())
    for each in (case, other):
        client.get(reverse("trust:case", args=[each.pk]))
    looks = FileView.objects.order_by("pk").values_list("organisation", "subject", "purpose", "words")
    assert list(looks) == [
        (case.organisation_id, f"trust.case:{case.pk}", "case", case.number),
        (other.organisation_id, f"trust.case:{other.pk}", "supervision", other.number),
    ]
