"""Uploaded folders: kept with what the dry run found, then run or thrown away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit, jobs
from fairway.base.problems import problem_data
from fairway.base.rights import require
from fairway.chain.actions.load import load_folder
from fairway.chain.actions.pipeline import LOADING, STEPS, run_steps
from fairway.chain.engine.folder import read_folder
from fairway.chain.models import InputFile, InputFolder
from fairway.chain.queries.folders import check_again, is_half_run, row_counts
from fairway.lib.errors import Refused
from fairway.meet.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fairway.base.jobs import Progress
    from fairway.base.models import Job, User

JOB_KIND = gettext_noop("Load a folder and run the chain")


@transaction.atomic
def keep_folder(*, actor: User, reason: str, files: Mapping[str, bytes]) -> InputFolder:
    """Read the files, write nothing but the files themselves and what was found in them."""
    require(actor, "chain.load_folder")
    check = read_folder(files)
    good = check if check.folder is not None else read_folder(files, accept_good_rows=True)
    kept = InputFolder.objects.create(
        event_code=good.folder.event.code if good.folder is not None else "",
        problems=[problem_data(problem) for problem in check.problems],
        rows=row_counts(good.folder),
        is_loadable=check.folder is not None,
        has_good_rows=good.folder is not None,
        uploaded_by=actor,
    )
    InputFile.objects.bulk_create(InputFile(folder=kept, name=n, content=c) for n, c in files.items())
    audit.record(
        actor=actor,
        verb="keep_folder",
        subject=kept,
        reason=reason,
        files=len(files),
        problems=len(check.problems),
    )
    return kept


@transaction.atomic
def start_run(
    *,
    actor: User,
    reason: str,
    kept: InputFolder,
    accept_good_rows: bool,
    enqueue: Callable[..., object],
) -> Job:
    """Open the job that loads the folder and runs the chain.

    ``enqueue`` is called with the job's id, ``kept_id`` and ``accept_good_rows``.
    """
    require(actor, "chain.load_folder")
    kept = InputFolder.objects.select_for_update(of=("self",)).select_related("job").get(pk=kept.pk)
    _refuse_unless_unfinished(kept)
    if not (kept.is_loadable or (accept_good_rows and kept.has_good_rows)):
        raise Refused("folder-broken", gettext_noop("This folder has problems. Mend them and upload it again."))
    work = partial(enqueue, kept_id=kept.pk, accept_good_rows=accept_good_rows)
    kept.job = jobs.open_job(actor=actor, reason=reason, kind=JOB_KIND, enqueue=work)
    kept.save()
    return kept.job


def _refuse_unless_unfinished(kept: InputFolder) -> None:
    """A folder waits to be loaded, or was loaded by a job that was stopped before the last step."""
    if not is_half_run(kept):
        _refuse_unless_waiting(kept)


def _refuse_unless_waiting(kept: InputFolder) -> None:
    if kept.state != InputFolder.State.CHECKED:
        raise Refused("folder-over", gettext_noop("This folder has already been loaded or discarded."))
    if kept.job is not None and not kept.job.is_over:
        raise Refused("folder-running", gettext_noop("This folder is being loaded right now. See its job."))


def run_kept_folder(*, actor: User, reason: str, kept: InputFolder, accept_good_rows: bool, progress: Progress) -> int:
    """Load a kept folder and run the chain on it; gives the event's id."""
    require(actor, "chain.load_folder")
    if kept.state == InputFolder.State.LOADED:
        event = Event.objects.get(code=kept.event_code)
        run_steps(actor=actor, reason=reason, event=event, progress=progress, should_stop=progress.cancelled)
        return event.pk
    folder = check_again(kept, accept_good_rows=accept_good_rows).folder
    if folder is None:
        raise Refused("folder-broken", gettext_noop("This folder has problems. Mend them and upload it again."))
    progress(0, STEPS, LOADING)
    with transaction.atomic():
        event = load_folder(actor=actor, reason=reason, folder=folder)
        _mark(actor=actor, reason=reason, kept=kept, state=InputFolder.State.LOADED)
    run_steps(actor=actor, reason=reason, event=event, progress=progress, should_stop=progress.cancelled)
    return event.pk


def discard_folder(*, actor: User, reason: str, kept: InputFolder) -> None:
    """Throw the files away; that there was such a folder stays on record."""
    require(actor, "chain.load_folder")
    _refuse_unless_waiting(kept)
    _mark(actor=actor, reason=reason, kept=kept, state=InputFolder.State.DISCARDED)


@transaction.atomic
def _mark(*, actor: User, reason: str, kept: InputFolder, state: str) -> None:
    """Close a folder: its files are no longer needed once their rows are in, or not wanted."""
    kept.state = state
    kept.save(update_fields=["state"])
    kept.files.all().delete()
    audit.record(actor=actor, verb="close_folder", subject=kept, reason=reason, state=state)
