"""Everything that is late, from every step, on one desk: read in columns, told page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Q
from django.db.models.functions import Coalesce

from fairway.base.raw import raw
from fairway.govern.models import Membership, Role
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation
from fairway.land.engine import desk as engine
from fairway.land.engine.desk import KINDS, Kind, Matters
from fairway.land.engine.overdue import days_overdue
from fairway.land.models import Hindrance, Milestone, Project, ReportDuty, Visit
from fairway.land.queries.books import books
from fairway.land.queries.hindrances import chain_above, hindrances_seen_by, public_signers, superiors_of
from fairway.land.queries.milestones import milestones_seen_by
from fairway.land.queries.reports import reports_owed
from fairway.land.queries.visits import visits_due
from fairway.meet.models import ActionItem, Opportunity
from fairway.meet.queries.after import opportunities_seen_by
from fairway.meet.queries.reporting import reporting_date
from fairway.meet.queries.talks import agreed_seen_by
from fairway.sign.engine.promise_columns import STATES, stands
from fairway.sign.engine.promises import State
from fairway.sign.models import Party, Promise, PromiseNotice, PromiseStep
from fairway.sign.queries import notices_seen_by, promises_seen_by, read_promises, read_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.sign.engine.promise_columns import PromiseColumns, StepColumns

AT_ONCE = 1_000
"""Lines read as objects in one go."""
MOST_OWING, MOST_OWNERS = 10, 200


@dataclass(frozen=True)
class Line:
    """One late matter, ready to be listed; ``subject`` is the row it is about, ``desk`` has it now."""

    kind: Kind
    subject: Any
    project: Project | None
    owner: Organisation | None
    desk: Organisation | None
    level: int
    due: date
    days: int | None


@dataclass(frozen=True)
class Owing:
    """Who has to act on how many matters, the latest of them so many days late."""

    organisation: Organisation
    count: int
    most_days: int


class Desk:
    """Late matters that can be narrowed, sorted and cut as the rows of a list; read as objects when gone through."""

    def __init__(self, matters: Matters, as_of: date, own: frozenset[int] = frozenset()) -> None:
        self._matters, self.as_of, self._own = matters, as_of, own

    def __len__(self) -> int:
        return len(self._matters)

    def __getitem__(self, part: slice) -> Desk:
        return self._of(self._matters.pick(np.arange(len(self))[part]))

    def __iter__(self) -> Iterator[Line]:
        for first in range(0, len(self), AT_ONCE):
            yield from _lines(self[first : first + AT_ONCE]._matters, self.as_of)

    def filter(self, *, kind: str = "", owner: str = "", mine: str = "") -> Desk:
        """Narrow to a kind, to who has to act or has it on the desk, to what is the reader's own."""
        kept = np.ones(len(self), bool)
        if kind:
            kept &= self._matters.of_kind(Kind(kind))
        if owner:
            kept &= self._matters.concern([int(owner)])
        if mine:
            kept &= self._matters.concern(self._own)
        return self._of(self._matters.pick(kept))

    def order_by(self, *fields: str) -> Desk:
        """By the day it was due (``due``), the other way round (``-due``)."""
        return self._of(self._matters.ordered(latest_first="-due" not in fields))

    def kinds(self) -> list[Kind]:
        """The kinds there are."""
        return [KINDS[place] for place in np.unique(self._matters.kind)]

    def owing(self) -> list[Owing]:
        """Who has to act on most. One query."""
        found = engine.owed(self._matters, self.as_of)[:MOST_OWING]
        names = Organisation.objects.in_bulk([each.organisation for each in found])
        return [Owing(names[each.organisation], each.count, each.most_days) for each in found]

    def owners(self) -> list[Organisation]:
        """Who has to act or has something on the desk, by name; of very many those with most. One query."""
        who, count = np.unique(np.concatenate([self._matters.owner, self._matters.desk]), return_counts=True)
        ids = who[np.argsort(-count, kind="stable")][:MOST_OWNERS].tolist()
        return list(Organisation.objects.filter(pk__in=ids).order_by("name", "pk"))

    def _of(self, matters: Matters) -> Desk:
        return Desk(matters, self.as_of, self._own)


def desk(user: User, as_of: date | None = None) -> Desk:
    """What is late on a day (the reporting date unless said) of all the reader may see, the latest first.

    As many queries for many as for one.
    """
    day = as_of or reporting_date()
    found = engine.late(_together(read(user, day) for read in _SOURCES), day)
    return Desk(found.ordered(), day, own_organisations(user))


def escalated(user: User, as_of: date | None = None) -> Desk:
    """What went up to a superior because its day had passed, and whose desk has it now."""
    day = as_of or reporting_date()
    found = _together((_stages(user, day), _hindrances(user, day)))
    return Desk(found.pick(found.level > 0).ordered(), day, own_organisations(user))


def _together(parts: Iterable[Matters]) -> Matters:
    return reduce(Matters.and_also, parts)


def _stages(user: User, as_of: date) -> Matters:
    known = books(seen_by=user).standings_on(as_of)
    is_late = known.due < np.datetime64(as_of, "D")
    rows = zip(known.project[is_late].tolist(), known.responsible[is_late].tolist(), known.due[is_late], strict=True)
    return _sent_up(Matters.of_rows(Kind.STAGE, rows), as_of)


def _sent_up(stages: Matters, as_of: date) -> Matters:
    """Late stages with the desk each came to."""
    days = (np.datetime64(as_of, "D") - stages.due).astype(np.int64)
    up = np.flatnonzero(days > engine.STAGE_DAYS)
    signed = _public_signers_of_late(as_of) if len(up) else {}
    answers = [(int(stages.owner[row]), signed.get(int(stages.key[row]), ())) for row in up]
    superiors = superiors_of({pk for owner, others in answers for pk in (owner, *others)}, as_of)
    desks, levels = stages.desk.copy(), stages.level.copy()
    for row, (owner, others) in zip(up, answers, strict=True):
        chain = chain_above(owner, others, superiors)
        step = engine.stage_escalation(stages.due[row].item(), len(chain), as_of)
        if step is not None:
            desks[row], levels[row] = chain[step.level - 1], step.level
    return replace(stages, desk=desks, level=levels)


def _public_signers_of_late(as_of: date) -> dict[int, list[int]]:
    """The public bodies that signed for projects that are late, by project. Two queries."""
    late = Project.objects.filter(next_due__lt=as_of, agreement__isnull=False)
    papers = dict(raw(late.select_related(None).order_by().values_list("agreement", "pk")))
    signed = public_signers(Party.objects.filter(agreement__project__next_due__lt=as_of))
    return {papers[paper]: bodies for paper, bodies in signed.items() if paper in papers}


def _next_steps(user: User, as_of: date) -> Matters:
    rows = opportunities_seen_by(user).filter(state=Opportunity.State.OPEN, due_on__lt=as_of, project__isnull=True)
    return Matters.of_rows(Kind.NEXT_STEP, rows.values_list("pk", "responsible", "due_on"))


def _milestones(user: User, as_of: date) -> Matters:
    rows = milestones_seen_by(user).filter(actual=None).annotate(expected=Coalesce("forecast", "planned"))
    return Matters.of_rows(Kind.MILESTONE, rows.filter(expected__lt=as_of).values_list("pk", "owner", "expected"))


def _hindrances(user: User, as_of: date) -> Matters:
    """Those that are late, and those that went up even where the desk that has them still has time."""
    rows = hindrances_seen_by(user, as_of).filter(Q(next_on__lt=as_of) | Q(level__gt=0), closed_on=None)
    return Matters.of_rows(Kind.HINDRANCE, rows.values_list("pk", "owner", "next_on", "desk", "level"))


def _promises(user: User, as_of: date) -> Matters:
    known = books(seen_by=user)
    announced = promises_seen_by(user).filter(agreement=None)
    steps = PromiseStep.objects.filter(promise__in=announced.order_by().values("pk"))
    signed = _unkept(known.promises, known.steps, as_of)
    return signed.and_also(_unkept(read_promises(announced), read_steps(steps), as_of))


def _unkept(promises: PromiseColumns, steps: StepColumns, as_of: date) -> Matters:
    at = stands(promises, steps, as_of)
    rows = (at.state == STATES.index(State.DUE)) & (at.days_late > 0)
    told = zip(promises.owner[rows].tolist(), promises.debtor[rows].tolist(), at.due[rows], strict=True)
    return Matters.of_rows(Kind.PROMISE, told)


def _notices(user: User, as_of: date) -> Matters:
    """Served notices whose days to object are over: the credit office passes them on or withdraws them."""
    office = Membership.objects.filter(role=Role.CREDIT_OFFICE, valid_until=None).order_by("pk")
    acts = office.values_list("organisation", flat=True).first() or 0
    rows = notices_seen_by(user).filter(state=PromiseNotice.State.SERVED, objection_until__lt=as_of)
    return Matters.of_rows(Kind.NOTICE, ((pk, acts, until) for pk, until in rows.values_list("pk", "objection_until")))


def _reports(user: User, as_of: date) -> Matters:
    return Matters.of_rows(Kind.REPORT, reports_owed(user, as_of).values_list("pk", "organisation", "next_due"))


def _visits(user: User, as_of: date) -> Matters:
    return Matters.of_rows(Kind.VISIT, visits_due(user, as_of).values_list("pk", "office", "next_on"))


def _agreed(user: User, as_of: date) -> Matters:
    """What was agreed at events, due and not done."""
    rows = agreed_seen_by(user, as_of).filter(done_on=None, due__lt=as_of)
    return Matters.of_rows(Kind.AGREED, rows.values_list("pk", "responsible", "due"))


_SOURCES = (_stages, _next_steps, _milestones, _hindrances, _promises, _notices, _reports, _visits, _agreed)


def _lines(matters: Matters, as_of: date) -> Iterator[Line]:
    """These matters as lines: one query for each kind among them, one for the organisations."""
    told = {kind: _told(kind, matters.key[matters.of_kind(kind)].tolist()) for kind in KINDS}
    names = Organisation.objects.in_bulk(np.union1d(matters.owner, matters.desk).tolist())
    columns = (matters.kind, matters.key, matters.owner, matters.desk, matters.level, matters.due)
    for place, key, owner, on_desk, level, due in zip(*(column.tolist() for column in columns), strict=True):
        kind = KINDS[place]
        subject = told[kind].get(key)
        if subject is not None:
            project, late = PROJECT_OF[kind](subject), days_overdue(due, as_of)
            yield Line(kind, subject, project, names.get(owner), names.get(on_desk), level, due, late)


def _told(kind: Kind, keys: Sequence[int]) -> dict[int, Any]:
    return _ROWS[kind]().in_bulk(keys) if keys else {}


_ROWS: dict[Kind, Callable[[], QuerySet[Any]]] = {
    Kind.STAGE: Project.objects.all,
    Kind.NEXT_STEP: Opportunity.objects.select_related("event", "first", "second").all,
    Kind.MILESTONE: Milestone.objects.select_related("project").all,
    Kind.HINDRANCE: Hindrance.objects.select_related("project").all,
    Kind.PROMISE: Promise.objects.select_related("agreement__project", "event").all,
    Kind.NOTICE: PromiseNotice.objects.select_related("promise__agreement__project").all,
    Kind.VISIT: Visit.objects.select_related("project").all,
    Kind.REPORT: ReportDuty.objects.select_related("project").all,
    Kind.AGREED: ActionItem.objects.select_related("event").all,
}


def _of_promise(promise: Promise) -> Project | None:
    return getattr(promise.agreement, "project", None)


PROJECT_OF: dict[Kind, Callable[[Any], Project | None]] = {
    Kind.STAGE: lambda row: row,
    Kind.NEXT_STEP: lambda _row: None,
    Kind.AGREED: lambda _row: None,
    Kind.MILESTONE: lambda row: row.project,
    Kind.HINDRANCE: lambda row: row.project,
    Kind.PROMISE: _of_promise,
    Kind.NOTICE: lambda row: _of_promise(row.promise),
    Kind.REPORT: lambda row: row.project,
    Kind.VISIT: lambda row: row.project,
}
