"""Language, theme, health, errors, jobs, the log: pages of no step."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import account

from fairway.base import jobs
from fairway.base.models import Job
from fairway.govern.models import Role

pytestmark = pytest.mark.django_db


def client(role: Role = Role.PROMOTION_OFFICE) -> Client:
    visitor = Client()
    visitor.force_login(account(role))
    return visitor


def test_health_needs_no_sign_in() -> None:
    answer = Client().get("/health/")
    assert answer.json()["status"] == "ok"


def test_signing_in_and_out() -> None:
    account(Role.PROMOTION_OFFICE, username="promotion")
    visitor = Client()
    wrong = visitor.post("/accounts/login/", {"login": "promotion", "password": "wrong"})
    assert b"alert-danger" in wrong.content
    right = visitor.post("/accounts/login/", {"login": "promotion", "password": "correct horse battery"})
    assert right["Location"] == "/"
    assert visitor.get("/organisations/").status_code == 200
    visitor.post("/accounts/logout/")
    assert visitor.get("/organisations/").status_code == 302


def test_guessing_passwords_is_slowed_down() -> None:
    account(Role.PROMOTION_OFFICE, username="guarded")
    visitor = Client(REMOTE_ADDR="127.0.0.9")
    for _ in range(6):
        answer = visitor.post("/accounts/login/", {"login": "guarded", "password": "wrong"})
    assert b"Too many failed" in answer.content
    answer = visitor.post("/accounts/login/", {"login": "guarded", "password": "correct horse battery"})
    assert answer.status_code != 302


def test_nobody_signs_up() -> None:
    assert Client().get("/accounts/signup/").status_code in {302, 404}
    assert client().get("/accounts/signup/").status_code == 404


def test_nothing_keeps_what_is_shown_to_who_signed_in() -> None:
    """Neither the browser after signing out, nor anything on the way."""
    for path in ("/", "/organisations/", "/organisations/?format=csv", "/nowhere/", "/api/organisations"):
        assert client().get(path).headers["Cache-Control"] == "private, no-store"


def test_pages_carry_the_policy() -> None:
    answer = client().get("/organisations/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"<script>" not in answer.content
    assert b" onclick=" not in answer.content


def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(account(Role.PROMOTION_OFFICE))
    answer = visitor.post("/members/appoint/", {})
    assert answer.status_code == 403
    assert b"Reload the page" in answer.content


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_theme_form_leads_nowhere_else(back: str) -> None:
    answer = client().post("/theme/", {"theme": "dark", "next": back})
    assert (answer["Location"], answer.cookies["theme"].value) == ("/", "dark")


def test_an_unknown_theme_is_not_kept() -> None:
    answer = client().post("/theme/", {"theme": "<b>", "next": "/"})
    assert "theme" not in answer.cookies


def test_an_unknown_address_is_a_page_and_a_problem() -> None:
    assert b"No page has this address." in client().get("/nowhere/").content
    answer = client().get("/api/nowhere")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_log_is_read_by_the_offices_that_may() -> None:
    assert client().get("/audit/").status_code == 200
    assert client(Role.CREDIT_OFFICE).get("/audit/").status_code == 200
    assert client(Role.ENTERPRISE).get("/audit/").status_code == 403


def test_a_job_s_page_shows_and_cancels() -> None:
    owner = account(Role.PROMOTION_OFFICE)
    job = jobs.open_job(actor=owner, reason="a test", kind="trial", enqueue=lambda pk: None)
    other, own = client(), Client()
    own.force_login(owner)
    assert "Waiting for the worker." in other.get(f"/jobs/{job.pk}/").content.decode()
    assert "<html" not in other.get(f"/jobs/{job.pk}/?fragment").content.decode()
    assert other.post(f"/jobs/{job.pk}/cancel/").status_code == 403
    assert own.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    assert own.post(f"/jobs/{job.pk}/cancel/").status_code == 409
    opened = own.get(f"/jobs/{job.pk}/cancel/")
    assert (opened.status_code, opened.headers["Allow"]) == (405, "POST")
    assert "Nothing was changed" in opened.content.decode()
    assert own.get("/jobs/").status_code == 200
    assert client(Role.ENTERPRISE).get(f"/jobs/{job.pk}/").status_code == 403


def test_the_api_is_described_here() -> None:
    page = client().get("/api/docs").content.decode()
    assert "/api/organisations" in page
    assert "cdn" not in page
    assert client().get("/api/openapi.json").json()["info"]["title"] == "Fairway"


@pytest.mark.parametrize("path", ["/folders/new/", "/api/folders/check", "/accounts/login/"])
def test_too_much_is_refused_unread(path: str) -> None:
    answer = client().generic("POST", path, CONTENT_LENGTH=str(300 * 2**20), CONTENT_TYPE="multipart/form-data")
    assert answer.status_code == 413
    assert "20 MiB" in answer.content.decode()
