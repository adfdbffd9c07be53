"""Pages of files, notices, editions and looks: who sees what, and that every look is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import Job
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.trust import actions
from fairway.trust.models import Edition, FileView, Notice

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., AbstractContextManager[object]]

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
FIRST, SECOND = date(2022, 1, 17), date(2022, 2, 17)


def signed_in(client: Client, role: Role, mine: Organisation | None = None, *, purpose: str = "supervision") -> Client:
    client.force_login(account(role, mine))
    if purpose and role != E:
        client.post(reverse("trust:purpose"), {"purpose": purpose, "words": "No. 7", "next": "/"})
    return client


def rate(as_of: date) -> None:
    actions.rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=as_of)


@pytest.fixture
def mine() -> Organisation:
    """BBB in force, a worse rating announced for a serious penalty."""
    found = organisation()
    credit_record(found)
    rate(FIRST)
    credit_record(found, kind="penalty", severity="serious", happened_on=SECOND, learned_on=SECOND, number="PEN-1")
    rate(SECOND)
    return found


def page(client: Client, name: str, pk: int) -> str:
    return client.get(reverse(f"trust:{name}", args=[pk])).content.decode()


@pytest.mark.parametrize(
    ("role", "own", "status"), [(E, True, 200), (E, False, 403), (P, False, 200), (C, False, 200), (Z, False, 403)]
)
def test_who_may_open_a_file(client: Client, mine: Organisation, role: Role, own: bool, status: int) -> None:
    signed_in(client, role, mine if own else organisation())
    assert client.get(reverse("trust:file", args=[mine.pk])).status_code == status


def test_an_organisation_sees_its_whole_file_and_the_notice(client: Client, mine: Organisation) -> None:
    text = page(signed_in(client, E, mine), "file", mine.pk)
    for words in ("BBB", "Rating announced", "PEN-1", "Who looked", "takes effect on"):
        assert words in text
    notice = Notice.objects.get()
    told = page(client, "notice", notice.pk)
    assert "Object to the credit office before" in told
    assert "PEN-1" in told
    notice.refresh_from_db()
    assert notice.seen_at is not None
    assert not FileView.objects.exists()


def test_what_is_announced_is_not_told_to_others(client: Client, mine: Organisation) -> None:
    for role in (P, Z):
        text = page(signed_in(client, role), "rating", mine.pk)
        assert "BBB" in text
        assert "Announced" not in text
    text = page(signed_in(client, P), "file", mine.pk)
    assert "Rating announced" not in text
    assert "Who looked" not in text.split('<main id="content"')[1].split("</main>")[0]
    assert client.get(reverse("trust:notice", args=[Notice.objects.get().pk])).status_code == 403
    assert "Announced, not in force" in page(signed_in(client, C), "rating", mine.pk)


def test_an_office_says_what_for_first_and_the_look_is_kept(client: Client, mine: Organisation) -> None:
    office = organisation(name="信用办", kind="government")
    signed_in(client, C, office, purpose="")
    address = reverse("trust:file", args=[mine.pk])
    asked = client.get(address)
    assert "What do you look for?" in asked.content.decode()
    assert "PEN-1" not in asked.content.decode()
    assert not FileView.objects.exists()
    purpose = reverse("trust:purpose")
    assert client.post(purpose, {"purpose": "gossip", "next": address}).status_code == 422
    assert client.post(purpose, {"purpose": "other", "words": " ", "next": address}).status_code == 422
    answer = client.post(purpose, {"purpose": "support", "words": "Application 12", "next": address})
    assert answer["Location"] == address
    assert client.post(purpose, {"purpose": "support", "next": "//evil.example/"})["Location"] == "/ratings/"
    assert "PEN-1" in client.get(address).content.decode()
    look = FileView.objects.get()
    assert (look.organisation, look.office, look.role, look.purpose) == (mine, office, C, "support")
    assert (look.subject, look.way) == ("file", "page")
    text = page(signed_in(Client(), E, mine), "file", mine.pk)
    assert "application for support or a permit" in text
    assert look.account.get_username() not in text


def test_a_form_sent_back_shows_the_page_too_and_the_look_is_kept(client: Client, mine: Organisation) -> None:
    answer = signed_in(client, C).post(reverse("trust:report", args=[mine.pk]), {"language": "xx"})
    assert (answer.status_code, "BBB" in answer.content.decode()) == (422, True)
    assert FileView.objects.get().subject == "report"


def test_a_purpose_holds_for_an_hour(client: Client, mine: Organisation) -> None:
    signed_in(client, C)
    session = client.session
    session["look_purpose"] = {**session["look_purpose"], "until": (timezone.now() - timedelta(1)).isoformat()}
    session.save()
    assert "What do you look for?" in page(client, "file", mine.pk)


@pytest.mark.parametrize("name", ["rating", "file", "record", "notice"])
def test_every_detail_page_keeps_the_look(client: Client, mine: Organisation, name: str) -> None:
    pk = {"record": mine.credit_records.first().pk, "notice": Notice.objects.get().pk}.get(name, mine.pk)
    signed_in(client, C)
    assert client.get(reverse(f"trust:{name}", args=[pk])).status_code == 200
    assert FileView.objects.get().organisation == mine
    assert client.get(reverse(f"trust:{name}", args=[987654])).status_code == 404
    assert FileView.objects.count() == 1


def test_lists_are_not_kept_and_their_exports_are(client: Client, mine: Organisation) -> None:
    signed_in(client, C, purpose="")
    assert client.get(reverse("trust:records")).status_code == 200
    exported = client.get(reverse("trust:records"), {"format": "csv"})
    assert "What do you look for?" in exported.content.decode()
    assert not FileView.objects.exists()
    client.post(reverse("trust:purpose"), {"purpose": "method", "next": "/"})
    assert client.get(reverse("trust:records"), {"format": "csv"})["Content-Type"].startswith("text/csv")
    look = FileView.objects.get()
    assert (look.organisation, look.way, look.subject) == (None, "export", "/records/")
    signed_in(client, E, mine)
    assert client.get(reverse("trust:ratings"), {"format": "csv"})["Content-Type"].startswith("text/csv")
    assert FileView.objects.count() == 1


@pytest.mark.parametrize(("name", "roles"), [("notices", {C}), ("looks", {C}), ("editions", {P, Z, E, C})])
def test_lists_show_others_rows_to_those_who_may(
    client: Client, mine: Organisation, name: str, roles: set[Role]
) -> None:
    page(signed_in(client, C), "file", mine.pk)
    actions.publish_edition(actor=account(C), reason="r", model=credit_model(), as_of=timezone.localdate())
    for role in Role:
        rows = signed_in(client, role).get(reverse(f"trust:{name}")).context["page"]
        assert bool(len(rows)) is (role in roles), role


def test_an_enterprise_sees_its_own_notices_and_looks_only(client: Client, mine: Organisation) -> None:
    page(signed_in(client, C), "file", mine.pk)
    for name in ("notices", "looks"):
        own = signed_in(Client(), E, mine).get(reverse(f"trust:{name}"))
        others = signed_in(Client(), E).get(reverse(f"trust:{name}"))
        assert (own.context["page"].paginator.count, others.context["page"].paginator.count) == (1, 0)


@pytest.mark.parametrize("name", ["notices", "looks", "editions"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, mine: Organisation, name: str) -> None:
    signed_in(client, C)

    def one_more(number: int) -> None:
        other = organisation()
        credit_record(other, kind="court_default", severity="", happened_on=FIRST, learned_on=FIRST)
        rate(FIRST)
        page(client, "file", other.pk)
        actions.publish_edition(actor=operator(), reason="r", model=credit_model(), as_of=date(2026, 5, number))

    counts = []
    for number in (1, 2, 3):
        one_more(number)
        client.get(reverse(f"trust:{name}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"trust:{name}"))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_a_file_asks_as_often_for_many_records_as_for_one(client: Client, mine: Organisation) -> None:
    signed_in(client, E, mine)
    address = reverse("trust:file", args=[mine.pk])
    counts = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        for _more in range(3):
            credit_record(mine, status="repaired")
    assert counts[0] == counts[1]


def test_a_notice_is_withdrawn_and_what_is_due_put_in_force(client: Client, mine: Organisation) -> None:
    notice = Notice.objects.get()
    signed_in(client, C)
    assert "Nothing is due" in client.post(reverse("trust:put_in_force"), follow=True).content.decode()
    address = reverse("trust:withdraw_notice", args=[notice.pk])
    assert client.get(address).status_code == 405
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "a mistake"}).status_code == 302
    assert client.post(address, {"reason": "again"}).status_code == 409
    for name, given in (("withdraw_notice", [notice.pk]), ("put_in_force", [])):
        assert signed_in(Client(), P).post(reverse(f"trust:{name}", args=given)).status_code == 403


def test_an_edition_is_published_and_made_again_in_the_background(
    client: Client, django_capture_on_commit_callbacks: OnCommit
) -> None:
    credit_record(organisation(), happened_on=date(2026, 5, 1), learned_on=date(2026, 5, 1))
    credit_model()
    signed_in(client, C)
    publish = reverse("trust:publish_edition")
    assert client.post(publish, {"as_of": "2999-01-01"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(publish, {"as_of": "2026-06-01"}).status_code == 302
    edition = Edition.objects.get()
    assert edition.sha256 in page(client, "edition", edition.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("trust:replay_edition", args=[edition.pk])).status_code == 302
    job = Job.objects.first()
    assert (job.state, job.result["same"]) == ("done", True)
    assert "the same" in page(client, "edition", edition.pk)
    signed_in(client, E)
    assert client.post(publish, {"as_of": "2026-06-01"}).status_code == 403
    assert client.post(reverse("trust:replay_edition", args=[edition.pk])).status_code == 403


def test_the_file_speaks_chinese(client: Client, mine: Organisation) -> None:
    signed_in(client, E, mine)
    for name, pk in (("file", mine.pk), ("notice", Notice.objects.get().pk)):
        text = client.get(reverse(f"trust:{name}", args=[pk]), HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
        assert "行政处罚" in text
        assert "takes effect" not in text


def test_the_file_says_what_would_change_the_rating(client: Client) -> None:
    """A serious penalty of this month: its repair gives back what it took, and that is the way up."""
    found, today = organisation(), timezone.localdate()
    credit_record(found, happened_on=today, learned_on=today)
    credit_record(found, kind="penalty", severity="serious", happened_on=today, learned_on=today, number="PEN-1")
    rate(today)
    signed_in(client, E, found)
    shown = client.get(reverse("trust:file", args=[found.pk]))
    now = shown.context["now"]
    [penalty] = [each for each in shown.context["effects"] if each["number"] == "PEN-1"]
    assert str(penalty["repaired"]).endswith("(+120)")
    assert penalty["repaired"] == penalty["expired"]
    assert now.points == 600 + 70 - 120
    assert any("PEN-1" in way for way in shown.context["ways"])
