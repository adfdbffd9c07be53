"""The job that makes a timetable: done, cancelled, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import reverse
from tests import cast

from fairway.base import jobs
from fairway.base.models import AuditLine, Job
from fairway.govern.models import Role
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.meet import actions
from fairway.meet.actions.runs import MOST_POINTS
from fairway.meet.engine.result import Progress
from fairway.meet.models import SolverRun, Timetable
from fairway.meet.tasks import KIND, USUAL, _Watch, start_timetable, timetable_task
from fairway.meet.tests.stage import Stage, accepted, stage

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db


def ready() -> Stage:
    made = stage("ABC")
    made.load(*accepted("AB AC"))
    return made


def test_the_page_hands_the_work_to_the_worker(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    made, user = ready(), cast.account(Role.PROMOTION_OFFICE)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        run = start_timetable(actor=user, reason="test", event=made.event)
    assert len(callbacks) == 1
    job = run.job
    assert (job.kind, job.started_by, job.state, run.seed, run.effort) == (KIND, user, Job.State.WAITING, 7, USUAL)
    timetable_task.call(job.pk)
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"url": reverse("meet:run", args=[run.pk])})
    assert run.timetable == made.event.timetables.get()
    assert run.timetable.meetings.count() == 2
    assert (run.value, run.bound, run.gap, run.gap_percent) == (6, 6, 0, 0)
    assert run.seconds is not None
    assert AuditLine.objects.get(verb="make_timetable").actor == user.username
    assert AuditLine.objects.get(verb="open_run").facts == {"seed": 7, "effort": USUAL}


def test_others_do_not_even_get_a_job() -> None:
    made = ready()
    with pytest.raises(NotAllowed):
        start_timetable(actor=cast.account(Role.ZONE_COMMITTEE), reason="x", event=made.event)
    assert not Job.objects.exists()


@pytest.mark.parametrize("given", [{"effort": 7}, {"seed": -1}, {"seed": 2**31}])
def test_a_run_that_cannot_be_leaves_no_job(given: dict[str, int]) -> None:
    made = ready()
    with pytest.raises(Invalid), transaction.atomic():
        start_timetable(actor=made.operator, reason="x", event=made.event, **given)
    assert not Job.objects.exists()


def opened(made: Stage) -> SolverRun:
    return start_timetable(actor=made.operator, reason="x", event=made.event, seed=3, effort=5)


def test_a_cancelled_job_keeps_no_timetable() -> None:
    run = opened(ready())
    Job.objects.update(cancel_requested=True)
    timetable_task.call(run.job_id)
    run.refresh_from_db()
    assert (run.job.state, run.timetable) == (Job.State.CANCELLED, None)
    assert run.seconds is not None
    assert not Timetable.objects.exists()


def test_good_enough_keeps_the_best_so_far() -> None:
    made = ready()
    run = opened(made)
    actions.take_run(actor=made.operator, reason="good enough", run=run)
    line = AuditLine.objects.get(verb="take_run")
    assert (line.subject, line.reason) == (f"meet.solverrun:{run.pk}", "good enough")
    timetable_task.call(run.job_id)
    run.refresh_from_db()
    assert run.job.state == Job.State.DONE
    assert run.timetable == Timetable.objects.get()
    with pytest.raises(Refused, match="already ended"):
        actions.take_run(actor=made.operator, reason="x", run=run)


def test_a_refusal_is_kept_as_the_jobs_message() -> None:
    run = opened(stage("AB"))
    timetable_task.call(run.job_id)
    run.refresh_from_db()
    wanted = (Job.State.FAILED, "No two sides want to meet yet: there is nothing to place.")
    assert (run.job.state, run.job.message) == wanted
    assert (run.value, run.gap, run.gap_percent) == (None, None, None)


def test_progress_is_shown_and_a_wish_to_stop_only_noted() -> None:
    run = opened(ready())
    job = run.job
    watch = _Watch(jobs.Progress(job.pk), actions.RunRecorder(run), 20)
    assert not watch.is_cancelled()
    watch.heard(Progress(value=10, bound=12, effort=5.0))
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.done, job.total, job.message_params) == (25, 100, {"value": 10, "bound": 12})
    assert [point[1:] for point in run.points] == [[10, 12]]
    Job.objects.update(cancel_requested=True)
    watch.heard(Progress(value=11, bound=12, effort=1000.0))
    watch.heard(Progress(value=11, bound=12, effort=1001.0))
    job.refresh_from_db()
    assert job.done == 99
    assert watch.is_cancelled()
    watch.recorder.end(None)
    run.refresh_from_db()
    assert [point[1:] for point in run.points] == [[10, 12], [11, 12]]


def test_a_long_run_keeps_a_bounded_number_of_points() -> None:
    run = opened(ready())
    recorder = actions.RunRecorder(run)
    for value in range(5000):
        recorder.heard(Progress(value=value, bound=5000, effort=1.0))
    recorder.end(None)
    run.refresh_from_db()
    assert len(run.points) <= MOST_POINTS
    assert run.points[-1][1] == 4999
    assert [point[1] for point in run.points] == sorted(point[1] for point in run.points)
