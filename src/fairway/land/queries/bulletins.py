"""Bulletins: the KPIs of a definition over a period, as known on its last day, for any day again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fairway.land.engine.columns import STAGES as EVERY
from fairway.land.engine.kpi.figures import Bulletin, Known, Projects, Promises, bulletin
from fairway.land.engine.kpi.shipped import STAGES
from fairway.land.queries.books import books
from fairway.sign.engine.promise_columns import STATES, states
from fairway.sign.queries import agreements_seen_by

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from fairway.land.engine.columns import LogColumns
    from fairway.land.engine.kpi.definition import Definition
    from fairway.land.queries.books import Areas, Books, Papers
    from fairway.land.queries.projects import Reader
    from fairway.lib.period import Period

WORDS = tuple(str(stage) for stage in EVERY)


def bulletin_of(definition: Definition, period: Period, *, seen_by: Reader = None) -> Bulletin:
    """Work out every KPI of the definition."""
    return bulletin(definition, kpis_known_on(period.end or period.start, seen_by=seen_by), period)


def kpis_known_on(day: date, *, seen_by: Reader = None) -> Known:
    """Read what was signed by ``day``, with or without a project, and what had become of it and of its promises."""
    found = books(seen_by=seen_by)
    papers = found.papers.pick(found.papers.signed <= np.datetime64(day))
    return Known(_projects(found, papers, day), _promises(found, papers, day), STAGES)


def counts_demo(day: date, *, seen_by: Reader = None) -> bool:
    """Whether a bulletin of that day counts anything that is invented. One query."""
    return agreements_seen_by(seen_by).filter(signed_on__lte=day, is_demo=True).exists()


def _projects(found: Books, papers: Papers, day: date) -> Projects:
    told = found.log.pick(found.log.known(day) & found.log.shown)
    at = found.standings_on(day)
    way_out = np.zeros(len(papers), "U16")
    out = at.is_out
    row, has = _rows_of(papers, at.project[out])
    way_out[row[has]] = np.array(WORDS)[at.stage[out]][has]
    signed, paid = found.signed_for, found.paid
    paper = np.searchsorted(papers.owner, signed.owner)
    is_there = np.isin(signed.owner, papers.owner)
    row, has = _rows_of(papers, paid.owner)
    return Projects(
        signed=papers.signed,
        paper=papers.kind,
        reached=_reached(papers, told),
        way_out=way_out,
        area=_area(papers, found.areas, day),
        money=signed.pick(is_there).owned_by(paper[is_there]).and_also(paid.pick(has).owned_by(row[has])),
    )


def _rows_of(papers: Papers, projects: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The row of each project's paper, and whether it has one among these."""
    order = np.argsort(papers.project, kind="stable")
    place = np.searchsorted(papers.project, projects, sorter=order)
    row = np.append(order, 0)[place]
    has = np.append(papers.project, -1)[np.where(place < len(order), row, len(order))] == projects
    return row, has


def _area(papers: Papers, areas: Areas, day: date) -> NDArray[np.int64]:
    """The land each paper's project takes as known on a day, -1 where it is not stated: what was learned last holds."""
    known = areas.pick(areas.learned <= np.datetime64(day))
    row, has = _rows_of(papers, known.owner)
    found = np.full(len(papers), -1, np.int64)
    found[row[has]] = known.mu[has]
    return found


def _reached(papers: Papers, told: LogColumns) -> NDArray[np.datetime64]:
    """The day each stage of the road was first reached; what is signed was signed on its paper's day at the latest."""
    found = np.full((len(papers), len(STAGES)), np.datetime64("NaT", "D"))
    found[:, 0] = papers.signed
    row, has = _rows_of(papers, told.owner)
    column = told.stage - WORDS.index(STAGES[0])
    on_road = has & (column >= 0) & (column < len(STAGES))
    # Written from the last line to the first, so that the first stays.
    found[row[on_road][::-1], column[on_road][::-1]] = told.happened[on_road][::-1]
    return found


def _promises(found: Books, papers: Papers, day: date) -> Promises:
    known = found.promises
    where = np.array(STATES)[states(known, found.steps, day)]
    stays = np.isin(known.agreement, papers.owner)
    paper = np.searchsorted(papers.owner, known.agreement[stays])
    return Promises(papers.signed[paper], papers.kind[paper], known.side[stays], where[stays])
