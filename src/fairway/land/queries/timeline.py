"""Everything that happened on a project, and what is promised, on one line of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.sign.queries import promise_board, promises_seen_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from fairway.land.models import (
        Evidence,
        LandArea,
        Payment,
        PlannedCapacity,
        Project,
        Report,
        ReportDuty,
        StageEntry,
        Visit,
    )
    from fairway.land.queries.projects import Reader
    from fairway.sign.queries import PromiseLine


@dataclass(frozen=True)
class Moment:
    """One thing on a day: a line of the log, money, a size, a document, a visit, a self-report, or a promise."""

    day: date
    stage: StageEntry | None = None
    payment: Payment | None = None
    document: Evidence | None = None
    size: LandArea | PlannedCapacity | None = None
    visit: Visit | None = None
    report: Report | None = None
    promise: PromiseLine | None = None


def timeline(
    project: Project, as_of: date, user: Reader, visits: Iterable[Visit], duties: Iterable[ReportDuty]
) -> list[Moment]:
    """What stands, newest first, with promises on the day they fall due; of a project whose file is at hand."""
    moments = [*_happened(project), *_followed(visits, duties), *_promised(project, as_of, user)]
    return sorted(moments, key=lambda each: each.day, reverse=True)


def _happened(project: Project) -> Iterator[Moment]:
    yield from (Moment(each.happened_on, stage=each) for each in project.log.all() if each.reversed_on is None)
    yield from (Moment(each.happened_on, payment=each) for each in project.payments.all() if each.reversed_on is None)
    yield from (Moment(each.brought_on, document=each) for each in project.documents.all())
    yield from (Moment(each.learned_on, size=each) for each in project.areas.all())
    yield from (Moment(each.learned_on, size=each) for each in project.capacities.all())


def _followed(visits: Iterable[Visit], duties: Iterable[ReportDuty]) -> Iterator[Moment]:
    yield from (Moment(each.happened_on, visit=each) for each in visits if each.reversed_on is None)
    yield from (Moment(each.filed_on, report=each) for duty in duties for each in duty.reports.all())


def _promised(project: Project, as_of: date, user: Reader) -> Iterator[Moment]:
    if project.agreement_id is None:
        return
    found = promise_board(promises_seen_by(user).filter(agreement=project.agreement_id), as_of)
    for line in (*found.enterprise, *found.government):
        if line.standing.due_on is not None:
            yield Moment(line.standing.due_on, promise=line)
