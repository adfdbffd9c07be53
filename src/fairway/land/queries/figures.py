"""The funnel, money, places and what is late over many projects, replayed from the books as known on a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.know.models import Organisation
from fairway.land.engine import duration, money
from fairway.land.engine import overdue as lateness
from fairway.land.engine import tiles as tile_maps
from fairway.land.engine.funnel import Funnel, read_funnel
from fairway.land.models import Project, Stage
from fairway.land.queries.books import books

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.land.engine.columns import MoneyColumns
    from fairway.land.queries.projects import Reader
    from fairway.meet.models import Event


@dataclass(frozen=True)
class OverdueProject:
    """A project whose next stage is late, ready to be listed."""

    project: int
    title: str
    stage: Stage
    responsible: int
    responsible_name: str
    responsible_name_en: str
    next_due: date
    days: int
    is_demo: bool


@dataclass(frozen=True)
class OverdueOrganisation:
    """How many late projects an organisation answers for, and the most days one of them is late."""

    organisation: int
    name: str
    name_en: str
    is_demo: bool
    projects: int
    most_days: int


@dataclass(frozen=True)
class Late:
    """What is late on a date: how many in all, the latest first (cut to the limit), and who answers for it."""

    as_of: date
    count: int
    projects: tuple[OverdueProject, ...]
    organisations: tuple[OverdueOrganisation, ...]


def funnel(as_of: date, event: Event | None = None, *, seen_by: Reader = None) -> Funnel:
    """How many projects reached which stage as known on a date, before and from the signature on."""
    return read_funnel(books(event, seen_by=seen_by).standings_on(as_of), as_of)


def time_in_stage(
    as_of: date, event: Event | None = None, *, seen_by: Reader = None
) -> tuple[duration.TimeInStage, ...]:
    """How long projects stay in each stage."""
    return duration.time_in_stage(books(event, seen_by=seen_by).log, as_of)


def money_by_month(
    as_of: date, event: Event | None = None, *, seen_by: Reader = None
) -> tuple[money.MoneyByMonth, ...]:
    """Signed, committed, paid in and realised by month, one result for each currency."""
    return money.by_month(as_of, *_money_told(event, seen_by))


def money_in_place(as_of: date, event: Event | None = None, *, seen_by: Reader = None) -> tuple[money.InPlace, ...]:
    """Contracts against paid in, one result for each currency."""
    return money.in_place(money.totals(as_of, *_money_told(event, seen_by)))


def tiles(as_of: date, event: Event | None = None, *, seen_by: Reader = None) -> tile_maps.TileMap:
    """Projects known on a date and what was signed for them by prefecture."""
    found = books(event, seen_by=seen_by)
    lie = found.places.pick(np.isin(found.places.owner, found.standings_on(as_of).project))
    papers = found.papers.pick(np.isin(found.papers.project, lie.owner))
    signed = found.signed_for.pick(found.signed_for.known(as_of) & np.isin(found.signed_for.owner, papers.owner))
    project = papers.project[np.searchsorted(papers.owner, signed.owner)]
    return tile_maps.tile_map(lie.region, signed.owned_by(np.searchsorted(lie.owner, project)))


def overdue(as_of: date, limit: int | None = None, event: Event | None = None, *, seen_by: Reader = None) -> Late:
    """What is late on a date as known then; ``limit`` cuts the list, not the count."""
    late = lateness.overdue(books(event, seen_by=seen_by).standings_on(as_of), as_of, limit)
    projects = Project.objects.in_bulk([each.project for each in late.projects])
    names = _names([line.responsible for line in late.organisations])
    return Late(
        as_of=as_of,
        count=late.count,
        projects=tuple(_late_project(each, projects[each.project], names) for each in late.projects),
        organisations=tuple(
            OverdueOrganisation(line.responsible, *names[line.responsible], line.projects, line.most_days)
            for line in late.organisations
        ),
    )


def _money_told(event: Event | None, seen_by: Reader) -> tuple[MoneyColumns, MoneyColumns]:
    """Money signed for and money that moved."""
    found = books(event, seen_by=seen_by)
    return found.signed_for, found.paid


def _names(ids: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    rows = Organisation.objects.filter(pk__in=ids).values_list("pk", "name", "name_en", "is_demo")
    return {pk: (name, name_en, is_demo) for pk, name, name_en, is_demo in rows}


def _late_project(late: lateness.Overdue, project: Project, names: dict[int, tuple[str, str, bool]]) -> OverdueProject:
    name, name_en, _is_demo = names[late.responsible]
    return OverdueProject(
        project=late.project,
        title=project.title,
        stage=Stage(project.stage),
        responsible=late.responsible,
        responsible_name=name,
        responsible_name_en=name_en,
        next_due=late.next_due,
        days=late.days,
        is_demo=project.is_demo,
    )
