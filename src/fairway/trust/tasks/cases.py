"""Work in the background: what falls due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.base.rights import require
from fairway.lib.explain import Reason
from fairway.trust.actions import run_due

if TYPE_CHECKING:
    from fairway.base.models import User

KIND = gettext_noop("Mark delays and let records expire")
REASON = gettext_noop("Started at the desk of cases")


def start_due(*, actor: User, reason: str) -> Job:
    """Open the job and hand it to the worker; refused at once to whoever may not."""
    require(actor, "trust.run_due_cases")
    return jobs.open_job(actor=actor, reason=reason, kind=KIND, enqueue=run_due_task.enqueue)


@task()
def run_due_task(job_id: int) -> None:
    """Run the job as the account that started it."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        progress(0, 1, Reason(KIND))
        actor = Job.objects.select_related("started_by").get(pk=job_id).started_by
        done = run_due(actor=actor, reason=REASON, on=timezone.localdate())
        return {"url": reverse("trust:cases"), "marked": done.marked, "expired": done.expired}

    jobs.run(job_id, work)
