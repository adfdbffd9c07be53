"""Carrying out what a comparison found, some hundred rows at a time: exactly that, or nothing of a row.

Before a row is written it is planned again. Where the registry has moved on since the comparison and the plan would be
another, the row is left and marked as overtaken. What is written is noted row by row, so that it can be taken back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit, jobs
from fairway.base.rights import require
from fairway.know.actions.finding import Proposal, propose_pairs
from fairway.know.actions.search import reindex
from fairway.know.actions.writing import Batch, Writing
from fairway.know.engine.imports.incoming import from_data
from fairway.know.engine.imports.plan import FoundBy, Outcome, plan_asked, plan_row
from fairway.know.models import Import, ImportFile, ImportRow
from fairway.know.queries.exchange import own_entities
from fairway.know.queries.imports.comparing import BATCH, whole_ties
from fairway.know.queries.imports.files import FINISHED, change_data, is_running, near_of, options_of
from fairway.know.queries.imports.names import decision_of, judge
from fairway.know.queries.imports.registry import mentioned_keys, origin_of, references, registry_for
from fairway.lib.errors import Refused
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fairway.base.models import Job, User
    from fairway.know.engine.imports.incoming import Incoming, Options
    from fairway.know.engine.imports.plan import Plan, Registry
    from fairway.know.queries.imports.comparing import Tell

RIGHT = "know.edit_organisations"
APPLY_JOB = gettext_noop("Import organisations")
WRITING = gettext_noop("Writing rows: %(done)s of %(total)s.")
TYING = gettext_noop("Writing who belongs to whom: %(done)s of %(total)s.")
METHOD = "import"


@transaction.atomic
def start_applying(*, actor: User, reason: str, kept: Import, enqueue: Callable[..., object]) -> Job:
    """Open the job that writes; ``enqueue`` is called with the job's id and ``import_id``.

    A job that was stopped half way is taken up again: rows that are in stay in.
    """
    require(actor, RIGHT)
    here = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=kept.pk)
    if here.state != Import.State.COMPARED or is_running(here):
        text = gettext_noop("This upload cannot be applied now: compare it first, and wait for its job to end.")
        raise Refused("import-not-ready", text)
    here.job = jobs.open_job(actor=actor, reason=reason, kind=APPLY_JOB, enqueue=partial(enqueue, import_id=here.pk))
    here.save()
    return here.job


def apply_import(*, actor: User, reason: str, kept: Import, progress: Tell) -> dict[str, int]:
    """Write every row that is planned and not in yet; gives rows by outcome.

    Each batch is a transaction with its own line in the log; ``progress`` is asked between batches and may refuse.
    """
    require(actor, RIGHT)
    if kept.state in FINISHED:
        raise Refused("import-over", gettext_noop("This upload is over: it was applied, taken back or discarded."))
    here = _Applying(actor, reason, kept)
    here.rows(progress)
    here.ties(progress)
    return _finish(actor=actor, reason=reason, kept=kept)


@transaction.atomic
def _finish(*, actor: User, reason: str, kept: Import) -> dict[str, int]:
    """Close the upload: the file is no longer needed once its rows are in."""
    counted = ImportRow.objects.filter(import_of=kept).order_by().values_list("outcome").annotate(rows=Count("pk"))
    found = dict(counted)
    counts = {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}
    Import.objects.filter(pk=kept.pk).update(state=Import.State.APPLIED, applied_at=timezone.now(), counts=counts)
    ImportFile.objects.filter(import_of=kept).delete()
    audit.record(actor=actor, verb="finish_import", subject=kept, reason=reason, **counts)
    return counts


def _to_write(options: Options) -> list[str]:
    """Outcomes of rows that are written; rows to be asked wait outside where that was chosen."""
    return [Outcome.NEW, Outcome.CHANGED] if options.hold else [Outcome.NEW, Outcome.CHANGED, Outcome.ASK]


class _Applying:
    """One run over the rows of an upload."""

    def __init__(self, actor: User, reason: str, kept: Import) -> None:
        self.actor = actor
        self.reason = reason
        self.kept = kept
        self.options = options_of(kept)
        self.origin = origin_of(kept.namespace, kept.file_name)
        planned = ImportRow.objects.filter(import_of=kept, outcome__in=[*_to_write(self.options), Outcome.UNCHANGED])
        # A row that repeats another is in the file if that one is: of a refused row nothing comes in.
        planned = planned.exclude(found_by=FoundBy.ROW)
        rows = [from_data(data) for data in planned.values_list("incoming", flat=True).iterator(chunk_size=BATCH)]
        self.in_file = references(rows)
        self.ours = own_entities(mentioned_keys(rows))

    def rows(self, progress: Tell) -> None:
        """Add and change organisations."""
        waiting = ImportRow.objects.filter(import_of=self.kept, outcome__in=_to_write(self.options), is_done=False)
        numbers = list(waiting.values_list("pk", flat=True))
        for start in range(0, len(numbers), BATCH):
            params = {"done": start, "total": len(numbers)}
            progress(start, len(numbers) + 1, Reason(WRITING, params))
            self._write(numbers[start : start + BATCH])

    @transaction.atomic
    def _write(self, pks: Sequence[int]) -> None:
        audit.wait_for_turn()
        rows = list(ImportRow.objects.select_for_update().filter(pk__in=pks, is_done=False).order_by("number"))
        incoming = [from_data(row.incoming) for row in rows]
        also = {pk for row in rows for pk in _led_to(row)}
        registry = registry_for(incoming, self.kept.namespace, self.in_file, also, self.ours)
        batch = Batch(self.actor, self.kept.namespace, self.origin, self.options)
        for row, values in zip(rows, incoming, strict=True):
            plan = self._plan(row, values, registry)
            if self._holds(row, plan):
                batch.add(Writing(row, values, plan))
        batch.write()
        ImportRow.objects.bulk_update(rows, ["outcome", "organisation", "effects", "problems", "is_done"])
        self._ask(batch)
        reindex(batch.organisations())
        audit.record(
            actor=self.actor,
            verb="import_organisations",
            subject=self.kept,
            reason=self.reason,
            rows=len(rows),
            added=batch.added(),
            changed=batch.changed(),
            overtaken=len(rows) - len(batch.writings),
        )

    def _plan(self, row: ImportRow, values: Incoming, registry: Registry) -> Plan:
        """The same plan once more, with what names decided taken from the comparison."""
        near = [near_of(each) for each in row.near]
        if row.outcome == Outcome.ASK:
            plan = plan_row(values, registry, self.options, judge)
            return plan_asked(values, registry, self.options, near) if plan.outcome is Outcome.NEW else plan
        if row.found_by in {FoundBy.NAME, FoundBy.RULING}:
            return plan_row(values, registry, self.options, judge, near)
        return plan_row(values, registry, self.options, judge)

    def _holds(self, row: ImportRow, plan: Plan) -> bool:
        """Whether the row's plan is what was shown; one that is not any more is left and marked."""
        same = [change_data(change) for change in plan.changes] == row.changes
        if same and plan.outcome == row.outcome and plan.pk == row.organisation_id:
            return True
        row.outcome = Outcome.STALE
        remedy = gettext_noop("Upload the file again to see what it would change now.")
        row.problems = [
            *row.problems,
            {
                "code": "overtaken",
                "text": gettext_noop("The registry has changed since the comparison; nothing of this row was written."),
                "params": {},
                "remedy": {"text": remedy, "params": {}},
                "row": row.number,
                "column": None,
                "level": "error",
            },
        ]
        return False

    def _ask(self, batch: Batch) -> None:
        """Put what may be a known organisation on the clerk's desk."""
        proposals = [
            Proposal(writing.row.organisation_id, near.pk, decision_of(near))
            for writing in batch.writings
            if writing.plan.outcome is Outcome.ASK and writing.row.organisation_id
            for near in writing.plan.near
        ]
        if proposals:
            propose_pairs(actor=self.actor, reason=self.reason, proposals=proposals, method=METHOD)

    def ties(self, progress: Tell) -> None:
        """Write who belongs to whom, once everybody is there."""
        tied = ImportRow.objects.filter(import_of=self.kept, outcome__in=_to_write(self.options), is_done=True)
        numbers = [pk for pk, changes in tied.values_list("pk", "changes") if any(_is_tie(c) for c in changes)]
        whole = whole_ties() if numbers else []
        for start in range(0, len(numbers), BATCH):
            params = {"done": start, "total": len(numbers)}
            progress(start, len(numbers) + 1, Reason(TYING, params))
            self._tie(numbers[start : start + BATCH], whole)

    @transaction.atomic
    def _tie(self, pks: Sequence[int], whole: list[tuple[Any, Any]]) -> None:
        audit.wait_for_turn()
        rows = list(ImportRow.objects.filter(pk__in=pks).select_related("organisation").order_by("number"))
        incoming = [from_data(row.incoming) for row in rows]
        also = {row.organisation_id for row in rows if row.organisation_id}
        registry = registry_for(incoming, self.kept.namespace, also=also, ours=self.ours)
        batch = Batch(self.actor, self.kept.namespace, self.origin, self.options)
        tied = batch.write_ties(rows, incoming, registry, whole)
        ImportRow.objects.bulk_update(rows, ["effects"])
        audit.record(actor=self.actor, verb="import_ties", subject=self.kept, reason=self.reason, ties=tied)


def _is_tie(change: Sequence[str]) -> bool:
    return change[0].startswith("links.")


def _led_to(row: ImportRow) -> set[int]:
    near = {each["pk"] for each in row.near}
    return near | {row.organisation_id} if row.organisation_id else near
