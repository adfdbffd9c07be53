"""The commands a credit office runs on its own database: records kept, days that pass, editions made again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from fairway.base.models import AuditLine
from fairway.cli import commands
from fairway.govern.models import Role
from fairway.lib.errors import Missing
from fairway.trust import actions
from fairway.trust.models import Case, CreditRecord, Edition, Notice, Rating
from tests.cast import account, credit_model, credit_record, operator, organisation

HEAD = "Number,Organisation,Kind,Severity,Happened on,Authority\n"
OPENED = date(2026, 6, 8)
pytestmark = pytest.mark.django_db


def fairway(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(each) for each in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two records of one organisation, the second of no kind of the catalogue."""
    key = "park-7"
    organisation().identifiers.create(scheme="local", namespace="park", value=key)
    rows = (f"R-1,{key},penalty,minor,2021-10-19,Example bureau", f"R-2,{key},gossip,,2021-10-19,Example bureau")
    (tmp_path / "records.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path / "records.csv"


def test_records_are_kept_all_or_the_good_ones_and_once(file: Path) -> None:
    assert fairway("records", "import", file).exit_code == 2
    assert not CreditRecord.objects.exists()
    for kept in ("1 records were kept, 0 were there already.", "0 records were kept, 1 were there already."):
        done = fairway("records", "import", file, "--good-rows", "--reason", "by the bureau's list")
        assert (done.exit_code, kept in done.stderr) == (2, True), done.stderr
    assert CreditRecord.objects.get().number == "R-1"
    assert AuditLine.objects.filter(reason="by the bureau's list").exists()


def test_an_organisation_nobody_knows_is_named(tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    file.write_text(HEAD + "R-1,987654,penalty,minor,2021-10-19,Example bureau\n", encoding="utf-8")
    done = fairway("records", "import", file)
    assert (done.exit_code, "987654" in done.output) == (2, True)
    assert not CreditRecord.objects.exists()


def test_announced_ratings_take_effect_when_their_day_has_come() -> None:
    rated, today = organisation(), timezone.localdate()
    credit_record(rated)
    model = credit_model()
    actions.rate_organisations(actor=operator(), reason="r", model=model, as_of=today - timedelta(days=80))
    credit_record(rated, kind="penalty", severity="serious", happened_on=today, learned_on=today)
    announced = actions.rate_organisations(actor=operator(), reason="r", model=model, as_of=today)
    assert announced[0].effective_on is None
    assert "took effect: 0" in fairway("ratings", "due").output
    Notice.objects.update(served_on=today - timedelta(days=20), takes_effect_on=today)
    assert "took effect: 1" in fairway("ratings", "due").output
    assert Rating.objects.get(pk=announced[0].pk).effective_on == today


def test_an_edition_is_made_again_or_is_found_to_be_another() -> None:
    rated = organisation()
    credit_record(rated)
    edition = actions.publish_edition(
        actor=account(Role.CREDIT_OFFICE), reason="r", model=credit_model(), as_of=timezone.localdate()
    )
    done = fairway("ratings", "replay", str(edition.pk))
    assert (done.exit_code, "1 organisations: the same hash" in done.output) == (0, True)
    Edition.objects.update(sha256="0" * 64)
    done = fairway("ratings", "replay", str(edition.pk), "--quiet")
    assert (done.exit_code, "another hash" in done.output) == (1, True)
    assert isinstance(fairway("ratings", "replay", "987654").exception, Missing)


def test_what_is_overdue_is_marked_once() -> None:
    days = {"happened_on": date(2026, 1, 12), "learned_on": date(2026, 1, 15)}
    record = credit_record(organisation(), kind="penalty", severity="general", **days)
    actions.open_objection(actor=account(Role.CREDIT_OFFICE), reason="not ours", record=record, on=OPENED)
    assert fairway("cases", "due").output.startswith("1 cases marked")
    assert fairway("cases", "due").output.startswith("0 cases marked")
    assert Case.objects.get().level in {"overdue", "escalated"}
