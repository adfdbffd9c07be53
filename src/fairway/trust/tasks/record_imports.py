"""Work in the background: files of credit records checked, kept and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.trust import actions
from fairway.trust.models import RecordImport

if TYPE_CHECKING:
    from collections.abc import Callable

REASON = gettext_noop("Done on the import's page")


@task()
def check_records_task(job_id: int, import_id: int) -> None:
    """Check an uploaded file of records."""
    _on_upload(job_id, import_id, actions.check_record_upload)


@task()
def keep_records_task(job_id: int, import_id: int) -> None:
    """Keep the good rows of a checked file."""
    _on_upload(job_id, import_id, actions.keep_record_import)


@task()
def take_records_back_task(job_id: int, import_id: int) -> None:
    """Take the records of an import back."""
    _on_upload(job_id, import_id, actions.take_records_back)


def _on_upload(job_id: int, import_id: int, act: Callable[..., dict[str, int]]) -> None:
    """Run ``act`` on an upload as the account that started the job."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        actor = Job.objects.select_related("started_by").get(pk=job_id).started_by
        kept = RecordImport.objects.get(pk=import_id)
        counts = act(actor=actor, reason=REASON, kept=kept, progress=progress)
        return {"url": reverse("trust:record_import", args=[import_id]), **counts}

    jobs.run(job_id, work)
