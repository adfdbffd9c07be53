"""Long work: started on a page, done by the worker, watched and cancelled from any page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fairway.base import audit
from fairway.base.models import Job, User
from fairway.lib.errors import FairwayError, Refused
from fairway.lib.explain import Reason, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

CANCELLED = "job-cancelled"


class Work(Protocol):
    """What a job runs: it reports to ``progress`` and returns JSON values to keep as the result."""

    def __call__(self, progress: Progress) -> dict[str, object]:
        """Do it."""


class Progress:
    """Reports how far the work is; raises Refused(``job-cancelled``) once somebody asked to stop.

    Report between transactions, never inside one: the page could not see it.
    """

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id

    def __call__(self, done: int, total: int, reason: Reason) -> None:
        """Say that ``done`` of ``total`` is behind us, and what is being done now."""
        Job.objects.filter(pk=self._job_id).update(
            done=done, total=total, message=reason.text, message_params=dict(reason.params)
        )
        if self.cancelled():
            raise Refused(CANCELLED, gettext_noop("Stopped on request."))

    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return Job.objects.filter(pk=self._job_id, cancel_requested=True).exists()


@transaction.atomic
def open_job(*, actor: User, reason: str, kind: str, enqueue: Callable[[int], object]) -> Job:
    """Keep the job and hand its id to ``enqueue`` once the transaction is through."""
    job = Job.objects.create(kind=kind, started_by=actor)
    audit.record(actor=actor, verb="start_job", subject=job, reason=reason, kind=kind)
    transaction.on_commit(lambda: enqueue(job.pk))
    return job


def run(job_id: int, work: Work) -> None:
    """Run ``work`` once for a waiting job and keep how it ended; bugs are kept as failed and raised on."""
    if not Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(state=Job.State.RUNNING):
        return
    end: dict[str, object] = {"state": Job.State.FAILED, "message": gettext_noop("Stopped by an error; see the log.")}
    try:
        end = {"state": Job.State.DONE, "result": work(Progress(job_id))}
    except FairwayError as refusal:
        end = {
            "state": Job.State.CANCELLED if refusal.code == CANCELLED else Job.State.FAILED,
            "message": refusal.text,
            "message_params": {k: str(v) for k, v in refusal.facts.items()},
        }
    finally:
        Job.objects.filter(pk=job_id).update(finished_at=timezone.now(), **end)


@transaction.atomic
def cancel_job(*, actor: User, reason: str, job: Job) -> None:
    """Ask the worker to stop at its next report.

    A job still waiting is cancelled at once, and so is one asked to stop before: its worker is gone or hangs.
    """
    if job.is_over:
        raise Refused("job-over", gettext_noop("This work has already ended."))
    at_once = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, cancel_requested=True)
    Job.objects.filter(at_once, pk=job.pk).update(state=Job.State.CANCELLED, finished_at=timezone.now())
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    audit.record(actor=actor, verb="cancel_job", subject=job, reason=reason)
