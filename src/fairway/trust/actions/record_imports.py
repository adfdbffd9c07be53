"""Files of credit records: kept as they came, checked, brought in batch by batch, and taken back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from fairway.base import audit, jobs
from fairway.base.problems import problem_data
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.lib.errors import Invalid, Missing, Refused, TooLarge
from fairway.lib.explain import Reason
from fairway.trust.engine.record_files.checking import KINDS, SEVERITIES, STATUSES
from fairway.trust.engine.record_files.intake import Findings, take_in
from fairway.trust.models import CreditRecord, Edition, RecordImport, RecordImportFile, StatusChange
from fairway.trust.queries.record_imports import (
    FINISHED,
    PROBLEMS_SHOWN,
    Planner,
    compare_taken,
    file_of,
    is_running,
    staged_rows,
    uses_of,
    why_not_decide,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fairway.base.models import Job, User
    from fairway.trust.engine.record_files.intake import Taken
    from fairway.trust.queries.record_imports import Compared, Planned

RIGHT = "trust.load_records"
KINDS_OF_FILE = (".csv", ".xlsx", ".parquet")
BATCH = 1_000
MOST_ROWS = 500_000
"""In one upload: a few packed kilobytes of Parquet can be any number of rows."""
MOST_KEPT = 10
"""So many times the size one upload may have is kept for uploads nobody has finished."""
CHECK_JOB = gettext_noop("Check a file of records")
APPLY_JOB = gettext_noop("Import records")
TAKE_BACK_JOB = gettext_noop("Take records back")
KEEPING = gettext_noop("Keeping records: %(done)s of %(total)s.")
TAKING = gettext_noop("Taking records back: %(done)s of %(total)s.")


@transaction.atomic
def keep_record_upload(*, actor: User, reason: str, file_name: str, content: bytes) -> RecordImport:
    """Keep a file as it came. Raises Invalid for another kind of file, TooLarge and Refused where there is no room."""
    require(actor, RIGHT)
    if not file_name.lower().endswith(KINDS_OF_FILE):
        raise Invalid("file-kind", gettext_noop("Records come as .csv, .xlsx or .parquet."))
    if len(content) > settings.UPLOAD_BYTES:
        limit = settings.UPLOAD_BYTES // (1024 * 1024)
        text = gettext_noop("The file is larger than %(limit)s MiB. Split it, or use “fairway records import”.")
        raise TooLarge("file-too-large", text, limit=limit)
    open_uploads = RecordImport.objects.exclude(state__in=FINISHED)
    kept = open_uploads.aggregate(size=Sum("file_bytes"))["size"] or 0
    if kept + len(content) > MOST_KEPT * settings.UPLOAD_BYTES:
        text = gettext_noop("Too many uploads are unfinished. Apply or discard some of them first.")
        raise Refused("uploads-full", text)
    made = RecordImport.objects.create(file_name=file_name[-200:], file_bytes=len(content), uploaded_by=actor)
    RecordImportFile.objects.create(import_of=made, kind=RecordImportFile.Kind.UPLOAD, content=content)
    audit.record(actor=actor, verb="keep_upload", subject=made, reason=reason, file=file_name, bytes=len(content))
    return made


def _unfinished(kept: RecordImport) -> RecordImport:
    """The upload, held until the transaction ends; refused once it is over or while a job works on it."""
    here = RecordImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=kept.pk)
    if here.state in FINISHED:
        text = gettext_noop("This upload is over: it was applied, taken back or discarded. Upload the file again.")
        raise Refused("import-over", text)
    if is_running(here):
        raise Refused("import-running", gettext_noop("A job is working on this upload right now. See its page."))
    return here


def _open_job(actor: User, reason: str, here: RecordImport, kind: str, enqueue: Callable[..., object]) -> Job:
    here.job = jobs.open_job(actor=actor, reason=reason, kind=kind, enqueue=partial(enqueue, import_id=here.pk))
    here.save()
    return here.job


@transaction.atomic
def start_record_check(*, actor: User, reason: str, kept: RecordImport, enqueue: Callable[..., object]) -> Job:
    """Open the job that checks; ``enqueue`` is called with the job's id and ``import_id``."""
    require(actor, RIGHT)
    return _open_job(actor, reason, _unfinished(kept), CHECK_JOB, enqueue)


def check_record_upload(*, actor: User, reason: str, kept: RecordImport, progress: jobs.Progress) -> dict[str, int]:
    """Find what is wrong with an upload and what of it is new; no record is kept yet."""
    require(actor, RIGHT)
    with TemporaryDirectory(prefix="fairway-records-") as folder:
        taken, findings, compared = _looked_at(actor, kept, Path(folder), progress)
        mend = (Path(folder) / "to-mend.csv").read_bytes()
    counts = {"rows": taken.rows, "bad": findings.bad_rows, "new": compared.new, "same": compared.same}
    about = sorted(compared.organisations)
    _keep_findings(actor=actor, reason=reason, kept=kept, findings=findings, counts=counts, about=about, mend=mend)
    return counts


def _looked_at(
    actor: User, kept: RecordImport, folder: Path, progress: Callable[[int, int, Reason], None]
) -> tuple[Taken, Findings, Compared]:
    content = file_of(kept, RecordImportFile.Kind.UPLOAD)
    if content is None:
        raise Missing("file-gone", gettext_noop("The file is no longer kept. Upload it again."))
    path = folder / f"upload{Path(kept.file_name).suffix.lower()}"
    path.write_bytes(content)
    with (folder / "to-mend.csv").open("wb") as mend:
        findings = Findings(mend=mend, translate=gettext)
        taken = take_in(
            [path], folder, timezone.localdate(), findings, names=[kept.file_name], tell=progress, most_rows=MOST_ROWS
        )
        compared = compare_taken(taken, findings, progress, own_organisations(actor))
    return taken, findings, compared


@transaction.atomic
def _keep_findings(
    *,
    actor: User,
    reason: str,
    kept: RecordImport,
    findings: Findings,
    counts: dict[str, int],
    about: list[int],
    mend: bytes,
) -> None:
    here = RecordImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    here.state, here.counts, here.is_lost = RecordImport.State.CHECKED, counts, findings.is_lost
    first = sorted(findings.shown, key=lambda problem: problem.row or 0)[:PROBLEMS_SHOWN]
    here.problems, here.organisations = [problem_data(problem) for problem in first], about
    here.save()
    RecordImportFile.objects.filter(import_of=here, kind=RecordImportFile.Kind.MEND).delete()
    if mend:
        RecordImportFile.objects.create(import_of=here, kind=RecordImportFile.Kind.MEND, content=mend)
    audit.record(actor=actor, verb="check_records", subject=here, reason=reason, **counts)


@transaction.atomic
def start_keeping_records(*, actor: User, reason: str, kept: RecordImport, enqueue: Callable[..., object]) -> Job:
    """Open the job that keeps the good rows; one that was stopped half way is taken up again."""
    require(actor, RIGHT)
    here = _unfinished(kept)
    _refuse_deciding(actor, here)
    if here.state != RecordImport.State.CHECKED or here.is_lost or not here.counts.get("new"):
        raise Refused("nothing-to-keep", gettext_noop("Nothing of this file can be kept: check it, and mend it first."))
    return _open_job(actor, reason, here, APPLY_JOB, enqueue)


def keep_record_import(*, actor: User, reason: str, kept: RecordImport, progress: jobs.Progress) -> dict[str, int]:
    """Keep the good rows of a checked upload, each batch in a transaction of its own; what is in stays in."""
    require(actor, RIGHT)
    _refuse_deciding(actor, kept)
    if kept.state != RecordImport.State.CHECKED or kept.is_lost:
        raise Refused("nothing-to-keep", gettext_noop("Nothing of this file can be kept: check it, and mend it first."))
    with TemporaryDirectory(prefix="fairway-records-") as folder:
        taken, _findings, compared = _looked_at(actor, kept, Path(folder), progress)
        keeping = _Keeping(actor, reason, kept)
        keeping.all(taken, compared, progress)
    return _finish(actor=actor, reason=reason, kept=kept)


@transaction.atomic
def _finish(*, actor: User, reason: str, kept: RecordImport) -> dict[str, int]:
    """Close the upload: the file is no longer needed once its rows are in."""
    here = RecordImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    here.counts = {**here.counts, "kept": here.records.count()}
    here.state, here.applied_at = RecordImport.State.APPLIED, timezone.now()
    here.save()
    RecordImportFile.objects.filter(import_of=here, kind=RecordImportFile.Kind.UPLOAD).delete()
    audit.record(actor=actor, verb="finish_import", subject=here, reason=reason, **here.counts)
    return dict(here.counts)


@transaction.atomic
def keep_taken(
    *, actor: User, reason: str, taken: Taken, compared: Compared, tell: Callable[[int, int, Reason], None]
) -> int:
    """Keep the good rows of files in one transaction; gives how many are new."""
    require(actor, RIGHT)
    keeping = _Keeping(actor, reason, None)
    keeping.all(taken, compared, tell)
    files = list(taken.files)
    subject = "trust.creditrecord"
    audit.record(actor=actor, verb="import_records", subject=subject, reason=reason, records=keeping.kept, files=files)
    return keeping.kept


class _Keeping:
    """Rows becoming records, batch by batch; those of an upload each with a transaction and a line in the log."""

    def __init__(self, actor: User, reason: str, brought_in: RecordImport | None) -> None:
        self.actor, self.reason, self.brought_in = actor, reason, brought_in
        self.planner = Planner(own_organisations(actor))
        self.kept = 0

    def all(self, taken: Taken, compared: Compared, tell: Callable[[int, int, Reason], None]) -> None:
        """Keep every row that is not marked to stay out."""
        done = 0
        for rows in staged_rows(taken):
            tell(done, taken.good, Reason(KEEPING, {"done": done, "total": taken.good}))
            wanted = [row for row in rows if (row["file"], row["row"]) not in compared.out]
            self._batch(self.planner, wanted)
            done += len(rows)

    @transaction.atomic
    def _batch(self, planner: Planner, rows: Sequence[dict[str, object]]) -> None:
        audit.wait_for_turn()
        planned = planner.plan(rows)
        wrong = next((each.problem for each in planned if each.problem), None)
        if wrong is not None:
            text = gettext_noop("The registry or its records have changed since the check. Check the file again.")
            raise Refused("overtaken", text)
        new = [each for each in planned if not each.is_same]
        if not new:
            return
        records = [_record(each, self.brought_in, self.actor) for each in new]
        CreditRecord.objects.bulk_create(records, batch_size=BATCH)
        changes = [_change(record, each) for record, each in zip(records, new, strict=True)]
        StatusChange.objects.bulk_create(filter(None, changes), batch_size=BATCH)
        self.kept += len(records)
        if self.brought_in is not None:
            about = {"subject": self.brought_in, "reason": self.reason, "records": len(records)}
            audit.record(actor=self.actor, verb="import_records", **about)  # type: ignore[arg-type]  # as named


def _record(planned: Planned, brought_in: RecordImport | None, actor: User) -> CreditRecord:
    row, about = planned.row, planned.organisation
    assert about is not None  # noqa: S101  # tells the type checker what the plan says of rows without a problem
    return CreditRecord(
        organisation_id=about.pk,
        number=row["number"],
        kind=KINDS[row["kind"]],
        severity=SEVERITIES[row["severity"]],
        happened_on=row["happened_on"],
        learned_on=row["learned_on"],
        status=STATUSES[row["status"]],
        authority=row["authority"],
        source=row["source"],
        is_demo=row["demo"] or about.is_demo,
        brought_in=brought_in,
        entered_by=actor,
    )


def _change(record: CreditRecord, planned: Planned) -> StatusChange | None:
    """A record that comes with another status than active had it from the day said, else when we learned of it."""
    if record.status == CreditRecord.Status.ACTIVE:
        return None
    since = planned.row["status_on"] or record.learned_on
    return StatusChange(record=record, status=record.status, on=since)


@transaction.atomic
def discard_record_upload(*, actor: User, reason: str, kept: RecordImport) -> None:
    """Throw the file away; that there was one stays on record. A colleague's is checked first: whom is it about?"""
    require(actor, RIGHT)
    here = _unfinished(kept)
    _refuse_deciding(actor, here)
    if here.records.exists():
        text = gettext_noop("Some of its records are kept already. Keep the others, or take them back.")
        raise Refused("import-begun", text)
    here.state = RecordImport.State.DISCARDED
    here.save()
    here.files.all().delete()
    audit.record(actor=actor, verb="discard_upload", subject=here, reason=reason)


@transaction.atomic
def start_taking_records_back(*, actor: User, reason: str, kept: RecordImport, enqueue: Callable[..., object]) -> Job:
    """Open the job that takes the records of an import back."""
    require(actor, RIGHT)
    here = RecordImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=kept.pk)
    _refuse_deciding(actor, here)
    if is_running(here) or here.state == RecordImport.State.TAKEN_BACK or not here.records.exists():
        text = gettext_noop("There is nothing to take back, or a job is working on this upload right now.")
        raise Refused("nothing-to-take-back", text)
    return _open_job(actor, reason, here, TAKE_BACK_JOB, enqueue)


@transaction.atomic
def take_records_back(*, actor: User, reason: str, kept: RecordImport, progress: jobs.Progress) -> dict[str, int]:
    """Take every record of an import back, or none: Refused ``records-used`` once a case rests on one.

    Ratings made with them stay as they were kept; rating again puts new ones in their place. Where an edition was
    published since, the records are withdrawn from the day they were learned, not removed: the edition can be made
    again.
    """
    require(actor, RIGHT)
    audit.wait_for_turn()
    here = RecordImport.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    _refuse_deciding(actor, here)
    pks = list(here.records.order_by("pk").values_list("pk", flat=True))
    used = sum(uses_of(pks[start : start + BATCH]) for start in range(0, len(pks), BATCH))
    if used:
        text = gettext_noop("Cases or changes of status rest on %(used)s of its records, so they stay.")
        raise Refused("records-used", text, used=used)
    if progress.cancelled():
        raise Refused(jobs.CANCELLED, gettext_noop("Stopped on request."))
    published = Edition.objects.filter(published_at__gte=here.records.aggregate(first=Min("entered_at"))["first"])
    stay = published.exists()
    for start in range(0, len(pks), BATCH):
        part = pks[start : start + BATCH]
        if stay:
            _withdraw(actor, reason, part)
        else:
            _remove(part)
    done = {"withdrawn" if stay else "taken_back": len(pks)}
    here.state, here.counts = RecordImport.State.TAKEN_BACK, {**here.counts, **done}
    here.save()
    here.files.filter(kind=RecordImportFile.Kind.UPLOAD).delete()
    audit.record(actor=actor, verb="take_back_import", subject=here, reason=reason, **done)
    return done


def _remove(records: Sequence[int]) -> None:
    StatusChange.objects.filter(record__in=records).delete()
    CreditRecord.objects.filter(pk__in=records).delete()


def _withdraw(actor: User, reason: str, records: Sequence[int]) -> None:
    rows = CreditRecord.objects.filter(pk__in=records)
    withdrawn = CreditRecord.Status.WITHDRAWN
    StatusChange.objects.bulk_create(
        StatusChange(record_id=pk, status=withdrawn, on=learned_on, reason=reason[:500], by=actor)
        for pk, learned_on in rows.values_list("pk", "learned_on")
    )
    rows.update(status=withdrawn)


def _refuse_deciding(actor: User, kept: RecordImport) -> None:
    if against := why_not_decide(actor, kept):
        raise Refused(*against)
