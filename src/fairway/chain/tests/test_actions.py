"""Loading whole or not at all, running the chain, keeping folders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from tests.cast import account, operator

from fairway.base.models import AuditLine, Job
from fairway.chain import actions, tasks
from fairway.chain.actions.pipeline import OPERATOR, STEPS
from fairway.chain.engine.folder import Folder, read_folder
from fairway.chain.models import InputFile, InputFolder
from fairway.chain.tests.broken_folders import BROKEN, Broken, good_folder
from fairway.govern.models import Role
from fairway.know.models import Fact, Organisation, Post
from fairway.land.engine.intake import Stage
from fairway.land.models import Payment, Project, StageEntry
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.match.models import Suggestion
from fairway.meet.models import Event, MeetingRequest, Timetable
from fairway.sign.models import Ceremony
from fairway.sign.queries import board_of
from fairway.trust import actions as trust
from fairway.trust.models import CreditModel, Rating
from fairway.trust.queries import shipped_model

if TYPE_CHECKING:
    from fairway.base.jobs import Progress
    from fairway.base.models import User
    from fairway.lib.explain import Reason

pytestmark = pytest.mark.django_db


def folder() -> Folder:
    found = read_folder(good_folder()).folder
    assert found is not None
    return found


def row_counts() -> dict[type[models.Model], int]:
    """Rows of every table of the steps, without the accounts that tests themselves make."""
    kept = [m for m in apps.get_models() if m.__module__.startswith("fairway.") and m._meta.app_label != "base"]
    tables = {model._meta.db_table: model for model in [*kept, AuditLine]}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables))  # noqa: S608  # our own names
        return {tables[table]: count for table, count in cursor.fetchall()}


def promoter() -> User:
    return account(Role.PROMOTION_OFFICE)


def test_every_row_arrives() -> None:
    given = folder()
    event = actions.load_folder(actor=promoter(), reason="test", folder=given)
    assert event.code == "tiny-2021"
    assert event.participations.count() == len(given.organisations)
    assert event.slots.count() == 8
    assert event.requests.count() == 4
    assert Fact.objects.get(about="tiny-2021").printed == ">400 persons"
    post = Post.objects.get()
    assert (post.valid_from, post.valid_until) == (event.held_on, event.held_on)
    assert event.presentations.get().topic == "The city"
    assert board_of(event).is_green
    project = Project.objects.get()
    assert project.stage == Stage.STARTED.value
    assert Payment.objects.count() == 2
    line = AuditLine.objects.last()
    assert line is not None
    assert (line.verb, line.subject) == ("load_folder", f"meet.event:{event.pk}")
    assert line.facts["rows"]["organisations"] == len(given.organisations)


INTENTIONS = """
[[intentions]]
title = "Hot springs"
investors = ["s-1"]
hosts = ["z-1"]
stage = "docking"
stage_map = "cooperation"
on = 2021-10-20
responsible = "z-1"
next_due = 2022-03-01
region = "220100"
industry = "6110"
site = "East bank"
amount = 50_000_000
note = "Asked for a plot."

[[intentions]]
title = "Heating"
hosts = ["g-1"]
responsible = "g-1"
next_due = 2021-12-01
source = "news"
"""


def test_projects_before_a_signature_arrive_with_what_was_said_of_them() -> None:
    files = good_folder()
    files["event.toml"] += INTENTIONS.encode()
    given = read_folder(files).folder
    assert given is not None
    event = actions.load_folder(actor=promoter(), reason="test", folder=given)
    invented, real = Project.objects.filter(agreement=None).order_by("pk")
    assert (invented.title, invented.event, invented.stage, invented.map_key) == (
        "Hot springs",
        event,
        "docking",
        "cooperation",
    )
    assert (invented.region_code, invented.industry_code, invented.site) == ("220100", "6110", "East bank")
    assert (invented.pledged_kind, invented.pledged_amount, invented.pledged_currency) == ("docking", 50_000_000, "CNY")
    zone = Organisation.objects.get(name="示例开发区管委会")
    assert {(party.organisation.name, party.role) for party in invented.parties.all()} == {
        ("示例精锻有限公司", "investor"),
        (zone.name, "host"),
    }
    assert (invented.responsible, invented.next_due, invented.is_demo) == (zone, date(2022, 3, 1), True)
    assert (real.title, real.stage, real.map_key, real.is_demo) == ("Heating", "intention", "investment", False)
    lines = [
        (line.happened_on, line.learned_on, line.evidence, line.note)
        for line in StageEntry.objects.filter(project__in=[invented, real]).order_by("project")
    ]
    assert lines == [
        (date(2021, 10, 20), date(2021, 10, 20), "", "Asked for a plot."),
        (date(2021, 10, 19), date(2021, 10, 21), "Report of the day", ""),
    ]


def test_nothing_is_loaded_for_or_from_a_day_to_come() -> None:
    tomorrow, given, user = timezone.localdate() + timedelta(days=1), folder(), promoter()
    before = row_counts()
    source = replace(given.event.sources[0], published_on=tomorrow)
    for wrong, said in (({"as_of": tomorrow}, "as_of"), ({"sources": (source,)}, "published_on")):
        event = replace(given.event, **wrong)
        with pytest.raises(Refused, match=said) as refusal:
            actions.load_folder(actor=user, reason="test", folder=replace(given, event=event))
        assert refusal.value.code == "day-to-come"
        assert tomorrow.isoformat() in str(refusal.value)
    assert row_counts() == before


def test_a_code_is_loaded_once() -> None:
    user = promoter()
    actions.load_folder(actor=user, reason="test", folder=folder())
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        actions.load_folder(actor=user, reason="test", folder=folder())
    assert refusal.value.code == "event-loaded"
    assert "tiny-2021" in str(refusal.value)
    assert row_counts() == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PROMOTION_OFFICE}))
def test_only_the_promotion_office_loads(role: Role) -> None:
    user = account(role)
    before = row_counts()
    with pytest.raises(NotAllowed):
        actions.load_folder(actor=user, reason="test", folder=folder())
    with pytest.raises(NotAllowed):
        actions.keep_folder(actor=user, reason="test", files=good_folder())
    assert row_counts() == before


def test_a_failure_in_the_last_step_leaves_nothing() -> None:
    """Stages come last; one that belongs to no agreement undoes everything before it."""
    user, given = promoter(), folder()
    stray = replace(given.stages[0], agreement="A-99")
    before = row_counts()
    with pytest.raises(FairwayError):
        actions.load_folder(actor=user, reason="test", folder=replace(given, stages=(*given.stages, stray)))
    assert row_counts() == before


def test_an_event_without_meetings_or_signing_loads() -> None:
    given = folder()
    bare = replace(given.event, meeting=None, signing=None, presentations=())
    organisations = tuple(replace(row, available=None) for row in given.organisations)
    event = actions.run_pipeline(
        actor=operator(),
        reason="test",
        folder=Folder(bare, organisations),
    )
    assert (event.tables, event.slots.count()) == (0, 0)
    assert not Ceremony.objects.exists()
    assert not Timetable.objects.exists()


def test_the_chain_runs_in_order() -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, reason: Reason) -> None:
        assert reason.text
        told.append((done, total))

    event = actions.run_pipeline(actor=operator(), reason="test", folder=folder(), progress=progress)
    assert told == [(step, STEPS) for step in range(STEPS + 1)]
    assert {m.state for m in CreditModel.objects.all()} == {CreditModel.State.PUBLISHED}
    assert CreditModel.objects.count() == 2
    assert Rating.objects.filter(as_of=event.as_of).count() == Organisation.objects.count()
    assert Rating.objects.get(organisation__name="示例电子有限公司").grade
    assert Rating.objects.get(organisation__name="示例银行").points is None
    assert AuditLine.objects.filter(verb="suggest_matches").count() == 1
    timetable = Timetable.objects.get(event=event)
    assert timetable.meetings.count() == MeetingRequest.objects.filter(carries_meeting=True).count() == 2


def test_without_an_approved_model_a_promoter_rates_nobody() -> None:
    actions.run_pipeline(actor=promoter(), reason="test", folder=folder())
    assert not CreditModel.objects.exists()
    assert not Rating.objects.exists()
    assert Timetable.objects.exists()


def test_ratings_a_promoter_asks_for_are_computed_by_the_operator() -> None:
    trust.approve_model(actor=account(Role.CREDIT_OFFICE), reason="test", toml=shipped_model())
    user = promoter()
    actions.run_pipeline(actor=user, reason="test", folder=folder())
    line = AuditLine.objects.get(verb="rate_organisations")
    assert line.actor == OPERATOR
    assert user.get_username() in line.reason


def test_a_good_folder_is_kept_checked() -> None:
    kept = actions.keep_folder(actor=promoter(), reason="test", files=good_folder())
    assert kept.is_loadable
    assert kept.has_good_rows
    assert kept.event_code == "tiny-2021"
    assert kept.rows["requests"] == 4
    assert set(kept.files.values_list("name", flat=True)) == set(good_folder())
    assert AuditLine.objects.filter(verb="keep_folder").count() == 1
    assert not Event.objects.exists()


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_nothing_of_a_broken_folder_reaches_the_database(broken: Broken) -> None:
    user = promoter()
    before = row_counts()
    kept = actions.keep_folder(actor=user, reason="test", files=broken.files())
    assert not kept.is_loadable
    assert broken.code in {problem["code"] for problem in kept.problems}
    with pytest.raises(Refused) as refusal:
        start(user, kept, accept_good_rows=False)
    assert refusal.value.code == "folder-broken"
    own = {InputFolder: 1, InputFile: len(broken.files()), AuditLine: 1}
    assert row_counts() == {model: count + own.get(model, 0) for model, count in before.items()}


def start(user: User, kept: InputFolder, *, accept_good_rows: bool) -> Job:
    return actions.start_run(
        actor=user,
        reason="test",
        kept=kept,
        accept_good_rows=accept_good_rows,
        enqueue=tasks.run_kept_folder.enqueue,
    )


@pytest.mark.django_db(transaction=True)
def test_a_kept_folder_runs_as_a_job() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())
    job = start(user, kept, accept_good_rows=False)
    job.refresh_from_db()
    event = Event.objects.get()
    assert (job.state, job.result) == (Job.State.DONE, {"url": f"/events/{event.pk}/"})
    assert job.done == job.total == STEPS
    kept.refresh_from_db()
    assert kept.state == InputFolder.State.LOADED
    assert kept.job == job
    assert not kept.files.exists()
    with pytest.raises(Refused) as refusal:
        start(user, kept, accept_good_rows=False)
    assert refusal.value.code == "folder-over"


@pytest.mark.django_db(transaction=True)
def test_good_rows_can_be_loaded_alone() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=BROKEN["role unknown"].files())
    assert (kept.is_loadable, kept.has_good_rows) == (False, True)
    job = start(user, kept, accept_good_rows=True)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    board = board_of(Event.objects.get())
    assert board.count == 0
    assert not board.is_green


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_there_already_fails_the_job_and_keeps_the_folder() -> None:
    user = promoter()
    actions.load_folder(actor=user, reason="test", folder=folder())
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())
    job = start(user, kept, accept_good_rows=False)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "already" in job.message
    kept.refresh_from_db()
    assert kept.state == InputFolder.State.CHECKED
    assert kept.files.exists()


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_job_loads_nothing() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())

    def cancel_then_work(job_id: int, *, kept_id: int, accept_good_rows: bool) -> None:
        Job.objects.filter(pk=job_id).update(cancel_requested=True)
        tasks.run_kept_folder.enqueue(job_id, kept_id=kept_id, accept_good_rows=accept_good_rows)

    job = actions.start_run(actor=user, reason="test", kept=kept, accept_good_rows=False, enqueue=cancel_then_work)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not Event.objects.exists()
    kept.refresh_from_db()
    assert kept.state == InputFolder.State.CHECKED


@pytest.mark.django_db(transaction=True)
def test_a_run_stopped_after_loading_goes_on_where_it_stopped() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())
    start(user, kept, accept_good_rows=False)
    kept.refresh_from_db()
    Suggestion.objects.all().delete()
    Job.objects.filter(pk=kept.job_id).update(state=Job.State.CANCELLED)
    events = Event.objects.count()
    job = start(user, InputFolder.objects.get(pk=kept.pk), accept_good_rows=False)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert (Event.objects.count(), Suggestion.objects.exists()) == (events, True)
    with pytest.raises(Refused):
        start(user, InputFolder.objects.get(pk=kept.pk), accept_good_rows=False)


def test_one_job_at_a_time() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())
    kept.job = Job.objects.create(kind="x", started_by=user)
    kept.save()
    for verb in (lambda: start(user, kept, accept_good_rows=False), lambda: discard(user, kept)):
        with pytest.raises(Refused) as refusal:
            verb()
        assert refusal.value.code == "folder-running"


def discard(user: User, kept: InputFolder) -> None:
    actions.discard_folder(actor=user, reason="test", kept=kept)


def test_a_discarded_folder_leaves_its_trace_only() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())
    discard(user, kept)
    assert kept.state == InputFolder.State.DISCARDED
    assert not InputFile.objects.exists()
    line = AuditLine.objects.get(verb="close_folder")
    assert line.facts == {"state": "discarded"}
    with pytest.raises(Refused):
        discard(user, kept)


def test_a_folder_whose_files_are_gone_is_not_run() -> None:
    user = promoter()
    kept = actions.keep_folder(actor=user, reason="test", files=good_folder())
    kept.files.all().delete()

    class Silent:
        def __call__(self, *given: object) -> None: ...

        def cancelled(self) -> bool:
            return False

    progress: Progress = Silent()  # type: ignore[assignment]
    with pytest.raises((Refused, Invalid)):
        actions.run_kept_folder(actor=user, reason="test", kept=kept, accept_good_rows=False, progress=progress)
    assert not Event.objects.exists()
