"""Jobs report, end, fail and stop on request."""

from __future__ import annotations

import pytest
from tests.cast import account

from fairway.base import jobs
from fairway.base.models import AuditLine, Job
from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import Reason

pytestmark = pytest.mark.django_db


def open_job() -> Job:
    return jobs.open_job(actor=account(), reason="a test", kind="trial", enqueue=lambda pk: None)


def test_a_job_ends_with_its_result(django_capture_on_commit_callbacks) -> None:
    asked: list[int] = []
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.open_job(actor=account(), reason="a test", kind="trial", enqueue=asked.append)
    assert asked == [job.pk]

    def work(progress: jobs.Progress) -> dict[str, object]:
        progress(1, 2, Reason("Half of %(what)s", {"what": "it"}))
        middle = Job.objects.get(pk=job.pk)
        assert (middle.state, middle.done, middle.total, middle.message) == ("running", 1, 2, "Half of %(what)s")
        return {"url": "/there/"}

    jobs.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.result, job.finished_at is not None) == ("done", {"url": "/there/"}, True)
    assert list(AuditLine.objects.values_list("verb", flat=True)) == ["start_job"]


def test_a_job_runs_once() -> None:
    job = open_job()
    runs: list[int] = []
    for _ in range(2):
        jobs.run(job.pk, lambda progress: {"n": len(runs)} if not runs.append(1) else {})
    assert len(runs) == 1


def test_a_cancelled_job_stops_at_its_next_report() -> None:
    job = open_job()

    def work(progress: jobs.Progress) -> dict[str, object]:
        jobs.cancel_job(actor=job.started_by, reason="enough", job=Job.objects.get(pk=job.pk))
        progress(1, 2, Reason("on"))
        pytest.fail("went on")

    jobs.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.message) == ("cancelled", "Stopped on request.")


def test_a_waiting_job_is_cancelled_at_once_and_not_twice() -> None:
    job = open_job()
    jobs.cancel_job(actor=job.started_by, reason="no", job=job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    with pytest.raises(Refused):
        jobs.cancel_job(actor=job.started_by, reason="no", job=job)


def test_a_refusal_is_kept_as_failure() -> None:
    job = open_job()

    def work(progress: jobs.Progress) -> dict[str, object]:
        raise Refused("no-way", "Not with %(who)s", who="us")

    jobs.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, str(Reason(job.message, job.message_params))) == ("failed", "Not with us")


def test_a_fault_is_kept_as_failure_and_raised() -> None:
    job = open_job()

    def work(progress: jobs.Progress) -> dict[str, object]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.run(job.pk, work)
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_job_whose_worker_is_gone_is_closed_by_asking_twice() -> None:
    job = open_job()
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    for state in ("running", "cancelled"):
        jobs.cancel_job(actor=job.started_by, reason="enough", job=Job.objects.get(pk=job.pk))
        assert Job.objects.get(pk=job.pk).state == state


def test_whatever_refuses_is_kept_as_failure_with_its_sentence() -> None:
    job = open_job()

    def work(progress: jobs.Progress) -> dict[str, object]:
        raise Invalid("no-day", "Not on %(day)s", day="Monday")

    jobs.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, str(Reason(job.message, job.message_params))) == ("failed", "Not on Monday")
