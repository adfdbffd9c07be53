"""Files of organisations: kept as they came, compared with the registry, and thrown away when nobody wants them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_noop

from fairway.base import audit, jobs
from fairway.base.problems import problem_data
from fairway.base.rights import require
from fairway.know.engine.imports.incoming import Options
from fairway.know.engine.imports.mapping import fingerprint, mapping_problems, names_person
from fairway.know.engine.imports.plan import FoundBy, Outcome
from fairway.know.engine.imports.reading import kind_of
from fairway.know.models import Import, ImportFile, ImportHeadings, ImportRow
from fairway.know.queries.imports.comparing import KEEPING, compare
from fairway.know.queries.imports.files import (
    FINISHED,
    change_data,
    is_running,
    mapping_of,
    near_data,
    options_of,
    upload_of,
)
from fairway.lib.errors import Invalid, Refused, TooLarge
from fairway.lib.explain import Reason
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fairway.base.models import Job, User
    from fairway.know.engine.imports.plan import Plan
    from fairway.know.queries.imports.comparing import Comparison, Tell

RIGHT = "know.edit_organisations"
BATCH = 1000
MOST_KEPT = 10
"""So many times the size one upload may have is kept for uploads nobody has finished."""
PERSONAL = frozenset({"person", "person-name", "person-number", "sole-trader", "legal-entity-unclear"})
"""Problems of rows that are, or may be, natural persons: nothing of these is kept."""
COMPARE_JOB = gettext_noop("Compare a file with the registry")
NAMESPACE = gettext_noop(
    "Name the source with 1 to 60 letters, digits, blanks and the signs . - _ ( ), such as park-list."
)
_SIGNS = frozenset(" .-_()（）")


@dataclass(frozen=True)
class Choices:
    """How a file is to be read: which heading is which column (by key), its sheet and heading row, and what else."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    heading_row: int = 0
    options: Options = field(default_factory=Options)


@transaction.atomic
def keep_upload(*, actor: User, reason: str, namespace: str, file_name: str, content: bytes) -> Import:
    """Keep a file as it came; ``namespace`` names the source whose keys it uses.

    Raises Invalid for a file of another kind, TooLarge where it or all unfinished ones together are too large.
    """
    require(actor, RIGHT)
    _check_namespace(namespace)
    try:
        kind = kind_of(file_name)
    except BadCell as bad:
        raise Invalid(bad.code, bad.text, **bad.facts) from bad
    if len(content) > settings.UPLOAD_BYTES:
        limit = settings.UPLOAD_BYTES // (1024 * 1024)
        text = gettext_noop("The file is larger than %(limit)s MiB. Split it into smaller files.")
        raise TooLarge("file-too-large", text, limit=limit)
    kept = Import.objects.exclude(file=None).aggregate(size=Sum("file_bytes"))["size"] or 0
    if kept + len(content) > MOST_KEPT * settings.UPLOAD_BYTES:
        text = gettext_noop("Too many uploads are unfinished. Apply or discard some of them first.")
        raise Refused("uploads-full", text)
    made = Import.objects.create(
        namespace=namespace, file_name=file_name[-200:], file_kind=kind, file_bytes=len(content), uploaded_by=actor
    )
    ImportFile.objects.create(import_of=made, content=content)
    audit.record(actor=actor, verb="keep_upload", subject=made, reason=reason, file=file_name, bytes=len(content))
    return made


def _check_namespace(namespace: str) -> None:
    signs = all(character.isalnum() or character in _SIGNS for character in namespace)
    if not (namespace.strip() == namespace and 1 <= len(namespace) <= 60 and signs):
        raise Invalid("namespace", NAMESPACE)


@transaction.atomic
def choose_columns(*, actor: User, reason: str, kept: Import, choices: Choices) -> None:
    """Keep which column of the file is which of ours; the same headings are proposed so the next time.

    Raises Invalid where no column is the name, or two are the same.
    """
    require(actor, RIGHT)
    here = _unfinished(kept)
    if here.file_kind != "ftm":
        wrong = next(mapping_problems(choices.mapping), None)
        if wrong is not None:
            raise Invalid(wrong.code, wrong.text, **wrong.facts)
        ImportHeadings.objects.update_or_create(
            fingerprint=fingerprint(list(choices.mapping)), defaults={"mapping": dict(choices.mapping)}
        )
    here.sheet, here.heading_row = choices.sheet, choices.heading_row
    here.mapping = [list(pair) for pair in choices.mapping.items()]
    here.options = asdict(choices.options)
    _reopen(here)
    here.save()
    columns = {heading: key for heading, key in choices.mapping.items() if key}
    audit.record(actor=actor, verb="choose_columns", subject=here, reason=reason, columns=columns)


def _unfinished(kept: Import) -> Import:
    """The upload, held until the transaction ends; refused once it is over or while a job works on it."""
    here = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=kept.pk)
    if here.state in FINISHED:
        text = gettext_noop("This upload is over: it was applied, taken back or discarded. Upload the file again.")
        raise Refused("import-over", text)
    if is_running(here):
        raise Refused("import-running", gettext_noop("A job is working on this upload right now. See its page."))
    if here.rows.filter(is_done=True).exclude(effects=[]).exists():  # a row that changed nothing is done at once
        text = gettext_noop("Some of its rows are in the registry already. Apply the others, or take it back.")
        raise Refused("import-begun", text)
    return here


def _reopen(here: Import) -> None:
    """What was found by an earlier comparison no longer counts."""
    here.rows.all().delete()
    here.state, here.counts, here.problems, here.left_out = Import.State.UPLOADED, {}, [], []


@transaction.atomic
def start_comparison(*, actor: User, reason: str, kept: Import, enqueue: Callable[..., object]) -> Job:
    """Open the job that compares; ``enqueue`` is called with the job's id and ``import_id``."""
    require(actor, RIGHT)
    here = _unfinished(kept)
    if here.file_kind != "ftm" and "name" not in mapping_of(here).values():
        raise Refused("columns-missing", gettext_noop("Choose first which columns the file has."))
    _reopen(here)
    here.job = jobs.open_job(actor=actor, reason=reason, kind=COMPARE_JOB, enqueue=partial(enqueue, import_id=here.pk))
    here.save()
    return here.job


def compare_upload(*, actor: User, reason: str, kept: Import, progress: Tell) -> dict[str, int]:
    """Plan every row of an upload and keep the plans; nothing in the registry changes. Gives rows by outcome."""
    require(actor, RIGHT)
    try:
        found = compare(upload_of(kept), options_of(kept), progress)
    except BadCell as bad:
        raise Invalid(bad.code, bad.text, **bad.facts) from bad
    progress(95, 100, Reason(KEEPING))
    return _keep_plans(actor=actor, reason=reason, kept=kept, found=found)


@transaction.atomic
def _keep_plans(*, actor: User, reason: str, kept: Import, found: Comparison) -> dict[str, int]:
    here = Import.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    _reopen(here)
    rows = list(_rows(here, found))
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    here.counts = {outcome.value: sum(row.outcome == outcome for row in rows) for outcome in Outcome}
    here.problems = [problem_data(p) for p in found.contents.problems if p.row is None]
    here.left_out = [[text, what, times] for (text, what), times in sorted(found.contents.left_out.items())]
    here.state = Import.State.COMPARED
    here.save()
    audit.record(actor=actor, verb="compare_upload", subject=here, reason=reason, **here.counts)
    return dict(here.counts)


def _rows(here: Import, found: Comparison) -> Iterator[ImportRow]:
    """One row for each of the file's: planned ones, and those that could not be understood."""
    headings = {key: heading for heading, key in reversed(mapping_of(here).items()) if key}
    for row in found.contents.rows:
        plan = found.plans[row.number]
        yield ImportRow(
            import_of=here,
            number=row.number,
            outcome=plan.outcome.value,
            name=row.name[:300],
            organisation_id=plan.pk if plan.outcome is not Outcome.REFUSED else None,
            found_by=plan.found_by.value,
            incoming=row.as_data(),
            cells=_cells(here, found, row.number) if _may_come_back(plan) else [],
            changes=[change_data(change) for change in plan.changes],
            problems=[
                problem_data(bad.at(here.file_name, row.number, headings.get(column, column))) | level
                for level, told in (({}, plan.problems), ({"level": "note"}, plan.notes))
                for column, bad in told
            ],
            near=[near_data(each) for each in plan.near],
            is_done=plan.outcome is Outcome.UNCHANGED,
        )
    yield from _unread(here, found)


def _cells(here: Import, found: Comparison, number: int) -> list[list[str]]:
    """A row as it stood in the file, without persons and what PostgreSQL cannot keep; JSON objects have no order."""
    chosen = mapping_of(here)
    return [
        [name, cell.replace("\x00", "\ufffd")]
        for name, cell in found.contents.cells.get(number, {}).items()
        if chosen.get(name) or not names_person(name)
    ]


def _may_come_back(plan: Plan) -> bool:
    """Whether the row as it stood in the file may be asked for again."""
    return plan.outcome in {Outcome.REFUSED, Outcome.ASK} or plan.found_by is FoundBy.ROW


def _unread(here: Import, found: Comparison) -> Iterator[ImportRow]:
    """Rows that could not be understood. Of one that is a natural person's or a sole trader's only its number stays."""
    names = {key: heading for heading, key in mapping_of(here).items()}
    told: dict[int, list[dict[str, Any]]] = {}
    for problem in found.contents.problems:
        if problem.row is not None:
            told.setdefault(problem.row, []).append(problem_data(problem))
    for number in sorted(set(told) - set(found.plans)):
        is_personal = any(problem["code"] in PERSONAL for problem in told[number])
        cells = [] if is_personal else _cells(here, found, number)
        yield ImportRow(
            import_of=here,
            number=number,
            outcome=Outcome.REFUSED.value,
            name="" if is_personal else _cell(cells, names.get("name", ""))[:300],
            cells=cells,
            problems=[_unnamed(problem) for problem in told[number]] if is_personal else told[number],
        )


def _cell(cells: list[list[str]], heading: str) -> str:
    return next((cell for name, cell in cells if name == heading), "")


def _unnamed(problem: dict[str, Any]) -> dict[str, Any]:
    """A problem without anything that stood in the cell."""
    params = {name: "…" if isinstance(value, str) else value for name, value in problem["params"].items()}
    return {**problem, "params": params, "remedy": {**problem["remedy"], "params": params}}


@transaction.atomic
def discard_upload(*, actor: User, reason: str, kept: Import) -> None:
    """Throw the file away; that there was one stays on record."""
    require(actor, RIGHT)
    here = _unfinished(kept)
    _reopen(here)
    here.state = Import.State.DISCARDED
    here.save()
    ImportFile.objects.filter(import_of=here).delete()
    audit.record(actor=actor, verb="discard_upload", subject=here, reason=reason)
