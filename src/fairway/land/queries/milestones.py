"""The plan of a project as it stands, drawn and counted, and what a slip would move before anybody agrees to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from fairway.base.rights import seen_by
from fairway.govern.models import Membership, Role
from fairway.know.models import Organisation
from fairway.land.engine import gantt
from fairway.land.engine import milestones as engine
from fairway.land.models import Milestone, MilestoneEntry, Project, Wait
from fairway.land.queries.projects import projects_seen_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.land.queries.projects import Reader

FOLLOWING = (Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE)


@dataclass(frozen=True)
class PlanLine:
    """A milestone with how it is drawn; ``is_missed``: expected after the promise due with it."""

    milestone: Milestone
    bar: gantt.Bar
    expected: date
    slip_days: int
    is_missed: bool


@dataclass(frozen=True)
class Plan:
    """A project's milestones in the order of their days, and their chart (``None``: there are none)."""

    lines: tuple[PlanLine, ...]
    chart: gantt.Chart | None


@dataclass(frozen=True)
class Shift:
    """A milestone that has to move, from which day to which, and the one it waits for."""

    milestone: Milestone
    move: engine.Move
    cause: Milestone


@dataclass(frozen=True)
class Affected:
    """What a new day would do: each move, who is affected by it, and which promises would be late."""

    moves: tuple[Shift, ...]
    organisations: tuple[Organisation, ...]
    missed: tuple[Milestone, ...]
    seal: str


def plan_rows(project: Project) -> list[Milestone]:
    """The project's milestones with what they wait for, in the order planned. Two queries."""
    waits = Prefetch("waits", Wait.objects.select_related("other"))
    rows = project.milestones.select_related("owner", "promise__debtor", "promise__creditor")
    return list(rows.prefetch_related(waits).order_by("planned", "pk"))


def as_engine(milestone: Milestone) -> engine.Milestone:
    """The milestone as the engine takes it: names are its keys, which refusals then say."""
    return engine.Milestone(
        key=milestone.name,
        owner=milestone.owner_id,
        planned=milestone.planned,
        forecast=milestone.forecast,
        actual=milestone.actual,
        latest=None if milestone.promise is None else milestone.promise.due_on,
        after={wait.other.name: wait.lag_days for wait in milestone.waits.all()},
    )


def plan_of(project: Project, today: date) -> Plan:
    """The plan as it stands. Two queries."""
    rows = plan_rows(project)
    known = {row.name: as_engine(row) for row in rows}
    start = min([_begun_on(project), *(each.planned for each in known.values())])
    spans = [
        gantt.Span(row.name, _begins(known[row.name], known, start), row.planned, known[row.name].expected, row.actual)
        for row in rows
    ]
    drawn = gantt.chart(spans, today)
    lines = [_line(row, known[row.name], bar) for row, bar in zip(rows, drawn.bars if drawn else (), strict=True)]
    return Plan(tuple(lines), drawn)


def _begins(own: engine.Milestone, known: dict[str, engine.Milestone], start: date) -> date:
    """Work on a milestone begins, as drawn, once all it waits for was planned to be there."""
    return min(own.planned, max((known[other].planned for other in own.after), default=start))


def _line(row: Milestone, known: engine.Milestone, bar: gantt.Bar) -> PlanLine:
    is_missed = known.latest is not None and known.expected > known.latest
    return PlanLine(row, bar, known.expected, known.slip_days, is_missed)


def affected_by(milestone: Milestone, day: date, *, happened: bool = False) -> Affected:
    """What has to move when the milestone is expected (or ``happened``) on ``day``, and whom that concerns.

    ``seal`` names exactly this answer: whoever agrees to it sends it back.
    """
    rows = plan_rows(milestone.project)
    by_name = {row.name: row for row in rows}
    found = engine.replan([as_engine(row) for row in rows], milestone.name, day, happened=happened)
    late_before = {row.name for row in rows if _is_missed(as_engine(row))}
    missed = tuple(by_name[name] for name in found.missed if name not in late_before)
    moves = tuple(Shift(by_name[move.key], move, by_name[move.because_of]) for move in found.moves)
    return Affected(moves, _concerned(milestone, moves, missed), missed, _seal(milestone, day, found))


def _is_missed(known: engine.Milestone) -> bool:
    return known.latest is not None and known.expected > known.latest


def _concerned(milestone: Milestone, moves: Iterable[Shift], missed: Iterable[Milestone]) -> tuple[Organisation, ...]:
    """Who answers for what moves, and both sides of every promise that would be late; each once, by name."""
    found = {row.owner_id: row.owner for row in (milestone, *(each.milestone for each in moves))}
    for row in missed:
        sides = (row.promise.debtor, row.promise.creditor) if row.promise else ()
        found |= {side.pk: side for side in sides if side is not None}
    return tuple(sorted(found.values(), key=lambda each: (each.name, each.pk)))


def _seal(milestone: Milestone, day: date, found: engine.Replan) -> str:
    said = [(move.key, move.was.isoformat(), move.becomes.isoformat()) for move in found.moves]
    return hashlib.sha256(repr((milestone.pk, day.isoformat(), said, found.missed)).encode()).hexdigest()[:16]


def may_answer(project: Project) -> QuerySet[Organisation]:
    """Who may answer for something on a project: its parties, who follows it, and the offices that follow projects."""
    offices = Membership.objects.filter(role__in=FOLLOWING, valid_until=None).values("organisation")
    rows = Organisation.objects.filter(Q(pk__in=project.concerned_ids()) | Q(pk__in=offices))
    return rows.filter(merged_into=None).order_by("name", "pk")


def milestones_seen_by(user: Reader) -> QuerySet[Milestone]:
    """Milestones of the projects the reader may see."""
    rows = Milestone.objects.select_related("owner", "project__agreement", "promise")
    return rows.filter(project__in=projects_seen_by(user).values("pk"))


def seen_milestone(user: User | AnonymousUser, pk: int, right: str = "land.see_projects") -> Milestone:
    """One milestone with its history, where the user holds the right on it."""
    log = Prefetch("log", MilestoneEntry.objects.select_related("because_of"))
    rows = Milestone.objects.select_related("owner", "project__agreement", "promise__debtor").filter(pk=pk)
    rows = rows.prefetch_related(log, Prefetch("waits", Wait.objects.select_related("other")))
    return seen_by(user, right, rows, "milestone-missing", gettext_noop("No milestone has this address."))


def planned_projects(user: Reader) -> QuerySet[Project]:
    """Projects that have milestones, with the last day planned and the last one expected; the latest end first."""
    expected = Coalesce("milestones__actual", "milestones__forecast", "milestones__planned")
    open_ones = Milestone.objects.filter(project=OuterRef("pk"), actual=None)
    rows = projects_seen_by(user).filter(milestones__isnull=False)
    return rows.annotate(
        plan_first=Min("milestones__planned"),
        plan_last=Max("milestones__planned"),
        expected_last=Max(expected),
        is_open=Exists(open_ones),
    ).order_by(F("expected_last").desc(), "pk")


def drawn_together(projects: Sequence[Project], today: date) -> gantt.Chart | None:
    """The projects of :func:`planned_projects` as lines of one chart: from the signature to the last milestone."""
    spans = [_span(project) for project in projects]
    return gantt.chart(spans, today)


def _begun_on(project: Project) -> date:
    """The day of the signature, before it the day of the stage the project stands at."""
    return project.stage_since if project.agreement is None else project.agreement.signed_on


def _span(project: Project) -> gantt.Span:
    first, planned, expected = project.plan_first, project.plan_last, project.expected_last  # type: ignore[attr-defined]
    actual = None if project.is_open else expected  # type: ignore[attr-defined]
    return gantt.Span(project.pk, min(_begun_on(project), first), planned, expected, actual)
