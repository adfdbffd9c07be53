"""Work in the background: looking for doubles, bringing files of organisations in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop
from django_tasks import task

from fairway.base import jobs
from fairway.base.models import Job
from fairway.base.rights import require
from fairway.know.actions.applying import apply_import
from fairway.know.actions.finding import find_doubles
from fairway.know.actions.imports import compare_upload
from fairway.know.actions.taking_back import take_back_import
from fairway.know.models import Import

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User

KIND = gettext_noop("Look for doubles")
REASON = gettext_noop("Started at the desk")
IMPORT_REASON = gettext_noop("Done on the import's page")


def start_finding(*, actor: User, reason: str) -> Job:
    """Open the job and hand it to the worker; refused at once to whoever may not decide."""
    require(actor, "know.decide_doubles")
    return jobs.open_job(actor=actor, reason=reason, kind=KIND, enqueue=find_doubles_task.enqueue)


@task()
def find_doubles_task(job_id: int) -> None:
    """Run the job as the account that started it."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        actor = Job.objects.select_related("started_by").get(pk=job_id).started_by
        kept = find_doubles(actor=actor, reason=REASON, progress=progress)
        return {"url": reverse("know:doubles"), "pairs": kept}

    jobs.run(job_id, work)


@task()
def compare_upload_task(job_id: int, import_id: int) -> None:
    """Compare an uploaded file with the registry."""
    _on_upload(job_id, import_id, compare_upload)


@task()
def apply_import_task(job_id: int, import_id: int) -> None:
    """Write what a comparison found."""
    _on_upload(job_id, import_id, apply_import)


@task()
def take_back_import_task(job_id: int, import_id: int) -> None:
    """Take an import back."""
    _on_upload(job_id, import_id, take_back_import)


def _on_upload(job_id: int, import_id: int, act: Callable[..., dict[str, int]]) -> None:
    """Run ``act`` on an upload as the account that started the job."""

    def work(progress: jobs.Progress) -> dict[str, object]:
        actor = Job.objects.select_related("started_by").get(pk=job_id).started_by
        counts = act(actor=actor, reason=IMPORT_REASON, kept=Import.objects.get(pk=import_id), progress=progress)
        return {"url": reverse("know:import", args=[import_id]), **counts}

    jobs.run(job_id, work)
