"""Background work: a kept folder loaded and run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.chain import actions
from fairway.chain.models import InputFolder

if TYPE_CHECKING:
    from fairway.base.jobs import Progress

REASON = gettext_noop("Loaded on the folder's page")


@task()
def run_kept_folder(job_id: int, kept_id: int, accept_good_rows: bool) -> None:  # noqa: FBT001  # JSON arguments
    """Run the job of a kept folder as the account that started it."""

    def work(progress: Progress) -> dict[str, object]:
        job = Job.objects.select_related("started_by").get(pk=job_id)
        event_id = actions.run_kept_folder(
            actor=job.started_by,
            reason=REASON,
            kept=InputFolder.objects.get(pk=kept_id),
            accept_good_rows=accept_good_rows,
            progress=progress,
        )
        return {"url": reverse("meet:event", args=[event_id])}

    jobs.run(job_id, work)
