"""The job that makes a timetable: done, cancelled, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests import cast

from fairway.base import jobs
from fairway.base.models import AuditLine, Job
from fairway.govern.models import Role
from fairway.lib.errors import NotAllowed
from fairway.meet.engine.result import Progress
from fairway.meet.models import Timetable
from fairway.meet.tasks import KIND, _Watch, start_timetable, timetable_task
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
        job = start_timetable(actor=user, reason="test", event=made.event)
    assert len(callbacks) == 1
    assert (job.kind, job.started_by, job.state) == (KIND, user, Job.State.WAITING)
    timetable_task.call(job.pk, made.event.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"url": reverse("meet:event", args=[made.event.pk])})
    assert made.event.timetables.get().meetings.count() == 2
    line = AuditLine.objects.get(verb="make_timetable")
    assert line.actor == user.username


def test_others_do_not_even_get_a_job() -> None:
    made = ready()
    with pytest.raises(NotAllowed):
        start_timetable(actor=cast.account(Role.ZONE_COMMITTEE), reason="x", event=made.event)
    assert not Job.objects.exists()


def test_a_cancelled_job_keeps_no_timetable() -> None:
    made = ready()
    job = Job.objects.create(kind=KIND, started_by=made.operator, cancel_requested=True)
    timetable_task.call(job.pk, made.event.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not Timetable.objects.exists()


def test_a_refusal_is_kept_as_the_jobs_message() -> None:
    made = stage("AB")
    job = Job.objects.create(kind=KIND, started_by=made.operator)
    timetable_task.call(job.pk, made.event.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, "No two sides want to meet yet: there is nothing to place.")


def test_progress_is_shown_and_a_wish_to_stop_only_noted() -> None:
    job = Job.objects.create(kind=KIND, started_by=cast.operator())
    watch = _Watch(jobs.Progress(job.pk))
    watch.heard(Progress(value=10, bound=12, effort=5.0))
    job.refresh_from_db()
    assert (job.done, job.total, job.message_params) == (25, 100, {"value": 10, "bound": 12})
    assert not watch.should_stop()
    Job.objects.update(cancel_requested=True)
    watch.heard(Progress(value=11, bound=12, effort=1000.0))
    job.refresh_from_db()
    assert job.done == 99
    assert watch.should_stop()
