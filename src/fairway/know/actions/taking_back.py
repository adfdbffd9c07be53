"""Taking an import back: what it added goes, what it changed gets its earlier value, as far as nobody built on it.

A row is taken back whole or not at all. It stays where a field was changed again since, where something else hangs on
the organisation it added, or where that organisation was merged; each such row is named with why.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit, jobs
from fairway.base.rights import require
from fairway.know.actions.origins import _keep_earlier_kinds
from fairway.know.actions.search import reindex
from fairway.know.models import Import, ImportRow, Organisation
from fairway.know.queries.imports.effects import GONE, MADE, ORGANISATION, SET, Hindrances, as_kept, written_rows
from fairway.know.queries.imports.files import is_running
from fairway.lib.errors import Refused
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import Model

    from fairway.base.models import Job, User
    from fairway.know.queries.imports.comparing import Tell

RIGHT = "know.edit_organisations"
BATCH = 500
TAKE_BACK_JOB = gettext_noop("Take an import back")
LOOKING = gettext_noop("Looking at what has been built on the import since.")
TAKING = gettext_noop("Taking rows back: %(done)s of %(total)s.")


@transaction.atomic
def start_taking_back(*, actor: User, reason: str, kept: Import, enqueue: Callable[..., object]) -> Job:
    """Open the job that takes the import back; ``enqueue`` is called with the job's id and ``import_id``."""
    require(actor, RIGHT)
    here = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=kept.pk)
    if not written_rows(here).exists() or is_running(here):
        text = gettext_noop("There is nothing to take back, or a job is working on this upload right now.")
        raise Refused("nothing-to-take-back", text)
    work = partial(enqueue, import_id=here.pk)
    here.job = jobs.open_job(actor=actor, reason=reason, kind=TAKE_BACK_JOB, enqueue=work)
    here.save()
    return here.job


def take_back_import(*, actor: User, reason: str, kept: Import, progress: Tell) -> dict[str, int]:
    """Take back every row that nobody has built on, the last first; gives how many were and how many stay."""
    require(actor, RIGHT)
    progress(0, 1, Reason(LOOKING))
    hindered = Hindrances(kept)
    hindered.look()
    numbers = list(written_rows(kept).order_by("-number").values_list("pk", flat=True))
    taken = 0
    for start in range(0, len(numbers), BATCH):
        progress(start, len(numbers) + 1, Reason(TAKING, {"done": start, "total": len(numbers)}))
        taken += _take_back(actor=actor, reason=reason, hindered=hindered, pks=numbers[start : start + BATCH])
    _close(actor=actor, reason=reason, kept=kept)
    return {"taken_back": taken, "stay": len(numbers) - taken}


@transaction.atomic
def _close(*, actor: User, reason: str, kept: Import) -> None:
    """The import is taken back once none of its rows is in any more; the file is gone either way."""
    left = written_rows(kept).count()
    if not left:
        Import.objects.filter(pk=kept.pk).update(state=Import.State.TAKEN_BACK)
    audit.record(actor=actor, verb="take_back_import", subject=kept, reason=reason, left=left)


@transaction.atomic
def _take_back(*, actor: User, reason: str, hindered: Hindrances, pks: Sequence[int]) -> int:
    audit.wait_for_turn()
    rows = list(ImportRow.objects.select_for_update().filter(pk__in=pks, is_taken_back=False).order_by("-number"))
    staying = hindered.look_again(rows)
    free = [row for row in rows if row.pk not in staying]
    touched = {row.organisation_id for row in free if row.organisation_id}
    for row in rows:
        row.is_taken_back = row.pk not in staying
        row.problems = [*_but_last_time(row.problems), *([staying[row.pk]] if row.pk in staying else [])]
    ImportRow.objects.bulk_update(rows, ["is_taken_back", "problems"])
    _remove(free)
    _restore(free)
    reindex(touched)
    audit.record(
        actor=actor,
        verb="take_back_rows",
        subject=hindered.kept,
        reason=reason,
        rows=len(free),
        stay=len(rows) - len(free),
    )
    return len(free)


def _but_last_time(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What an earlier attempt found is found again or no longer so."""
    return [each for each in problems if each.get("level") != "stays"]


def _restore(rows: Sequence[ImportRow]) -> None:
    """Set fields back, and bring back what had gone."""
    fields: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    gone: dict[str, list[Model]] = defaultdict(list)
    for kind, table, *rest in (effect for row in rows for effect in reversed(row.effects)):
        if kind == SET:
            fields[table][rest[0]][rest[1]] = rest[2]
        elif kind == GONE:
            gone[table].append(apps.get_model(table)(**rest[0]))
    for table, made in gone.items():
        apps.get_model(table)._default_manager.bulk_create(made, ignore_conflicts=True)
    for table, changes in fields.items():
        _set_back(apps.get_model(table), changes)


def _set_back(model: type[Model], changes: Mapping[int, Mapping[str, str]]) -> None:
    here = model._default_manager.in_bulk(list(changes))
    if model is Organisation:
        _keep_earlier_kinds([pk for pk, values in changes.items() if "kind" in values])
    for pk, values in changes.items():
        for name, old in values.items():
            setattr(here[pk], name, as_kept(model, name, old))
    names = sorted({name for values in changes.values() for name in values})
    model._default_manager.bulk_update(here.values(), names, batch_size=BATCH)


def _remove(rows: Sequence[ImportRow]) -> None:
    """Delete what was made, organisations last."""
    made: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for kind, table, *rest in row.effects:
            if kind == MADE:
                made[table].append(rest[0])
    organisations = made.pop(ORGANISATION, [])
    for table, pks in made.items():
        apps.get_model(table)._default_manager.filter(pk__in=pks).delete()
    Organisation.objects.filter(pk__in=organisations).delete()
