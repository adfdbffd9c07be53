"""Loading the projects of an event's agreements with their whole logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land.actions.lines import _line_of, _repeat_last
from fairway.land.actions.projects import Receipt, _payment_of, _project_of
from fairway.land.engine.intake import OTHER, WAYS_OUT
from fairway.land.engine.log import BEFORE, Entry, in_order
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.land.engine.stages import log_objections
from fairway.land.models import Payment, Project, StageEntry
from fairway.land.queries import filled_fields
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.land.engine.intake import StageRow
    from fairway.meet.models import Event

BATCH = 1000


@transaction.atomic
def load_stages(
    *, actor: User, reason: str, event: Event, rows: Sequence[StageRow], organisations: Mapping[str, int]
) -> dict[str, int]:
    """Open the projects of an event's agreements with their whole logs; gives each number its project's id.

    ``organisations`` maps the rows' organisation keys to ids. Nothing is kept when one row is wrong.
    """
    require(actor, "land.load_stages", event)
    agreements = _without_project(event, rows)
    logs = _logs(rows, organisations)
    for number, log in logs.items():
        _refuse_log(number, log, agreements[number], event.as_of)
    projects = {number: _project(agreements[number], log) for number, log in logs.items()}
    Project.objects.bulk_create(projects.values(), batch_size=BATCH)
    lines = [_line_of(projects[number], entry) for number, log in logs.items() for entry in in_order(log)]
    StageEntry.objects.bulk_create(lines, batch_size=BATCH)
    payments = _payments(projects, rows)
    Payment.objects.bulk_create(payments, batch_size=BATCH)
    audit.record(
        actor=actor,
        verb="load_stages",
        subject=event,
        reason=reason,
        projects=len(projects),
        stages=len(lines),
        payments=len(payments),
    )
    return {number: project.pk for number, project in projects.items()}


def _project(agreement: Agreement, log: Sequence[Entry]) -> Project:
    project = _project_of(agreement, shipped_map())
    _repeat_last(project, log)
    return project


def _without_project(event: Event, rows: Sequence[StageRow]) -> dict[str, Agreement]:
    free = Agreement.objects.filter(event=event, project__isnull=True).select_related("event")
    found = {agreement.number: agreement for agreement in free}
    unknown = sorted({row.agreement for row in rows} - found.keys())
    if unknown:
        text = gettext_noop("Agreement %(number)s is not known at this event, or has its project already.")
        raise Missing("agreement-unknown", text, number=unknown[0])
    return found


def _logs(rows: Sequence[StageRow], organisations: Mapping[str, int]) -> dict[str, list[Entry]]:
    logs: dict[str, list[Entry]] = {}
    for row in rows:
        logs.setdefault(row.agreement, []).append(_entry(row, organisations))
    return logs


def _entry(row: StageRow, organisations: Mapping[str, int]) -> Entry:
    if row.responsible not in organisations:
        text = gettext_noop("Agreement %(number)s names the organisation %(key)s, which is not known.")
        raise Missing("organisation-unknown", text, number=row.agreement, key=row.responsible)
    return Entry(
        stage=row.stage,
        happened_on=row.happened_on,
        learned_on=row.learned_on,
        responsible=organisations[row.responsible],
        evidence=row.evidence,
        next_due=row.next_due,
        note=row.note,
        way_reason=OTHER if row.stage in WAYS_OUT else "",
    )


def _refuse_log(number: str, log: Sequence[Entry], agreement: Agreement, as_of: date) -> None:
    if any(line.happened_on < agreement.signed_on for line in log if line.stage not in BEFORE):
        text = gettext_noop("The log of agreement %(number)s begins before its signature.")
        raise Invalid("before-signature", text, number=number)
    road = shipped_map()
    found = log_objections(road, log, as_of, filled_fields(_project_of(agreement, road)))
    if found:
        text = gettext_noop("Stages of agreement %(number)s: %(why)s")
        raise Refused(found[0].code, text, number=number, why=str(found[0].reason))


def _payments(projects: Mapping[str, Project], rows: Sequence[StageRow]) -> list[Payment]:
    return [
        _payment_of(projects[row.agreement], Receipt(money, row.happened_on, row.learned_on, row.evidence))
        for row in rows
        if (money := row.money) is not None
    ]
